import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { NoticeRow } from '../store/services.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { createElsewhere } from './elsewhere.ts';
import type { Notifier } from './notifier.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { createStandIn } from './stand-in.ts';
import { texts } from './texts.ts';

/** Rows of each kind looked at in one sweep. */
const BATCH = 200;
/** Questions nobody answered are closed after this. */
const STALE_MS = 30 * 86_400_000;
/** What a sweep works on side by side. */
const PARALLEL = 8;
/** Notices of the worker that it took a workflow out of use; the run's id follows. */
const STOPPED = 'stopped:';
/** Alerts, which say what they are. */
const ALERT = 'alert:';

/** Finds whatever a lost wake-up or a crash left behind, in every workspace, a bounded number at a time. */
export function createSweep(
  room: Room,
  work: {
    handleConversation(thread: string): Promise<void>;
    deliverOutbox(thread: string): Promise<void>;
    notifier: Notifier;
  },
) {
  const { store, clock, log } = room;
  const standIn = createStandIn(room, createElsewhere(room));

  async function each<T>(items: T[], what: (item: T) => Promise<unknown>): Promise<void> {
    const queue = [...items];
    const lane = async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
        await what(item).catch((error: unknown) => log.error({ err: error }, 'a sweep stumbled'));
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, lane));
  }

  async function threadsDue(model: 'inbox' | 'outbox'): Promise<string[]> {
    const [first] = await store[model].aggregate<{ threads: string[] }>([
      { $match: { workspace: EVERY_WORKSPACE, state: 'new', dueAt: { $lte: clock.now() } } },
      { $sort: { dueAt: 1 } },
      { $limit: BATCH * 5 },
      { $group: { _id: '$thread', oldest: { $min: '$dueAt' } } },
      { $sort: { oldest: 1 } },
      { $limit: BATCH },
      { $group: { _id: null, threads: { $push: '$_id' } } },
    ]);
    return first?.threads ?? [];
  }

  async function dirtyRuns(): Promise<string[]> {
    const rows = await store.executions
      .find({ workspace: EVERY_WORKSPACE, $expr: { $gt: ['$dirty', '$rendered'] } }, { _id: 1 })
      .sort({ startedAt: -1 })
      .limit(BATCH)
      .lean<Pick<ExecutionRow, '_id'>[]>();
    return rows.map((row) => row._id);
  }

  /** That failures stopped a workflow is told with the card that resumes it; nothing is left to tell once it is on again. */
  async function saidAsCard(notice: NoticeRow, thread: string): Promise<boolean> {
    if (!notice._id.startsWith(STOPPED)) return false;
    const { workspace } = notice;
    const execution = await store.executions
      .findOne({ _id: notice._id.slice(STOPPED.length), workspace })
      .lean<ExecutionRow>();
    const workflow =
      execution && (await store.workflows.findOne({ _id: execution.workflow, workspace }).lean<WorkflowRow>());
    if (execution && workflow?.status === 'failed')
      await work.notifier.reports.sayPaused(workflow, execution, thread, []);
    return workflow?.status === 'failed' || workflow?.status === 'active';
  }

  /** Reminders and other news that are due: told once, by the key, and marked afterwards. */
  async function sendNotice(notice: NoticeRow): Promise<void> {
    const thread = await room.direct.reach(notice, notice.thread);
    if (thread && (await saidAsCard(notice, thread))) log.debug({ notice: notice._id }, 'told with its card');
    else if (thread) {
      const text = notice._id.startsWith(ALERT) ? notice.text : texts.reminder(notice.text);
      await room.outbox.post(thread, `run:notice:${notice._id}`, text);
    } else log.error({ notice: notice._id, user: notice.user }, 'a notice has nowhere to go');
    await store.notices.updateOne(
      { _id: notice._id, workspace: notice.workspace, sentAt: null },
      { $set: { sentAt: clock.now() } },
    );
  }

  async function sendNotices(): Promise<void> {
    const due = await store.notices
      .find({ workspace: EVERY_WORKSPACE, sentAt: null, dueAt: { $lte: clock.now() } })
      .sort({ dueAt: 1 })
      .limit(BATCH)
      .lean<NoticeRow[]>();
    await each(due, sendNotice);
  }

  /** Questions about things that are long over; drafts and gates have ends of their own. */
  async function closeStale(): Promise<void> {
    const rows = await store.prompts
      .find({
        workspace: EVERY_WORKSPACE,
        state: 'open',
        kind: { $in: ['question', 'confirm'] },
        openedAt: { $lt: new Date(clock.now().getTime() - STALE_MS) },
      })
      .limit(BATCH)
      .lean<Prompt[]>();
    await each(rows, (prompt) => room.prompts.close(prompt, texts.settled));
  }

  /** How much was left behind, for whoever watches. */
  function found<T>(kind: string, items: T[]): T[] {
    room.metrics?.set('nod_sweep_backlog_items', { kind }, items.length);
    return items;
  }

  return async function sweep(): Promise<void> {
    const from = performance.now();
    await each(found('inbox', await threadsDue('inbox')), work.handleConversation);
    await sendNotices();
    await each(found('runs', await dirtyRuns()), work.notifier.renderRun);
    await work.notifier.reports.sendDigests();
    await closeStale();
    await standIn();
    await each(found('outbox', await threadsDue('outbox')), work.deliverOutbox);
    room.metrics?.observe('nod_sweep_duration_seconds', {}, (performance.now() - from) / 1000);
  };
}
