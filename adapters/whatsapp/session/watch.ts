import { ALIVE, type End, endOfState } from './ends.ts';
import type { LibraryClient } from './library.ts';
import { lookAtPage, refreshQr } from './page.ts';
import { MOST_MISSES } from './timing.ts';
import type { Timing } from './types.ts';
import { within } from './within.ts';
import { words } from './words.ts';

/** Sees what the library says nothing of: a browser that ended, a page that crashed, a connection that is only a picture. */
export interface Watch {
  /** The browser runs: its end is now heard. */
  browser(): void;
  /** Looks now and then from here on. */
  begin(): void;
  /** Looks in a moment: the page has changed. */
  soon(): void;
  /** Looks now. */
  look(): Promise<void>;
  /** A QR code or pairing code is shown, and another is due in `ms`. */
  code(ms: number): void;
  /** Until then something must have happened. */
  deadline(ms: number, late: () => void): void;
  /** Nothing is due any more. */
  calm(): void;
  onHang(): void;
  onAnswer(): void;
  stop(): void;
}

export interface WatchDeps {
  library: LibraryClient;
  timing: Timing;
  end(end: End): void;
  /** It was connected once: from then on a look that finds nothing is one of the few it may. */
  connected(): boolean;
  /** What a look found; null where there was no answer. */
  onState(state: string | null): void;
  /** The code was taken: the account is loading. */
  onSyncing(): void;
}

const SOON_MS = 2000;

export function createWatch(deps: WatchDeps): Watch {
  const { library, timing, end } = deps;
  let looking: NodeJS.Timeout | undefined;
  let due: NodeJS.Timeout | undefined;
  let moment: NodeJS.Timeout | undefined;
  let misses = 0;
  let hangs = 0;
  let stopped = false;
  let current: Promise<void> | null = null;

  const state = () =>
    within(library.getState() as Promise<string | null>, timing.probeLimit, 'looking at the connection');

  /** One look at a time. */
  function look(): Promise<void> {
    current ??= lookOnce().finally(() => {
      current = null;
    });
    return current;
  }

  async function lookOnce(): Promise<void> {
    const page = library.pupPage?.evaluate(lookAtPage) ?? Promise.reject(new Error('no page'));
    const seen = await within(page, timing.probeLimit, 'looking at the connection').catch(() => null);
    const found = seen?.state === 'CONNECTED' && !seen.ready ? 'OPENING' : (seen?.state ?? null);
    if (stopped || !deps.connected()) return;
    if (found && !ALIVE.has(found)) return end(endOfState(found, timing.conflict));
    misses = found === 'CONNECTED' ? 0 : misses + 1;
    deps.onState(found);
    if (misses >= MOST_MISSES) end({ next: 'again', why: words.ghost });
  }

  function deadline(ms: number, late: () => void): void {
    clearTimeout(due);
    if (stopped) return;
    due = setTimeout(late, ms);
    due.unref();
  }

  /** A code that is not renewed: it was taken, or the page fell asleep (the library cannot wake it itself). */
  async function stale(again: boolean, ms: number): Promise<void> {
    const found = await state().catch(() => null);
    if (stopped) return;
    if (found && found !== 'UNPAIRED' && found !== 'UNPAIRED_IDLE') return deps.onSyncing();
    if (!found || again) return end({ next: 'now', why: words.staleCode });
    await within(library.pupPage?.evaluate(refreshQr) ?? Promise.resolve(), timing.probeLimit, 'QR code').catch(
      () => {},
    );
    deadline(ms, () => void stale(true, ms));
  }

  return {
    browser() {
      library.pupBrowser?.once('disconnected', () => end({ next: 'again', why: words.browserGone }));
      library.pupPage?.once('error', () => end({ next: 'again', why: words.pageCrashed }));
      library.pupPage?.once('close', () => end({ next: 'again', why: words.pageGone }));
    },
    begin() {
      [misses, hangs] = [0, 0];
      clearInterval(looking);
      if (stopped) return;
      looking = setInterval(() => void look(), timing.probe);
      looking.unref();
    },
    soon() {
      clearTimeout(moment);
      if (stopped) return;
      moment = setTimeout(() => void look(), Math.min(timing.probe, SOON_MS));
      moment.unref();
    },
    look,
    code: (ms) => deadline(ms, () => void stale(false, ms)),
    deadline,
    calm: () => clearTimeout(due),
    onHang() {
      hangs += 1;
      if (hangs >= MOST_MISSES) end({ next: 'again', why: words.hung });
      else void look();
    },
    onAnswer() {
      hangs = 0;
    },
    stop() {
      stopped = true;
      clearInterval(looking);
      clearTimeout(due);
      clearTimeout(moment);
    },
  };
}
