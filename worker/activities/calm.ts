import type { Wake } from '../../src/queue/wake.ts';

/** A run that is over sooner is told once. */
const WAIT_MS = 150;

/**
 * Wake-ups of runs, of which each step asks for some: they wait a moment and go as one, so that a short run costs one. How a run
 * ended (`now`) is told at once. A lost one is the sweep's.
 */
export function calm(wake: Wake): Wake & { now(executionId: string, thread: string): void } {
  const waiting = new Map<string, NodeJS.Timeout>();

  function now(executionId: string, thread: string): void {
    clearTimeout(waiting.get(executionId));
    waiting.delete(executionId);
    wake.run(executionId, thread);
  }

  return {
    ...wake,
    now,
    run(executionId, thread) {
      if (waiting.has(executionId)) return;
      waiting.set(
        executionId,
        setTimeout(() => now(executionId, thread), WAIT_MS),
      );
    },
  };
}
