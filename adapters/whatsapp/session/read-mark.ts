import type { AdapterMemory } from '../../../src/chat/adapter-memory.ts';
import type { Log } from '../../../src/log.ts';
import { numberOf } from './read.ts';

/** Up to when everything that was said has been taken in: from there on is read back after a time away. */
export interface ReadMark {
  /** Whose it is from now on; said before anything else. */
  of(account: string): void;
  /** Seconds on WhatsApp's clock; null before the account was ever connected here. */
  get(): Promise<number | null>;
  /** Starts from here where there is no mark yet. */
  begin(at: number): Promise<void>;
  /** A message is being taken in; call what it returns once it is stored. */
  taking(at: number): () => void;
  flush(): Promise<void>;
}

const SAVE_AFTER_MS = 2000;

export function createReadMark(deps: { memory: AdapterMemory; log: Log }): ReadMark {
  const { memory, log } = deps;
  const open = new Map<symbol, number>();
  let name = '';
  let highest = 0;
  let saved = 0;
  let timer: NodeJS.Timeout | null = null;

  async function save(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    // What is still being taken in must be read again if this process ends now.
    const upTo = Math.min(highest, ...[...open.values()].map((at) => at - 1));
    if (name === '' || upTo <= saved) return;
    await memory.set(name, upTo);
    saved = upTo;
  }

  function saveSoon(): void {
    if (timer) return;
    timer = setTimeout(
      () => void save().catch((error) => log.warn({ err: error }, 'read mark not saved')),
      SAVE_AFTER_MS,
    );
    timer.unref();
  }

  return {
    of(account) {
      if (name === `read-up-to:${account}`) return;
      name = `read-up-to:${account}`;
      [highest, saved] = [0, 0];
      open.clear();
    },
    async get() {
      const found = await memory.get<unknown>(name);
      if (typeof found !== 'number') return null;
      saved = Math.max(saved, found);
      highest = Math.max(highest, found);
      return numberOf(found);
    },
    async begin(at) {
      await memory.setOnce(name, at);
    },
    taking(at) {
      const one = Symbol(String(at));
      open.set(one, at);
      return () => {
        if (!open.delete(one)) return;
        highest = Math.max(highest, at);
        saveSoon();
      };
    },
    flush: save,
  };
}
