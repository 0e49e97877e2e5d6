/** One job at a time for each name, in the order they came; names side by side. */
export function createQueue(): <T>(name: string, job: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return (name, job) => {
    const before = tails.get(name) ?? Promise.resolve();
    const result = before.then(job, job);
    const tail = result.then(
      () => {},
      () => {},
    );
    tails.set(name, tail);
    void tail.then(() => {
      if (tails.get(name) === tail) tails.delete(name);
    });
    return result;
  };
}

export type Queue = ReturnType<typeof createQueue>;
