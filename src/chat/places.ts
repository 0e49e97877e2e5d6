import type { PromptRow } from '../store/conversations.ts';
import type { Room } from './room.ts';
import type { Content } from './types.ts';

/** A message that shows what waits for an answer: the outbox key is its name within the thread. */
export interface Place {
  thread: string;
  key: string;
}

type Standing = Pick<PromptRow, 'thread' | 'key' | 'copies'>;

/** Every message that shows a prompt's card, the first one first. */
export function placesOf({ thread, key, copies = [] }: Standing): Place[] {
  const all = [{ thread, key }, ...copies];
  return all
    .filter((one, index) => all.findIndex((other) => other.thread === one.thread && other.key === one.key) === index)
    .map((one) => ({ thread: one.thread, key: one.key }));
}

/** Whether its card stands in a thread, so that it may be answered there. */
export const standsIn = (prompt: Standing, thread: string): boolean =>
  placesOf(prompt).some((place) => place.thread === thread);

/** Changes the card in every place. `by` names what changed it, as for the outbox. */
export async function updateEverywhere(
  room: Pick<Room, 'outbox'>,
  prompt: Standing,
  content: Content,
  by: string,
): Promise<void> {
  for (const { thread, key } of placesOf(prompt)) await room.outbox.update(thread, key, content, by);
}

/** Of each thread the message that shows it last: what is changed while it still waits. */
export function newestPlaces(prompt: Standing): Place[] {
  const byThread = new Map(placesOf(prompt).map((place) => [place.thread, place]));
  return [...byThread.values()];
}
