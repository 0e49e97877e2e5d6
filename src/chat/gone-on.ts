import type { ExecutionRow } from '../store/runs.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import { settleEverywhere } from './settle.ts';
import { texts } from './texts.ts';
import { failureTexts } from './texts-failure.ts';

/** A failure that somebody went on with by a call is asked about no more. True where that is so. */
export async function closeGoneOn(
  room: Room,
  person: Pick<Member, 'name' | 'timeZone'>,
  { workspace, _id }: Pick<ExecutionRow, 'workspace' | '_id'>,
): Promise<boolean> {
  const prompt = await room.prompts.find(workspace, 'failure', _id);
  if (prompt?.state !== 'open') return false;
  const later = await room.store.executions
    .findOne({ workspace, retryOf: _id }, { startedAt: 1, rootExecution: 1, amended: 1 })
    .sort({ startedAt: 1 })
    .lean<ExecutionRow>();
  if (!later) return false;
  await settleEverywhere(room, prompt, outcomeOf(later, person), `gone:${later._id}`);
  return true;
}

function outcomeOf(later: ExecutionRow, { name, timeZone }: Pick<Member, 'name' | 'timeZone'>): string {
  const said = later.rootExecution === later._id ? texts.restarted : texts.retried;
  // What was decided about an earlier failure of the same work is older than this run.
  const now = Object.values(later.amended ?? {}).find(({ at }) => Date.parse(at) >= later.startedAt.getTime());
  if (!now) return said(name, later.startedAt, timeZone);
  return failureTexts.when(failureTexts.said[now.what](now.by), later.startedAt, timeZone);
}
