import type { ExecutionRow } from '../store/runs.ts';
import type { Failed } from './dead-letter-rows.ts';
import type { Definition } from './definition.ts';
import { whyNotSkipped } from './graph.ts';
import { whyNotAgain } from './lapse-retry.ts';

/** What can be done about one now; all but `dismiss` is done to its whole run. */
export type LetterDeed = 'retry' | 'skip' | 'stop' | 'dismiss';

const GONE = 'Somebody went on with this run without it. Run the workflow from the start, or leave it.';
const PART =
  'Another workflow ran this one and went on, so it cannot be tried again by itself. Run that from the start, or leave it.';
const UNDONE = 'What this run did was taken back. Run it from the start, or leave it.';
const OLD = 'This run is too old to go on from. Run it from the start, or leave it.';

/** What can be done about one failure now, and why it cannot be tried again by itself. */
export function deedsFor(
  run: ExecutionRow,
  one: Failed,
  { definition, gone }: { definition: Definition | undefined; gone: boolean },
): { can: LetterDeed[]; why: string | null } {
  const only = (why: string) => ({ can: ['dismiss' as const], why });
  const step = definition?.steps.find(({ id }) => id === one.step);
  const leaves = !step || whyNotSkipped(step) === null;
  if (run.status === 'running') return { can: ['retry', ...(leaves ? (['skip'] as const) : []), 'stop'], why: null };
  if (gone) return only(GONE);
  if (run.undone) return only(UNDONE);
  if (run.archived) return only(OLD);
  if (run.parent) return only(PART);
  const unsure = run.status === 'completed' || one.done;
  const why = unsure && definition ? whyNotAgain(definition) : null;
  if (why) return only(why);
  const skips = leaves && run.status === 'failed' && one.execution === run._id && one.step === run.failedStep;
  return { can: ['retry', ...(skips ? (['skip'] as const) : []), 'dismiss'], why: null };
}
