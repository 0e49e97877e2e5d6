import { PlatformError, type PlatformHealth } from '../../../src/chat/types.ts';
import { createAcks } from './acks.ts';
import { browserArgs, findBrowser, NoBrowser } from './browser.ts';
import { createCalls } from './calls.ts';
import { follow } from './course.ts';
import type { End } from './ends.ts';
import { createInbound } from './inbound.ts';
import type { KeptLogIn } from './kept-login.ts';
import { clearStaleLock, endLeftovers, end as endProcess } from './leftovers.ts';
import { createLibraryClient, type LibraryClient } from './library.ts';
import { listen } from './listen.ts';
import { createLogIn } from './log-in.ts';
import { type Profile, prepareProfile } from './profile.ts';
import { whyOf } from './read.ts';
import type { ReadMark } from './read-mark.ts';
import { createReadiness } from './readiness.ts';
import { createStage } from './stage.ts';
import type { SessionDeps, Timing, WaClient, WaMe } from './types.ts';
import { createWatch } from './watch.ts';
import { within } from './within.ts';
import { words } from './words.ts';

export interface LifeDeps extends Omit<SessionDeps, 'timing' | 'tell'> {
  timing: Timing;
  profile: Profile;
  kept: KeptLogIn | null;
  mark: ReadMark;
  /** Whether the lease is surely ours. */
  live(): boolean;
  /** Shown to whoever watches the terminal. */
  show(setup: NonNullable<PlatformHealth['setup']>): void;
  /** Connected and checked; says whether for the first time in this process. */
  onReady(me: WaMe): boolean;
  /** A log-in was there to begin with. */
  restored: boolean;
}

/** One browser with one client in it, from launch to end. Nothing of it outlives `run`. */
export interface Life {
  run(): Promise<End>;
  end(end: End): void;
  health(): PlatformHealth;
  /** Throws PlatformError while not connected. */
  client(): WaClient;
  /** It came as far as showing a code or staying connected: what follows is no failure to start. */
  wentWell(): boolean;
}

export function createLife(deps: LifeDeps): Life {
  const { log, timing, profile, config } = deps;
  const stage = createStage(deps.clock);
  const acks = createAcks();
  const inbound = createInbound(deps);
  let calls: WaClient | null = null;
  let me: WaMe | null = null;

  const trouble = (error: unknown): void => {
    if (!stage.isOver()) log.debug({ err: error }, 'WhatsApp: background work failed');
  };

  function mayAsk(): void {
    if (!deps.live()) throw new PlatformError('unreachable', `WhatsApp: ${words.leaseLost}`);
    stage.mayAsk();
  }

  function client(): WaClient {
    mayAsk();
    if (!calls) throw new PlatformError('unreachable', `WhatsApp: ${words.starting}`);
    return calls;
  }

  async function run(): Promise<End> {
    try {
      await prepareProfile(profile);
      const left = await endLeftovers(profile.folder, timing.end);
      const locked = await clearStaleLock(profile.folder);
      if (left > 0 || locked) log.info({ processes: left, locked }, 'WhatsApp: cleared up after an earlier run');
      const executablePath = await findBrowser(config.PUPPETEER_EXECUTABLE_PATH);
      return stage.isOver() ? await stage.over : await live(executablePath);
    } catch (error) {
      const missing = error instanceof NoBrowser;
      const why = missing ? error.message : words.failed(whyOf(error));
      return { next: 'again', why, ...(missing ? { atLeast: timing.backoffMost } : {}) };
    }
  }

  async function live(executablePath: string): Promise<End> {
    const library: LibraryClient = createLibraryClient({
      logIn: createLogIn({ ...deps, onBrowser: () => watch.browser(), onTrouble: trouble }),
      executablePath,
      args: browserArgs(config.WHATSAPP_BROWSER_ARGS),
      pairNumber: config.WHATSAPP_PAIR_NUMBER,
      openLimit: timing.start,
      onTrouble: trouble,
      onReload: () => course.state('OPENING'),
      onInjected: () => watch.soon(),
      onNoCode: (error) => stage.end({ next: 'again', why: words.noCode(whyOf(error)) }),
    });
    const watch = createWatch({
      library,
      timing,
      end: stage.end,
      connected: stage.isUp,
      onState: (state) => course.state(state),
      onSyncing: () => course.syncing(),
    });
    calls = createCalls({
      library,
      acks,
      timing,
      me: () => me,
      allowed: mayAsk,
      onHang(what) {
        log.warn({ what }, 'WhatsApp: a call hangs');
        watch.onHang();
      },
      onAnswer: watch.onAnswer,
    });
    const readiness = createReadiness({
      ...deps,
      library,
      inbound,
      stage,
      fetch: (chat, limit) => client().fetch(chat, limit),
    });
    const course = follow({
      ...deps,
      library,
      stage,
      watch,
      readiness,
      onAccount(account) {
        me = account;
        deps.mark.of(account.id);
        return deps.onReady(account);
      },
      onTrouble: trouble,
    });
    listen({ library, inbound, acks, events: deps.events, me: () => me, onTrouble: trouble });
    inbound.hold();
    course.start();
    const ended = await stage.over;
    watch.stop();
    readiness.stop();
    await close(library);
    return ended;
  }

  async function close(library: LibraryClient): Promise<void> {
    acks.end();
    await inbound.end();
    const browser = library.pupBrowser?.process();
    // The database takes its last copy once the browser has ended.
    const limit = timing.end + (deps.kept ? timing.mediaCall : 0);
    await within(library.destroy(), limit, 'closing the browser').catch(trouble);
    if (browser?.pid !== undefined && browser.exitCode === null) endProcess(browser.pid);
    await endLeftovers(profile.folder, timing.end);
  }

  return {
    run,
    end: stage.end,
    health: stage.health,
    client,
    wentWell: () => stage.paired() || stage.upFor() >= timing.probe,
  };
}
