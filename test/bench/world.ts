import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endChild } from './processes.ts';
import type { WorldNews } from './world-server.ts';

/** The world as the bench sees it: which effects came, how often, and when. */
export interface World {
  url: string;
  /** host:port, as HTTP_ALLOW_PRIVATE takes it. */
  host: string;
  /** Resolves with the moment (clock.now) the last effect of this run came. */
  finished(id: string): Promise<number>;
  /** Throws unless both effects of each of these runs came exactly once, or those that are named. */
  mustBeExact(ids: string[], steps?: readonly string[]): void;
  close(): Promise<void>;
}

/** Each run posts these, in this order. */
export const STEPS = ['first', 'second'] as const;
const LAST = STEPS[1];

export async function openWorld(): Promise<World> {
  const child = fork(fileURLToPath(new URL('./world-server.js', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const seen = new Map<string, number>();
  const ends = new Map<string, number>();
  const waiting = new Map<string, (at: number) => void>();
  const [first] = (await once(child, 'message')) as [WorldNews];
  if (!('url' in first)) throw new Error('The world did not say where it is.');
  child.on('message', (news: WorldNews) => {
    if ('url' in news) return;
    const { id, step, at } = news;
    const key = `${id} ${step}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    if (step !== LAST) return;
    ends.set(id, at);
    waiting.get(id)?.(at);
    waiting.delete(id);
  });
  return {
    url: first.url,
    host: new URL(first.url).host,
    finished(id) {
      const at = ends.get(id);
      return at === undefined ? new Promise((done) => waiting.set(id, done)) : Promise.resolve(at);
    },
    mustBeExact(ids, steps = STEPS) {
      const wrong = ids.flatMap((id) => steps.map((step) => `${id} ${step}`)).filter((key) => seen.get(key) !== 1);
      if (wrong.length === 0) return;
      const examples = wrong.slice(0, 5).map((key) => `${key}: ${seen.get(key) ?? 0} times`);
      throw new Error(`${wrong.length} effects did not happen exactly once (${examples.join(', ')})`);
    },
    close: () => endChild(child),
  };
}
