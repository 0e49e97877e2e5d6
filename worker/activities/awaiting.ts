import type { Json } from '../../src/automation/definition.ts';
import { createEventWaits } from '../../src/automation/event-waits.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { EventWaitRow } from '../../src/store/waits.ts';
import type { WaitCall } from '../workflows/contract.ts';
import type { Awaited, AwaitedCall, AwaitStart } from '../workflows/contract-child.ts';
import { parseParams } from './call.ts';
import type { Contexts } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { StepFailure, toFailure } from './failures.ts';
import { durationMs } from './profiles.ts';
import { type Rows, rowId } from './rows.ts';
import type { Standing } from './standing.ts';
import { reportNote } from './words.ts';

/** How one ended in an earlier try, which stands. */
function endedAs(output: unknown): Awaited {
  const { timed_out, event, data, waited_until } = output as Record<string, Json | undefined>;
  const met = timed_out !== true;
  const at = typeof waited_until === 'string' ? waited_until : null;
  return { met, event: typeof event === 'string' ? event : null, data: data ?? null, at };
}

/** Steps that wait for an event. What was acknowledged to a sender is in the database before the run hears of it. */
export function createAwaiting(deps: ActivityDeps, parts: { contexts: Contexts; rows: Rows; standing: Standing }) {
  const { store, clock, catalogue } = deps;
  const { contexts, rows } = parts;
  const waits = createEventWaits(deps);
  const stored = () => store.connection.collection<EventWaitRow>('event_waits');

  /** Opens the wait, once; entered again it keeps its end, and what met it meanwhile. */
  async function opened(call: WaitCall): Promise<EventWaitRow> {
    const run = await contexts.of(call);
    const step = run.steps.get(call.step);
    const spec = step ? catalogue.action(step.service, step.action) : null;
    if (!step || !spec) throw new StepFailure('This step is not part of what was approved.');
    const params = parseParams(spec, call.params);
    const execution = await store.executions
      .findOne({ _id: call.execution, workspace: call.workspace })
      .lean<ExecutionRow>();
    if (!execution) throw new StepFailure('The run this step belongs to is not there any more.');
    const now = clock.now();
    const timeout = typeof params.timeout === 'string' ? durationMs(params.timeout) : null;
    const row: EventWaitRow = {
      _id: rowId(call),
      workspace: call.workspace,
      workflow: run.workflow,
      user: run.user,
      execution: call.execution,
      temporalWorkflowId: execution.temporalWorkflowId,
      service: typeof params.service === 'string' ? params.service : null,
      event: String(params.event),
      match: params.match ?? null,
      state: 'open',
      delivery: null,
      data: null,
      heard: false,
      deadline: timeout === null ? null : new Date(now.getTime() + timeout),
      createdAt: now,
      closedAt: null,
    };
    const { _id, ...fresh } = row;
    const kept = await stored().findOneAndUpdate(
      { _id, workspace: call.workspace },
      { $setOnInsert: fresh },
      { upsert: true, returnDocument: 'after' },
    );
    const wait = kept ?? row;
    await rows.step(call, {
      service: step.service,
      action: step.action,
      state: 'waiting',
      input: call.params,
      output: { until: wait.deadline?.toISOString() ?? null },
      startedAt: wait.createdAt,
    });
    await rows.touch({ ...call, thread: run.thread }, { phase: call.phase });
    // It stands where senders find it; now what came before that.
    const earlier = wait.state === 'open' ? await waits.kept(wait, execution.startedAt) : null;
    if (earlier) await waits.meet(wait, earlier);
    return wait;
  }

  async function awaitEvent(call: WaitCall): Promise<AwaitStart> {
    await rows.notes(call, (note) => reportNote(catalogue, note));
    const stood = await parts.standing.stood(await contexts.of(call), call);
    if (stood?.state === 'failed') throw new StepFailure(stood.error ?? '');
    if (stood) return { until: null, met: true };
    const { _id, deadline } = await opened(call);
    const now = await stored().findOne({ _id, workspace: call.workspace });
    return { until: deadline?.toISOString() ?? null, met: now?.state === 'met' };
  }

  /** How a wait ended; one whose time is over is ended by this, unless an event was first. */
  async function awaited(call: AwaitedCall): Promise<Awaited> {
    const where = { _id: rowId(call), workspace: call.workspace };
    const before = await store.connection.collection<StepRow>('steps').findOne({ ...where, state: 'success' });
    if (before) return endedAs(before.output);
    if (call.over)
      await stored().updateOne({ ...where, state: 'open' }, { $set: { state: 'over', closedAt: clock.now() } });
    const row = await stored().findOneAndUpdate(where, { $set: { heard: true } }, { returnDocument: 'after' });
    if (row?.state !== 'met') return { met: false, event: null, data: null, at: null };
    return { met: true, event: row.event, data: row.data as Json, at: row.closedAt?.toISOString() ?? null };
  }

  return {
    awaitEvent: (call: WaitCall) =>
      awaitEvent(call).catch((error) => {
        throw toFailure(error);
      }),
    awaited,
  };
}
