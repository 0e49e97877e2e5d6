import type { AdapterMemory } from '../../../src/chat/adapter-memory.ts';
import { isGoneHere } from '../../../src/chat/owner.ts';

/** One process at a time may use the log-in: two browsers on it throw each other out. */
export interface Lease {
  /** Takes it, and then renews it by itself; false while another process has it. Throws when the database is away. */
  take(): Promise<boolean>;
  /** Whether it surely is still ours; nothing may be sent otherwise. */
  live(): boolean;
  release(): Promise<void>;
}

const NAME = 'session';

/** `onLost` is called once for each time taken: another has it, or it could not be renewed in time. */
export function createLease(deps: { memory: AdapterMemory; owner: string; ms: number; onLost(): void }): Lease {
  const { memory, owner, ms, onLost } = deps;
  let until = 0;
  let renewing: NodeJS.Timeout | undefined;
  let ending: NodeJS.Timeout | undefined;

  async function hold(): Promise<boolean> {
    const asked = performance.now();
    const held = await memory.hold(NAME, owner, ms);
    if (!held) return false;
    // Ours ends a little before the database's, so that no two ever overlap.
    until = asked + ms * (5 / 6);
    clearTimeout(ending);
    ending = setTimeout(lose, until - performance.now());
    ending.unref();
    return true;
  }

  /** Takes over at once from a process of this machine that was killed. */
  async function inherit(): Promise<boolean> {
    const holder = await memory.get<string>(`lease:${NAME}`);
    if (holder === null || !isGoneHere(holder)) return false;
    await memory.release(NAME, holder);
    return hold();
  }

  function lose(): void {
    if (renewing === undefined) return;
    clear();
    onLost();
  }

  function clear(): void {
    clearInterval(renewing);
    clearTimeout(ending);
    renewing = undefined;
    until = 0;
  }

  async function renew(): Promise<void> {
    // A database that is away says nothing about who holds it: the time decides then.
    const held = await hold().catch(() => true);
    if (!held) lose();
  }

  return {
    async take() {
      if (!(await hold()) && !(await inherit())) return false;
      renewing = setInterval(() => void renew(), ms / 3);
      renewing.unref();
      return true;
    },
    live: () => performance.now() < until,
    async release() {
      clear();
      await memory.release(NAME, owner);
    },
  };
}
