import type { Definition, Json } from '../automation/definition.ts';
import { hasRef, inBrief } from '../automation/reference.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';

/** Passes of loops a card counts by their rows; of longer ones the loop's own row says how far it is. */
const MOST_PASSES = 2000;
/** What waits for people at once in one run. */
const MOST_WAITING = 500;

/**
 * The rows a run's card is made of, in the order they began: those of the steps themselves, however many passes there are, the
 * first passes of its loops, and whatever waits.
 */
export async function cardRows(
  store: Pick<Store, 'steps'>,
  { _id: execution, workspace }: Pick<ExecutionRow, '_id' | 'workspace'>,
  definition: Pick<Definition, 'steps'>,
): Promise<StepRow[]> {
  const own = definition.steps.map((step) => `${execution}:${step.id}:0`);
  const found = await Promise.all([
    store.steps.find({ workspace, _id: { $in: own } }).lean<StepRow[]>(),
    store.steps.find({ workspace, execution }).sort({ startedAt: 1, _id: 1 }).limit(MOST_PASSES).lean<StepRow[]>(),
    store.steps.find({ workspace, execution, state: 'waiting' }).limit(MOST_WAITING).lean<StepRow[]>(),
  ]);
  const rows = new Map(found.flat().map((row) => [row._id, row]));
  const at = (row: StepRow) => row.startedAt?.getTime() ?? 0;
  return [...rows.values()].map(brief).sort((a, b) => at(a) - at(b) || a.iteration - b.iteration);
}

/** Large values as they can be read. */
const brief = (row: StepRow): StepRow => ({ ...row, input: short(row.input), output: short(row.output) });

const short = (value: unknown): unknown => (hasRef(value) ? inBrief(value as Record<string, Json>) : value);
