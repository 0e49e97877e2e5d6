import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { OutboxRow } from '../store/mail.ts';
import type { Owner } from './accounts.ts';
import { asThread, openConversation, platformOf } from './conversations.ts';
import type { Room } from './room.ts';

/** A platform or a thread that cannot be reached for less is waited for. */
export const PATIENCE_MS = 60_000;

/** What can be reached, as it was found at one moment. */
export interface Reach {
  now: number;
  /** Platforms that were not well for longer than one waits for. */
  down: ReadonlySet<string>;
  /** Nobody can be expected to read what is said on its platform: down, or not served any more. */
  isDown(thread: string): boolean;
  /** Nothing gets through to a thread: its platform is down, it cannot be written to, or its first message is stuck. */
  isAway(thread: string): Promise<boolean>;
  /**
   * A private thread of another account of theirs that can be written to; chats before the page. `from`: the thread it
   * stands in for, never on the same platform.
   */
  another(owner: Owner, from: string, taken?: (thread: string) => boolean): Promise<string | null>;
}

export type Elsewhere = ReturnType<typeof createElsewhere>;

/** Finds where a person can be told something while a platform or a thread is away. Remembers since when platforms are. */
export function createElsewhere(room: Room) {
  const { store, clock, adapters } = room;
  /** Since when a platform reports that it is not well, as far as this process has seen. */
  const since = new Map<string, number>();

  function downFor(now: number): Set<string> {
    const down = new Set<string>();
    for (const [platform, adapter] of adapters) {
      if (adapter.health().ok) since.delete(platform);
      else if (!since.has(platform)) since.set(platform, now);
      else if (now - (since.get(platform) ?? now) >= PATIENCE_MS) down.add(platform);
    }
    return down;
  }

  async function canReach(thread: string): Promise<boolean> {
    const adapter = adapters.get(platformOf(thread));
    if (!adapter) return false;
    return (await adapter.canReach?.(asThread(thread)).catch(() => true)) ?? true;
  }

  /** What is first in the line of a thread has not got through for too long. */
  async function isStuck(thread: string, now: number): Promise<boolean> {
    const head = await store.outbox
      .findOne({ workspace: EVERY_WORKSPACE, thread, state: 'new' })
      .sort({ seq: 1 })
      .lean<OutboxRow>();
    return head?.reason === 'unreachable' && now - head.createdAt.getTime() >= PATIENCE_MS;
  }

  return {
    /** Looks at the platforms; to be done at every sweep, so that being away is noticed. */
    look(): Reach {
      const now = clock.now().getTime();
      const down = downFor(now);
      const isDown = (thread: string) => down.has(platformOf(thread)) || !adapters.has(platformOf(thread));
      return {
        now,
        down,
        isDown,
        isAway: async (thread) => isDown(thread) || !(await canReach(thread)) || (await isStuck(thread, now)),
        async another(owner, from, taken = () => false) {
          const own = platformOf(from);
          const others = (await room.people.accounts.of(owner))
            .filter((row) => row.platform !== own && !down.has(row.platform) && adapters.get(row.platform)?.health().ok)
            .sort((one, other) => Number(one.platform === 'web') - Number(other.platform === 'web'));
          for (const row of others) {
            const thread = await adapters
              .get(row.platform)
              ?.direct?.({ id: row.author })
              .catch(() => null);
            if (!thread || taken(thread) || !(await canReach(thread)) || (await isStuck(thread, now))) continue;
            const conversation = await openConversation(room, thread, owner);
            if (conversation.workspace === owner.workspace && conversation.user === owner.user) return thread;
          }
          return null;
        },
      };
    },
  };
}
