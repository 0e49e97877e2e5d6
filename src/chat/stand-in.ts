import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { OutboxRow } from '../store/mail.ts';
import { asThread, openConversation, platformOf } from './conversations.ts';
import { standsIn } from './places.ts';
import { platformName } from './platform-names.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { peopleTexts as texts } from './texts-people.ts';
import { cardOf, showCopy } from './waiting.ts';

/** A platform or a thread that cannot be reached for less is waited for. */
const PATIENCE_MS = 60_000;
/** Looked at no more often than this. */
const PACE_MS = 5_000;
const BATCH = 200;

/**
 * Where a platform is down or a thread cannot be written to, what must be decided in it (gates, what to do about a failure)
 * is also asked in another linked account's private thread, once, saying why. Everything else waits.
 */
export function createStandIn(room: Room) {
  const { store, clock, adapters, log } = room;
  /** Since when a platform reports that it is not well, as far as this process has seen. */
  const since = new Map<string, number>();
  let looked = 0;

  /** Platforms that were not well for longer than one waits for. */
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

  async function candidates(down: Set<string>): Promise<Prompt[]> {
    const away = [...down].map((platform) => ({ thread: new RegExp(`^${platform.replace(/[^\w-]/g, '\\$&')}:`) }));
    return store.prompts
      .find({
        workspace: EVERY_WORKSPACE,
        state: 'open',
        kind: { $in: ['gate', 'ask', 'failure'] },
        elsewhereAt: null,
        $or: [{ deliveredAt: null }, ...away],
      })
      .sort({ openedAt: -1 })
      .limit(BATCH)
      .lean<Prompt[]>();
  }

  /** Whether nobody can be expected to answer it where it stands. */
  async function isUnreachable(prompt: Prompt, down: Set<string>, now: number): Promise<boolean> {
    const gone = async (thread: string) => down.has(platformOf(thread)) || !adapters.has(platformOf(thread));
    for (const copy of prompt.copies ?? []) if (copy.deliveredAt && !(await gone(copy.thread))) return false;
    if (await gone(prompt.thread)) return true;
    if (prompt.deliveredAt) return false;
    return !(await canReach(prompt.thread)) || isStuck(prompt.thread, now);
  }

  /** A private thread of another account of theirs that can be written to; chats before the page. */
  async function anotherThread(prompt: Prompt, down: Set<string>, now: number): Promise<string | null> {
    const owner = { workspace: prompt.workspace, user: prompt.user };
    const rows = await room.people.accounts.of(owner);
    const own = platformOf(prompt.thread);
    const others = rows
      .filter((row) => row.platform !== own && !down.has(row.platform) && adapters.get(row.platform)?.health().ok)
      .sort((one, other) => Number(one.platform === 'web') - Number(other.platform === 'web'));
    for (const row of others) {
      const thread = await adapters
        .get(row.platform)
        ?.direct?.({ id: row.author })
        .catch(() => null);
      if (!thread || standsIn(prompt, thread) || !(await canReach(thread)) || (await isStuck(thread, now))) continue;
      const conversation = await openConversation(room, thread, owner);
      if (conversation.workspace === owner.workspace && conversation.user === owner.user) return thread;
    }
    return null;
  }

  async function ask(prompt: Prompt, down: Set<string>, now: number): Promise<void> {
    if (!(await isUnreachable(prompt, down, now))) return;
    const card = await cardOf(room, prompt);
    const thread = card && (await anotherThread(prompt, down, now));
    if (!card || !thread) return;
    const why = texts.away(platformName(platformOf(prompt.thread)));
    const body = [{ kind: 'alert' as const, level: 'info' as const, text: why }, ...card.body];
    await showCopy(room, prompt, { thread, key: prompt.key }, { ...card, body });
    await store.prompts.updateOne(
      { _id: prompt._id, workspace: prompt.workspace },
      { $set: { elsewhereAt: clock.now() } },
    );
    log.info({ prompt: prompt._id, from: prompt.thread, to: thread }, 'asked on another platform');
  }

  return async function standIn(): Promise<void> {
    const now = clock.now().getTime();
    const down = downFor(now);
    if (now - looked < PACE_MS) return;
    looked = now;
    for (const prompt of await candidates(down)) {
      await ask(prompt, down, now).catch((error: unknown) => log.error({ err: error }, 'asking elsewhere stumbled'));
    }
  };
}
