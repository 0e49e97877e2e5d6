import { setTimeout as wait } from 'node:timers/promises';
import { endOf } from '../../src/chat/thinking.ts';
import type { Adapter, Author, ThreadId } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import type { Identity } from './connection.ts';
import { createLanes } from './lanes.ts';
import { refusalOf } from './refusals.ts';
import { authorId, isDirect, type Place, placeOf, threadId, userOf } from './threads.ts';
import type { SlackWeb } from './web.ts';

/** Pages of the channels the bot is in. */
const PAGES = 20;
/** People named of one channel. */
const MOST_PEOPLE = 100;
/** A workspace without the agent surface is not told a status again for so long. */
const REFUSED_MS = 10 * 60_000;
/** Slack puts the app's name before it; what is being done stands in the line that goes with it. */
const STATUS = 'is working on it…';
const MOST_STATUS = 100;
/** Nothing waits longer for a status. */
const PATIENCE_MS = 1000;

/** What can be told of a conversation and shown beside it. */
export function createRooms(deps: {
  web: SlackWeb;
  identity: () => Identity | null;
  log: Log;
}): Required<Pick<Adapter, 'describe' | 'working' | 'room'>> {
  const { web, log } = deps;
  const inTurn = createLanes();
  let notBefore = 0;

  async function link({ team, channel, root }: Place): Promise<string | undefined> {
    if (root === undefined) return undefined;
    try {
      return (await web.again(team).chat.getPermalink({ channel, message_ts: root })).permalink;
    } catch (error) {
      // The first message may be deleted and the thread still go on.
      if (refusalOf(error).code === 'message_not_found') return undefined;
      throw error;
    }
  }

  async function people({ team, channel }: Place): Promise<Author[]> {
    const client = web.again(team);
    if (isDirect(channel)) {
      const about = (await client.conversations.info({ channel })).channel as { user?: string } | undefined;
      const user = about?.user;
      return user ? [{ id: authorId(team, user) }] : [];
    }
    const answer = await client.conversations.members({ channel, limit: MOST_PEOPLE });
    const bot = deps.identity()?.botUser;
    return (answer.members ?? []).filter((user) => user !== bot).map((user) => ({ id: authorId(team, user) }));
  }

  async function show(thread: ThreadId, text: string | null): Promise<void> {
    const { team, channel, root } = placeOf(thread);
    if (root === undefined) return;
    const loading = { status: STATUS, loading_messages: [endOf(text ?? '', MOST_STATUS)] };
    const status = text === null ? { status: '' } : loading;
    await web.once(team).assistant.threads.setStatus({ channel_id: channel, thread_ts: root, ...status });
  }

  return {
    async describe(thread) {
      const place = placeOf(thread);
      try {
        const [address, all] = await Promise.all([
          link(place),
          people(place).catch((error: unknown) => {
            if (refusalOf(error).code === 'missing_scope') return [];
            throw error;
          }),
        ]);
        return { ...(address ? { link: address } : {}), direct: isDirect(place.channel), people: all };
      } catch (error) {
        throw refusalOf(error).error;
      }
    },

    async room(name, author) {
      const { team } = userOf(author);
      const wanted = name.replace(/^#/, '').toLowerCase();
      let cursor: string | undefined;
      try {
        for (let page = 0; page < PAGES; page += 1) {
          const answer = await web.again(team).users.conversations({
            types: 'public_channel,private_channel',
            exclude_archived: true,
            limit: 200,
            ...(cursor ? { cursor } : {}),
          });
          const found = (answer.channels ?? []).find((one) => one.name === wanted);
          if (found?.id) return threadId({ team, channel: found.id });
          cursor = answer.response_metadata?.next_cursor || undefined;
          if (!cursor) break;
        }
        return null;
      } catch (error) {
        if (refusalOf(error).code === 'missing_scope') return null;
        throw refusalOf(error).error;
      }
    },

    async working(thread, text) {
      if (notBefore > performance.now()) return;
      const shown = inTurn(thread, () => show(thread, text)).catch((error: unknown) => {
        if (refusalOf(error).code === 'missing_scope') notBefore = performance.now() + REFUSED_MS;
        log.debug({ err: error, thread }, 'a status was not shown');
      });
      await Promise.race([shown, wait(PATIENCE_MS, null, { ref: false })]);
    },
  };
}
