import type { Harness } from '../worker/support/harness.ts';

export type HistoryJson = Awaited<ReturnType<ReturnType<Harness['handle']>['fetchHistory']>>;

/** The runs whose histories are kept, so that new code is held to what old runs wrote down. */
export interface Scenario {
  name: string;
  /** Runs it to its end; returns the execution, or the history itself. */
  run(h: Harness): Promise<string | HistoryJson>;
}

export const simple = (name: string, definition: Parameters<Harness['approve']>[0], data: Record<string, unknown> = {}): Scenario => ({
  name,
  async run(h) {
    const id = await h.start(await h.approve(definition), data);
    await h.ended(id);
    return id;
  },
});

