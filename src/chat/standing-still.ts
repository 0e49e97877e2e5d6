import { isPaused } from '../automation/execution.ts';
import type { ExecutionRow } from '../store/runs.ts';
import { newestPlaces } from './places.ts';
import type { Prompt } from './prompts.ts';
import { changesInPlace, type Room } from './room.ts';
import { askedTexts } from './texts-asked.ts';
import type { Card } from './types.ts';

/** What people are asked while its run is paused: the time they have stands still, and moves on with the run. */

type Run = Pick<ExecutionRow, 'status' | 'phase' | 'paused' | 'pausedNth'>;

/** The last line of a card that waits: until when, or that its time stands still. */
export const waitsUntil = (run: Run, until: string): string => (isPaused(run) ? askedTexts.standsStill : until);

/** Names what pauses made of a card, for its changes; empty where there was none. */
export const pauseMark = ({ pausedNth }: Run, deadline: string): string =>
  pausedNth ? `:pause:${pausedNth}:${deadline}` : '';

/** Changes a card that waits to what it says now. Where messages cannot be changed, it is shown once more only when it goes on. */
export async function changeWaiting(
  room: Room,
  run: Run,
  prompt: Prompt,
  what: { by: string; card: Card | ((thread: string) => Promise<Card>) },
): Promise<void> {
  for (const { thread, key } of newestPlaces(prompt)) {
    if (isPaused(run) && !changesInPlace(room, thread)) continue;
    const card = typeof what.card === 'function' ? await what.card(thread) : what.card;
    await room.outbox.update(thread, key, card, what.by);
  }
}
