import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { ThreadId } from '../../src/chat/types.ts';
import { hash } from '../../src/ids.ts';
import { LIMITS } from './limits.ts';

/** Which of our messages a status is about: the post, and which of the messages it became. */
export interface Mark {
  thread: ThreadId;
  key: string;
  part: number;
}

/** What became of a message after WhatsApp took it. */
export interface Fate {
  state: 'arrived' | 'failed';
  id: string;
  /** Meta's code, when it failed. */
  code: number;
}

/** Meta repeats webhooks for a week. */
const KEPT_SECONDS = 8 * 86_400;

const nameOf = (mark: Mark): string => `${mark.part}|${mark.thread}|${mark.key}`;

/** The key of a post on its way through WhatsApp and back, and what its statuses said. */
export function createFates(memory: AdapterMemory) {
  return {
    /** The text that comes back with each status of a message. */
    async callback(mark: Mark): Promise<string> {
      const name = nameOf(mark);
      if (name.length <= LIMITS.callback) return name;
      const short = hash(name);
      await memory.set(`callback:${short}`, mark, KEPT_SECONDS);
      return `#${short}`;
    },

    /** What such a text names; null where it is none of ours. */
    async read(callback: string): Promise<Mark | null> {
      if (callback.startsWith('#')) return memory.get<Mark>(`callback:${callback.slice(1, 80)}`);
      const [, part, thread, key] = /^(\d{1,3})\|([^|]+)\|(.+)$/s.exec(callback) ?? [];
      return part && thread && key ? { part: Number(part), thread: thread as ThreadId, key } : null;
    },

    of: (mark: Mark) => memory.get<Fate>(`fate:${nameOf(mark)}`),

    /** Keeps a fate. What arrived once has arrived, whatever is said of it on another device. */
    async settle(mark: Mark, fate: Fate): Promise<void> {
      const before = await memory.get<Fate>(`fate:${nameOf(mark)}`);
      if (before?.state === 'arrived' && (before.id === fate.id || fate.state === 'failed')) return;
      await memory.set(`fate:${nameOf(mark)}`, fate, KEPT_SECONDS);
    },

    forget: (mark: Mark) => memory.remove(`fate:${nameOf(mark)}`),
  };
}

export type Fates = ReturnType<typeof createFates>;
