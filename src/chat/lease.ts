import type { Clock } from '../clock.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { Store } from '../store/store.ts';
import { ownerHere } from './owner.ts';

/** Held on a conversation: `lease` by whoever takes its turns, `outLease` by whoever sends its outbox. */
export type LeaseField = 'lease' | 'outLease';

export interface Lease {
  /** Rises with every holder: what a former holder still tries to write carries a lower one. */
  fence: number;
  /** Aborts when the lease was lost to someone else. */
  signal: AbortSignal;
  release(): Promise<void>;
}

/** As long as a conversation stands still when whoever holds it is killed; renewed three times in it. */
const TTL_MS = 15_000;

/**
 * Takes the lease of a conversation for 15 seconds and renews it while held; null when someone else holds it or the
 * conversation does not exist.
 */
export async function takeLease(
  deps: { store: Store; clock: Clock },
  thread: string,
  field: LeaseField,
): Promise<Lease | null> {
  const { store, clock } = deps;
  const owner = ownerHere();
  const until = () => new Date(clock.now().getTime() + TTL_MS);
  const row = await store.conversations
    .findOneAndUpdate(
      {
        _id: thread,
        workspace: EVERY_WORKSPACE,
        $or: [{ [field]: null }, { [`${field}.until`]: { $lte: clock.now() } }],
      },
      [
        { $set: { fence: { $add: [{ $ifNull: ['$fence', 0] }, 1] } } },
        { $set: { [field]: { owner, until: until(), fence: '$fence' } } },
      ],
      { updatePipeline: true, returnDocument: 'after' },
    )
    .lean();
  if (!row) return null;

  const lost = new AbortController();
  const mine = { _id: thread, workspace: EVERY_WORKSPACE, [`${field}.owner`]: owner };
  const renew = setInterval(() => {
    store.conversations.updateOne(mine, { $set: { [`${field}.until`]: until() } }).then(
      (result) => {
        if (result.matchedCount === 0) lost.abort();
      },
      // A database that does not answer: the lease runs out by itself and the fence keeps this holder from writing.
      () => {},
    );
  }, TTL_MS / 3);
  renew.unref();

  return {
    fence: row.fence,
    signal: lost.signal,
    async release() {
      clearInterval(renew);
      await store.conversations.updateOne(mine, { $set: { [field]: null } });
    },
  };
}
