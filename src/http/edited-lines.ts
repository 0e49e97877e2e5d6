import { createHash } from 'node:crypto';
import type { MessageRow } from '../store/conversations.ts';
import type { Store } from '../store/store.ts';

/** How long an edit may take from its time to where it can be seen. */
const UNDER_WAY_MS = 5_000;
const AT_ONCE = 500;

/**
 * Lines of a thread that were changed since whoever has read up to `after` may have read them. It looks a little back each
 * time and leaves out what was sent: an edit is seen later than its time says, and two may have the same.
 */
export function createEditedLines(store: Store, of: { workspace: string; thread: string }) {
  /** What was sent of lines whose edits are looked at once more, by id. */
  const sent = new Map<string, { at: number; what: string }>();
  let from: number | null = null;
  let newest = 0;
  /** Up to where a look came that did not come to the end. */
  let reached: number | null = null;

  /** Nobody who has a line read another before that line was written. */
  async function begin(after: number): Promise<number> {
    const last = await store.messages
      .findOne({ ...of, seq: { $lte: after } }, { at: 1 })
      .sort({ seq: -1 })
      .lean<Pick<MessageRow, 'at'>>();
    newest = last?.at.getTime() ?? 0;
    return newest - UNDER_WAY_MS;
  }

  /** Those up to `after`, in the order of their edits. */
  async function look(after: number): Promise<MessageRow[]> {
    from ??= await begin(after);
    const rows = await store.messages
      .find({ ...of, seq: { $lte: after }, editedAt: { $gte: new Date(from) } })
      .sort({ editedAt: 1, seq: 1 })
      .limit(AT_ONCE)
      .lean<MessageRow[]>();
    reached = rows.length < AT_ONCE ? null : (rows.at(-1)?.editedAt?.getTime() ?? null);
    return rows.filter((row) => sent.get(row._id)?.what !== whatOf(row));
  }

  /** That a line was sent as it is. */
  function keep(row: MessageRow): void {
    if (!row.editedAt) return;
    const at = row.editedAt.getTime();
    sent.set(row._id, { at, what: whatOf(row) });
    newest = Math.max(newest, at);
  }

  /** All that was found was sent. */
  function settle(): void {
    from = Math.max(from ?? 0, reached ?? newest - UNDER_WAY_MS);
    for (const [id, { at }] of sent) if (at < from) sent.delete(id);
  }

  return { look, keep, settle };
}

const whatOf = ({ editedAt, text, content }: MessageRow): string =>
  createHash('sha256')
    .update(JSON.stringify([editedAt, text, content]))
    .digest('base64');
