import type { PostRecord } from '../../src/chat/adapter-memory.ts';
import { refusalOf } from './refusals.ts';
import type { Client } from './web.ts';

/** Names our posts in Slack's message metadata; the payload is the key, nothing else. */
export const EVENT_TYPE = 'nod_post';

export const metadataOf = (key: string) => ({ event_type: EVENT_TYPE, event_payload: { key } });

/** What an earlier attempt left in Slack: the message itself, or one whose streaming was cut off before it carried its key. */
export interface Found {
  ts: string;
  whole: boolean;
}

interface Seen {
  ts?: string;
  bot_id?: string;
  user?: string;
  metadata?: { event_type?: string; event_payload?: unknown };
  streaming_state?: string;
}

const PAGE = 100;
const PAGES = 5;
/** Slack's clock and ours may differ. */
const SLACK_MS = 600_000;

/**
 * Looks for the message of a key where it would have been posted. Throws PlatformError where Slack cannot be asked now;
 * null where it is not there, or the bot may not read.
 */
export async function findPosted(
  client: Client,
  where: { channel: string; roots: (string | undefined)[]; record: PostRecord; bot: string | undefined },
): Promise<Found | null> {
  const oldest = String((where.record.createdAt.getTime() - SLACK_MS) / 1000);
  for (const root of where.roots) {
    let cursor: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      const more = { oldest, limit: PAGE, include_all_metadata: true, ...(cursor ? { cursor } : {}) };
      const answer = await read(client, where.channel, root, more);
      if (!answer) break;
      const found = match(answer.messages, where.record.key, where.bot);
      if (found) return found;
      cursor = answer.cursor;
      if (!cursor) break;
    }
  }
  return null;
}

async function read(
  client: Client,
  channel: string,
  root: string | undefined,
  more: { oldest: string; limit: number; include_all_metadata: boolean; cursor?: string },
): Promise<{ messages: Seen[]; cursor: string | undefined } | null> {
  try {
    const answer =
      root === undefined
        ? await client.conversations.history({ channel, ...more })
        : await client.conversations.replies({ channel, ts: root, ...more });
    const cursor = answer.response_metadata?.next_cursor;
    return { messages: (answer.messages ?? []) as Seen[], cursor: cursor || undefined };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.code === 'missing_scope' || refusal.code === 'thread_not_found') return null;
    throw refusal.error;
  }
}

function match(messages: readonly Seen[], key: string, bot: string | undefined): Found | null {
  for (const message of messages) {
    const payload = message.metadata?.event_payload;
    const theirs = typeof payload === 'object' && payload !== null && 'key' in payload ? payload.key : undefined;
    if (message.ts && message.metadata?.event_type === EVENT_TYPE && theirs === key) {
      return { ts: message.ts, whole: true };
    }
  }
  const cut = messages.find((one) => one.streaming_state === 'in_progress' && (one.user === bot || one.bot_id));
  return cut?.ts ? { ts: cut.ts, whole: false } : null;
}
