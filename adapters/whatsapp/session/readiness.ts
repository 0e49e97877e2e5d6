import type { Clock } from '../../../src/clock.ts';
import type { Log } from '../../../src/log.ts';
import type { End } from './ends.ts';
import type { Inbound } from './inbound.ts';
import { phoneOf } from './keys.ts';
import type { LibraryClient } from './library.ts';
import { readMissed } from './missed.ts';
import { activeChats, checkPage, type PageCheck, restoreKeys } from './page.ts';
import { isMe } from './plain.ts';
import type { ReadMark } from './read-mark.ts';
import { NEEDED, WANTED } from './surface.ts';
import type { Timing, WaClient, WaEvents, WaMe, WaMessage } from './types.ts';
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
  calls(): WaClient;
  end(end: End): void;
  /** The device was linked in this very life: nothing said before it was said to us. */
  paired(): boolean;
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

export function createReadiness(deps: ReadinessDeps): Readiness {
  const { library, inbound, mark, events, log, timing } = deps;
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
      if (!stopped) deps.end({ next: 'again', why: words.ghost });
      return null;
    }
    const end = endOfChange(found);
    if (end) {
      deps.end(end);
      return null;
    }
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
      retry = setTimeout(() => void catchUp(false), timing.probe);
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
    const since = await mark.get();
    if (since === null && (deps.paired() || !deps.restored)) {
      const latest = (await active(0)).at(-1)?.at ?? 0;
      await mark.begin(latest);
      return [];
    }
    const missed = await readMissed({
      active,
      fetch: (chat, limit) => deps.calls().fetch(chat, limit),
      since,
      now: Math.floor(deps.clock.now().getTime() / 1000),
      ownChat: (chat) => isMe(chat, me),
      onTrouble: (error, chat) => log.warn({ err: error, chat }, 'WhatsApp: a chat could not be read back'),
    });
    if (missed.length > 0) log.info({ messages: missed.length }, 'WhatsApp: read back what was said meanwhile');
    return missed;
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
      await within(library.pupPage?.evaluate(restoreKeys) ?? Promise.resolve(), timing.probeLimit, 'keys').catch(
        () => {},
      );
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
