import type { AdapterMemory, PostRecord } from '../../src/chat/adapter-memory.ts';
import type { ThreadId } from '../../src/chat/types.ts';
import type { Offered, PartName, Plan } from './plan.ts';

/** What is kept of a post besides the ids of its messages. */
export interface Kept {
  /** Where it went: the thread's chat, or a person's own for what only they may see. */
  chat: string;
  /** The words as they were sent. */
  text: string;
  /** All it stands for, where only what was new was said. */
  full: string;
  choices: Offered[];
  question: string | null;
  parts: Partial<Record<PartName, { id: string; key: string }>>;
  /** Parts it does without. */
  without: PartName[];
  /** A poll's options in the order of the choices. */
  localIds: number[];
  /** The part under way: begun at `at` (ms), its id where one was told. */
  trying: { part: PartName; at: number; id: string | null } | null;
  /** How often WhatsApp reported that it failed. */
  failures: number;
  done: boolean;
  /** When the words were sent first, and may have been read (ms); 0 before. */
  saidAt: number;
  /** When the words arrived (ms). */
  arrivedAt: number;
  /** The id of the post that has taken its place. */
  next: string | null;
}

export interface Post {
  thread: ThreadId;
  key: string;
  kept: Kept;
}

const ORDER: readonly PartName[] = ['image', 'text', 'poll'];
/** How many posts in a row may take each other's place. */
const MOST_NEXT = 50;

export type Posts = ReturnType<typeof createPosts>;

/** What was posted, as the memory keeps it. A post is known by the id of its words; its other messages lead to it too. */
export function createPosts(memory: AdapterMemory) {
  const toPost = (record: PostRecord): Post => ({
    thread: record.thread,
    key: record.key,
    kept: record.data as Kept,
  });

  return {
    /** The post of a key, new or as far as an earlier attempt got. */
    async begin(thread: ThreadId, key: string, chat: string, plan: Plan, full: string): Promise<Post> {
      const kept: Kept = {
        chat,
        text: plan.text,
        full,
        choices: plan.choices,
        question: plan.poll?.question ?? null,
        parts: {},
        without: [],
        localIds: [],
        trying: null,
        failures: 0,
        done: false,
        saidAt: 0,
        arrivedAt: 0,
        next: null,
      };
      const before = await memory.begin(thread, key, kept);
      return before ? toPost(before) : { thread, key, kept };
    },

    async find(thread: ThreadId, key: string): Promise<Post | null> {
      const record = await memory.post(thread, key);
      return record && toPost(record);
    },

    async save({ thread, key, kept }: Post): Promise<void> {
      const ids = ORDER.flatMap((part) => kept.parts[part]?.id ?? []);
      await memory.sent(thread, key, ids, kept);
    },

    /** The post one of whose messages this is. */
    async of(messageId: string): Promise<Post | null> {
      const record = await memory.byMessage(messageId);
      return record && toPost(record);
    },

    /** The post that stands in its place now. */
    async newest(post: Post): Promise<Post> {
      let newest = post;
      for (let count = 0; count < MOST_NEXT && newest.kept.next !== null; count++) {
        const record = await memory.byMessage(newest.kept.next);
        if (!record) break;
        newest = toPost(record);
      }
      return newest;
    },

    /** Whether anything was ever said in a thread: only then do we answer there by ourselves. */
    talkedIn: async (thread: ThreadId): Promise<boolean> => (await memory.recent(thread, 1)).length > 0,

    recent: async (thread: ThreadId, limit: number): Promise<Post[]> =>
      (await memory.recent(thread, limit)).map(toPost),
  };
}

/** The id a post is known by outside. Throws where nothing of it has arrived. */
export function idOf({ kept }: Post): string {
  const id = kept.parts.text?.id;
  if (id === undefined) throw new Error('a post without its words');
  return id;
}
