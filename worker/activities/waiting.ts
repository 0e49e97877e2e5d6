import { parseLocal, zonedInstant } from '../../src/automation/zone.ts';
import type { StepRow } from '../../src/store/runs.ts';
import type { Call, WaitCall } from '../workflows/contract.ts';
import type { NewsCall } from '../workflows/people-contract.ts';
import type { Contexts } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { StepFailure, toFailure } from './failures.ts';
import { createGate } from './gate.ts';
import { durationMs } from './profiles.ts';
import { createQuestion } from './question.ts';
import { type Rows, rowId } from './rows.ts';
import type { Standing } from './standing.ts';
import { reportNote } from './words.ts';

type WaitingCall = Call & { step: string; path: string; iteration: number };

export type Shown = ReturnType<typeof createShown>;

/** What a step that waits stands on: its run, its declaration, and how it was shown before. */
function createShown(deps: ActivityDeps, parts: { contexts: Contexts; rows: Rows }) {
  return async function shown(call: WaitingCall) {
    // First of all: what the interpreter handed over is lost where this call fails for good.
    await parts.rows.notes(call, (note) => reportNote(deps.catalogue, note));
    const run = await parts.contexts.of(call);
    const step = run.steps.get(call.step);
    const spec = step ? deps.catalogue.action(step.service, step.action) : null;
    if (!step || !spec) throw new StepFailure('This step is not part of what was approved.');
    const before = await deps.store.steps
      .findOne(
        { _id: rowId(call), workspace: call.workspace },
        { gate: 1, question: 1, state: 1, output: 1, startedAt: 1 },
      )
      .lean<Pick<StepRow, 'gate' | 'question' | 'state' | 'output' | 'startedAt'>>();
    return { run, step, spec, before };
  };
}

/** Gates, questions and waits: what they wait for is shown, then the interpreter waits. */
export function createWaiting(deps: ActivityDeps, parts: { contexts: Contexts; rows: Rows; standing: Standing }) {
  const { clock } = deps;
  const { contexts, rows, standing } = parts;
  const shown = createShown(deps, parts);
  const flush = (call: Call) => rows.notes(call, (note) => reportNote(deps.catalogue, note));

  /** Says until when a wait lasts. */
  async function wait(call: WaitCall): Promise<{ until: string }> {
    const { run, step, before } = await shown(call);
    const now = clock.now();
    const over = (await standing.stood(run, call))?.output as { waited_until?: string } | null | undefined;
    if (over?.waited_until) return { until: over.waited_until };
    // Entered again, in a fresh history, it lasts as long as was said first.
    const said = before?.state === 'waiting' ? (before.output as { until?: string } | null)?.until : undefined;
    const until = said ? new Date(said) : untilOf(call.params, now, run.timeZone);
    await rows.step(call, {
      service: step.service,
      action: step.action,
      state: 'waiting',
      input: call.params,
      output: { until: until.toISOString() },
      startedAt: now,
    });
    await rows.touch({ ...call, thread: run.thread }, { phase: call.phase });
    return { until: until.toISOString() };
  }

  async function note(call: Call): Promise<void> {
    const run = await contexts.of(call);
    await flush(call);
    await rows.touch({ ...call, thread: run.thread }, { phase: call.phase });
  }

  /** A reminder that is due, or what one of several said. */
  async function news(call: NewsCall): Promise<void> {
    await flush(call);
    await rows.news(call);
    const run = await contexts.of(call);
    await rows.touch({ ...call, thread: run.thread }, { phase: call.phase });
  }

  const failing =
    <C, R>(work: (call: C) => Promise<R>) =>
    (call: C): Promise<R> =>
      work(call).catch((error) => {
        throw toFailure(error);
      });

  return {
    gate: failing(createGate(deps, { rows, shown, standing })),
    question: failing(createQuestion(deps, { rows, shown, standing })),
    news: failing(news),
    wait: failing(wait),
    note: failing(note),
  };
}

function untilOf(params: WaitCall['params'], now: Date, timeZone: string): Date {
  const { duration, until } = params;
  if (typeof duration === 'string') {
    const ms = durationMs(duration);
    if (ms !== null) return new Date(now.getTime() + ms);
    throw new StepFailure(`“${duration.slice(0, 40)}” is no length of time I know. Write 30m or 3d.`);
  }
  if (typeof until === 'string') {
    const text = until.trim();
    const local = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text;
    const at = parseLocal(local) ? zonedInstant(local, timeZone) : Date.parse(text);
    if (Number.isFinite(at)) return new Date(at);
    throw new StepFailure(`“${text.slice(0, 40)}” is no moment I know. Write 2026-12-01T09:00.`);
  }
  throw new StepFailure('It is not said how long to wait.');
}
