import { fires } from '../../src/automation/cron.ts';
import { newExecution } from '../../src/automation/execution.ts';
import { localDay, localTime, zonedInstant } from '../../src/automation/zone.ts';
import { hash } from '../../src/ids.ts';
import { isDuplicate } from '../../src/store/duplicate.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import type { TriggerRow, VersionRow, WorkflowRow } from '../../src/store/workflows.ts';
import type { BeginCall } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';

/** Later than this, a run says that it is late. */
const LATE_MS = 60_000;

export type Made = { execution: string } | { execution: null; reason: string };

/**
 * The execution of a schedule's start, unique on its Temporal workflow id (D14). Null where no run is meant: a day the calendars
 * could not leave out, a time the person skipped, a one-time schedule that fired before.
 */
export function createScheduled({ store, clock }: ActivityDeps) {
  const not = (reason: string): Made => ({ execution: null, reason });

  function unwanted(trigger: TriggerRow, nominal: Date): string | null {
    const zone = trigger.scheduleTimezone ?? 'UTC';
    if (trigger.skip.some((time) => Date.parse(time) === nominal.getTime())) return 'This time was skipped.';
    if (trigger.scheduleCron && !fires(trigger.scheduleCron, localTime(nominal, zone))) {
      return 'The schedule does not mean this day.';
    }
    return null;
  }

  return async function scheduled(call: BeginCall): Promise<Made> {
    const { workspace } = call.run;
    const known = await store.executions
      .findOne({ workspace, temporalWorkflowId: call.temporalWorkflowId }, { _id: 1 })
      .lean<Pick<ExecutionRow, '_id'>>();
    if (known) return { execution: known._id };
    const [trigger, workflow] = await Promise.all([
      store.triggers.findOne({ _id: call.run.trigger ?? '', workspace }).lean<TriggerRow>(),
      store.workflows.findOne({ _id: call.run.workflow, workspace }).lean<WorkflowRow>(),
    ]);
    if (!trigger?.isActive || trigger.type !== 'schedule' || trigger.workflow !== workflow?._id) {
      return not('This schedule is not used any more.');
    }
    const once = trigger.scheduleAt;
    const nominal = once
      ? new Date(zonedInstant(once, trigger.scheduleTimezone ?? 'UTC'))
      : new Date(call.scheduledAt ?? call.startedAt);
    if (once && trigger.finishedAt) return not('This one-time schedule has fired already.');
    const reason = unwanted(trigger, nominal);
    if (reason !== null) return not(reason);

    const version = await store.versions
      .findOne({ _id: `${workflow._id}:${workflow.version}`, workspace }, { number: 1, seal: 1 })
      .lean<Pick<VersionRow, 'number' | 'seal'>>();
    const started = new Date(call.startedAt);
    const late = started.getTime() - nominal.getTime();
    const row: ExecutionRow = {
      ...newExecution(workflow, version ?? { number: workflow.version, seal: '' }, {
        // One id for one time: whoever makes it, it is made once.
        id: `run_${hash(once ? `${trigger._id} ${once}` : call.temporalWorkflowId).slice(0, 20)}`,
        triggerType: 'schedule',
        trigger: trigger._id,
        triggerData: {
          date: localDay(nominal, trigger.scheduleTimezone ?? 'UTC'),
          scheduled_at: nominal.toISOString(),
          ...(late > LATE_MS && { late_seconds: Math.round(late / 1000) }),
        },
        now: started,
      }),
      temporalWorkflowId: call.temporalWorkflowId,
    };
    try {
      await store.executions.collection.insertOne(row as never);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const other = await store.executions
        .findOne({ _id: row._id, workspace }, { temporalWorkflowId: 1 })
        .lean<Pick<ExecutionRow, '_id' | 'temporalWorkflowId'>>();
      if (other && other.temporalWorkflowId !== call.temporalWorkflowId) {
        return not('This one-time schedule has fired already.');
      }
    }
    if (once) {
      await store.triggers.updateOne({ _id: trigger._id, workspace }, { $set: { finishedAt: clock.now() } });
    }
    return { execution: row._id };
  };
}
