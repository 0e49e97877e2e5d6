import { PlatformError, type PlatformHealth } from '../../../src/chat/types.ts';
import type { Clock } from '../../../src/clock.ts';
import type { End } from './ends.ts';
import { words } from './words.ts';

export type Phase = 'starting' | 'pairing' | 'syncing' | 'checking' | 'ready' | 'degraded' | 'over';
type Setup = NonNullable<PlatformHealth['setup']>;

const DETAIL: Record<Phase, string> = {
  starting: words.starting,
  pairing: words.qr,
  syncing: words.syncing,
  checking: words.syncing,
  ready: words.connected,
  degraded: words.reconnecting,
  over: words.stopping,
};

/** How far one life of the client has come. */
export interface Stage {
  phase(): Phase;
  enter(phase: Phase): void;
  /** A code is shown and waits for the phone. */
  pair(setup: Setup): void;
  /** It is over; the first reason counts. */
  end(end: End): void;
  readonly over: Promise<End>;
  isOver(): boolean;
  /** It was connected, and is or comes back. */
  isUp(): boolean;
  health(): PlatformHealth;
  /** Throws PlatformError where nothing can be asked now. */
  mayAsk(): void;
  /** The device was linked in this very life. */
  paired(): boolean;
  /** When it surely was not linked yet, in seconds since 1970. */
  linkedAfter(): number;
  /** Milliseconds since it was first connected; 0 when it never was. */
  upFor(): number;
}

export function createStage(clock: Clock): Stage {
  const seconds = () => Math.floor(clock.now().getTime() / 1000);
  let phase: Phase = 'starting';
  let setup: Setup | undefined;
  let paired = false;
  let linkedAfter = seconds();
  let upSince: number | null = null;
  let finish: (end: End) => void = () => {};
  const over = new Promise<End>((resolve) => {
    finish = resolve;
  });

  function enter(next: Phase): void {
    if (phase === 'over') return;
    phase = next;
    if (next !== 'pairing') setup = undefined;
    if (next === 'ready') upSince ??= performance.now();
  }

  const detail = () => (setup?.kind === 'code' ? words.code : DETAIL[phase]);

  return {
    phase: () => phase,
    enter,
    pair(shown) {
      enter('pairing');
      if (phase !== 'pairing') return;
      setup = shown;
      paired = true;
      linkedAfter = seconds();
    },
    end(end) {
      if (phase === 'over') return;
      enter('over');
      finish(end);
    },
    over,
    isOver: () => phase === 'over',
    isUp: () => phase === 'ready' || phase === 'degraded',
    health: () => ({ ok: phase === 'ready', detail: detail(), ...(setup ? { setup } : {}) }),
    mayAsk() {
      if (phase !== 'ready') throw new PlatformError('unreachable', `WhatsApp: ${detail()}`);
    },
    paired: () => paired,
    linkedAfter: () => linkedAfter,
    upFor: () => (upSince === null ? 0 : performance.now() - upSince),
  };
}
