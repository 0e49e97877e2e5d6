import type { ConversationRow, MessageRow } from '../store/conversations.ts';
import { isDuplicate } from '../store/duplicate.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { Store } from '../store/store.ts';
import { asText } from './plain.ts';
import type { Content } from './types.ts';

/** Gives out the next numbers of a thread; null when the conversation is not there. */
export async function nextNumbers(
  store: Store,
  thread: string,
  counters: ('seq' | 'outSeq')[],
): Promise<ConversationRow | null> {
  const inc = Object.fromEntries(counters.map((counter) => [counter, 1]));
  return store.conversations
    .findOneAndUpdate({ _id: thread, workspace: EVERY_WORKSPACE }, { $inc: inc }, { returnDocument: 'after' })
    .lean<ConversationRow>();
}

/** Writes a line of the transcript once: the same id again changes nothing. */
export async function writeLine(
  store: Store,
  line: Pick<MessageRow, '_id' | 'workspace' | 'thread' | 'from' | 'user' | 'text' | 'key' | 'at'> & {
    content?: Content | null;
    seq?: number;
    replyTo?: string | null;
  },
): Promise<void> {
  if (await store.messages.exists({ _id: line._id, workspace: line.workspace })) return;
  const seq = line.seq ?? (await nextNumbers(store, line.thread, ['seq']))?.seq;
  if (seq === undefined) return;
  const row = { content: null, platformId: null, parts: [], editedAt: null, replyTo: null, ...line, seq };
  await store.messages.create(row).catch((error: unknown) => {
    if (!isDuplicate(error)) throw error;
  });
}

/** Most lines and characters of the past that a planner is shown. */
const HISTORY_LINES = 40;
const HISTORY_CHARACTERS = 24_000;
const LINE_CHARACTERS = 4_000;

/**
 * What was said before, oldest first, bounded. Lines of people who do not own the conversation are labelled as context
 * (D25). `without`: transcript ids that belong to the turn itself or to later ones.
 */
export async function readHistory(
  store: Store,
  conversation: Pick<ConversationRow, '_id' | 'workspace' | 'user'>,
  without: string[],
): Promise<{ from: 'user' | 'bot'; text: string; at: string }[]> {
  const rows = await store.messages
    .find({ workspace: conversation.workspace, thread: conversation._id, _id: { $nin: without } })
    .sort({ seq: -1 })
    .limit(HISTORY_LINES)
    .lean<MessageRow[]>();
  const lines: { from: 'user' | 'bot'; text: string; at: string }[] = [];
  let used = 0;
  for (const row of rows) {
    // What runs brought in from outside never reaches a planner.
    const text = row.key?.startsWith('run:') ? '[a run was reported here]' : row.text;
    const other = row.from === 'user' && row.user !== conversation.user;
    const line = `${other ? '[context, said by someone else] ' : ''}${text}`.slice(0, LINE_CHARACTERS);
    used += line.length;
    if (used > HISTORY_CHARACTERS) break;
    lines.push({ from: row.from, text: line, at: row.at.toISOString() });
  }
  return lines.reverse();
}

/** What the transcript says for shown content. */
export const lineText = (content: Content): string => asText(content);
