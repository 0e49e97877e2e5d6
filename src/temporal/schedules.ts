import {
  ScheduleAlreadyRunning,
  type ScheduleHandle,
  ScheduleNotFoundError,
  type ScheduleOptions,
} from '@temporalio/client';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { Store } from '../store/store.ts';
import type { TriggerRow, WorkflowRow } from '../store/workflows.ts';
import { attributesOf, refusesAttributes } from './attributes.ts';
import { BOUNDED } from './bounds.ts';
import type { TemporalConnection } from './connection.ts';
import { schedulesOf } from './listing.ts';
import { createMissed, type Missed } from './missed.ts';
import { typeOf } from './protocol.ts';
import { digestOf, onceAt, scheduleId, specOf } from './schedule-spec.ts';
import type { RunInput, Schedules } from './types.ts';

type Owner = Parameters<Schedules['sync']>[1];

export interface SchedulesDeps {
  temporal: TemporalConnection;
  store: Store;
  clock: Clock;
  log: Log;
  queue: string;
  /** How late a repeating time may still run after an outage; one-time schedules never expire. */
  catchUpMs?: number;
  overlap?: 'BUFFER_ONE' | 'SKIP' | 'BUFFER_ALL' | 'ALLOW_ALL';
  /** Told once of times that passed without a run while the workflow was active. */
  onMissed?(missed: Missed): Promise<void>;
}

/** A time of a one-time schedule waits as long as this for Temporal. */
const NEVER_EXPIRES_MS = 3650 * 86_400_000;
const AT_ONCE = 8;

