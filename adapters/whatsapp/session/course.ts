import type { PlatformHealth } from '../../../src/chat/types.ts';
import type { Log } from '../../../src/log.ts';
import { ALIVE, endOfState } from './ends.ts';
import type { LibraryClient } from './library.ts';
import { restoreKeys } from './page.ts';
import { whyOf } from './read.ts';
import type { Readiness } from './readiness.ts';
import type { Stage } from './stage.ts';
import type { Timing, WaMe } from './types.ts';
import type { Watch } from './watch.ts';
import { within } from './within.ts';
import { words } from './words.ts';

/** WhatsApp makes a new pairing code every three minutes. */
const CODE_LASTS_MS = 180_000;

export interface CourseDeps {
  library: LibraryClient;
  stage: Stage;
  watch: Watch;
  readiness: Readiness;
  timing: Timing;
  log: Log;
  show(setup: NonNullable<PlatformHealth['setup']>): void;
  /** Whose account it is; says whether it is known for the first time in this process. */
  onAccount(me: WaMe): boolean;
  onTrouble(error: unknown): void;
}

export interface Course {
  /** Launches, and follows from there. */
  start(): void;
  /** A code was taken, or none was needed: the account is loading. */
  syncing(): void;
  /** The connection was found in this state; null where there was no answer. */
  state(state: string | null): void;
}

/** Takes a client from launch over a code and the loading to being ready; each step has its deadline. */
export function follow(deps: CourseDeps): Course {
  const { library, stage, watch, readiness, timing, log } = deps;

  function start(): void {
    library.on('qr', (value: string) => code({ kind: 'qr', value }, timing.staleQr));
    library.on('code', (value: string) => code({ kind: 'code', value }, CODE_LASTS_MS + timing.staleQr));
    library.on('authenticated', authenticated);
    library.on('ready', () => void ready());
    library.on('disconnected', (state: unknown) => stage.end(endOfState(String(state), timing.conflict)));
    library.on('change_state', (state: unknown) => found(String(state)));
    library.on('auth_failure', failed);
    watch.deadline(timing.start, () => void late(words.slowStart));
    library.initialize().then(initialized).catch(failed);
  }

  const failed = (error: unknown): void => stage.end({ next: 'again', why: words.failed(whyOf(error)) });

  function code(setup: NonNullable<PlatformHealth['setup']>, due: number): void {
    if (stage.isOver()) return;
    stage.pair(setup);
    deps.show(setup);
    watch.code(due);
  }

  /** The page is open. Where it is not linked a code must still come, and may hang. */
  async function initialized(): Promise<void> {
    const asked = within(library.getState() as Promise<string | null>, timing.probeLimit, 'the state');
    const state = await asked.catch(() => null);
    if (stage.phase() === 'starting' && !/^UNPAIRED/.test(state ?? '')) syncing();
  }

  function authenticated(): void {
    // The library looks at the page only after this was heard, and the page answers in order: this comes first.
    library.pupPage
      ?.evaluate(restoreKeys)
      .then((field) => log.debug({ field }, 'WhatsApp: message keys'), deps.onTrouble);
    syncing();
  }

  function syncing(): void {
    if (stage.isOver() || stage.isUp() || stage.phase() === 'checking') return;
    stage.enter('syncing');
    watch.deadline(timing.sync, () => void late(words.slowSync));
    watch.begin();
  }

  /** A page that changed under the library is what such a delay most often means. */
  async function late(why: string): Promise<void> {
    stage.end((await readiness.changed()) ?? { next: 'again', why });
  }

  /** Comes again after every reload and resync of the page. */
  async function ready(): Promise<void> {
    if (stage.isOver()) return;
    if (!stage.isUp()) stage.enter('checking');
    watch.deadline(timing.sync, () => void late(words.slowSync));
    const account = await readiness.check();
    if (!account || stage.isOver()) return;
    stage.enter('ready');
    watch.calm();
    watch.begin();
    await readiness.catchUp(deps.onAccount(account));
  }

  function found(state: string | null): void {
    if (!stage.isUp() || (state !== null && !ALIVE.has(state))) return;
    if (state !== 'CONNECTED') {
      stage.enter('degraded');
    } else if (stage.phase() === 'degraded') {
      stage.enter('ready');
      void readiness.catchUp(false);
    }
  }

  return { start, syncing, state: found };
}
