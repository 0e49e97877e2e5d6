import type { ExecutionRow, StepRow } from '../store/runs.ts';
import { platformOf } from './conversations.ts';
import { gateEnd } from './gate-card.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import { runTexts } from './texts-runs.ts';

/** Why a run that did not fail did not go on: who declined it and when, or who cancelled it. Null for any other. */
export async function howItEnded(room: Room, person: Member, run: ExecutionRow, name: string): Promise<string | null> {
  if (run.status === 'failed' || run.status === 'running') return null;
  const declined = await room.store.steps
    .findOne({ workspace: run.workspace, execution: run._id, 'gate.decision': 'rejected' })
    .sort({ startedAt: -1 })
    .lean<StepRow>();
  const home = run.thread === null ? null : platformOf(run.thread);
  if (declined) return runTexts.declined(name, gateEnd(declined, person.timeZone, home).replace(/^\S+ /, ''));
  if (run.status !== 'cancelled') return null;
  const at = run.completedAt ?? run.startedAt;
  return runTexts.wasCancelled(name, run.errorMessage, at, person.timeZone);
}
