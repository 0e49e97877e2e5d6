import type { Clock } from '../clock.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { InboxRow } from '../store/mail.ts';
import type { Store } from '../store/store.ts';
import { ownerHere } from './owner.ts';
import type { Message, TurnOutcome } from './types.ts';

/** After so many attempts a row is given up with an honest message. */
export const MAX_ATTEMPTS = 5;
/** Messages that arrived together and are answered together. */
const MAX_BATCH = 20;
/** What is said after a tap waits for what the tap does, but no longer than this: by then it was tried again after a crash. */
const TAP_FIRST_MS = 60_000;
/** A tap that was claimed is its holder's for so long, and for as long again whenever it renews: a crash costs no more. */
const CLAIM_MS = 15_000;
const RENEW_MS = 5_000;

export type MessageInbox = Omit<InboxRow, 'body'> & { body: Message & { tooLong?: number } };

/** Inbox rows of a thread, as its turns and taps take them. Whoever wrote them: the person is found for each. */
export function createRows({ store, clock }: { store: Store; clock: Clock }) {
  const due = (thread: string, kind?: InboxRow['kind']) => ({
    workspace: EVERY_WORKSPACE,
    thread,
    state: 'new' as const,
    ...(kind ? { kind } : {}),
  });

  return {
    /** Messages that wait, oldest first. */
    async waiting(thread: string): Promise<MessageInbox[]> {
      return store.inbox.find(due(thread, 'message')).sort({ order: 1 }).limit(200).lean<MessageInbox[]>();
    },

    async waitingActions(thread: string): Promise<InboxRow[]> {
      return store.inbox
        .find({ ...due(thread, 'action'), dueAt: { $lte: clock.now() } })
        .sort({ order: 1 })
        .limit(200)
        .lean<InboxRow[]>();
    },

    /**
     * Whether a tap that came before this message is still being worked on: "run it now" after Approve is about what was
     * approved, however fast it is said.
     */
    async tapBefore(head: MessageInbox): Promise<boolean> {
      const since = new Date(clock.now().getTime() - TAP_FIRST_MS);
      const tap = { ...due(head.thread, 'action'), order: { $lt: head.order }, receivedAt: { $gt: since } };
      return (await store.inbox.exists(tap)) !== null;
    },

    /** The rows of the next turn: those fixed by an earlier attempt, or from the head on as long as they may be joined. */
    nextBatch(rows: MessageInbox[], joins: (row: MessageInbox, head: MessageInbox) => boolean): MessageInbox[] {
      const head = rows[0];
      if (!head) return [];
      if (head.batch) return rows.filter((row) => row.batch === head.batch);
      const end = rows.findIndex((row, index) => index > 0 && (row.batch !== null || !joins(row, head)));
      return rows.slice(0, Math.min(end < 0 ? rows.length : end, MAX_BATCH));
    },

    /** Fixes the batch and takes it under a lease: what is written later carries the fence. */
    async take(batch: MessageInbox[], fence: number): Promise<void> {
      await store.inbox.updateMany(
        { _id: { $in: ids(batch) }, workspace: EVERY_WORKSPACE, state: 'new', fence: { $lt: fence } },
        { $set: { batch: batch[0]?._id ?? null, fence }, $inc: { attempts: 1 } },
      );
    },

    /** Takes one row out of turn; false when someone else has it. */
    async claim(row: Pick<InboxRow, '_id' | 'attempts'>): Promise<boolean> {
      const now = clock.now();
      const taken = await store.inbox.updateOne(
        { _id: row._id, workspace: EVERY_WORKSPACE, state: 'new', attempts: row.attempts, dueAt: { $lte: now } },
        { $set: { dueAt: new Date(now.getTime() + CLAIM_MS), holder: ownerHere() }, $inc: { attempts: 1 } },
      );
      return taken.modifiedCount === 1;
    },

    /** Keeps a claimed row from others for as long as it takes; call what it returns when done. */
    holdOn(row: Pick<InboxRow, '_id' | 'attempts'>): () => void {
      const timer = setInterval(() => {
        const till = new Date(clock.now().getTime() + CLAIM_MS);
        const mine = { _id: row._id, workspace: EVERY_WORKSPACE, state: 'new' as const, attempts: row.attempts + 1 };
        // One that is missed leaves time for the next; when all are, someone else goes on, which repeats nothing.
        store.inbox.updateOne(mine, { $set: { dueAt: till } }).catch(() => {});
      }, RENEW_MS);
      timer.unref();
      return () => clearInterval(timer);
    },

    /** Keeps what was reached; false when the lease went to someone else meanwhile. */
    async keepProgress(head: string, fence: number, progress: unknown): Promise<boolean> {
      const kept = await store.inbox.updateOne(
        { _id: head, workspace: EVERY_WORKSPACE, fence },
        { $set: { progress } },
      );
      return kept.matchedCount === 1;
    },

    async finish(rows: string[], outcome: TurnOutcome | null, state: 'done' | 'failed' = 'done'): Promise<void> {
      await store.inbox.updateMany(
        { _id: { $in: rows }, workspace: EVERY_WORKSPACE, state: 'new' },
        { $set: { state, outcome, doneAt: clock.now() } },
      );
    },

    /** Puts rows off after a failure; returns how long. */
    async putOff(rows: Pick<InboxRow, '_id' | 'attempts'>[], error: unknown): Promise<number> {
      const attempts = Math.max(...rows.map((row) => row.attempts));
      const wait = Math.min(500 * 2 ** attempts, 30_000);
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      await store.inbox.updateMany(
        { _id: { $in: ids(rows) }, workspace: EVERY_WORKSPACE, state: 'new' },
        { $set: { dueAt: new Date(clock.now().getTime() + wait), holder: null, error: message.slice(0, 1000) } },
      );
      return wait;
    },
  };
}

export type Rows = ReturnType<typeof createRows>;

const ids = (rows: Pick<InboxRow, '_id'>[]): string[] => rows.map((row) => row._id);
