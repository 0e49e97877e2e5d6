import { CancellationScope, patched } from '@temporalio/workflow';

/**
 * Whether anything else of this run is under way. Short calls are part of the task they began in, as long as they are alone:
 * when a run is replayed, all short calls of a task end at once, so that of two side by side nobody knows any more which
 * ended first, and what follows would be begun in another order than the history says. Calls side by side are therefore
 * activities of their own, whose ends stand in the history one after the other.
 */
const PATCH = 'calls side by side are activities of their own';

/** Steps under way, and lanes of lists beyond the first, by run: modules are shared by all runs of a worker. */
const underWay = new WeakMap<CancellationScope, number>();

/** The outermost scope: every run has one of its own for as long as it is in memory. */
function run(): CancellationScope {
  let scope = CancellationScope.current();
  while (scope.parent) scope = scope.parent;
  return scope;
}

const count = (): number => underWay.get(run()) ?? 0;

export function begun(more = 1): void {
  underWay.set(run(), count() + more);
}

export function over(fewer = 1): void {
  underWay.set(run(), count() - fewer);
}

/** True for a call of the only step under way, and on histories of earlier runs. */
export const alone = (): boolean => count() <= 1 || !patched(PATCH);

/** The same for a call that belongs to no step: nothing at all may be under way. */
export const idle = (): boolean => count() === 0 || !patched(PATCH);
