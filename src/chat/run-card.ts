import type { Definition, Step } from '../automation/definition.ts';
import { isPaused } from '../automation/execution.ts';
import { outerSteps } from '../automation/graph.ts';
import type { Ways } from '../automation/recovering.ts';
import { plainInCard, sentence } from '../automation/words.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import { failed, undoneBlocks } from './failure-card.ts';
import { plainError } from './plain-error.ts';
import { facts, outer, spoken, titled, took } from './run-words.ts';
import { allInSandbox, inSandbox, sandboxBlocks } from './sandbox-words.ts';
import { texts } from './texts.ts';
import { askedTexts } from './texts-asked.ts';
import { runTexts } from './texts-runs.ts';
import type { Block, Card, StepLine } from './types.ts';

export interface RunView {
  name: string;
  /** The version that ran. */
  definition: Definition | null;
  execution: ExecutionRow;
  steps: StepRow[];
  stepWords(step: Pick<Step, 'id' | 'service' | 'action' | 'params'>): string;
  /** What its steps depend on, in words. */
  conditions?(definition: Definition): string[];
  /** Services a sandbox stood in for. */
  sandboxed?: ReadonlySet<string>;
  /** What can be done about a failure; absent where nobody knows. */
  ways?: Ways | null;
}

/** A run as its thread shows it: live marks while it runs; then what came of it, or what failed and what was and was not done. */
export function renderRun(view: RunView): Card {
  switch (view.execution.status) {
    case 'running':
      return {
        title: titled(goingOn(view), view),
        body: [...paused(view.execution), stepsBlock(view), ...sandboxBlocks(view)],
      };
    case 'completed':
      return completed(view);
    case 'cancelled':
      return {
        title: titled(texts.cancelled(view.name), view),
        body: [...whyNot(view.execution), stepsBlock(view), ...sandboxBlocks(view), ...undoneBlocks(view)],
      };
    case 'failed':
      return failed(view);
  }
}

/** What is under way, or whom it waits for. */
function goingOn({ name, execution, steps }: RunView): string {
  const asks = execution.asking && !execution.asking.decided;
  const who = asks ? askedTexts.you : steps.map((row) => waitsFor(row, execution)).find((one) => one !== null);
  return who ? askedTexts.waitsFor(name, who) : texts.running(name);
}

/** Whom a step waits for; null where it waits for nobody. */
export function waitsFor({ state, gate, question }: StepRow, { user }: Pick<ExecutionRow, 'user'>): string | null {
  const asked = gate
    ? { ids: gate.deciders, names: gate.names }
    : question && { ids: question.to, names: question.names };
  if (state !== 'waiting' || !asked || gate?.decision) return null;
  return asked.ids.includes(user) || !asked.names ? askedTexts.you : asked.names;
}

const paused = (execution: ExecutionRow): Block[] =>
  isPaused(execution) ? [{ kind: 'alert', level: 'info', text: runTexts.paused }] : [];

/** Why a run was cancelled, or did not even begin; nothing where nobody said why. */
const whyNot = ({ errorMessage }: ExecutionRow): Block[] =>
  errorMessage && errorMessage !== 'cancelled'
    ? [{ kind: 'alert', level: 'info', text: sentence(plainInCard(errorMessage)) }]
    : [];

const STATES: Record<StepRow['state'], NonNullable<StepLine['state']>> = {
  running: 'running',
  waiting: 'paused',
  success: 'done',
  failed: 'failed',
  skipped: 'skipped',
};

function stepsBlock(view: RunView): Block {
  // The steps of a loop's body are counted with their loop.
  const planned = outerSteps(view.definition ?? { steps: [] });
  const known = new Set((view.definition?.steps ?? []).map((step) => step.id));
  // Passes of a list and other inner steps (`step/…`) are counted with their step.
  const extra = view.steps.filter((row) => !known.has(outer(row.path)));
  const steps = [...planned.map((step) => plannedLine(view, step)), ...extra.map((row) => rowLine(view, row))];
  return { kind: 'steps', steps };
}

/** The rows of a step: its own, or those of its passes where it runs for each of a list. */
function passesOf(steps: StepRow[], id: string): StepRow[] {
  const inner = steps.filter((row) => row.path.startsWith(`${id}/`));
  return inner.length > 0 ? inner : steps.filter((row) => row.path === id);
}

