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
      return {
        async say(message: string): Promise<Said> {
          const request = {
            message,
            conversation_id: conversation,
            timezone: the.timezone,
            now: the.now,
            given_workflows: the.given_workflows,
          };
          let answer = answerSchema.parse(await call('POST', '/api/workflows/chat/', request));
          conversation = answer.conversation_id;
          if (answer.kind === 'working') answer = await outcome(call, answer.conversation_id);
          return saidBy(answer, await messages(call, conversation));
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

/** Waits for the answer of a turn that took longer than the request does. */
async function outcome(call: Call, conversation: string): Promise<Answer> {
  const until = Date.now() + WAIT_MS;
  while (Date.now() < until) {
    const found = (await messages(call, conversation))
      .map((message) => answerSchema.safeParse({ conversation_id: conversation, ...(message as object) }))
      .findLast((read) => read.success && read.data.kind !== 'working');
    if (found?.data) return found.data;
    await pause(POLL_MS);
  }
  throw new Error('no answer within two minutes');
}

async function messages(call: Call, conversation: string): Promise<unknown[]> {
  return listSchema.parse(await call('GET', `/api/workflows/chat/${encodeURIComponent(conversation)}/messages?after=`));
}

function saidBy(answer: Answer, shown: unknown[]): Said {
  const { act, workflow_draft: draft } = answer;
  const proposed = answer.kind === 'propose' && draft ? [draft.definition] : [];
  const workflow = act?.workflow;
  const name = typeof workflow === 'object' && workflow !== null && 'name' in workflow ? workflow.name : workflow;
  return {
    kind: answer.kind === 'working' ? 'say' : answer.kind,
    text: answer.response ?? '',
    card: proposed.length > 0 ? JSON.stringify(shown.at(-1) ?? '') : '',
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
