import { inject } from 'vitest';
import { newId } from '../../src/ids.ts';
import { openStore, type Store } from '../../src/store/store.ts';

/** A store on a database of its own in the run's real MongoDB, with indexes built. `drop` removes it. */
export async function openTestStore(): Promise<{ store: Store; url: string; drop(): Promise<void> }> {
  const url = new URL(inject('services').mongo);
  url.pathname = `/${newId('test')}`;
  const store = await openStore(url.href);
  await store.prepare();
  return {
    store,
    url: url.href,
    async drop() {
      await store.connection.dropDatabase();
      await store.close();
    },
  };
}

let shared: ReturnType<typeof openTestStore> | null = null;

/**
 * One database for all test files of a process, for those that empty what they use: building its indexes takes longer than one
 * of their tests. It goes with the services of the run.
 */
export function sharedStore(): ReturnType<typeof openTestStore> {
  shared ??= openTestStore();
  return shared;
}
