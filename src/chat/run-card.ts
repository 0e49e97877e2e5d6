import type { Definition, Step } from '../automation/definition.ts';
import { triggerWords } from '../automation/trigger-words.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import { facts, took } from './run-words.ts';
import { texts } from './texts.ts';
import type { Block, Card, CardChoice, StepLine } from './types.ts';

interface RunView {
  name: string;
  /** The version that ran. */
  definition: Definition | null;
  execution: ExecutionRow;
  steps: StepRow[];
  stepWords(step: Pick<Step, 'id' | 'service' | 'action' | 'params'>): string;
}

/** A run as its thread shows it: live marks while it runs; then what came of it, or what failed and what was and was not done. */
export function renderRun(view: RunView): Card {
  switch (view.execution.status) {
    case 'running':
      return { title: titled(texts.running(view.name), view), body: [stepsBlock(view)] };
    case 'completed':
      return completed(view);
    case 'cancelled':
      return { title: titled(texts.cancelled(view.name), view), body: [...whyNot(view.execution), stepsBlock(view)] };
    case 'failed':
      return failed(view);
  }
}

/** Why a run did not even begin. */
const whyNot = ({ overLimit, errorMessage }: ExecutionRow): Block[] =>
  overLimit && errorMessage ? [{ kind: 'alert', level: 'info', text: errorMessage }] : [];

function titled(start: string, view: RunView, end = ''): string {
  return [start, triggerWords(view.execution.triggerData), end].filter(Boolean).join(' · ');
}

const STATES: Record<StepRow['state'], NonNullable<StepLine['state']>> = {
  running: 'running',
  waiting: 'paused',
  success: 'done',
  failed: 'failed',
  skipped: 'skipped',
};

function stepsBlock(view: RunView): Block {
  const planned = view.definition?.steps ?? [];
  const known = new Set(planned.map((step) => step.id));
  // Passes of a list and other inner steps (`step/…`) are counted with their step.
  const extra = view.steps.filter((row) => !known.has(outer(row.path)));
  const steps = [...planned.map((step) => plannedLine(view, step)), ...extra.map((row) => rowLine(view, row))];
  return { kind: 'steps', steps };
}

const outer = (path: string): string => path.split('/')[0] ?? path;

/** The rows of a step: its own, or those of its passes where it runs for each of a list. */
function passesOf(steps: StepRow[], id: string): StepRow[] {
  const inner = steps.filter((row) => row.path.startsWith(`${id}/`));
  return inner.length > 0 ? inner : steps.filter((row) => row.path === id);
}

function plannedLine(view: RunView, step: Step): StepLine {
  const rows = passesOf(view.steps, step.id);
  const [first] = rows;
  if (!first) {
    if (Object.hasOwn(view.execution.given ?? {}, step.id)) return { state: 'done', text: view.stepWords(step) };
    return { state: view.execution.status === 'running' ? 'waiting' : 'skipped', text: view.stepWords(step) };
  }
  return rows.length === 1 ? rowLine(view, first, step) : loopLine(view, step, rows);
}

function rowLine(view: RunView, row: StepRow, step?: Step): StepLine {
  const params =
    typeof row.input === 'object' && row.input !== null ? (row.input as Step['params']) : (step?.params ?? {});
  const words = view.stepWords({ id: row.path, service: row.service, action: row.action, params });
  const line: StepLine = { state: STATES[row.state], text: (row.state === 'success' && row.report) || words };
  if (row.state === 'failed') {
    const handled = view.execution.status === 'completed' ? ` (${texts.handled})` : '';
    line.detail = `${row.error ?? texts.unknownError}${handled}`;
  }
  return line;
}

/** A step that runs for each of a list is one line with a count. */
function loopLine(view: RunView, step: Step, rows: StepRow[]): StepLine {
  const ended = rows.filter((row) => row.state === 'success' || row.state === 'skipped').length;
  const failure = rows.find((row) => row.state === 'failed');
  const running = rows.some((row) => row.state === 'running');
  const waiting = rows.some((row) => row.state === 'waiting');
  const whole = view.steps.find((row) => row.path === step.id);
  if (whole && (whole.state === 'success' || whole.state === 'skipped')) return rowLine(view, whole, step);
  const state = failure ? 'failed' : waiting ? 'paused' : running || whole ? 'running' : 'done';
  const count = texts.itemsDone(ended, rows.length);
  const detail = failure ? `${count}; ${failure.error ?? texts.unknownError}` : count;
  return { state, text: view.stepWords(step), detail };
}

function completed(view: RunView): Card {
  const { execution, steps } = view;
  const end = execution.completedAt ? took(execution.completedAt.getTime() - execution.startedAt.getTime()) : '';
  const body: Block[] = [stepsBlock(view)];
  const good = steps.filter((row) => row.state === 'success');
  const last = good.filter((row) => row.service !== 'flow').at(-1);
  const fields = facts(last?.output, good.map((row) => row.report ?? '').join('\n'));
  if (fields.length > 0) body.push({ kind: 'fields', fields });
  if (steps.length > 0 && steps.every((row) => row.state === 'skipped'))
    return { title: titled(texts.nothingToDo(view.name), view), body };
  return { title: titled(`✅ ${view.name}`, view, end), body };
}

/** Number of a step as the card counts it, from one; null for one that is not in the definition. */
function stepNumber(definition: Definition | null, id: string | null): number | null {
  const index = definition?.steps.findIndex((step) => step.id === id) ?? -1;
  return index < 0 ? null : index + 1;
}

function failed(view: RunView): Card {
  const { execution, definition, steps } = view;
  const number = stepNumber(definition, execution.failedStep);
  const done = steps.filter((row) => row.state === 'success' && row.report).map((row) => row.report ?? '');
  const step = definition?.steps.find((one) => one.id === execution.failedStep);
  const what = step ? view.stepWords(step) : '';
  const why = execution.errorMessage ?? texts.unknownError;
  const missed = (definition?.steps ?? []).filter(
    (one) =>
      one.id !== execution.failedStep && !steps.some((row) => outer(row.path) === one.id && row.state !== 'skipped'),
  );
  const notDone = [what, ...missed.filter((one) => !Object.hasOwn(execution.given ?? {}, one.id)).map(view.stepWords)];
  const body: Block[] = [
    { kind: 'alert', level: 'error', text: why },
    {
      kind: 'fields',
      fields: [
        { label: texts.done, value: done.length > 0 ? done.join('; ') : texts.nothingDone },
        { label: texts.notDone, value: notDone.filter(Boolean).join('; ') || texts.nothingDone },
      ],
    },
  ];
  return {
    title: titled(texts.stoppedAt(view.name, number), view),
    body,
    choices: failureChoices(execution._id, number),
  };
}

const failureChoices = (value: string, number: number | null): CardChoice[] => [
  { name: 'run.retry', value, label: texts.tryAgain(number), style: 'primary' },
  { name: 'run.restart', value, label: texts.fromStart },
  { name: 'run.leave', value, label: texts.leaveIt },
];
