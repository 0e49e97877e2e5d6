import { setTimeout as wait } from 'node:timers/promises';
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

/** Drives the product through its API, as any client would. The server must run with NOD_TEST=1. */
export function overApi(baseUrl: string, token: string): Driver {
  const headers = { authorization: `Bearer ${token}` };
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(WAIT_MS),
    });
    const text = await response.text();
    if (response.status === 429) {
      await wait(1000 * Number(response.headers.get('retry-after') ?? 1));
      return call(method, path, body);
    }
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 400)}`);
    return text === '' ? null : JSON.parse(text);
  };
  const listen = async (path: string): Promise<AsyncIterable<Uint8Array>> => {
    const response = await fetch(new URL(path, baseUrl), { headers, signal: AbortSignal.timeout(WAIT_MS) });
    if (!response.ok || !response.body) throw new Error(`GET ${path} answered ${response.status}`);
    return response.body as unknown as AsyncIterable<Uint8Array>;
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
            const late = await lateAnswer(call, listen, conversation, seen);
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
async function lateAnswer(
  call: Call,
  listen: (path: string) => Promise<AsyncIterable<Uint8Array>>,
  conversation: string,
  seen: number,
): Promise<Late> {
  const path = `/api/workflows/chat/${encodeURIComponent(conversation)}/events?after=${seen}`;
  await fromBot(await listen(path));
  const shown = await messages(call, conversation, seen);
  const last = shown.filter((message) => message.from === 'bot').at(-1);
  if (!last) throw new Error('the answer that was announced is not there');
  const draft = /"draft\.approve","value":"(drf_\w+)/.exec(JSON.stringify(last.content))?.[1];
  const kind = draft ? 'propose' : last.text.trim().endsWith('?') ? 'ask' : 'say';
  const workflow_draft = draft ? await call('GET', `/api/workflows/drafts/${draft}`) : null;
  const answer = answerSchema.parse({ conversation_id: conversation, response: last.text, kind, workflow_draft });
  return { answer, card: cardOf(shown), seen: shown.at(-1)?.seq ?? seen };
}

/** Resolves once the bot is heard in a stream of events. */
async function fromBot(events: AsyncIterable<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  let heard = '';
  for await (const part of events) {
    heard += decoder.decode(part, { stream: true });
    const lines = heard.split('\n');
    heard = lines.pop() ?? '';
    const said = lines.filter((line) => line.startsWith('data: ')).map((line) => JSON.parse(line.slice(6)));
    if (said.some((message) => messageSchema.parse(message).from === 'bot')) return;
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
