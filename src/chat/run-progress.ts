import type { Definition, Step } from '../automation/definition.ts';
import { isPaused } from '../automation/execution.ts';
import { outerSteps } from '../automation/graph.ts';
import { dayAndTime } from '../automation/words.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import { outer, titled } from './run-words.ts';
import { texts } from './texts.ts';
import { runTexts } from './texts-runs.ts';
import type { Block, Card } from './types.ts';

export interface Progress {
  name: string;
  definition: Definition | null;
  execution: ExecutionRow;
  steps: StepRow[];
  /** The run's own word on its steps; null where it cannot be asked. */
  states: Record<string, string> | null;
  stepWords(step: Pick<Step, 'id' | 'service' | 'action' | 'params'>): string;
  zone: string;
  now: Date;
}

/** Things under way that are named. */
const MOST_LINES = 5;

/** How far a run is: in percent, what it does now and since when, what it waits for, what comes next. */
export function progressCard(of: Progress): Card {
  const { execution, definition, steps } = of;
  const planned = outerSteps(definition ?? { steps: [] });
  const states = planned.map((step) => stateOf(of, step.id));
  const over = states.filter((state) => state === 'over').length;
  const share = planned.reduce((sum, step, at) => sum + (states[at] === 'over' ? 1 : partOf(steps, step.id)), 0);
  const percent = planned.length === 0 ? 0 : Math.floor((100 * share) / planned.length);
  const open = innermost(steps.filter((row) => row.state === 'running' || row.state === 'waiting'));
  const lines = open.slice(0, MOST_LINES).map((row) => lineOf(of, row));
  if (open.length > MOST_LINES) lines.push(runTexts.more(open.length - MOST_LINES));
  const asking = execution.asking && !execution.asking.decided ? execution.asking : null;
  if (asking) {
    const until = isPaused(execution) ? null : dayAndTime(new Date(asking.deadline), of.zone, of.now);
    lines.push(runTexts.asksOwner(asking.error, until));
  }
  const next = lines.length === 0 ? planned[states.indexOf('ahead')] : undefined;
  if (next) lines.push(runTexts.next(of.stepWords(next)));
  const first =
    execution.phase === 'queued' && steps.length === 0
      ? runTexts.notBegun
      : runTexts.far(percent, over, planned.length);
  const body: Block[] = [{ kind: 'text', text: [first, ...lines].join('\n') }];
  if (isPaused(execution)) body.unshift({ kind: 'alert', level: 'info', text: runTexts.paused });
  return { title: titled(texts.running(of.name), of), body };
}

function stateOf({ states, steps, execution }: Progress, id: string): 'over' | 'open' | 'ahead' {
  if (Object.hasOwn(execution.given ?? {}, id)) return 'over';
  // What it asks about may still be tried again.
  if (execution.asking?.decided === null && execution.asking.step === id) return 'open';
  const said = states?.[id];
  if (said !== undefined) return said === 'pending' ? 'ahead' : said === 'running' ? 'open' : 'over';
  const rows = steps.filter((row) => outer(row.path) === id);
  if (rows.length === 0) return 'ahead';
  const whole = rows.find((row) => row.path === id);
  return whole && whole.state !== 'running' && whole.state !== 'waiting' ? 'over' : 'open';
}

/** How much of a loop is done; it says so itself. */
function partOf(steps: StepRow[], id: string): number {
  const whole = steps.find((row) => row.path === id && row.state === 'running');
  const { done, count } = (whole?.output ?? {}) as { done?: unknown; count?: unknown };
  return typeof done === 'number' && typeof count === 'number' && count > 0 ? Math.min(done / count, 1) : 0;
}

/** A loop that is under way is said by what is under way in it. */
const innermost = (open: StepRow[]): StepRow[] =>
  open.filter((row) => !open.some((other) => other.path.startsWith(`${row.path}/`)));

function lineOf({ stepWords, zone, now }: Progress, row: StepRow): string {
  const since = runTexts.since(row.startedAt, zone, now);
  const params = (typeof row.input === 'object' && row.input !== null ? row.input : {}) as Step['params'];
  if (row.gate) return runTexts.asks(row.gate.names ?? '', row.gate.text, since);
  if (row.question) return runTexts.asks(row.question.names, row.question.text, since);
  if (row.state === 'waiting' && row.action === 'wait') {
    const { until } = (row.output ?? {}) as { until?: unknown };
    const till = typeof until === 'string' ? dayAndTime(new Date(until), zone, now) : null;
    if (typeof params.event === 'string') return runTexts.waitsEvent(params.event, till, since);
    if (till) return runTexts.waitsUntil(till, since);
  }
  return runTexts.doing(stepWords({ id: row.path, service: row.service, action: row.action, params }), since);
}
