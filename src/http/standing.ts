import { platformOf } from '../chat/conversations.ts';
import type { MessageRow } from '../store/conversations.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { Store } from '../store/store.ts';

/** A line is written a moment before its way out is; one that never got any is not waited for longer. */
const JUST_NOW_MS = 60_000;

/**
 * The lines as far as they stand in their thread of this platform. A card that is still on its way cannot be answered, so it
 * is not read before it is there.
 */
export async function asFarAsStanding(
  store: Store,
  platform: string,
  now: Date,
  lines: MessageRow[],
): Promise<MessageRow[]> {
  const ids = lines
    .filter((line) => line.from === 'bot' && line.key !== null && line.platformId === null)
    .filter((line) => platformOf(line.thread) === platform)
    .map(({ _id }) => _id);
  if (ids.length === 0) return lines;
  const rows = await store.outbox.find({ _id: { $in: ids }, workspace: EVERY_WORKSPACE }, { state: 1 }).lean();
  const states = new Map(rows.map(({ _id, state }) => [_id, state]));
  const isUnderWay = ({ _id, at }: MessageRow) =>
    ids.includes(_id) && (states.has(_id) ? states.get(_id) === 'new' : now.getTime() - at.getTime() < JUST_NOW_MS);
  const first = lines.findIndex(isUnderWay);
  return first < 0 ? lines : lines.slice(0, first);
}
