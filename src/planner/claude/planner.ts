import { createHash } from 'node:crypto';
import Anthropic from '@anthropic-ai/sdk';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { deadline } from '../../deadline.ts';
import type { Finding } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type Planner, type PlannerInput, type PlannerReply, PlannerUnavailable } from '../types.ts';
import { ask, type CallDeps, type Request, type Usage } from './call.ts';
import { type Answer, answerCall } from './outcome.ts';
import { systemText } from './prompt.ts';
import { isToolName, TOOLS } from './tools.ts';
import { userTurn } from './turn.ts';
import { couldNotBuild, NOT_UNDERSTOOD, REFUSED, TOO_LARGE, TOO_LONG } from './words.ts';

/** Usage of one call with whose it was; null where the input does not say. */
export type UsageRecord = Usage & {
  who: { workspace: string; user: string; thread: string | null } | null;
  at: string;
};

export interface ClaudePlannerOptions {
  /** A ready client, or what to make one of. */
  client?: Anthropic;
  apiKey?: string;
  baseURL?: string;
  model: string;
  catalogue: Catalogue;
  usage(row: UsageRecord): Promise<void>;
  log: Log;
  /** Milliseconds: of one request, and of the whole turn. */
  deadlines?: { request?: number; turn?: number };
  /** `disabled` for a model that does not think. */
  thinking?: 'adaptive' | 'disabled';
  effort?: 'low' | 'medium' | 'high';
}

const CALLS = 6;
const REPAIRS = 3;
const REQUEST_MS = 60_000;
const TURN_MS = 90_000;
/** The second is tried once when the first cuts an answer off. */
const MAX_TOKENS = [8_000, 24_000] as const;

/** Plans with Claude. Throws PlannerUnavailable when it cannot be reached in time, and the signal's reason when stopped. */
export function createClaudePlanner(options: ClaudePlannerOptions): Planner {
  const client = options.client ?? createClient(options);
  // Made once: every request of every person begins with the same bytes and is read from the cache.
  const system: Anthropic.TextBlockParam[] = [
    { type: 'text', text: systemText(options.catalogue), cache_control: { type: 'ephemeral' } },
  ];
  return async (input) => {
    const until = deadline(options.deadlines?.turn ?? TURN_MS, input.signal);
    try {
      return await turn(input, { ...options, client, system, signal: until.signal });
    } catch (error) {
      input.signal?.throwIfAborted();
      if (until.passed()) throw new PlannerUnavailable('The model took too long.', { cause: error });
      throw error;
    } finally {
      until.clear();
    }
  };
}

function createClient({ apiKey, baseURL, deadlines }: ClaudePlannerOptions): Anthropic {
  if (!apiKey) throw new Error('The Claude planner needs ANTHROPIC_API_KEY.');
  return new Anthropic({
    apiKey,
    ...(baseURL ? { baseURL } : {}),
    timeout: deadlines?.request ?? REQUEST_MS,
    maxRetries: 2,
    logLevel: 'off',
  });
}

type Turn = ClaudePlannerOptions & { client: Anthropic; system: Anthropic.TextBlockParam[]; signal: AbortSignal };

/** Calls the model until it ends the turn, feeding back what it looked up and what the check found. */
async function turn(input: PlannerInput, the: Turn): Promise<PlannerReply> {
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: userTurn(input) }];
  const calls = callDeps(input, the);
  let limit: 0 | 1 = 0;
  let repairs = 0;
  for (let call = 0; call < CALLS; call += 1) {
    const message = await ask(requestOf(input, the, messages, MAX_TOKENS[limit]), calls);
    if (message.stop_reason === 'max_tokens') {
      // A tool call that was cut off is never read, however complete it looks.
      if (limit === 1) return { kind: 'say', text: TOO_LARGE };
      limit = 1;
      continue;
    }
    const over = endedBy(message);
    if (over) return over;
    messages.push({ role: 'assistant', content: message.content });
    if (message.stop_reason === 'pause_turn') continue;
    const answer = answerAll(message, input, the.catalogue);
    if ('reply' in answer) return answer.reply;
    if (answer.findings) repairs += 1;
    if (answer.findings && repairs > REPAIRS) return { kind: 'say', text: couldNotBuild(answer.findings) };
    messages.push({ role: 'user', content: answer.results });
  }
  return { kind: 'say', text: NOT_UNDERSTOOD };
}

function requestOf(input: PlannerInput, the: Turn, messages: Anthropic.MessageParam[], maxTokens: number): Request {
  const who = input.who ? `${input.who.workspace}/${input.who.user}` : null;
  return {
    model: the.model,
    max_tokens: maxTokens,
    system: the.system,
    tools: TOOLS,
    tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    thinking: the.thinking === 'disabled' ? { type: 'disabled' } : { type: 'adaptive' },
    output_config: { effort: the.effort ?? 'medium' },
    messages: [...messages],
    ...(who ? { metadata: { user_id: createHash('sha256').update(`planner:${who}`).digest('hex') } } : {}),
  };
}

function callDeps(input: PlannerInput, the: Turn): CallDeps {
  const who = input.who ?? null;
  return {
    client: the.client,
    log: the.log,
    signal: the.signal,
    usage: (row) => the.usage({ ...row, who, at: new Date().toISOString() }),
    onText: (text) => input.onProgress?.(text),
  };
}

/** The reply of an answer that ends the turn without a tool; null where there is something to answer. */
function endedBy(message: Anthropic.Message): PlannerReply | null {
  const text = message.content
    .flatMap((block) => (block.type === 'text' ? [block.text] : []))
    .join('\n')
    .trim();
  switch (message.stop_reason) {
    case 'refusal':
      return { kind: 'say', text: REFUSED };
    case 'model_context_window_exceeded':
      return { kind: 'say', text: TOO_LONG };
    case 'tool_use':
    case 'pause_turn':
      return null;
    default:
      return { kind: 'say', text: text || NOT_UNDERSTOOD };
  }
}

interface Continued {
  results: Anthropic.ToolResultBlockParam[];
  findings?: Finding[];
}

/** Answers every call of a message: the first that ends the turn does; else all get a result, in order. */
function answerAll(
  message: Anthropic.Message,
  input: PlannerInput,
  catalogue: Catalogue,
): { reply: PlannerReply } | Continued {
  const results: Anthropic.ToolResultBlockParam[] = [];
  let findings: Finding[] | undefined;
  for (const block of message.content) {
    if (block.type !== 'tool_use') continue;
    const answer: Answer = isToolName(block.name)
      ? answerCall(block.name, block.input, input, catalogue)
      : { error: `There is no tool ${block.name}.` };
    if ('reply' in answer) return { reply: answer.reply };
    if ('findings' in answer) findings = answer.findings;
    results.push(resultOf(block.id, answer));
  }
  return { results, ...(findings ? { findings } : {}) };
}

const SHOWN_FINDINGS = 20;

function resultOf(id: string, answer: Exclude<Answer, { reply: PlannerReply }>): Anthropic.ToolResultBlockParam {
  const result = { type: 'tool_result' as const, tool_use_id: id };
  if ('found' in answer) return { ...result, content: JSON.stringify(answer.found) };
  const wrong =
    'findings' in answer
      ? `The check found problems. Repair exactly these and call the tool again, or ask the person.\n${JSON.stringify(answer.findings.slice(0, SHOWN_FINDINGS))}`
      : answer.error;
  return { ...result, content: wrong, is_error: true };
}
