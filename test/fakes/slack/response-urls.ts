import { isObject } from './args.ts';
import { checkMessageBlocks } from './blocks/check.ts';
import type { FakeMessage, Json, ResponseUrl } from './model.ts';
import { changeMessage, postMessage, removeMessage } from './posts.ts';
import { Refused } from './refused.ts';
import { channelOf, type State, teamOf } from './state.ts';

const USES = 5;
const LIVES = 30 * 60_000;

/** What an app posts to a response_url: a new message, or the change or removal of the one it came from. */
export function useResponseUrl(state: State, path: string, body: Buffer): void {
  const url = state.responseUrls.get(path);
  if (!url) throw new Refused('invalid_url', {}, 404);
  if (state.now() - url.made > LIVES) throw new Refused('expired_url', {}, 404);
  if (url.uses >= USES) throw new Refused('used_url', {}, 404);
  url.uses += 1;
  respond(state, url, parsed(body));
}

function parsed(body: Buffer): Json {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (isObject(value)) return value;
  } catch {
    // Answered below.
  }
  throw new Refused('invalid_payload', {}, 400);
}

/** The same body comes as the answer to a slash command. */
export function respond(state: State, url: ResponseUrl, body: Json): FakeMessage | null {
  const original = state.messages.get(url.channel)?.find((one) => one.ts === url.ts && !one.deleted);
  if (body.delete_original === true) {
    if (!original) throw new Refused('message_not_found', {}, 404);
    removeMessage(state, original);
    return null;
  }
  const text = typeof body.text === 'string' ? body.text : '';
  const blocks = (body.blocks ?? []) as Json[];
  if (!Array.isArray(blocks)) throw new Refused('invalid_blocks_format', {}, 400);
  if (text === '' && blocks.length === 0) throw new Refused('no_text', {}, 500);
  checkMessageBlocks(state, url.team, blocks);
  if (body.replace_original === true || body.replace_original === 'true') {
    if (!original) throw new Refused('message_not_found', {}, 404);
    changeMessage(state, original, { text, blocks, quiet: true });
    return original;
  }
  const threadTs = typeof body.thread_ts === 'string' ? body.thread_ts : undefined;
  const loud = body.response_type === 'in_channel';
  return postMessage(state, teamOf(state, url.team), channelOf(state, url.channel), {
    text,
    blocks,
    ...(loud ? {} : { onlyFor: url.user }),
    ...(threadTs === undefined ? {} : { threadTs }),
  });
}
