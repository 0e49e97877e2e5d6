import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { Action, Inbox } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import type { People } from './people.ts';
import { idOf, type Post, type Posts } from './posts.ts';
import type { WaSession, WaVote } from './session/types.ts';
import { threadOf } from './threads.ts';
import type { Turns } from './turns.ts';

/** Polls looked at again after every connection: the newest, for so long. */
const MOST_OPEN = 100;
const OPEN_MS = 30 * 86_400_000;
const VOTE_SECONDS = 60 * 86_400;
const LIST = 'open-polls';

interface OpenPoll {
  id: string;
  key: string;
  /** When it was opened (ms). */
  at: number;
}

interface Seen {
  localIds: number[];
  at: number;
}

export type Polls = ReturnType<typeof createPolls>;

/** Polls offer the choices of cards; a vote is a tap. WhatsApp tells the state of a vote, not the act of voting. */
export function createPolls(deps: {
  session: WaSession;
  memory: AdapterMemory;
  posts: Posts;
  people: People;
  turns: Turns;
  now: () => number;
  log: Log;
}) {
  const { session, memory, posts, people, turns, log } = deps;

  const changeList = (change: (open: OpenPoll[]) => OpenPoll[]): Promise<void> =>
    turns.take(LIST, async () => {
      const open = (await memory.get<OpenPoll[]>(LIST)) ?? [];
      const fresh = open.filter((poll) => deps.now() - poll.at < OPEN_MS);
      await memory.set(LIST, change(fresh).slice(-MOST_OPEN));
    });

  /** The post a poll belongs to; one that is being sent right now is waited for. */
  async function postOf(vote: WaVote): Promise<Post | null> {
    const find = async () => {
      const post = await posts.of(vote.pollId);
      return post?.kept.parts.poll?.id === vote.pollId ? post : null;
    };
    return (await find()) ?? turns.take(threadOf(vote.chat), find);
  }

  /** The vote as an action; null where it chooses nothing. */
  async function actionOf(vote: WaVote, post: Post, voter: string): Promise<Action | null> {
    const [localId] = vote.localIds;
    if (localId === undefined || vote.localIds.length !== 1) return null;
    const offered = post.kept.choices[post.kept.localIds.indexOf(localId)];
    if (!offered) return null;
    const { name, value } = offered;
    return {
      id: `vote:${vote.pollId}:${voter}:${localId}:${vote.at}`,
      thread: post.thread,
      messageId: idOf(post),
      author: await people.author(vote.voter),
      choice: { name, value },
      sentAt: new Date(vote.at * 1000).toISOString(),
    };
  }

  /** Told once for each selection, whatever order and how often it is read. Throws where it could not be stored. */
  async function voted(vote: WaVote, inbox: Inbox): Promise<void> {
    const post = await postOf(vote);
    if (!post) return;
    // The account votes for itself only where it talks to itself: elsewhere it is the bot's own.
    if (people.isMe(vote.voter) && !people.isMe(post.kept.chat)) return;
    const voter = await people.stableName(vote.voter);
    const name = `vote:${vote.pollId}:${voter}`;
    await turns.take(name, async () => {
      const seen = await memory.get<Seen>(name);
      const same = seen && seen.localIds.join() === vote.localIds.join();
      if (same || (seen && vote.at < seen.at)) return;
      const action = await actionOf(vote, post, voter);
      if (action) await inbox.action(action);
      await memory.set(name, { localIds: vote.localIds, at: vote.at } satisfies Seen, VOTE_SECONDS);
    });
  }

  return {
    async opened({ kept }: Post): Promise<void> {
      const poll = kept.parts.poll;
      if (poll) await changeList((open) => [...open.filter(({ id }) => id !== poll.id), { ...poll, at: deps.now() }]);
    },

    async closed({ kept }: Post): Promise<void> {
      const poll = kept.parts.poll;
      if (poll) await changeList((open) => open.filter(({ id }) => id !== poll.id));
    },

    voted,

    /**
     * Reads the newest open polls as they stand, for votes that were given while nobody listened or that WhatsApp did not
     * tell; one that cannot be read keeps no other back.
     */
    async readAgain(inbox: Inbox, most = MOST_OPEN): Promise<void> {
      const open = (await memory.get<OpenPoll[]>(LIST)) ?? [];
      if (open.length === 0) return;
      const client = await session.client();
      for (const poll of open.slice(-most)) {
        try {
          for (const vote of await client.votes(poll.key)) await voted(vote, inbox);
        } catch (error) {
          log.warn({ err: error, poll: poll.id }, 'the votes of a poll could not be read');
        }
      }
    },
  };
}
