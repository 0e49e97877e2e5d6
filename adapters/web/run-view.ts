import type { Readable } from 'node:stream';
import { plainError } from '../../src/chat/plain-error.ts';
import type { Card, CardChoice } from '../../src/chat/types.ts';
import { AppError } from '../../src/errors.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { Store } from '../../src/store/store.ts';
import type { VersionRow } from '../../src/store/workflows.ts';
import type { WebPerson } from './session.ts';
import { postKey } from './view.ts';
import type { RunStepView, RunView } from './wire.ts';

/** Steps of one page, and characters of one value: what is more is said to be. */
const MOST_STEPS = 500;
const MOST_TEXT = 20_000;
const MOST_CHILDREN = 50;
const MOST_LARGE = 50;

export interface RunViewDeps {
  store: Pick<Store, 'executions' | 'workflows' | 'versions' | 'webMessages' | 'ownerOf'>;
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
  /** What a step is and why it was left out, in words; `version` is the one that ran, `failed` the step that ended the run. */
  stepWords(
    row: StepRow,
    version: VersionRow | null,
    failed: string | null,
  ): { number: number | null; title: string; why: string | null };
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

  /** What can be done about it, as its card in the conversation offers it. */
  async function cardOf({ _id, workspace, thread, status, asking }: ExecutionRow): Promise<RunView['card']> {
    if (!thread?.startsWith('web:')) return null;
    const key = status === 'running' && asking ? `run:failure:${_id}:${asking.round}` : `run:${_id}`;
    const message = await store.webMessages.findOne({ workspace, thread, key: postKey(key) }).lean();
    const content: unknown = message?.content;
    const choices = typeof content === 'object' && content !== null ? ((content as Card).choices ?? []) : [];
    return message && choices.length > 0 ? { message: message._id, choices: choices as CardChoice[] } : null;
  }

  async function value(person: WebPerson, id: string, kept: string, item?: number): Promise<Readable> {
    return deps.valueOf(await load(person, id), kept, item);
  }

  async function run(person: WebPerson, id: string, after?: string): Promise<RunView> {
    const row = await load(person, id);
    const { workspace } = row;
    const [name, version, { steps, next }, children, card] = await Promise.all([
      nameOf(workspace, row.workflow),
      store.versions.findOne({ _id: `${row.workflow}:${row.version}`, workspace }).lean<VersionRow>(),
      deps.stepsOf(row, { limit: MOST_STEPS, after }),
      store.executions
        .find({ workspace, user: row.user, 'parent.root': row.rootExecution })
        .sort({ startedAt: 1 })
        .limit(MOST_CHILDREN)
        .lean<ExecutionRow[]>(),
      after === undefined ? cardOf(row) : null,
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
      error: plainError(row.errorMessage, row),
      trigger: valueText(row.triggerData),
      retryOf: row.retryOf ?? null,
      parent: row.parent?.execution ?? null,
      children: kids,
      thread: row.thread?.startsWith('web:') ? row.thread.slice('web:'.length) : null,
      card,
      temporal: temporalPage(row.temporalWorkflowId),
      steps: steps.map((step) => stepView(step, deps.stepWords(step, version, row.failedStep), row, deps)),
      next,
    };
  }

  return { run, value };
}

type StepWords = ReturnType<RunViewDeps['stepWords']>;

function stepView(step: StepRow, said: StepWords, run: ExecutionRow, { shown, largeIn }: RunViewDeps): RunStepView {
  const { gate, undone } = step;
  const base = `/app/runs/${run._id}/values`;
  const [input, output] = [shown(step.input, base), shown(step.output, base)];
  const large = [...largeIn(step.input, base, 'input'), ...largeIn(step.output, base, 'output')].slice(0, MOST_LARGE);
  return {
    path: step.path,
    iteration: step.iteration,
    number: said.number,
    title: said.title || step.path,
    why: said.why,
    state: step.state,
    attempt: step.attempt,
    report: step.report,
    error: plainError(step.error, run),
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
