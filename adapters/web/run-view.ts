import type { Readable } from 'node:stream';
import { AppError } from '../../src/errors.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { Store } from '../../src/store/store.ts';
import type { WebPerson } from './session.ts';
import type { RunStepView, RunView } from './wire.ts';

/** Steps of one page, and characters of one value: what is more is said to be. */
const MOST_STEPS = 500;
const MOST_TEXT = 20_000;
const MOST_CHILDREN = 50;
const MOST_LARGE = 50;

export interface RunViewDeps {
  store: Pick<Store, 'executions' | 'workflows' | 'ownerOf'>;
  /** Steps of a run in the order they began; throws `bad_request` for an `after` that is none. */
  stepsOf(
    run: ExecutionRow,
    page: { limit: number; after?: string | undefined },
  ): Promise<{ steps: StepRow[]; next: string | null }>;
  /** A value with its large parts as previews, and where these are. `base`: path of the run's large values. */
  shown(value: unknown, base: string): unknown;
  largeIn(value: unknown, base: string, name: string): { path: string; value: { bytes: number; url: string } }[];
  /** The JSON of a large value of a run. */
  valueOf(run: ExecutionRow, id: string, item?: number): Promise<Readable>;
  /** "Withdraw", from a service and its action. */
  actionTitle(service: string, action: string): string;
  /** Where Temporal's own pages are, down to the workflow; null where nobody knows. */
  temporalPage(temporalWorkflowId: string): string | null;
}

/** One run with everything that is kept of it, for its page. */
export function createRunView(deps: RunViewDeps) {
  const { store, temporalPage } = deps;

  const nameOf = async (workspace: string, id: string): Promise<string> =>
    (await store.workflows.findOne({ _id: id, workspace }, { name: 1 }).lean())?.name ?? '';

  async function load(person: WebPerson, id: string): Promise<ExecutionRow> {
    const { workspace, user } = person;
    const row = await store.executions.findOne({ _id: id, workspace, user }).lean<ExecutionRow>();
    if (row) return row;
    if (await store.ownerOf('execution', id)) throw new AppError('forbidden', 'This run is somebody else’s.');
    throw new AppError('not_found', 'There is no such run.');
  }

  async function value(person: WebPerson, id: string, kept: string, item?: number): Promise<Readable> {
    return deps.valueOf(await load(person, id), kept, item);
  }

  async function run(person: WebPerson, id: string, after?: string): Promise<RunView> {
    const row = await load(person, id);
    const { workspace } = row;
    const [name, { steps, next }, children] = await Promise.all([
      nameOf(workspace, row.workflow),
      deps.stepsOf(row, { limit: MOST_STEPS, after }),
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
      paused: row.status === 'running' && (row.paused === true || row.phase === 'paused'),
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
      steps: steps.map((step) => stepView(step, `/app/runs/${id}/values`, deps)),
      next,
    };
  }

  return { run, value };
}

function stepView(step: StepRow, base: string, { actionTitle, shown, largeIn }: RunViewDeps): RunStepView {
  const { gate, undone } = step;
  const [input, output] = [shown(step.input, base), shown(step.output, base)];
  const large = [...largeIn(step.input, base, 'input'), ...largeIn(step.output, base, 'output')].slice(0, MOST_LARGE);
  return {
    path: step.path,
    iteration: step.iteration,
    title: actionTitle(step.service, step.action) || step.path,
    state: step.state,
    attempt: step.attempt,
    report: step.report,
    error: step.error,
    input: valueText(input),
    output: valueText(output),
    large: large.map(({ path, value: { bytes, url } }) => ({ path, bytes, url })),
    undone: undone ? { state: undone.state, text: undone.text, error: undone.error } : null,
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
