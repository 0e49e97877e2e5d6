import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { Json, Step } from './definition.ts';
import { beganAt, scopeOf } from './run-scope.ts';
import { resolveParams } from './templates.ts';

/** Steps whose results are looked at. */
const MOST_STEPS = 200;

/**
 * What a step was given. Where it never came so far, because a value was missing, each parameter as far as it can be worked out
 * from what came in and what was reached: what is missing is empty, for a person to fill in.
 */
export async function givenInput(
  store: Pick<Store, 'steps' | 'users' | 'executions'>,
  execution: ExecutionRow,
  step: Step,
): Promise<Pick<StepRow, 'input'> | undefined> {
  const own = { workspace: execution.workspace, execution: execution._id, iteration: 0 };
  const row = await store.steps.findOne({ ...own, path: step.id }).lean<StepRow>();
  if (!row || (row.input !== null && row.input !== undefined)) return row ?? undefined;
  const reached = await store.steps
    .find({ ...own, state: 'success' })
    .limit(MOST_STEPS)
    .lean<StepRow[]>();
  const outputs = Object.fromEntries(reached.map((one) => [one.path, one.output]));
  const owner = await store.users.findOne({ _id: execution.user, workspace: execution.workspace }).lean();
  const scope = { ...execution.given, ...outputs, ...scopeOf(execution, owner, await beganAt(store, execution)) };
  return {
    input: Object.fromEntries(Object.entries(step.params).map(([name, value]) => [name, worked(value, scope)])),
  };
}

function worked(value: Json, scope: Record<string, unknown>): Json {
  try {
    return resolveParams({ value }, scope).value ?? '';
  } catch {
    return '';
  }
}
