import { z } from 'zod';
import { definitionSchema } from '../../src/automation/definition.ts';
import type { Conversation, Driver, Said } from './conversation.ts';
import type { Case } from './format.ts';

/** What the chat API answers. */
const answerSchema = z.looseObject({
  conversation_id: z.string(),
  response: z.string().nullish(),
  kind: z.enum(['ask', 'propose', 'act', 'say', 'working']),
  missing: z.array(z.looseObject({ name: z.string(), label: z.string().nullish() })).nullish(),
  act: z
    .looseObject({
      command: z.string(),
      workflow: z.unknown().optional(),
      new_name: z.string().nullish(),
      needs_confirmation: z.boolean().nullish(),
    })
    .nullish(),
  workflow_draft: z.looseObject({ id: z.string(), definition: z.unknown(), status: z.string() }).nullish(),
});
type Answer = z.infer<typeof answerSchema>;

const listSchema = z.union([z.array(z.unknown()), z.looseObject({}).transform((page) => firstList(page))]);

/** Items of a page, however it calls them. */
function firstList(page: Record<string, unknown>): unknown[] {
  return Object.values(page).find((value): value is unknown[] => Array.isArray(value)) ?? [];
}

const WAIT_MS = 120_000;
const POLL_MS = 500;

/** Drives the product through its API, as any client would. The server must run with NOD_TEST=1. */
export function overApi(baseUrl: string, token: string): Driver {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(WAIT_MS),
    });
    const text = await response.text();
    if (response.status === 429) {
      await pause(1000 * Number(response.headers.get('retry-after') ?? 1));
      return call(method, path, body);
    }
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 400)}`);
    return text === '' ? null : JSON.parse(text);
  };
  const workflows = async () => listSchema.parse(await call('GET', '/api/workflows/'));

  return {
    async open(the: Case): Promise<Conversation> {
      const before = JSON.stringify(await workflows());
      let conversation: string | null = null;
      let seen = 0;
      return {
        async say(message: string): Promise<Said> {
          const answer = answerSchema.parse(
            await call('POST', '/api/workflows/chat/', {
              message,
              conversation_id: conversation,
              timezone: the.timezone,
              now: the.now,
              given_workflows: the.given_workflows,
            }),
          );
          conversation = answer.conversation_id;
          if (answer.kind === 'working') {
            const late = await lateAnswer(call, conversation, seen);
            seen = late.seen;
            return saidBy(late.answer, late.card);
          }
          const shown = await messages(call, conversation, seen);
          seen = shown.at(-1)?.seq ?? seen;
          return saidBy(answer, cardOf(shown));
        },
        async end(): Promise<string[]> {
          const after = JSON.stringify(await workflows());
          return after === before ? [] : ['the list of workflows, their runs or states changed'];
        },
      };
    },
    stop: async () => {},
  };
}

type Call = (method: string, path: string, body?: unknown) => Promise<unknown>;

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

const messageSchema = z.looseObject({ seq: z.number(), from: z.string(), text: z.string(), content: z.unknown() });
type Shown = z.infer<typeof messageSchema>;

async function messages(call: Call, conversation: string, after: number): Promise<Shown[]> {
  const page = await call('GET', `/api/workflows/chat/${encodeURIComponent(conversation)}/messages?after=${after}`);
  return z.array(messageSchema).parse(listSchema.parse(page));
}

/** What the cards of the latest messages say. */
function cardOf(shown: Shown[]): string {
  return shown
    .filter((message) => message.from === 'bot' && typeof message.content === 'object')
    .map((message) => JSON.stringify(message.content))
    .join('\n');
}

/**
 * Waits for a turn that takes longer than its request. Its messages tell what came of it: a card to approve is a proposal;
 * words that end in a question are one, about nothing in particular.
 */
async function lateAnswer(call: Call, conversation: string, seen: number): Promise<Late> {
  const until = Date.now() + WAIT_MS;
  while (Date.now() < until) {
    const shown = await messages(call, conversation, seen);
    const last = shown.filter((message) => message.from === 'bot').at(-1);
    if (last) {
      const draft = /"draft\.approve","value":"(drf_\w+)/.exec(JSON.stringify(last.content))?.[1];
      const kind = draft ? 'propose' : last.text.trim().endsWith('?') ? 'ask' : 'say';
      const workflow_draft = draft ? await call('GET', `/api/workflows/drafts/${draft}`) : null;
      const answer = answerSchema.parse({ conversation_id: conversation, response: last.text, kind, workflow_draft });
      return { answer, card: cardOf(shown), seen: shown.at(-1)?.seq ?? seen };
    }
    await pause(POLL_MS);
  }
  throw new Error('no answer within two minutes');
}

interface Late {
  answer: Answer;
  card: string;
  seen: number;
}

function saidBy(answer: Answer, card: string): Said {
  const { act, workflow_draft: draft } = answer;
  const proposed = answer.kind === 'propose' && draft ? [draft.definition] : [];
  const workflow = act?.workflow;
  const name = typeof workflow === 'object' && workflow !== null && 'name' in workflow ? workflow.name : workflow;
  return {
    kind: answer.kind === 'working' ? 'say' : answer.kind,
    text: answer.response ?? '',
    card,
    missing: (answer.missing ?? []).map(({ name: asked, label }) => ({ name: asked, label: label ?? asked })),
    act: act
      ? {
          command: act.command,
          workflow: typeof name === 'string' ? name : null,
          newName: act.new_name ?? null,
          needsConfirmation: act.needs_confirmation ?? false,
        }
      : null,
    drafts: proposed.map(readDraft),
  };
}

/** The API's own check let it through; what is not even of the shape is a finding here. */
function readDraft(definition: unknown): Said['drafts'][number] {
  const read = definitionSchema.safeParse(definition);
  if (read.success) return { definition: read.data, findings: [] };
  const findings = read.error.issues.map((issue) => ({
    path: issue.path.join('.'),
    code: 'shape',
    message: issue.message,
  }));
  return { definition: definition as Said['drafts'][number]['definition'], findings };
}
