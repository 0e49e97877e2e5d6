import type { PlatformHealth } from '../../../src/chat/types.ts';
import { PlatformError } from '../../../src/chat/types.ts';
import { type Acks, createAcks } from './acks.ts';
import { browserArgs, findBrowser, NoBrowser } from './browser.ts';
import { createCalls } from './calls.ts';
import { ALIVE, type End, endOfState } from './ends.ts';
import { createInbound, type Inbound } from './inbound.ts';
import type { KeptLogIn } from './kept-login.ts';
import { clearStaleLock, endLeftovers, end as endProcess } from './leftovers.ts';
import { createLibraryClient, type LibraryClient } from './library.ts';
import { listen } from './listen.ts';
import { createLogIn } from './log-in.ts';
import { restoreKeys } from './page.ts';
import { type Profile, prepareProfile } from './profile.ts';
import { whyOf } from './read.ts';
import type { ReadMark } from './read-mark.ts';
import { createReadiness } from './readiness.ts';
import type { SessionDeps, Timing, WaClient, WaMe } from './types.ts';
import { createWatch, nudge } from './watch.ts';
import { within } from './within.ts';
import { words } from './words.ts';

type Phase = 'starting' | 'pairing' | 'syncing' | 'checking' | 'ready' | 'degraded' | 'over';

