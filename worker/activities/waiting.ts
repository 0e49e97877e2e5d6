import { parseLocal, zonedInstant } from '../../src/automation/zone.ts';
import { hash } from '../../src/ids.ts';
import type { Call, GateCall, OpenGate, WaitCall } from '../workflows/contract.ts';
import type { Contexts } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { StepFailure, toFailure } from './failures.ts';
import { durationMs } from './profiles.ts';
import type { Rows } from './rows.ts';
import { gateText, reportNote } from './words.ts';

/** D15: how long a gate waits unless it says otherwise. */
const GATE_MS = 7 * 86_400_000;

/** Gates and waits: what they wait for is shown, then the interpreter waits. */
export function createWaiting(deps: ActivityDeps, parts: { contexts: Contexts; rows: Rows }) {
  const { clock, catalogue } = deps;
  const { contexts, rows } = parts;

  const flush = (call: Call) => rows.notes(call, (note) => reportNote(catalogue, note));

  async function known(call: GateCall | WaitCall) {
    const run = await contexts.of(call);
    const step = run.steps.get(call.step);
    const spec = step ? catalogue.action(step.service, step.action) : null;
    if (!step || !spec) throw new StepFailure('This step is not part of what was approved.');
    return { run, step, spec };
  }

  /** Opens a gate. The same gate opened again (a repeat of this call) keeps its seal and its deadline. */
  async function gate(call: GateCall): Promise<OpenGate> {
    const { run, step, spec } = await known(call);
    const { path, iteration, workspace, execution } = call;
    const now = clock.now();
    const before = await deps.store.steps
      .findOne({ _id: `${execution}:${path}:${iteration}`, workspace }, { gate: 1, state: 1 })
      .lean();
    const own = call.kind === 'approve' ? call.params.timeout : undefined;
    const waits = (typeof own === 'string' ? durationMs(own) : null) ?? GATE_MS;
    const again = before?.state === 'waiting' ? before.gate : null;
    const deadline = again?.deadline ?? new Date(now.getTime() + waits).toISOString();
    const seal = hash(JSON.stringify([execution, path, iteration, call.kind, step.service, step.action, call.params]));
    const deciders = [run.user];
    await flush(call);
    await rows.gate(
      call,
      {
        service: step.service,
        action: step.action,
        state: 'waiting',
        status: null,
        input: call.params,
        startedAt: now,
      },
      {
        kind: call.kind,
        seal,
        text: gateText(call.kind, spec, call.params, run.policy.currency ?? deps.config.WORKFLOW_CURRENCY),
        deadline,
        deciders,
        decision: null,
        decidedBy: null,
        at: null,
      },
    );
    await rows.touch({ ...call, thread: run.thread }, { phase: call.phase });
    return { path, iteration, seal, deadline, deciders };
  }

  /** Says until when a wait lasts. */
  async function wait(call: WaitCall): Promise<{ until: string }> {
    const { run, step } = await known(call);
    const now = clock.now();
    const until = untilOf(call.params, now, run.timeZone);
    await flush(call);
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

  const failing =
    <C, R>(work: (call: C) => Promise<R>) =>
    (call: C): Promise<R> =>
      work(call).catch((error) => {
        throw toFailure(error);
      });

  return { gate: failing(gate), wait: failing(wait), note: failing(note) };
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
