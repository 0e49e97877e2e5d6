import { deadline } from '../deadline.ts';
import { type Planner, type PlannerInput, type PlannerReply, PlannerUnavailable } from '../planner/types.ts';
import type { ConversationRow } from '../store/conversations.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import { asThread, platformOf } from './conversations.ts';
import type { Room } from './room.ts';
import { texts } from './texts.ts';

const DEADLINE_MS = 120_000;
/** Partial answers are shown at most this often. */
const PROGRESS_MS = 1_000;
/** How often it is looked whether the person stopped it. */
const LOOK_MS = 1_000;
/** Platforms let "working on it" lapse after 25 seconds to two minutes: it is said again as long as it is so. */
const AGAIN_LOOKS = 20;
/** What is shown of an answer that is being written: its end. */
const MOST_SHOWN = 200;

/** Thrown when the person stopped what was being thought about. */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** Asks a planner while its thread shows that it is at work; a hang, an abort or its own word make it unavailable. */
export function createThinking({ store, clock, adapters, log }: Room) {
  /** Kept with the conversation, as another gateway may have heard it. */
  async function wasStopped(thread: string, since: Date): Promise<boolean> {
    const row = await store.conversations
      .findOne({ _id: thread, workspace: EVERY_WORKSPACE }, { stopAt: 1 })
      .lean<Pick<ConversationRow, 'stopAt'>>();
    return Boolean(row?.stopAt && row.stopAt > since);
  }

  return async function think(
    plan: Planner,
    input: PlannerInput,
    thread: string,
    lost: AbortSignal,
  ): Promise<PlannerReply> {
    const since = clock.now();
    const adapter = adapters.get(platformOf(thread));
    const stopping = new AbortController();
    const until = deadline(DEADLINE_MS, lost, stopping.signal);
    const { signal } = until;
    let text: string = texts.working;
    let shownAt = 0;
    let looks = 0;
    const show = async (): Promise<void> => {
      shownAt = Date.now();
      await adapter?.working(asThread(thread), text).catch(() => {});
    };
    const look = async (): Promise<void> => {
      looks += 1;
      if (looks % AGAIN_LOOKS === 0) void show();
      if (await wasStopped(thread, since)) stopping.abort();
    };
    await show();
    shownAt = 0;
    const timer = setInterval(() => {
      if (!signal.aborted) look().catch((error: unknown) => log.debug({ err: error, thread }, 'not looked'));
    }, LOOK_MS);
    const onProgress = (said: string): void => {
      if (Date.now() - shownAt < PROGRESS_MS || signal.aborted) return;
      text = endOf(said, MOST_SHOWN);
      void show();
    };
    let give: (() => void) | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      give = () =>
        reject(
          stopping.signal.aborted
            ? new Stopped('the person stopped it')
            : new PlannerUnavailable('the planner did not answer in time'),
        );
      signal.addEventListener('abort', give, { once: true });
    });
    try {
      return await Promise.race([plan({ ...input, signal, onProgress }), tooLong]);
    } catch (error) {
      // A planner that is cut off says only that it was.
      throw stopping.signal.aborted ? new Stopped('the person stopped it') : error;
    } finally {
      clearInterval(timer);
      until.clear();
      if (give) signal.removeEventListener('abort', give);
      await adapter?.working(asThread(thread), null).catch(() => {});
    }
  };
}

/** The newest of a text that grows, whole words. */
export function endOf(text: string, most: number): string {
  const said = text.trim();
  if (said.length <= most) return said;
  return `… ${said.slice(-(most - 2)).replace(/^\S*\s+/, '')}`;
}
