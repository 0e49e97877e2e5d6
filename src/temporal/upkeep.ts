import { ScheduleAlreadyRunning, ScheduleNotFoundError, type ScheduleOptions } from '@temporalio/client';
import { toCalendars } from '../automation/cron-next.ts';
import type { TemporalConnection } from './connection.ts';
import { digestOf } from './schedule-spec.ts';

/** Named so that no workflow of a person's can be called the same. */
export const UPKEEP = '__upkeep';
/** A night missed because everything was off is made up for within a day. */
const CATCH_UP_MS = 86_400_000;

/**
 * The schedule of the nightly upkeep (S3.38): one for each installation, told apart by its task queue. `cron` off: there is none.
 */
export function createUpkeepSchedule(deps: {
  temporal: TemporalConnection;
  /** The installation's own queue, and the one the upkeep runs on. */
  base: string;
  queue: string;
  cron: string;
  timeZone: string;
}) {
  const { temporal, base, queue, cron, timeZone } = deps;
  const id = `daily-maintenance-${base}`;
  const call = <T>(work: Parameters<typeof temporal.call<T>>[0]) =>
    temporal.call(work, { what: 'set up the nightly upkeep', deadlineMs: 5000 });
  const spec = { calendars: cron === 'off' ? [] : toCalendars(cron), timezone: timeZone };
  const policies = { overlap: 'SKIP', catchupWindow: CATCH_UP_MS } as const;
  const digest = digestOf([spec, policies, queue]);
  const options: ScheduleOptions = {
    scheduleId: id,
    spec,
    policies,
    action: { type: 'startWorkflow', workflowType: UPKEEP, workflowId: id, taskQueue: queue, args: [] },
    state: { note: digest },
  };

  async function remove(): Promise<void> {
    await call((client) => client.schedule.getHandle(id).delete()).catch((error: unknown) => {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    });
  }

  return {
    id,

    /** Makes the schedule what the settings say. */
    async sync(): Promise<void> {
      if (cron === 'off') return remove();
      try {
        const seen = await call((client) => client.schedule.getHandle(id).describe());
        if (seen.state.note === digest) return;
        const { scheduleId: _id, ...change } = options;
        await call((client) =>
          client.schedule.getHandle(id).update(({ state }) => ({ ...change, state: { ...state, note: digest } })),
        );
      } catch (error) {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
        await call((client) => client.schedule.create(options)).catch((again: unknown) => {
          if (!(again instanceof ScheduleAlreadyRunning)) throw again;
        });
      }
    },

    /** Begins it now, beside its times. */
    async run(): Promise<void> {
      await call((client) => client.schedule.getHandle(id).trigger());
    },
    remove,
  };
}
