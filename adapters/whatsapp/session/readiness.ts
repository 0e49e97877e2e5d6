import type { Clock } from '../../../src/clock.ts';
import type { Log } from '../../../src/log.ts';
import type { End } from './ends.ts';
import type { Inbound } from './inbound.ts';
import { phoneOf } from './keys.ts';
import type { LibraryClient } from './library.ts';
import { type MissedRange, readMissed } from './missed.ts';
import { type Activity, activeChats, checkPage, markReady, type PageCheck, restoreKeys } from './page.ts';
import { isMe } from './plain.ts';
import type { ReadMark } from './read-mark.ts';
import type { Stage } from './stage.ts';
import { NEEDED, WANTED } from './surface.ts';
import type { Timing, WaEvents, WaMe, WaMessage } from './types.ts';
import { within } from './within.ts';
import { words } from './words.ts';

export interface ReadinessDeps {
  library: LibraryClient;
  inbound: Inbound;
  mark: ReadMark;
  events: WaEvents;
  clock: Clock;
  log: Log;
  timing: Timing;
  stage: Pick<Stage, 'end' | 'paired' | 'linkedAfter'>;
  fetch(chat: string, limit: number): Promise<WaMessage[]>;
  /** A log-in was there to begin with. */
  restored: boolean;
}

/** What happens each time the library says it is ready, which it does more than once. */
export interface Readiness {
  /** Looks whether this is still the WhatsApp that is known here; ends the life where not. */
  check(): Promise<WaMe | null>;
  /** The end to come to when the page is one that changed; null when it is not, or cannot be asked. */
  changed(): Promise<End | null>;
  /** Tells that it is ready, then reads what was missed; one at a time, and once more when asked meanwhile. */
  catchUp(first: boolean): Promise<void>;
  stop(): void;
}

const MOST_NAMED = 3;
/** The mark is written a little after what it stands for; what comes twice is told by its id. */
const OVERLAP_S = 60;
const DAY_S = 24 * 60 * 60;

export function createReadiness(deps: ReadinessDeps): Readiness {
  const { library, inbound, mark, events, log, timing, stage } = deps;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let me: WaMe | null = null;
  let retry: NodeJS.Timeout | undefined;

  async function look(): Promise<PageCheck | null> {
    const page = library.pupPage;
    if (!page || page.isClosed()) return null;
    const asked = page.evaluate(checkPage, [...NEEDED, ...WANTED]);
    return within(asked, timing.probeLimit, 'looking at the page').catch(() => null);
  }

  async function check(): Promise<WaMe | null> {
    const found = await look();
    if (!found || stopped) {
      if (!stopped) stage.end({ next: 'again', why: words.ghost });
      return null;
    }
    const end = endOfChange(found);
    if (end) {
      stage.end(end);
      return null;
    }
    await library.pupPage?.evaluate(markReady).catch(() => {});
    const lost = found.missing.filter((path) => (WANTED as readonly string[]).includes(path));
    if (lost.length > 0) log.warn({ missing: lost, version: found.version }, 'WhatsApp: parts of the page are missing');
    log.info({ version: found.version }, 'WhatsApp: connected');
    const id = found.pn ?? found.lid ?? '';
    me = { id, phone: phoneOf(found.pn ?? ''), lid: found.lid };
    return me;
  }

  async function catchUpOnce(first: boolean): Promise<void> {
    inbound.hold();
    let missed: WaMessage[] = [];
    try {
      await within(events.ready(first), timing.sync, 'what follows a connection').catch((error) =>
        log.error({ err: error }, 'WhatsApp: what follows a connection failed'),
      );
      missed = await missedNow();
    } catch (error) {
      if (stopped) return;
      log.warn({ err: error }, 'WhatsApp: what was missed could not be read yet');
      retry = setTimeout(() => void catchUp(false), timing.backoff);
      retry.unref();
    } finally {
      inbound.release(missed);
    }
  }

  async function missedNow(): Promise<WaMessage[]> {
    const active = async (since: number) => {
      const page = library.pupPage;
      return page ? within(page.evaluate(activeChats, since), timing.call, 'looking at the chats') : [];
    };
    const missed = await readMissed({
      active,
      fetch: deps.fetch,
      ownChat: (chat) => isMe(chat, me),
      ...(await rangeOf(active)),
      onTrouble: (error, chat) => log.warn({ err: error, chat }, 'WhatsApp: a chat could not be read back'),
    });
    if (missed.length > 0) log.info({ messages: missed.length }, 'WhatsApp: read back what was said meanwhile');
    return missed;
  }

  /** From when on it is ours to read. */
  async function rangeOf(active: (since: number) => Promise<Activity[]>): Promise<MissedRange> {
    const since = await mark.get();
    if (since !== null) return { from: since - OVERLAP_S, unreadFrom: since - DAY_S };
    if (!stage.paired() && deps.restored) {
      const now = Math.floor(deps.clock.now().getTime() / 1000);
      return { from: Number.MAX_SAFE_INTEGER, unreadFrom: now - DAY_S };
    }
    // What was said to the account before it was linked was not said to us.
    const latest = (await active(0)).at(-1)?.at ?? 0;
    const from = Math.min(latest, stage.linkedAfter());
    await mark.begin(from);
    return { from, unreadFrom: from };
  }

  async function loop(first: boolean): Promise<void> {
    await catchUpOnce(first);
    while (again && !stopped) {
      again = false;
      await catchUpOnce(false);
    }
  }

  function catchUp(first: boolean): Promise<void> {
    if (running) {
      again = true;
      return running;
    }
    clearTimeout(retry);
    running = loop(first).finally(() => {
      running = null;
    });
    return running;
  }

  return {
    check,
    async changed() {
      // Nobody has made the keys readable yet where the library never got so far.
      const page = library.pupPage;
      if (page) await within(page.evaluate(restoreKeys), timing.probeLimit, 'message keys').catch(() => null);
      const found = await look();
      // Before WhatsApp has loaded itself nothing of it is there.
      return found?.version ? endOfChange(found) : null;
    },
    catchUp,
    stop() {
      stopped = true;
      clearTimeout(retry);
    },
  };
}

function endOfChange(found: PageCheck): End | null {
  const missing = found.missing.filter((path) => (NEEDED as readonly string[]).includes(path));
  const version = found.version ? ` (its version ${found.version})` : '';
  if (missing.length > 0) {
    const named = missing.slice(0, MOST_NAMED).join(', ');
    return { next: 'halt', why: words.changed(`${named} ${missing.length === 1 ? 'is' : 'are'} gone${version}`) };
  }
  return found.keys ? null : { next: 'halt', why: words.changed(`message keys can no longer be read${version}`) };
}
