import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';

/** Events and bytes after which a run goes on in a fresh history. */
export interface HistoryLimits {
  events: number;
  bytes: number;
}

const LIMITS: HistoryLimits = { events: 3000, bytes: 2_000_000 };
/** Passes of steps under way at once in one run, those of all its loops together. */
const MOST_PASSES = 200;
/**
 * How full the history is, and what is under way that a fresh one could not take up again: calls of actions. Gates and waits
 * are simply begun again there.
 */
export function createPace(cancelled: () => boolean, limits: HistoryLimits = LIMITS) {
  let under = 0;
  let standing = 0;
  let off = false;
  let long = false;

  /** Looks how long the history is. Only where no short call is part of the task: a replay would see another length. */
  function look(): void {
    const info = workflowInfo();
    long = info.continueAsNewSuggested || info.historyLength > limits.events || info.historySize > limits.bytes;
  }

  const full = (): boolean => long && !off;

  /** Until it holds, or the run is cancelled. */
  const until = (holds: () => boolean): Promise<void> =>
    CancellationScope.nonCancellable(() => condition(() => holds() || cancelled()));

  return {
    look,
    /** True once nothing new may begin here. */
    full,
    /** Whether all that is under way can be taken up again in a fresh history. */
    idle: (): boolean => under === standing,
    /** No fresh history can be had: all goes on in this one. */
    giveUp(): void {
      off = true;
    },
    /** Holds what would begin while the history is full; for good, unless it goes on here after all. */
    open: (): Promise<void> => until(() => !full()),
    /** Holds a pass of a loop while too much is under way. */
    async room(): Promise<void> {
      if (under - standing >= MOST_PASSES) await until(() => under - standing < MOST_PASSES);
      look();
    },

    /** Work that must be over before this history ends. */
    async pass<T>(work: () => Promise<T>): Promise<T> {
      under += 1;
      try {
        return await work();
      } finally {
        under -= 1;
      }
    },

    /** Part of a pass that a fresh history begins again as if nothing had been: it waits for a person or a time. */
    async again<T>(work: () => Promise<T>): Promise<T> {
      standing += 1;
      try {
        return await work();
      } finally {
        standing -= 1;
      }
    },
  };
}

export type Pace = ReturnType<typeof createPace>;
