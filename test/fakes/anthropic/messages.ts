import { isObject, Refused } from './refused.ts';

/** The order of turns and of what stands in them. */

type Block = Record<string, unknown>;

const USER_BLOCKS = new Set(['text', 'image', 'document', 'tool_result', 'search_result']);
const ASSISTANT_BLOCKS = new Set(['text', 'tool_use', 'thinking', 'redacted_thinking']);
const IMAGES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

/** Throws Refused where the API would refuse the conversation. */
export function checkMessages(messages: unknown, paused: unknown): void {
  if (!Array.isArray(messages)) throw new Refused('messages: Field required');
  if (messages.length === 0) throw new Refused('messages: at least one message is required');
  const turns = messages.map((message, index) => checkMessage(message, index));
  if (turns[0]?.role !== 'user') throw new Refused('messages: first message must use the "user" role');
  for (const [index, turn] of turns.entries()) checkPair(turn, turns[index + 1], turns[index - 1], index);
  const last = turns.at(-1);
  if (last?.role === 'assistant' && JSON.stringify(last.content) !== JSON.stringify(paused)) {
    throw new Refused(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  }
}

interface Turn {
  role: string;
  content: Block[];
}

function checkMessage(message: unknown, index: number): Turn {
  const at = `messages.${index}`;
  if (!isObject(message)) throw new Refused(`${at}: Input should be a valid dictionary`);
  for (const key of Object.keys(message)) {
    if (key !== 'role' && key !== 'content') throw new Refused(`${at}.${key}: Extra inputs are not permitted`);
  }
  const role = String(message.role);
  if (!['user', 'assistant', 'system'].includes(role))
    throw new Refused(`${at}.role: Input should be 'user' or 'assistant'`);
  if (typeof message.content === 'string') {
    if (message.content === '') throw new Refused(`${at}: user messages must have non-empty content`);
    return { role, content: [{ type: 'text', text: message.content }] };
  }
  if (!Array.isArray(message.content)) throw new Refused(`${at}.content: Field required`);
  if (message.content.length === 0) throw new Refused(`${at}: all messages must have non-empty content`);
  return { role, content: message.content.map((block, place) => checkBlock(block, role, `${at}.content.${place}`)) };
}

function checkBlock(block: unknown, role: string, at: string): Block {
  if (!isObject(block)) throw new Refused(`${at}: Input should be a valid dictionary`);
  const type = String(block.type);
  const allowed = role === 'assistant' ? ASSISTANT_BLOCKS : role === 'system' ? new Set(['text']) : USER_BLOCKS;
  if (!allowed.has(type)) throw new Refused(`${at}: blocks of type ${type} are not permitted in ${role} messages`);
  if (type === 'text' && (typeof block.text !== 'string' || block.text.trim() === '')) {
    throw new Refused(`${at}: text content blocks must contain non-whitespace text`);
  }
  if (type === 'tool_use' && !isObject(block.input))
    throw new Refused(`${at}.tool_use.input: Input should be a valid dictionary`);
  if (type === 'thinking' && typeof block.signature !== 'string')
    throw new Refused(`${at}.thinking.signature: Field required`);
  if (type === 'tool_result') checkResult(block, at);
  if (type === 'image') checkImage(block, at);
  return block;
}

function checkResult(block: Block, at: string): void {
  if (typeof block.tool_use_id !== 'string') throw new Refused(`${at}.tool_result.tool_use_id: Field required`);
  if (block.is_error === true && (block.content === undefined || block.content === '')) {
    throw new Refused(`${at}: content cannot be empty if \`is_error\` is true`);
  }
}

function checkImage(block: Block, at: string): void {
  const source = block.source;
  if (!isObject(source)) throw new Refused(`${at}.image.source: Field required`);
  if (source.type === 'base64' && !IMAGES.has(String(source.media_type))) {
    throw new Refused(
      `${at}.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'`,
    );
  }
}

const idsOf = (turn: Turn | undefined, type: string, key: string) =>
  (turn?.content ?? []).filter((block) => block.type === type).map((block) => String(block[key]));

/** Every tool_use is answered in the very next turn, results first, and nothing else is. */
function checkPair(turn: Turn, next: Turn | undefined, before: Turn | undefined, index: number): void {
  if (turn.role === 'assistant') {
    const asked = idsOf(turn, 'tool_use', 'id');
    if (new Set(asked).size !== asked.length) throw new Refused('messages: `tool_use` ids must be unique');
    const answered = new Set(idsOf(next, 'tool_result', 'tool_use_id'));
    const open = asked.filter((id) => !answered.has(id));
    if (open.length > 0 && next) {
      throw new Refused(
        `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
      );
    }
    return;
  }
  const results = idsOf(turn, 'tool_result', 'tool_use_id');
  const known = new Set(before?.role === 'assistant' ? idsOf(before, 'tool_use', 'id') : []);
  const stray = results.find((id) => !known.has(id));
  if (stray !== undefined)
    throw new Refused(`messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}`);
  if (new Set(results).size !== results.length)
    throw new Refused(`messages.${index}: each tool_use must have a single result`);
  const firstOther = turn.content.findIndex((block) => block.type !== 'tool_result');
  const lastResult = turn.content.findLastIndex((block) => block.type === 'tool_result');
  if (firstOther >= 0 && lastResult > firstOther) {
    throw new Refused(`messages.${index}: \`tool_result\` blocks must come first in the content`);
  }
}