export interface LifeDeps extends Omit<SessionDeps, 'timing' | 'tell'> {
  timing: Timing;
  profile: Profile;
  kept: KeptLogIn | null;
  mark: ReadMark;
  /** Whether the lease is surely ours. */
  live(): boolean;
  /** Shown to whoever watches the terminal. */
  show(setup: NonNullable<PlatformHealth['setup']>): void;
  /** Connected and checked, for the first time in this process? */
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

const DETAIL: Record<Phase, string> = {
  starting: words.starting,
  pairing: words.qr,
  syncing: words.syncing,
  checking: words.syncing,
  ready: words.connected,
  degraded: words.reconnecting,
  over: words.stopping,
};

export function createLife(deps: LifeDeps): Life {
  const { log, timing, profile } = deps;
  const acks: Acks = createAcks();
  const inbound: Inbound = createInbound(deps);
  let phase: Phase = 'starting';
  let setup: PlatformHealth['setup'];
  let calls: WaClient | null = null;
  let me: WaMe | null = null;
  let readySince: number | null = null;
  let paired = false;
  let finish: (end: End) => void = () => {};
  const over = new Promise<End>((resolve) => {
    finish = resolve;
  });

  const trouble = (error: unknown): void => {
    if (phase !== 'over') log.debug({ err: error }, 'WhatsApp: background work failed');
  };

  function enter(next: Phase): void {
    if (phase === 'over') return;
    phase = next;
    if (next !== 'pairing') setup = undefined;
  }

  function end(one: End): void {
    if (phase === 'over') return;
    enter('over');
    finish(one);
  }

  async function run(): Promise<End> {
    try {
      await prepareProfile(profile);
      const left = await endLeftovers(profile.folder, timing.end);
      const locked = await clearStaleLock(profile.folder);
      if (left > 0 || locked) log.info({ processes: left, locked }, 'WhatsApp: cleared up after an earlier run');
      const executablePath = await findBrowser(deps.config.PUPPETEER_EXECUTABLE_PATH);
      if (phase === 'over') return await over;
      return await live(executablePath);
    } catch (error) {
      const missing = error instanceof NoBrowser;
      const why = missing ? error.message : words.failed(whyOf(error));
      return { next: 'again', why, ...(missing ? { atLeast: timing.backoffMost } : {}) };
    }
  }

  async function live(executablePath: string): Promise<End> {
    const { config, kept } = deps;
    const library: LibraryClient = createLibraryClient({
      logIn: createLogIn({ profile, kept, timing, onBrowser: () => watch.browser(), onTrouble: trouble }),
      executablePath,
      args: browserArgs(config.WHATSAPP_BROWSER_ARGS),
      pairNumber: config.WHATSAPP_PAIR_NUMBER,
      openLimit: timing.start,
      onTrouble: trouble,
    });
    const watch = createWatch({ library, timing, end, onState: seenState, onSyncing: syncing });
    calls = createCalls({
      library,
      acks,
      timing,
      me: () => me,
      allowed: () => mayAsk(),
      onHang: (what) => {
        log.warn({ what }, 'WhatsApp: a call hangs');
        watch.onHang();
      },
      onAnswer: watch.onAnswer,
    });
    const readiness = createReadiness({ ...deps, library, inbound, calls: () => free(), end, paired: () => paired });
    listenToLogIn();
    listen({ library, inbound, acks, events: deps.events, me: () => me, onTrouble: trouble });
    inbound.hold();
    watch.deadline(timing.start, () => void late(words.slowStart));
    library.initialize().then(initialized, (error) => end({ next: 'again', why: words.failed(whyOf(error)) }));
    const ended = await over;
    watch.stop();
    readiness.stop();
    await close(library);
    return ended;

    function listenToLogIn(): void {
      library.on('qr', (value: string) => code({ kind: 'qr', value }, timing.staleQr));
      // A pairing code is renewed every three minutes.
      library.on('code', (value: string) => code({ kind: 'code', value }, 180_000 + timing.staleQr));
      library.on('authenticated', () => {
        // The library looks at the page only after this was heard, and the page answers in order.
        library.pupPage?.evaluate(restoreKeys).then((field) => log.debug({ field }, 'WhatsApp: message keys'), trouble);
        if (phase !== 'ready' && phase !== 'degraded') syncing();
      });
      library.on('ready', () => void becomeReady());
      library.on('disconnected', (state: string) => end(endOfState(String(state), timing.conflict)));
      library.on('change_state', (state: string) => seenState(String(state)));
      library.on('auth_failure', (why: unknown) => end({ next: 'again', why: words.failed(whyOf(why)) }));
    }

    function code(shown: NonNullable<PlatformHealth['setup']>, due: number): void {
      if (phase === 'over') return;
      paired = true;
      enter('pairing');
      setup = shown;
      deps.show(shown);
      watch.code(due);
    }

    function initialized(): void {
      if (phase === 'starting') syncing();
    }

    function syncing(): void {
      if (phase === 'over' || phase === 'ready' || phase === 'degraded' || phase === 'checking') return;
      enter('syncing');
      watch.deadline(timing.sync, () => void late(words.slowSync));
      watch.every(() => nudge(library, timing.probeLimit));
    }

    async function late(why: string): Promise<void> {
      // A page that changed under the library is what such a delay most often means.
      const changed = await readiness.changed();
      end(changed ?? { next: 'again', why });
    }

    async function becomeReady(): Promise<void> {
      if (phase === 'over') return;
      if (phase !== 'ready' && phase !== 'degraded') enter('checking');
      watch.deadline(timing.sync, () => void late(words.slowSync));
      const account = await readiness.check();
      if (!account || isOver()) return;
      me = account;
      readySince ??= performance.now();
      enter('ready');
      watch.calm();
      watch.every(watch.look);
      deps.mark.of(account.id);
      const first = deps.onReady(account);
      await readiness.catchUp(first);
    }

    function seenState(state: string | null): void {
      if (phase !== 'ready' && phase !== 'degraded') return;
      if (state !== null && !ALIVE.has(state)) return;
      if (state !== 'CONNECTED') {
        enter('degraded');
      } else if (phase === 'degraded') {
        enter('ready');
        void readiness.catchUp(false);
      }
    }

    /** Calls of our own while the connection is being set up. */
    function free(): WaClient {
      if (!calls) throw new PlatformError('unreachable', `WhatsApp: ${DETAIL[phase]}`);
      return calls;
    }
  }

  const isOver = (): boolean => phase === 'over';

  function mayAsk(): void {
    if (!deps.live()) throw new PlatformError('unreachable', `WhatsApp: ${words.leaseLost}`);
    if (phase !== 'ready') throw new PlatformError('unreachable', `WhatsApp: ${DETAIL[phase]}`);
  }

  async function close(library: LibraryClient): Promise<void> {
    acks.end();
    await inbound.end();
    const pid = library.pupBrowser?.process()?.pid;
    await within(library.destroy(), timing.end, 'closing the browser').catch(trouble);
    if (pid !== undefined && library.pupBrowser?.process()?.exitCode === null) endProcess(pid);
    await endLeftovers(profile.folder, timing.end);
  }

  return {
    run,
    end,
    health: () => ({
      ok: phase === 'ready',
      detail: setup?.kind === 'code' ? words.code : DETAIL[phase],
      ...(setup ? { setup } : {}),
    }),
    client() {
      mayAsk();
      if (!calls) throw new PlatformError('unreachable', `WhatsApp: ${DETAIL[phase]}`);
      return calls;
    },
    wentWell: () => paired || (readySince !== null && performance.now() - readySince >= timing.probe),
  };
}
