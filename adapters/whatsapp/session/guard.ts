/**
 * The library starts work nobody waits for: what fails there is an unhandled rejection, which would end the process and
 * every other platform with it (a page that never loads rejects with the bare string 'auth timeout').
 */

const STRINGS = new Set(['auth timeout', 'ready timeout']);

/** Whether a rejection nobody handled came out of the library or the browser's driver. */
export function isLibrarys(reason: unknown): boolean {
  if (typeof reason === 'string') return STRINGS.has(reason);
  if (!(reason instanceof Error)) return false;
  return /[\\/]node_modules[\\/](whatsapp-web\.js|puppeteer(-core)?|@puppeteer)[\\/]/.test(reason.stack ?? '');
}

/**
 * Takes the library's rejections, and only those. Others go where they would go without this: to the other listeners, or,
 * when there are none, up as an uncaught exception. Returns what ends it.
 */
export function guardRejections(take: (reason: unknown) => void): () => void {
  const listener = (reason: unknown): void => {
    if (isLibrarys(reason)) {
      take(reason);
      return;
    }
    if (process.listenerCount('unhandledRejection') > guards) return;
    throw reason instanceof Error ? reason : new Error(`Unhandled rejection: ${String(reason)}`);
  };
  guards += 1;
  process.on('unhandledRejection', listener);
  return () => {
    if (!process.listeners('unhandledRejection').includes(listener)) return;
    process.off('unhandledRejection', listener);
    guards -= 1;
  };
}

/** How many of the process's listeners are these. */
let guards = 0;
