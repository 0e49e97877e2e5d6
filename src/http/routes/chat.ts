import { z } from 'zod';
import type { Automation, Person } from '../../automation/service.ts';
import type { Choice, GivenWorkflow, TurnOutcome } from '../../chat/types.ts';
import { AppError } from '../../errors.ts';
import type { MessageRow } from '../../store/conversations.ts';
import { answer, route } from '../route.ts';
import { draftShape, draftView, messageShape, messageView } from '../views.ts';

/** A chat request waits this long for its answer, then says `working`. */
const MAX_WAIT_MS = 60_000;
/** An answer that does not get to its thread is told after this. */
const MAX_SHOWN_MS = 5_000;
const POLL_MS = 40;

/** Conversations as the API needs them; built from the web chat's adapter and the engine's inbox. */
export interface ChatPort {
  /** A new thread of the person's. */
  open(person: Person): Promise<string>;
  /** Throws `not_found` or `forbidden` unless the thread is the person's. */
  own(person: Person, conversation: string): Promise<string>;
  /** Stores what the person said; returns the id under which its outcome appears. */
  send(
    person: Person,
    thread: string,
    message: { text: string; timeZone?: string; overrides?: { now?: string; workflows?: GivenWorkflow[] } },
  ): Promise<string>;
  /** Stores a tap; returns the id under which its outcome appears. */
  act(
    person: Person,
    thread: string,
    tap: { messageId: string; choice: Choice; values?: Record<string, string>; id?: string },
  ): Promise<string>;
  /** What came of it: undefined while it is being worked on. */
  outcome(deliveryId: string): Promise<{ done: boolean; outcome: TurnOutcome | null } | undefined>;
  /** Whether everything said in the thread stands there. */
  standing(thread: string): Promise<boolean>;
  /** What was said after a number, as far as it stands in the thread. */
  messages(person: Person, thread: string, after: number, limit: number): Promise<MessageRow[]>;
}

const given = z.strictObject({
  name: z.string().min(1).max(80),
  status: z.enum(['active', 'paused', 'failed']),
  last_run: z
    .strictObject({ status: z.enum(['completed', 'failed']), error: z.string().max(500).optional() })
    .optional(),
});

const chatRequest = z.strictObject({
  message: z.string(),
  conversation_id: z.string().max(200).nullish(),
  timezone: z.string().max(60).optional(),
  now: z.string().max(40).optional(),
  given_workflows: z.array(given).max(50).optional(),
});

const chatAnswer = z.object({
  conversation_id: z.string(),
  kind: z.enum(['ask', 'propose', 'act', 'say', 'working']),
  response: z.string(),
  options: z.array(z.string()).optional(),
  missing: z.array(z.object({ name: z.string(), path: z.string().optional(), label: z.string() })).optional(),
  act: z
    .object({
      command: z.string(),
      workflow: z.string().nullable(),
      new_name: z.string().optional(),
      needs_confirmation: z.boolean(),
    })
    .optional(),
  workflow_draft: draftShape.nullable(),
});

/** The chat by API: S0.88–90. The same conversations as in the web chat. */
export function chatRoutes(deps: {
  automation: Automation;
  chat: ChatPort;
  pause: (ms: number) => Promise<void>;
  testing: boolean;
}) {
  const { automation, chat } = deps;

  async function settle(person: Person, thread: string, delivery: string) {
    const until = Date.now() + MAX_WAIT_MS;
    let found = await chat.outcome(delivery);
    while (!found?.done && Date.now() < until) {
      await deps.pause(POLL_MS);
      found = await chat.outcome(delivery);
    }
    // What is answered here may be answered at once: by then it stands in the thread.
    const shownBy = Math.min(Date.now() + MAX_SHOWN_MS, until);
    while (found?.done && Date.now() < shownBy && !(await chat.standing(thread))) await deps.pause(POLL_MS);
    const outcome = found?.done ? found.outcome : null;
    if (!outcome) {
      const response = found?.done ? '' : 'I am still working on it; the answer will be in the conversation.';
      return { conversation_id: thread, kind: found?.done ? 'say' : 'working', response, workflow_draft: null };
    }
    const draft = outcome.draft ? draftView(await automation.draft(person, outcome.draft)) : null;
    return {
      conversation_id: thread,
      kind: outcome.kind,
      response: outcome.text,
      ...(outcome.options ? { options: outcome.options } : {}),
      ...(outcome.missing ? { missing: outcome.missing } : {}),
      ...(outcome.act ? { act: outcome.act } : {}),
      workflow_draft: draft,
    };
  }

  return [
    route({
      method: 'post',
      path: '/api/workflows/chat',
      summary: 'Say something; without a conversation_id a new conversation begins',
      scope: 'write',
      body: chatRequest,
      status: 200,
      answer: chatAnswer,
      async handle({ person, body }) {
        if (!deps.testing && (body.now !== undefined || body.given_workflows !== undefined)) {
          throw new AppError('bad_request', '`now` and `given_workflows` are for evaluation only (NOD_TEST=1).');
        }
        const thread = body.conversation_id ? await chat.own(person, body.conversation_id) : await chat.open(person);
        const overrides = {
          ...(body.now === undefined ? {} : { now: body.now }),
          ...(body.given_workflows === undefined ? {} : { workflows: body.given_workflows as GivenWorkflow[] }),
        };
        const delivery = await chat.send(person, thread, {
          text: body.message,
          ...(body.timezone === undefined ? {} : { timeZone: body.timezone }),
          ...(Object.keys(overrides).length > 0 ? { overrides } : {}),
        });
        return settle(person, thread, delivery);
      },
    }),
    route({
      method: 'post',
      path: '/api/workflows/chat/:id/actions',
      summary: 'Tap a choice of a message',
      scope: 'approve',
      body: z.strictObject({
        message_id: z.string().min(1).max(200),
        choice: z.strictObject({ name: z.string().min(1).max(100), value: z.string().max(500) }),
        values: z.record(z.string(), z.string().max(5000)).optional(),
        action_id: z.string().min(1).max(200).optional(),
      }),
      status: 200,
      answer: chatAnswer,
      async handle({ person, params, body }) {
        const thread = await chat.own(person, params.id ?? '');
        const delivery = await chat.act(person, thread, {
          messageId: body.message_id,
          choice: body.choice,
          ...(body.values ? { values: body.values } : {}),
          ...(body.action_id ? { id: body.action_id } : {}),
        });
        return settle(person, thread, delivery);
      },
    }),
    route({
      method: 'get',
      path: '/api/workflows/chat/:id/messages',
      summary: 'What was said after a message number',
      scope: 'read',
      query: z.object({
        after: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(100),
      }),
      status: 200,
      answer: z.object({ messages: z.array(messageShape), next: z.number() }),
      async handle({ person, params, query }) {
        const thread = await chat.own(person, params.id ?? '');
        const rows = await chat.messages(person, thread, query.after, query.limit);
        return answer(200, { messages: rows.map(messageView), next: rows.at(-1)?.seq ?? query.after });
      },
    }),
  ];
}