function plannedLine(view: RunView, step: Step): StepLine {
  const rows = passesOf(view.steps, step.id);
  const [first] = rows;
  if (!first) {
    const text = view.stepWords(spoken(step, view.execution));
    if (Object.hasOwn(view.execution.given ?? {}, step.id)) return { state: 'done', text };
    return { state: view.execution.status === 'running' ? 'waiting' : 'skipped', text };
  }
  return rows.length === 1 ? rowLine(view, first, step) : loopLine(view, step, rows);
}

function rowLine(view: RunView, row: StepRow, step?: Step): StepLine {
  const called = typeof row.input === 'object' && row.input !== null ? (row.input as Step['params']) : null;
  const shown = { id: row.path, service: row.service, action: row.action, params: called ?? step?.params ?? {} };
  // What it was called with is shown as it is: it may come from outside.
  const words = view.stepWords(called ? shown : spoken(shown, view.execution));
  const line: StepLine = { state: STATES[row.state], text: (row.state === 'success' && row.report) || words };
  const who = waitsFor(row, view.execution);
  if (who !== null) line.detail = askedTexts.waits(who);
  else if (inSandbox(view, row) && !allInSandbox(view)) line.detail = sentence(runTexts.sandboxed);
  if (row.state === 'failed') {
    const handled = view.execution.status === 'completed' ? ` (${texts.handled})` : '';
    line.detail = `${plainError(row.error, view.execution) ?? texts.unknownError}${handled}`;
  }
  return line;
}

/** A step that runs for each of a list is one line with a count. */
function loopLine(view: RunView, step: Step, rows: StepRow[]): StepLine {
  const ended = rows.filter((row) => row.state === 'success' || row.state === 'skipped').length;
  const running = rows.some((row) => row.state === 'running');
  const waiting = rows.some((row) => row.state === 'waiting');
  const whole = view.steps.find((row) => row.path === step.id);
  if (whole && (whole.state === 'success' || whole.state === 'skipped')) return rowLine(view, whole, step);
  const failure = whole?.state === 'failed' ? whole : rows.find((row) => row.state === 'failed');
  const state = failure ? 'failed' : waiting ? 'paused' : running || whole ? 'running' : 'done';
  const far = whole?.state === 'running' ? (whole.output as { done?: number; count?: number } | null) : null;
  const count =
    far?.count === undefined ? texts.itemsDone(ended, rows.length) : texts.itemsDone(far.done ?? 0, far.count);
  const detail = failure ? `${count}; ${failure.error ?? texts.unknownError}` : count;
  return { state, text: view.stepWords(step), detail };
}

/** What a step gave, with the currency it was told where its own amount names none. */
function withCurrency(row: StepRow | undefined): unknown {
  const [output, input] = [row?.output, row?.input].map((one) =>
    typeof one === 'object' && one !== null && !Array.isArray(one) ? (one as Record<string, unknown>) : null,
  );
  return output && output.currency === undefined && input?.currency !== undefined
    ? { ...output, currency: input.currency }
    : row?.output;
}

function completed(view: RunView): Card {
  const { execution, steps } = view;
  const end = execution.completedAt ? took(execution.completedAt.getTime() - execution.startedAt.getTime()) : '';
  const body: Block[] = [stepsBlock(view), ...sandboxBlocks(view)];
  const good = steps.filter((row) => row.state === 'success');
  const last = good.filter((row) => row.service !== 'flow').at(-1);
  const fields = facts(withCurrency(last), good.map((row) => row.report ?? '').join('\n'));
  if (fields.length > 0) body.push({ kind: 'fields', fields });
  if (steps.length > 0 && steps.every((row) => row.state === 'skipped')) {
    const conditions = view.definition ? (view.conditions?.(view.definition) ?? []) : [];
    const why: Block[] = conditions.length > 0 ? [{ kind: 'text', text: texts.idleWhy(conditions) }] : [];
    return { title: titled(texts.idle(view.name), view), body: [...why, ...body] };
  }
  return { title: titled(`✅ ${view.name}`, view, end), body };
}
