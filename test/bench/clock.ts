/** Milliseconds of the machine's steady clock: the same in every process. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** `work`, or an error that says what did not happen within `ms`. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${ms / 1_000} s`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
