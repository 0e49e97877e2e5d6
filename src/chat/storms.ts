import type { ExecutionRow } from '../store/runs.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { cardKeyOf } from './draft-card.ts';
import { minuteOf, OWN_CARDS, type Reports, toldInMinute } from './reports.ts';
import { changesInPlace, type Room } from './room.ts';
import { texts } from './texts.ts';
import { threadsFor } from './told.ts';

/** The one message of a storm changes at most this often. */
const PACE_MS = 1_000;
/** Runs settled by one look at a storm. */
const BATCH = 5_000;
/** Minutes of storms that are remembered in this process. */
const REMEMBERED = 1_000;

/**
 * Many runs of a workflow within a minute share one message. It is counted once a second, not once a run, so that a burst
 * costs next to nothing; runs stay dirty until a message that counts them is on its way, so a crash loses none.
 */
export function createStorms(room: Room, reports: Reports, later: (ms: number, what: () => Promise<void>) => void) {
  const { store, outbox, clock } = room;
  /** Storms of late: when the message was last counted, and the runs that have cards of their own. */
  const seen = new Map<string, { counted: number; planned: boolean; own: Set<string> | null }>();

  const keyOf = (execution: Pick<ExecutionRow, 'workflow' | 'startedAt'>): string =>
    `run:storm:${execution.workflow}:${minuteOf(execution.startedAt).from.toISOString()}`;

  function remember(key: string) {
    const found = seen.get(key) ?? { counted: 0, planned: false, own: null };
    seen.delete(key);
    seen.set(key, found);
    const [oldest] = seen.keys();
    if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest);
    return found;
  }

  /** Brings the storm of a run up to date, now or within a second. */
  async function show(execution: ExecutionRow): Promise<void> {
    const state = remember(keyOf(execution));
    if (state.planned) return;
    const wait = state.counted + PACE_MS - clock.now().getTime();
    if (wait <= 0) return count(execution);
    state.planned = true;
    later(wait, () => count(execution));
  }

  async function count(execution: ExecutionRow): Promise<void> {
    const state = remember(keyOf(execution));
    Object.assign(state, { counted: clock.now().getTime(), planned: false });
    const { workspace } = execution;
    const workflow = await store.workflows.findOne({ _id: execution.workflow, workspace }).lean<WorkflowRow>();
    const [thread, ...others] = workflow ? await threadsFor(room, execution, workflow, execution.thread) : [];
    if (!workflow || !thread) return;
    const { own, settled } = await shared(workflow, execution);
    state.own = own;
    const { from, to } = minuteOf(execution.startedAt);
    const left = to.getTime() - clock.now().getTime();
    if (left > 0 && !changesInPlace(room, thread)) {
      // Said once, when the minute is over, where it cannot be brought up to date.
      state.planned = true;
      return later(left, () => count(execution));
    }
    const sum = await reports.sumOf(workspace, workflow._id, from, to);
    const card = reports.sumCard(texts.storm(workflow.name, sum.all), sum);
    const key = keyOf(execution);
    const by = `${sum.all}-${sum.completed}-${sum.failed}-${sum.running}`;
    for (const one of [thread, ...others]) {
      if (await store.messages.exists({ workspace, thread: one, key })) await outbox.update(one, key, card, by);
      else await outbox.post(one, key, card, { replyTo: cardKeyOf(workflow) });
    }
    if (sum.completed + sum.failed > 0) await reports.afterRun(workflow, execution, thread, others);
    if (settled.length === 0) return;
    await store.executions.bulkWrite(
      settled.map(({ _id, dirty }) => ({
        updateOne: { filter: { _id, workspace, rendered: { $lt: dirty } }, update: { $set: { rendered: dirty } } },
      })),
      { ordered: false },
    );
  }

  /** Runs that have no card of their own and do not wait for a person, with the change that is about to be told. */
  async function shared(workflow: WorkflowRow, execution: ExecutionRow) {
    const first = await store.executions
      .find(toldInMinute(workflow, execution), { _id: 1 })
      .sort({ startedAt: 1, _id: 1 })
      .limit(OWN_CARDS)
      .lean<{ _id: string }[]>();
    const own = new Set(first.map((row) => row._id));
    const { from, to } = minuteOf(execution.startedAt);
    const settled = await store.executions
      .find(
        {
          workspace: workflow.workspace,
          workflow: workflow._id,
          startedAt: { $gte: from, $lt: to },
          _id: { $nin: [...own] },
          triggerType: { $ne: 'manual' },
          phase: { $ne: 'waiting' },
          $expr: { $gt: ['$dirty', '$rendered'] },
        },
        { _id: 1, dirty: 1 },
      )
      .limit(BATCH)
      .lean<{ _id: string; dirty: number }[]>();
    return { own, settled };
  }

  return {
    show,
    /** Whether this process knows that a run is one of a storm, without a card of its own. */
    takes(execution: ExecutionRow): boolean {
      const own = seen.get(keyOf(execution))?.own;
      return own ? !own.has(execution._id) : false;
    },
  };
}
