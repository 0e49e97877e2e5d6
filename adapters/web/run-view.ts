import { AppError } from '../../src/errors.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { Store } from '../../src/store/store.ts';
import type { WebPerson } from './session.ts';
import type { RunStepView, RunView } from './wire.ts';

/** Steps shown, and characters of one value: what is more is said to be. */
const MOST_STEPS = 500;
const MOST_TEXT = 20_000;
const MOST_CHILDREN = 50;

export interface RunViewDeps {
  store: Pick<Store, 'executions' | 'steps' | 'workflows' | 'ownerOf'>;
  /** "Withdraw", from a service and its action. */
  actionTitle(service: string, action: string): string;
  /** Where Temporal's own pages are, down to the workflow; null where nobody knows. */
  temporalPage(temporalWorkflowId: string): string | null;
}

/** One run with everything that is kept of it, for its page. */
export function createRunView({ store, actionTitle, temporalPage }: RunViewDeps) {
  const nameOf = async (workspace: string, id: string): Promise<string> =>
    (await store.workflows.findOne({ _id: id, workspace }, { name: 1 }).lean())?.name ?? '';

  async function load(person: WebPerson, id: string): Promise<ExecutionRow> {
    const { workspace, user } = person;
    const row = await store.executions.findOne({ _id: id, workspace, user }).lean<ExecutionRow>();
    if (row) return row;
    if (await store.ownerOf('execution', id)) throw new AppError('forbidden', 'This run is somebody else’s.');
    throw new AppError('not_found', 'There is no such run.');
  }

  return async function run(person: WebPerson, id: string): Promise<RunView> {
    const row = await load(person, id);
    const { workspace } = row;
    const [name, steps, children] = await Promise.all([
      nameOf(workspace, row.workflow),
      store.steps
        .find({ workspace, execution: id })
        .sort({ startedAt: 1, iteration: 1 })
        .limit(MOST_STEPS + 1)
        .lean<StepRow[]>(),
      store.executions
        .find({ workspace, user: row.user, 'parent.root': row.rootExecution })
        .sort({ startedAt: 1 })
        .limit(MOST_CHILDREN)
        .lean<ExecutionRow[]>(),
    ]);
    const kids = await Promise.all(
      children.map(async (child) => ({
        id: child._id,
        name: await nameOf(workspace, child.workflow),
        status: child.status,
      })),
    );
    return {
      id,
      name,
      version: row.version,
      status: row.status,
      phase: row.phase,
      startedBy: row.triggerType,
      startedAt: row.startedAt.toISOString(),
      endedAt: row.completedAt?.toISOString() ?? null,
      error: row.errorMessage ?? null,
      trigger: valueText(row.triggerData),
      retryOf: row.retryOf ?? null,
      parent: row.parent?.execution ?? null,
      children: kids,
      thread: row.thread?.startsWith('web:') ? row.thread.slice('web:'.length) : null,
      temporal: temporalPage(row.temporalWorkflowId),
      steps: steps.slice(0, MOST_STEPS).map((step) => stepView(step, actionTitle)),
      more: steps.length > MOST_STEPS,
    };
  };
}

function stepView(step: StepRow, actionTitle: RunViewDeps['actionTitle']): RunStepView {
  const { gate } = step;
  return {
    path: step.path,
    iteration: step.iteration,
    title: actionTitle(step.service, step.action) || step.path,
    state: step.state,
    attempt: step.attempt,
    report: step.report,
    error: step.error,
    input: valueText(step.input),
    output: valueText(step.output),
    startedAt: step.startedAt?.toISOString() ?? null,
    endedAt: step.endedAt?.toISOString() ?? null,
    gate: gate
      ? { text: gate.text, decision: gate.decision ?? null, by: gate.decidedBy ?? null, at: gate.at ?? null }
      : null,
  };
}

const SECRET = /secret|password|passwd|token|authori[sz]ation|api[_-]?key|credential|cookie|signature|private[_-]?key/i;

/** A value as text, without what looks like a secret, and bounded; null where there is none. */
export function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object' && Object.keys(value).length === 0) return null;
  const text = JSON.stringify(
    value,
    (key, inner: unknown) => (SECRET.test(key) && inner !== null && inner !== '' ? '(hidden)' : inner),
    2,
  );
  if (text.length <= MOST_TEXT) return text;
  return `${text.slice(0, MOST_TEXT)}\n… ${(text.length - MOST_TEXT).toLocaleString('en')} more characters`;
}
