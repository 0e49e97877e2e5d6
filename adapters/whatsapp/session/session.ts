import { renderUnicodeCompact } from 'uqr';
import { ownerHere } from '../../../src/chat/owner.ts';
import { PlatformError, type PlatformHealth } from '../../../src/chat/types.ts';
import { forgetLogIn, hasLogIn } from './database-log-in.ts';
import type { End } from './ends.ts';
import { guardRejections } from './guard.ts';
import { createKeptLogIn } from './kept-login.ts';
import { createLease } from './lease.ts';
import { installedVersion, LIBRARY_VERSION } from './library.ts';
import { createLife, type Life } from './life.ts';
import { profileOf } from './profile.ts';
import { whyOf } from './read.ts';
import { createReadMark } from './read-mark.ts';
import { backoffOf, TIMING } from './timing.ts';
import type { SessionDeps, Timing, WaMe, WaSession } from './types.ts';
import { pause, within } from './within.ts';
import { words } from './words.ts';

const MOST_SHOWN = 10;

/** A linked WhatsApp device that keeps itself alive; see types.ts for what can be done with it. */
export function createSession(deps: SessionDeps): WaSession {
  const { config, memory, log } = deps;
  const timing: Timing = { ...TIMING, ...deps.timing };
  const profile = profileOf(config);
  const mark = createReadMark({ memory, log });
  const stopping = new AbortController();
  let life: Life | null = null;
  let resting: PlatformHealth = { ok: false, detail: words.off };
  let me: WaMe | null = null;
  let loop: Promise<void> | null = null;
  let standing = false;
  let unguard = (): void => {};
  let wake = (): void => {};
  /** QR codes shown on the terminal. */
  let shown = 0;
  /** When the first of the codes was shown that nobody has taken yet. */
  let codesSince: number | null = null;

  const lease = createLease({
    memory,
    owner: ownerHere(),
    ms: timing.lease,
    onLost() {
      life?.end({ next: 'standby', why: words.leaseLost });
      wake();
    },
  });

  // Once another process goes on with the log-in, an older copy must not take its place.
  const kept =
    config.WHATSAPP_SESSION === 'database'
      ? createKeptLogIn({ memory, vault: deps.vault, mayWrite: () => lease.live() })
      : null;

  async function run(): Promise<void> {
    for (let attempt = 0; !stopping.signal.aborted; ) {
      if (!(await takeLease())) {
        await pause(timing.lease / 3, stopping.signal);
        continue;
      }
      const end = await liveOnce();
      if (end.next === 'stop' || stopping.signal.aborted) return;
      if (life?.wentWell()) attempt = 0;
      life = null;
      if (end.next === 'halt') return halt(end);
      if (end.next === 'rest') await sleep(end);
      else if (end.next !== 'standby') await rest(end, attempt);
      attempt = end.next === 'rest' ? 0 : attempt + 1;
    }
  }

  async function takeLease(): Promise<boolean> {
    try {
      const mine = lease.live() || (await lease.take());
      standing = !mine;
      if (mine) return true;
      resting = { ok: true, detail: words.standby };
    } catch (error) {
      resting = { ok: false, detail: words.again(whyOf(error), Math.round(timing.lease / 3000)) };
    }
    return false;
  }

  async function liveOnce(): Promise<End> {
    const restored = await hasLogIn(profile, kept).catch(() => false);
    life = createLife({
      ...deps,
      timing,
      profile,
      kept,
      mark,
      restored,
      live: () => lease.live(),
      show,
      onReady(account) {
        const first = me === null;
        [me, codesSince] = [account, null];
        return first;
      },
    });
    // Both may have happened since the loop looked.
    if (stopping.signal.aborted) life.end({ next: 'stop', why: words.stopping });
    else if (!lease.live()) life.end({ next: 'standby', why: words.leaseLost });
    const end = await life.run();
    // The device is no longer linked: what was kept of it opens nothing.
    if (end.forget)
      await forgetLogIn(profile, kept).catch((error) => log.error({ err: error }, 'old log-in not removed'));
    await mark.flush().catch((error) => log.warn({ err: error }, 'read mark not saved'));
    return end;
  }

  async function rest(end: End, attempt: number): Promise<void> {
    const growing =
      end.next === 'now' ? (attempt === 0 ? 0 : backoffOf(attempt - 1, timing)) : backoffOf(attempt, timing);
    const ms = Math.max(growing, end.atLeast ?? 0);
    resting = { ok: false, detail: words.again(end.why, Math.ceil(ms / 1000)) };
    log.warn({ why: end.why, ms }, 'WhatsApp: trying again');
    await pause(ms, stopping.signal);
  }

  /** A browser for codes that nobody takes is not kept running: it starts again once somebody asks. */
  async function sleep(end: End): Promise<void> {
    resting = { ok: false, detail: end.why, asleep: true };
    log.warn(`WhatsApp: ${end.why}`);
    await new Promise<void>((resolve) => {
      wake = resolve;
      stopping.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    [wake, shown, codesSince] = [() => {}, 0, null];
    resting = { ok: false, detail: words.starting };
  }

  function halt(end: End): void {
    resting = { ok: false, detail: end.why };
    log.error(`WhatsApp: ${end.why}`);
  }

  function show(setup: NonNullable<PlatformHealth['setup']>): void {
    codesSince ??= performance.now();
    if (performance.now() - codesSince > timing.unscanned) {
      life?.end({ next: 'rest', why: words.unscanned(Math.round(timing.unscanned / 60_000)) });
      return;
    }
    const tell = deps.tell ?? ((lines: string) => void process.stdout.write(`${lines}\n`));
    if (setup.kind === 'code') {
      tell(words.type(setup.value));
      return;
    }
    shown += 1;
    if (shown <= MOST_SHOWN) tell(`${renderUnicodeCompact(setup.value)}\n${words.scan}`);
    if (shown === MOST_SHOWN) tell(words.moreCodes);
  }

  return {
    async start() {
      if (loop) return;
      const installed = installedVersion();
      if (installed !== LIBRARY_VERSION) {
        loop = Promise.resolve(halt({ next: 'halt', why: words.wrongLibrary(installed, LIBRARY_VERSION) }));
        return;
      }
      resting = { ok: false, detail: words.starting };
      unguard = guardRejections((error) => log.warn({ err: error }, 'WhatsApp: background work failed'));
      loop = run().catch((error) => halt({ next: 'halt', why: words.failed(whyOf(error)) }));
    },

    logIn: () => wake(),
    standsBy: () => standing && !stopping.signal.aborted,

    async stop() {
      stopping.abort();
      life?.end({ next: 'stop', why: words.stopping });
      await within(loop ?? Promise.resolve(), 4 * timing.end + timing.mediaCall, 'stopping').catch((error) =>
        log.error({ err: error }, 'WhatsApp: something would not end'),
      );
      life = null;
      resting = { ok: false, detail: words.stopped };
      unguard();
      await mark.flush().catch((error) => log.warn({ err: error }, 'read mark not saved'));
      await lease.release().catch((error) => log.warn({ err: error }, 'the lease runs out by itself'));
    },

    health: () => life?.health() ?? resting,
    me: () => me,
    async client() {
      if (!life) throw new PlatformError('unreachable', `WhatsApp: ${resting.detail}`);
      return life.client();
    },
  };
}
