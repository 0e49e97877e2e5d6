import type { Log } from './log.ts';

/** Does something now and again every `ms` milliseconds, never twice at once; a failure is logged and the next round comes. */
export function repeat(what: string, ms: number, work: () => Promise<void>, log: Log): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const round = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.warn({ err: error }, `${what}: not this time`);
    }
    if (!stopped) timer = setTimeout(next, ms).unref();
  };
  let current = round();
  function next(): void {
    current = round();
  }
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
