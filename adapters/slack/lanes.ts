import { setTimeout as wait } from 'node:timers/promises';

/**
 * What comes after another in the same lane is begun after it, however that one ended. `mostMs`: nobody waits longer than
 * that for what is before them.
 */
export function createLanes(mostMs?: number) {
  const lanes = new Map<string, Promise<unknown>>();
  return async <T>(lane: string, work: () => Promise<T>): Promise<T> => {
    const before = lanes.get(lane);
    const turn = before && mostMs !== undefined ? Promise.race([before, wait(mostMs, null, { ref: false })]) : before;
    const mine = turn ? turn.then(work) : work();
    const settled = mine.then(
      () => {},
      () => {},
    );
    lanes.set(lane, settled);
    try {
      return await mine;
    } finally {
      if (lanes.get(lane) === settled) lanes.delete(lane);
    }
  };
}