/** Schedules of Temporal that follow what triggers and workflows say. */
export function createSchedules(deps: SchedulesDeps): Schedules {
  const { temporal, store, clock, log, queue } = deps;
  const missed = createMissed(deps);
  const call = <T>(work: Parameters<typeof temporal.call<T>>[0]) =>
    temporal.call(work, { what: 'set up schedules', deadlineMs: 5000 });

  /** Everything Temporal keeps of a trigger, and a digest of it by which a difference is seen. */
  function optionsOf(trigger: TriggerRow, workflow: Owner, labelled: boolean) {
    const input: RunInput = {
      workspace: trigger.workspace,
      workflow: workflow._id,
      user: workflow.user,
      executionId: null,
      version: null,
      seal: null,
      trigger: trigger._id,
    };
    const spec = specOf(trigger);
    const paused = workflow.status !== 'active';
    const policies = {
      overlap: deps.overlap ?? 'BUFFER_ONE',
      catchupWindow: trigger.scheduleAt ? NEVER_EXPIRES_MS : (deps.catchUpMs ?? 60_000),
    } as const;
    const bounds = workflow.definition.profile === 'bounded' ? BOUNDED : null;
    const digest = digestOf([spec, policies, workflow.name, input, queue, labelled, ...(bounds ? [bounds] : [])]);
    const options = {
      scheduleId: scheduleId(trigger._id),
      spec,
      policies,
      action: {
        type: 'startWorkflow',
        workflowType: typeOf(workflow.name),
        workflowId: scheduleId(trigger._id),
        taskQueue: queue,
        ...bounds,
        args: [input],
        staticSummary: workflow.name.slice(0, 200),
        ...(labelled && {
          typedSearchAttributes: attributesOf({ user: workflow.user, workflow: workflow._id, origin: 'schedule' }),
        }),
      },
      memo: { nodQueue: queue },
      state: { paused, note: digest },
    } satisfies ScheduleOptions;
    return { options, paused, digest };
  }

  const handleOf = (triggerId: string) => call(async (client) => client.schedule.getHandle(scheduleId(triggerId)));

  async function stateOf(handle: ScheduleHandle) {
    try {
      return await call(() => handle.describe());
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return null;
      throw error;
    }
  }

  async function remove(triggerId: string): Promise<void> {
    const handle = await handleOf(triggerId);
    await call(() => handle.delete()).catch((error) => {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    });
  }

  /** A one-time trigger whose time is over and that has not fired: it runs now, and says that it is late. */
  const due = (trigger: TriggerRow, paused: boolean): boolean => {
    const once = onceAt(trigger);
    return once !== null && !paused && once <= clock.now();
  };

  async function create(trigger: TriggerRow, workflow: Owner, labelled: boolean): Promise<void> {
    const { options, paused } = optionsOf(trigger, workflow, labelled);
    const triggerImmediately = due(trigger, paused);
    try {
      await call((client) =>
        client.schedule.create({
          ...options,
          state: { ...options.state, ...(triggerImmediately && { triggerImmediately }) },
        }),
      );
    } catch (error) {
      if (error instanceof ScheduleAlreadyRunning) return;
      if (!labelled || !refusesAttributes(error)) throw error;
      log.warn({ err: error }, 'schedule made without search attributes');
      await create(trigger, workflow, false);
    }
  }

  async function update(handle: ScheduleHandle, trigger: TriggerRow, workflow: Owner, labelled = true): Promise<void> {
    const { options } = optionsOf(trigger, workflow, labelled);
    const { scheduleId: _id, memo: _memo, ...change } = options;
    try {
      await call(() => handle.update(() => change));
    } catch (error) {
      if (!labelled || !refusesAttributes(error)) throw error;
      await update(handle, trigger, workflow, false);
    }
  }

  async function sync(trigger: TriggerRow, workflow: Owner): Promise<void> {
    const over =
      trigger.type !== 'schedule' || !trigger.isActive || trigger.finishedAt || workflow.status === 'deleted';
    if (over) return remove(trigger._id);
    const handle = await handleOf(trigger._id);
    const state = await stateOf(handle);
    const { paused, digest } = optionsOf(trigger, workflow, true);
    if (!state) return create(trigger, workflow, true);
    const resumed = state.state.paused && !paused;
    // What passed while it was paused was not missed.
    if (resumed) await missed.from(trigger, clock.now());
    if (state.state.note !== digest || state.state.paused !== paused) await update(handle, trigger, workflow);
    if (resumed && due(trigger, paused) && state.info.numActionsTaken === 0) await call(() => handle.trigger());
  }

  /** Schedules of this queue that Temporal has: trigger id to what is seen of it. */
  async function listed(): Promise<Map<string, { digest: string | undefined; paused: boolean }>> {
    return temporal.call(
      async (client) => {
        const found = new Map<string, { digest: string | undefined; paused: boolean }>();
        for await (const summary of schedulesOf(client)) {
          if (summary.memo.nodQueue !== queue || !summary.id.startsWith('schedule-')) continue;
          found.set(summary.id.slice('schedule-'.length), { digest: summary.note, paused: summary.paused });
        }
        return found;
      },
      { what: 'look at schedules', deadlineMs: 30_000 },
    );
  }

  async function reconcile(): Promise<void> {
    const there = await listed();
    const triggers = store.triggers
      .find({ workspace: EVERY_WORKSPACE, type: 'schedule', isActive: true, finishedAt: null })
      .lean<TriggerRow[]>()
      .cursor();
    let batch: Promise<void>[] = [];
    for await (const trigger of triggers) {
      const seen = there.get(trigger._id);
      there.delete(trigger._id);
      batch.push(follow(trigger, seen));
      if (batch.length >= AT_ONCE) {
        await Promise.all(batch);
        batch = [];
      }
    }
    await Promise.all(batch);
    for (const orphan of there.keys()) {
      if (await stillWanted(orphan)) continue;
      await remove(orphan).catch((error) => log.warn({ err: error, trigger: orphan }, 'schedule not removed yet'));
    }
  }

  /** A trigger made while Temporal was being listed is no orphan. */
  async function stillWanted(id: string): Promise<boolean> {
    const row = await store.triggers
      .findOne({ _id: id, workspace: EVERY_WORKSPACE }, { isActive: 1, finishedAt: 1, type: 1 })
      .lean();
    if (!row) return false;
    return row.isActive && !row.finishedAt && row.type === 'schedule';
  }

  async function follow(trigger: TriggerRow, seen: { digest: string | undefined; paused: boolean } | undefined) {
    try {
      const workflow = await store.workflows
        .findOne({ _id: trigger.workflow, workspace: trigger.workspace })
        .lean<WorkflowRow>();
      if (!workflow) return remove(trigger._id);
      const { digest, paused } = optionsOf(trigger, workflow, true);
      const same = seen && seen.digest === digest && seen.paused === paused && workflow.status !== 'deleted';
      if (!same) await sync(trigger, workflow);
      await missed.look(trigger, workflow);
    } catch (error) {
      log.warn({ err: error, trigger: trigger._id }, 'schedule not in step yet');
    }
  }

  return {
    sync,
    remove,

    async next(triggerId) {
      const handle = await handleOf(triggerId);
      const state = await stateOf(handle);
      if (!state || state.state.paused) return [];
      return state.info.nextActionTimes.map((time) => time.toISOString());
    },

    async reconcile() {
      try {
        await reconcile();
      } catch (error) {
        if (error instanceof AppError && error.code === 'unavailable')
          log.warn('schedules are looked at again once Temporal answers');
        else throw error;
      }
    },
  };
}
