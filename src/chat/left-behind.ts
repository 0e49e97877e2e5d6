import type { Clock } from '../clock.ts';
import type { ConversationRow } from '../store/conversations.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { InboxRow } from '../store/mail.ts';
import type { Store } from '../store/store.ts';
import type { LeaseField } from './lease.ts';
import { isGoneHere } from './owner.ts';

const FIELDS: readonly LeaseField[] = ['lease', 'outLease'];
/** Things looked at of each kind; what is beyond them runs out by itself. */
const MOST = 1000;

/**
 * Lets go of what processes of this machine held when they were killed: conversations being answered or sent to, and taps
 * being carried out. Nobody then waits for their time to run out. A holder that is not surely gone keeps what it has.
 */
export async function freeLeftBehind({ store, clock }: { store: Store; clock: Clock }): Promise<void> {
  for (const field of FIELDS) {
    const held = await store.conversations
      .find({ workspace: EVERY_WORKSPACE, [`${field}.until`]: { $gt: clock.now() } }, { [field]: 1 })
      .limit(MOST)
      .lean<Pick<ConversationRow, '_id' | LeaseField>[]>();
    for (const owner of new Set(held.map((row) => row[field]?.owner ?? ''))) {
      if (!isGoneHere(owner)) continue;
      await store.conversations.updateMany(
        { workspace: EVERY_WORKSPACE, [`${field}.owner`]: owner },
        { $set: { [field]: null } },
      );
    }
  }
  const claimed = await store.inbox
    .find({ workspace: EVERY_WORKSPACE, state: 'new', dueAt: { $gt: clock.now() } }, { holder: 1 })
    .limit(MOST)
    .lean<Pick<InboxRow, '_id' | 'holder'>[]>();
  for (const holder of new Set(claimed.map((row) => row.holder ?? ''))) {
    if (!isGoneHere(holder)) continue;
    await store.inbox.updateMany(
      { workspace: EVERY_WORKSPACE, state: 'new', holder },
      { $set: { dueAt: clock.now(), holder: null } },
    );
  }
}
