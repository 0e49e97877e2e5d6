import type { Output } from '../workflows/contract.ts';

/** A step that began in its run's worker and goes on there. */
export interface UnderWay {
  work: Promise<Output>;
  /** Aborts the call. */
  stop: AbortController;
}

/**
 * Steps that began as local activities, which cost Temporal next to nothing, and took longer than those may. They go on in
 * this process; the normal activity that follows takes them over. One that comes to another worker meets the effects
 * ledger: it waits for the lease, as after any lost worker.
 */
export function createHandover() {
  const underWay = new Map<string, UnderWay>();
  let closing = false;

  return {
    /** Its result when it comes within `ms`; else null, and it can be taken over. */
    async first(key: string, step: UnderWay, ms: number): Promise<Output | null> {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<null>((done) => {
        timer = setTimeout(() => {
          // A worker that is about to end hands nothing over: it finishes what it has begun.
          if (closing) return;
          underWay.set(key, step);
          const gone = () => {
            // Nobody came for it within a while: what became of it stands in the ledger.
            setTimeout(() => underWay.get(key) === step && underWay.delete(key), KEPT_MS).unref();
          };
          step.work.then(gone, gone);
          done(null);
        }, ms);
      });
      return Promise.race([step.work, late]).finally(() => clearTimeout(timer));
    },

    /** What is under way of this step here. Only the first who asks gets it. */
    take(key: string): UnderWay | null {
      const step = underWay.get(key) ?? null;
      underWay.delete(key);
      return step;
    },

    /** From now on nothing is handed over. */
    close(): void {
      closing = true;
    },

    /** Resolves once all that nobody came for is over. */
    async finished(): Promise<void> {
      await Promise.allSettled([...underWay.values()].map(({ work }) => work));
    },
  };
}

const KEPT_MS = 60_000;

export type Handover = ReturnType<typeof createHandover>;
