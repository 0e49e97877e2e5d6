import { isObject, listOf, optional, required, structure } from '../args.ts';
import { checkMessageBlocks } from '../blocks/check.ts';
import { checkMetadata } from '../metadata.ts';
import { type Call, channelIn, type Methods } from '../method.ts';
import type { FakeMessage, Json } from '../model.ts';
import { changeMessage, postMessage } from '../posts.ts';
import { invalid, Refused } from '../refused.ts';
import { findMessage } from '../state.ts';
import { messageShape } from '../wire.ts';
import { own, postable, threadIn } from './chat.ts';

const LONGEST = 12_000;
const STATUSES = ['pending', 'in_progress', 'complete', 'error'];
/** Slack ends a stream by itself after this long. */
const LASTS = 5 * 60_000;

export const streams: Methods = {
  'chat.startStream': {
    scope: 'chat:write',
    json: true,
    run(call) {
      const channel = postable(call);
      const threadTs = threadIn(call, channel);
      if (threadTs === undefined && channel.kind === 'im') throw invalid('missing required field: thread_ts');
      if (channel.kind !== 'im') recipient(call);
      const mode = optional(call.values, 'task_display_mode') ?? 'timeline';
      if (!['timeline', 'plan', 'dense'].includes(mode)) throw invalid('invalid task_display_mode');
      const given = read(call);
      const message = postMessage(call.state, call.team, channel, {
        text: '',
        streaming: true,
        ...(threadTs === undefined ? {} : { threadTs }),
      });
      message.stream = { started: call.state.now(), mode: given.mode, text: '', tail: [], tasks: [], title: null };
      append(call, message, given);
      return { channel: channel.id, ts: message.ts };
    },
  },
  'chat.appendStream': {
    scope: 'chat:write',
    json: true,
    run(call) {
      const message = streaming(call);
      const given = read(call);
      if (given.mode === null) throw new Refused('markdown_text_or_chunks_required');
      append(call, message, given);
      return { channel: message.channel, ts: message.ts };
    },
  },
  'chat.stopStream': {
    scope: 'chat:write',
    json: true,
    run(call) {
      const message = streaming(call);
      const given = read(call);
      const blocks = listOf(call.values, 'blocks', 'invalid_blocks_format') as Json[] | undefined;
      if (blocks) checkMessageBlocks(call.state, call.team.id, blocks);
      const metadata = checkMetadata(structure(call.values, 'metadata', 'invalid_metadata_format'));
      append(call, message, given);
      finish(call, message, blocks ?? []);
      if (metadata) message.metadata = metadata;
      return { channel: message.channel, ts: message.ts, message: messageShape(call.state, message, true) };
    },
  },
};

interface Given {
  mode: 'markdown' | 'chunks' | null;
  chunks: Json[];
}

function recipient(call: Call): void {
  const user = optional(call.values, 'recipient_user_id');
  const team = optional(call.values, 'recipient_team_id');
  if (team === undefined) throw new Refused('missing_recipient_team_id');
  if (user === undefined) throw new Refused('missing_recipient_user_id');
  if (!/^[TE]\w+$/.test(team)) throw new Refused('team_not_found');
  if (!call.state.users.has(user)) throw new Refused('user_not_found');
}

function read(call: Call): Given {
  const markdown = optional(call.values, 'markdown_text');
  const chunks = listOf(call.values, 'chunks', 'invalid_chunks');
  if (markdown !== undefined && chunks) throw new Refused('cannot_provide_both_markdown_text_and_chunks');
  if (markdown !== undefined) {
    if (markdown.length > LONGEST) throw new Refused('msg_too_long');
    return { mode: 'markdown', chunks: [{ type: 'markdown_text', text: markdown }] };
  }
  if (!chunks) return { mode: null, chunks: [] };
  chunks.forEach((chunk) => {
    checkChunk(call, chunk);
  });
  return { mode: 'chunks', chunks: chunks as Json[] };
}

