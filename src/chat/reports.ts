import { triggerWords } from '../automation/trigger-words.ts';
import { dayInWords } from '../automation/words.ts';
import { instantsOf, localDay, parseLocal } from '../automation/zone.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { cardKeyOf } from './draft-card.ts';
import type { Member } from './people.ts';
import { placesOf } from './places.ts';
import type { Room } from './room.ts';
import { texts } from './texts.ts';
import { threadsFor } from './told.ts';
import type { Card } from './types.ts';

const WINDOW_MS = 60_000;
/** Runs of a workflow within a minute that get a card of their own; the rest share one. */
export const OWN_CARDS = 5;
/** Runs a day above which less is offered. */
const OFFER_ABOVE = 6;
/** Failures named in a sum. */
const NAMED = 5;
const DIGEST_BATCH = 200;

/** How much is told of a workflow's runs: one card each, one for many at once, failures only, or one a day. */
export type Reports = ReturnType<typeof createReports>;

const remindsOnly = ({ definition }: WorkflowRow): boolean =>
  definition.steps.every(({ service }) => service === 'reminder');

export function createReports(room: Room) {
  const { store, outbox, prompts, clock } = room;

  /** Where a run is shown: on its own card, on the one of a storm, or not by itself. */
  async function placeOf(
    workflow: WorkflowRow,
    execution: ExecutionRow,
    thread: string,
  ): Promise<'card' | 'storm' | 'none'> {
    if (await store.messages.exists({ workspace: execution.workspace, thread, key: `run:${execution._id}` }))
      return 'card';
    // That there were enough runs today is told once, by whoever counted them.
    if (execution.overLimit) return 'none';
    // A reminder is its own result.
    if (execution.triggerType === 'schedule' && execution.status !== 'failed' && remindsOnly(workflow)) return 'none';
    // Whoever starts a run by hand waits for its result.
    if (execution.triggerType === 'manual') return 'card';
    if (workflow.report === 'daily') return 'none';
    if (workflow.report === 'failures' && execution.status !== 'failed') return 'none';
    const earlier = await earlierInMinute(workflow, execution);
    return earlier < OWN_CARDS ? 'card' : 'storm';
  }

  /** Runs of the same minute that came before and are told of, counted as far as it matters. */
  function earlierInMinute(workflow: WorkflowRow, execution: ExecutionRow): Promise<number> {
    return store.executions.countDocuments(
      {
        ...toldInMinute(workflow, execution),
        $or: [
          { startedAt: { $lt: execution.startedAt } },
          { startedAt: execution.startedAt, _id: { $lt: execution._id } },
        ],
      },
      { limit: OWN_CARDS + 1 },
    );
  }

  async function sumOf(workspace: string, workflow: string, from: Date, to: Date) {
    const filter = { workspace, workflow, startedAt: { $gte: from, $lt: to } };
    const [all, completed, failed, named] = await Promise.all([
      store.executions.countDocuments(filter),
      store.executions.countDocuments({ ...filter, status: 'completed' }),
      store.executions.countDocuments({ ...filter, status: 'failed' }),
      store.executions
        .find({ ...filter, status: 'failed' })
        .sort({ startedAt: 1 })
        .limit(NAMED)
        .lean<ExecutionRow[]>(),
    ]);
    const running = await store.executions.countDocuments({ ...filter, status: 'running' });
    return { all, completed, failed, running, named };
  }

  function sumCard(title: string, sum: Awaited<ReturnType<typeof sumOf>>): Card {
    const card: Card = { title, body: [{ kind: 'text', text: texts.counts(sum.completed, sum.failed, sum.running) }] };
    if (sum.named.length > 0) {
      const lines = sum.named.map((run) =>
        [triggerWords(run.triggerData), run.errorMessage ?? texts.unknownError].filter(Boolean).join(': '),
      );
      const more = sum.failed > sum.named.length ? [`… ${sum.failed - sum.named.length} more`] : [];
      card.body.push({
        kind: 'alert',
        level: 'error',
        text: [`${texts.firstFailures}:`, ...lines, ...more].join('\n'),
      });
    }
    return card;
  }

  /** After a run ended: says that repeated failures paused the workflow, and offers to tell less. */
  async function afterRun(
    workflow: WorkflowRow,
    execution: ExecutionRow,
    thread: string,
    others: string[],
  ): Promise<void> {
    await sayPaused(workflow, execution, thread, others);
    if (workflow.report !== 'every' || execution.triggerType === 'manual') return;
    const key = `offer:${workflow._id}`;
    if (await store.messages.exists({ workspace: workflow.workspace, thread, key })) return;
    const since = new Date(clock.now().getTime() - 86_400_000);
    const count = await store.executions.countDocuments(
      {
        workspace: workflow.workspace,
        workflow: workflow._id,
        startedAt: { $gte: since },
        triggerType: { $ne: 'manual' },
      },
      { limit: 1000 },
    );
    if (count <= OFFER_ABOVE) return;
    const value = workflow._id;
    const offer: Card = {
      title: texts.offer(workflow.name, count),
      body: [],
      choices: (['every', 'failures', 'daily'] as const).map((how) => ({
        name: `workflow.report.${how}`,
        value,
        label: texts.offerChoices[how],
      })),
    };
    await outbox.post(thread, key, offer, { replyTo: cardKeyOf(workflow) });
  }

  /** Said once for each time a workflow was paused by its failures. */
  async function sayPaused(
    workflow: WorkflowRow,
    execution: ExecutionRow,
    thread: string,
    others: string[],
  ): Promise<void> {
    const ref = `paused:${workflow._id}`;
    const before = await prompts.find(workflow.workspace, 'failure', ref);
    if (workflow.status !== 'failed') {
      if (before) await store.prompts.deleteOne({ _id: before._id, workspace: workflow.workspace });
      return;
    }
    if (before?.state === 'open') {
      // After a crash between the two: the same key is posted once.
      for (const place of placesOf(before)) await outbox.post(place.thread, place.key, pausedCard(workflow));
      return;
    }
    if (before) await store.prompts.deleteOne({ _id: before._id, workspace: workflow.workspace });
    const card = pausedCard(workflow);
    const choices = (card.choices ?? []).map(({ name, value, label }) => ({ name, value, label }));
    const opened = await prompts.open({
      workspace: workflow.workspace,
      thread,
      user: workflow.user,
      kind: 'failure',
      ref,
      key: `paused:${execution._id}`,
      detail: { title: workflow.name, choices },
    });
    for (const other of others) await prompts.addCopy(opened, other, opened.key);
    for (const one of [thread, ...others]) {
      await outbox.post(one, opened.key, card, { replyTo: cardKeyOf(workflow) });
    }
  }

  const pausedCard = (workflow: WorkflowRow): Card => ({
    title: texts.pausedTitle(workflow.name),
    body: [{ kind: 'alert', level: 'warning', text: texts.pausedAfter(Math.max(5, workflow.failuresInARow)) }],
    choices: [{ name: 'workflow.resume', value: workflow._id, label: texts.resume, style: 'primary' }],
  });

  /** Sums of the day before, for workflows that are told once a day; each is said once, after eight in the morning. */
  async function sendDigests(): Promise<void> {
    const rows = await store.workflows
      .find({
        workspace: EVERY_WORKSPACE,
        report: 'daily',
        lastExecutedAt: { $gte: new Date(clock.now().getTime() - 3 * 86_400_000) },
      })
      .limit(DIGEST_BATCH)
      .lean<WorkflowRow[]>();
    for (const workflow of rows) {
      const person = await room.people.member(workflow.workspace, workflow.user);
      if (person) await sendDigest(workflow, person);
    }
  }

  async function sendDigest(workflow: WorkflowRow, person: Member): Promise<void> {
    const zone = person.timeZone;
    const now = clock.now();
    const today = localDay(now, zone);
    const start = startOfDay(today, zone);
    if (now.getTime() < start.getTime() + 8 * 3_600_000) return;
    const yesterday = localDay(new Date(start.getTime() - 3_600_000), zone);
    const from = startOfDay(yesterday, zone);
    const threads = await threadsFor(room, person, workflow, workflow.createdFromRoom);
    const key = `run:digest:${workflow._id}:${yesterday}`;
    const told = await store.messages
      .find({ workspace: workflow.workspace, thread: { $in: threads }, key }, { thread: 1 })
      .lean<{ thread: string }[]>();
    const untold = threads.filter((thread) => !told.some((line) => line.thread === thread));
    if (untold.length === 0) return;
    const sum = await sumOf(workflow.workspace, workflow._id, from, start);
    if (sum.all === 0) return;
    const card = sumCard(texts.digest(workflow.name, dayInWords(from, zone)), sum);
    for (const thread of untold) await outbox.post(thread, key, card, { replyTo: cardKeyOf(workflow) });
  }

  return { placeOf, sumOf, sumCard, afterRun, sayPaused, sendDigests };
}

/** The minute a run started in: what comes together in it may share one message. */
export function minuteOf(time: Date): { from: Date; to: Date } {
  const from = Math.floor(time.getTime() / WINDOW_MS) * WINDOW_MS;
  return { from: new Date(from), to: new Date(from + WINDOW_MS) };
}

/** Runs of a workflow in the minute of one of them, as far as its owner wants to hear of them one by one. */
export function toldInMinute(workflow: WorkflowRow, execution: Pick<ExecutionRow, 'startedAt'>) {
  const { from, to } = minuteOf(execution.startedAt);
  return {
    workspace: workflow.workspace,
    workflow: workflow._id,
    ...(workflow.report === 'failures' ? { status: 'failed' as const } : {}),
    startedAt: { $gte: from, $lt: to },
  };
}

/** The first instant of a calendar day in a zone. */
function startOfDay(day: string, zone: string): Date {
  const local = parseLocal(`${day}T00:00`);
  const instant = local
    ? (instantsOf(local, zone)[0] ?? Date.parse(`${day}T00:00:00Z`))
    : Date.parse(`${day}T00:00:00Z`);
  return new Date(instant);
}
