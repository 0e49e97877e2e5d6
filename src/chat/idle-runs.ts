import type { ExecutionRow } from '../store/runs.ts';
import type { Room } from './room.ts';

/** Of runs that completed, those in which every step was left out by its condition: there was nothing to do. */
export async function idleRuns(room: Pick<Room, 'store'>, runs: ExecutionRow[]): Promise<Set<string>> {
  const completed = runs.filter((run) => run.status === 'completed');
  const [first] = completed;
  if (!first) return new Set();
  const of = { workspace: first.workspace, execution: { $in: completed.map((run) => run._id) } };
  const [left, done] = await Promise.all([
    room.store.steps.distinct('execution', { ...of, state: 'skipped' }),
    room.store.steps.distinct('execution', { ...of, state: { $ne: 'skipped' } }),
  ]);
  const acted = new Set(done);
  return new Set(left.filter((id) => !acted.has(id)));
}
