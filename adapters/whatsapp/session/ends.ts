import { words } from './words.ts';

/** Why one life of the client is over, and what follows. */
export interface End {
  /**
   * `stop`: asked to. `standby`: another process has the session. `again`: after a growing pause. `now`: at once, as
   * nothing is wrong with WhatsApp. `rest`: once somebody asks for it. `halt`: not again; a person must do something.
   */
  next: 'stop' | 'standby' | 'again' | 'now' | 'rest' | 'halt';
  why: string;
  /** The log-in is of no use any more and is deleted. */
  forget?: boolean;
  /** At least so long a pause, in ms. */
  atLeast?: number;
}

/** What the states mean that WhatsApp ends a connection with. */
export function endOfState(state: string, conflictMs: number): End {
  if (state === 'LOGOUT') return { next: 'now', why: words.unlinked, forget: true };
  if (state === 'CONFLICT') return { next: 'again', why: words.conflict, atLeast: conflictMs };
  if (state === 'UNPAIRED' || state === 'UNPAIRED_IDLE') return { next: 'now', why: words.unpaired };
  if (state === 'DEPRECATED_VERSION') return { next: 'halt', why: words.outdated };
  if (/BLOCK/.test(state)) return { next: 'halt', why: words.blocked(state) };
  return { next: 'again', why: `WhatsApp ended the connection (${state})` };
}

/** States in which a connection lives or comes back by itself. */
export const ALIVE: ReadonlySet<string> = new Set(['CONNECTED', 'OPENING', 'PAIRING', 'TIMEOUT', 'UNLAUNCHED']);
