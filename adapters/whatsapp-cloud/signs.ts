import type { ThreadId } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import type { Log } from '../../src/log.ts';
import type { Access } from './access.ts';
import type { Graph } from './graph.ts';
import type { People } from './people.ts';

/** Typing is shown for 25 seconds; whoever is still at work says so every 20. */
const SHOWN_MS = 15_000;
const MOST = 2_000;

/** Shows that a person's message was read and an answer is being written. WhatsApp takes it away by itself. */
export function createSigns(deps: { graph: Graph; access: Access; people: People; clock: Clock; log: Log }) {
  const shown = new Map<string, { messageId: string; at: number }>();

  return {
    /** Best effort: never throws. */
    async working(thread: ThreadId, text: string | null): Promise<void> {
      if (text === null) return;
      try {
        const messageId = await deps.people.lastMessage(thread);
        if (!messageId || deps.access.wait(thread) > 0) return;
        const now = deps.clock.now().getTime();
        const before = shown.get(thread);
        if (before?.messageId === messageId && now - before.at < SHOWN_MS) return;
        shown.delete(thread);
        shown.set(thread, { messageId, at: now });
        const [oldest] = shown.keys();
        if (shown.size > MOST && oldest) shown.delete(oldest);
        await deps.access.through(null, () => deps.graph.read(messageId, true));
      } catch (error) {
        deps.log.debug({ err: error, thread }, 'typing was not shown');
      }
    },
  };
}
