import { inject } from 'vitest';
import { newId } from '../../src/ids.ts';
import { openStore, type Store } from '../../src/store/store.ts';

/** Databases of this process that nobody uses now: making one takes longer than most tests. */
const free: string[] = [];

export interface TestStore {
  store: Store;
  url: string;
  /** Empties it and gives it back, once all that writes to it has ended. */
  drop(): Promise<void>;
}

/** A store on an empty database of the run's real MongoDB that nobody else uses, with indexes built. */
export async function openTestStore(): Promise<TestStore> {
  const url = free.pop() ?? newUrl();
  const store = await openStore(url);
  await store.prepare();
  // What came after it was given back.
  await emptyStore(store);
  return {
    store,
    url,
    async drop() {
      await emptyStore(store);
      await store.close();
      free.push(url);
    },
  };
}

export async function emptyStore(store: Store): Promise<void> {
  await Promise.all(
    Object.values(store.connection.models).map((model) => model.collection.deleteMany({}, { writeConcern: { w: 1 } })),
  );
}

function newUrl(): string {
  const url = new URL(inject('services').mongo);
  url.pathname = `/${newId('test')}`;
  return url.href;
}

let shared: Promise<TestStore> | null = null;

/**
 * One database for all test files of a process, for those that empty what they use. It goes with the services of the run.
 */
export function sharedStore(): Promise<TestStore> {
  shared ??= openTestStore();
  return shared;
}
