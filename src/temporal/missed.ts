import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { TriggerRow, WorkflowRow } from '../store/workflows.ts';
import { timesBetween } from './schedule-spec.ts';

/** Times that passed without a run. */
export interface Missed {
  trigger: TriggerRow;
  workflow: WorkflowRow;
  /** ISO instants, the newest at most a hundred. */
  times: string[];
}

const MOST = 100;
/** A run that starts this late is not missed yet: catch-up, a worker that was busy. */
const GRACE_MS = 60_000;

/** Finds what a schedule meant and nobody ran: its times, minus the executions that were made of them (D14). */
export function createMissed(deps: {
  store: Store;
  clock: Clock;
  log: Log;
  catchUpMs?: number;
  onMissed?(missed: Missed): Promise<void>;
}) {
  const { store, clock } = deps;

  /** Looks only at what comes after `time`. */
  async function from(trigger: TriggerRow, time: Date): Promise<void> {
    await store.triggers.updateOne(
      { _id: trigger._id, workspace: trigger.workspace },
      { $set: { checkedUntil: time } },
    );
    trigger.checkedUntil = time;
  }

  async function ranAt(trigger: TriggerRow, since: Date): Promise<Set<string>> {
    const rows = await store.executions
      .find(
        {
          workspace: trigger.workspace,
          workflow: trigger.workflow,
          trigger: trigger._id,
          triggerType: 'schedule',
          startedAt: { $gte: since },
        },
        { 'triggerData.scheduled_at': 1 },
      )
      .lean<{ triggerData: { scheduled_at?: string } | null }[]>();
    return new Set(rows.map((row) => row.triggerData?.scheduled_at ?? ''));
  }

  return {
    from,

    /** Tells what was missed since the last look, once. */
    async look(trigger: TriggerRow, workflow: WorkflowRow): Promise<void> {
      const now = clock.now();
      if (workflow.status !== 'active' || !trigger.scheduleCron) return from(trigger, now);
      const since = trigger.checkedUntil ?? trigger.createdAt;
      const until = new Date(now.getTime() - (deps.catchUpMs ?? 60_000) - GRACE_MS);
      if (until <= since) return;
      const times = timesBetween(trigger, since, until, MOST);
      if (times.length > 0) {
        const ran = await ranAt(trigger, since);
        const lost = times.map((time) => time.toISOString()).filter((time) => !ran.has(time));
        if (lost.length > 0) await deps.onMissed?.({ trigger, workflow, times: lost });
      }
      await from(trigger, until);
    },
  };
}