function checkChunk(call: Call, chunk: unknown): void {
  if (!isObject(chunk)) throw new Refused('invalid_chunks');
  const known: Record<string, string[]> = {
    markdown_text: ['text'],
    plan_update: ['title'],
    task_update: ['id', 'title', 'status', 'details', 'output', 'sources'],
    blocks: ['blocks'],
  };
  const fields = known[String(chunk.type)];
  const extra = Object.keys(chunk).filter((name) => name !== 'type' && !fields?.includes(name));
  if (!fields || extra.length > 0) throw new Refused('invalid_chunks');
  const words = chunk.type === 'markdown_text' ? [chunk.text] : chunk.type === 'blocks' ? [] : [chunk.title];
  if (!words.every((one) => typeof one === 'string' && one.length <= LONGEST)) throw new Refused('invalid_chunks');
  if (chunk.type === 'task_update' && (typeof chunk.id !== 'string' || !STATUSES.includes(String(chunk.status)))) {
    throw new Refused('invalid_chunks');
  }
  if (chunk.type === 'blocks') {
    if (!Array.isArray(chunk.blocks)) throw new Refused('invalid_chunks');
    if (chunk.blocks.length > 50) throw new Refused('msg_blocks_too_many');
    checkMessageBlocks(call.state, call.team.id, chunk.blocks);
  }
}

function streaming(call: Call): FakeMessage & { stream: NonNullable<FakeMessage['stream']> } {
  const channel = channelIn(call);
  const message = findMessage(call.state, channel.id, required(call.values, 'ts'));
  if (!message) throw new Refused('message_not_found');
  own(call, channel, 'message_not_owned_by_app');
  const { stream } = message;
  if (!stream || !message.streaming) {
    throw new Refused(stream?.stopped ? 'stopped_by_user' : 'message_not_in_streaming_state');
  }
  if (call.state.now() - stream.started > LASTS) {
    finish(call, message, []);
    throw new Refused('message_not_in_streaming_state');
  }
  return message as FakeMessage & { stream: NonNullable<FakeMessage['stream']> };
}

/** Adds chunks to what the message shows: its text, its tasks and its blocks. */
function append(call: Call, message: FakeMessage, given: Given): void {
  const { stream } = message;
  if (!stream || given.mode === null) return;
  if (given.chunks.length > 0 && stream.mode !== null && stream.mode !== given.mode) {
    throw new Refused('streaming_mode_mismatch');
  }
  stream.mode ??= given.mode;
  for (const chunk of given.chunks) {
    if (chunk.type === 'markdown_text') stream.text += String(chunk.text);
    else if (chunk.type === 'plan_update') stream.title = String(chunk.title);
    else if (chunk.type === 'blocks') stream.tail.push(...(chunk.blocks as Json[]));
    else merge(stream.tasks, chunk);
  }
  message.text = stream.text;
  message.blocks = shown(stream);
  call.state.changed();
}

function merge(tasks: Json[], { type: _, id, ...chunk }: Json): void {
  const known = tasks.find((task) => task.task_id === id);
  const rich = (text: unknown) => ({
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
  });
  const task: Json = { type: 'task_card', task_id: id, ...chunk };
  // Details and output of later updates are added to the earlier ones; here the latest is what one reads.
  if (typeof chunk.details === 'string') task.details = rich(chunk.details);
  if (typeof chunk.output === 'string') task.output = rich(chunk.output);
  if (known) Object.assign(known, task);
  else tasks.push(task);
}

function shown(stream: NonNullable<FakeMessage['stream']>): Json[] {
  const tasks = stream.title === null ? stream.tasks : [{ type: 'plan', title: stream.title, tasks: stream.tasks }];
  const text = stream.text === '' ? [] : [{ type: 'markdown', text: stream.text }];
  return [...tasks, ...text, ...stream.tail];
}

function finish(call: Call, message: FakeMessage, blocks: Json[]): void {
  message.streaming = false;
  changeMessage(call.state, message, { text: message.text, blocks: [...message.blocks, ...blocks], quiet: true });
}
