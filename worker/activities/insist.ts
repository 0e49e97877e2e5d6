import { isOurs } from './failures.ts';

/** Repeats a write of ours for about a minute before giving up. */
export async function insist<T>(write: () => Promise<T>): Promise<T> {
  for (let round = 0; ; round += 1) {
    try {
      return await write();
    } catch (error) {
      if (round >= 12 || !isOurs(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.min(100 * 2 ** round, 8000)));
    }
  }
}
