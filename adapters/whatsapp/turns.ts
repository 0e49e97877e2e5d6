/** Jobs of one name run one after another, whatever becomes of each. */
export function createTurns() {
  const tails = new Map<string, Promise<unknown>>();

  return {
    take<T>(name: string, job: () => Promise<T>): Promise<T> {
      const mine = (tails.get(name) ?? Promise.resolve()).then(job);
      const tail = mine
        .catch(() => {})
        .finally(() => {
          if (tails.get(name) === tail) tails.delete(name);
        });
      tails.set(name, tail);
      return mine;
    },
  };
}

export type Turns = ReturnType<typeof createTurns>;
