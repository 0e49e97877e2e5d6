/** How far own messages came. Acknowledgements skip levels, repeat and may come before the call that sent returns. */
export interface Acks {
  note(id: string, level: number): void;
  of(id: string): number | null;
  /** Resolves with the highest level once it is `atLeast`, the message failed (-1), `ms` are over, or all is ended. */
  wait(id: string, atLeast: number, ms: number): Promise<number>;
  end(): void;
}

const MOST = 5000;

export function createAcks(): Acks {
  const levels = new Map<string, number>();
  const waiting = new Set<() => void>();
  let ended = false;
  const reached = (id: string, atLeast: number) => {
    const level = levels.get(id);
    return level !== undefined && (level >= atLeast || level < 0);
  };

  return {
    note(id, level) {
      const next = higher(levels.get(id), level);
      levels.delete(id);
      levels.set(id, next);
      const oldest = levels.size > MOST ? levels.keys().next().value : undefined;
      if (oldest !== undefined) levels.delete(oldest);
      for (const look of waiting) look();
    },

    of: (id) => levels.get(id) ?? null,

    wait: (id, atLeast, ms) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve(levels.get(id) ?? 0);
        };
        const look = (): void => {
          if (ended || reached(id, atLeast)) done();
        };
        const timer = setTimeout(done, ms);
        waiting.add(look);
        look();
      }),

    end() {
      ended = true;
      for (const look of waiting) look();
    },
  };
}

/** An error only counts for what did not get through; what got through once stays so. */
function higher(before: number | undefined, level: number): number {
  if (before === undefined || before < 0) return level;
  if (level < 0) return before >= 1 ? before : level;
  return Math.max(before, level);
}
