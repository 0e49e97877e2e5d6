import type { Definition } from '../automation/definition.ts';
import type { Ways } from '../automation/recovering.ts';
import { rememberSandboxed } from '../automation/sandboxed.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { VersionRow, WorkflowRow } from '../store/workflows.ts';
import { showAsks } from './ask-show.ts';
import { cardRows } from './card-rows.ts';
import { cardKeyOf, withoutChoices } from './draft-card.ts';
import { showFailure } from './failure-question.ts';
import { showGates } from './gate-show.ts';
import { closeGoneOn } from './gone-on.ts';
import { findLine } from './outbox.ts';
import type { Member } from './people.ts';
import { standsIn } from './places.ts';
import { createReports } from './reports.ts';
import { changesInPlace, type Room } from './room.ts';
import { type RunView, renderRun as renderCard } from './run-card.ts';
import { createStorms } from './storms.ts';
import { threadsFor } from './told.ts';

/** A card of a run that goes on changes at most this often; how it ended is always shown. */
const PACE_MS = 1_000;

/** A run that is over sooner is told only then, where messages cannot be changed. */
const QUIET_MS = 30_000;

/** Steps that wait for a person. */
const ASKING = { $or: [{ gate: { $ne: null } }, { question: { $ne: null } }] };

interface Loaded {
  steps: StepRow[];
  workflow: WorkflowRow;
  definition: Definition;
  person: Member;
  /** Services a sandbox stands in for. */
  sandboxed: ReadonlySet<string>;
}

const runKey = (executionId: string): string => `run:${executionId}`;

/**
 * Shows runs in the thread they belong to. `dirty` counts changes, `rendered` says how far the card has got: what changes
 * while a card is rendered makes it dirty again, so nothing is lost; keys of the outbox keep anything from being said twice.
 */
export function createNotifier(room: Room, later: (ms: number, what: () => Promise<void>) => void) {
  const { store, outbox, prompts, people, clock } = room;
  const reports = createReports(room);
  const sandboxedIn = rememberSandboxed(store);
  const storms = createStorms(room, reports, later);

  async function find(executionId: string): Promise<ExecutionRow | null> {
    const owner = await store.ownerOf('execution', executionId);
    if (!owner) return null;
    return store.executions.findOne({ _id: executionId, workspace: owner.workspace }).lean<ExecutionRow>();
  }

  /** One of many in a storm: it has no card, waits for nobody, and is counted with the others. */
  async function inStorm(execution: ExecutionRow): Promise<boolean> {
    if (!storms.takes(execution) || execution.triggerType === 'manual' || execution.phase === 'waiting') return false;
    const { thread, workspace } = execution;
    const open =
      (await store.prompts.exists({
        workspace,
        kind: { $in: ['gate', 'ask'] },
        state: 'open',
        ref: new RegExp(`^${execution._id}:`),
      })) ?? (await store.steps.exists({ workspace, execution: execution._id, state: 'waiting', ...ASKING }));
    return !open && !(await store.messages.exists({ workspace, thread: thread ?? '', key: runKey(execution._id) }));
  }

  async function load(execution: ExecutionRow): Promise<Loaded | null> {
    const { workspace } = execution;
    const [workflow, version, person] = await Promise.all([
      store.workflows.findOne({ _id: execution.workflow, workspace }).lean<WorkflowRow>(),
      store.versions.findOne({ _id: `${execution.workflow}:${execution.version}`, workspace }).lean<VersionRow>(),
      people.member(workspace, execution.user),
    ]);
    if (!workflow || !person) return null;
    const definition = version?.definition ?? workflow.definition;
    const steps = await cardRows(store, execution, definition);
    return { steps, workflow, definition, person, sandboxed: await sandboxedIn(version) };
  }

  function viewOf(execution: ExecutionRow, of: Loaded, ways: Ways | null = null): RunView {
    const { workflow, definition, steps, sandboxed } = of;
    const stepWords: RunView['stepWords'] = (step) => room.stepWords(step, definition.policy.currency);
    const { conditions } = room;
    return { name: workflow.name, definition, execution, steps, stepWords, conditions, sandboxed, ways };
  }

  async function markRendered(execution: ExecutionRow): Promise<void> {
    await store.executions.updateOne(
      { _id: execution._id, workspace: execution.workspace, rendered: { $lt: execution.dirty } },
      { $set: { rendered: execution.dirty } },
    );
  }

  /** Milliseconds until this card may change again; 0 when it may now. */
  async function paced(execution: ExecutionRow, thread: string): Promise<number> {
    if (execution.status !== 'running') return 0;
    const line = await findLine(store, thread, runKey(execution._id));
    const last = line && (line.editedAt ?? line.at);
    return last ? Math.max(0, last.getTime() + PACE_MS - clock.now().getTime()) : 0;
  }

  const again = (executionId: string, ms: number): void => later(ms, () => renderRun(executionId));

  /** Brings everything that shows a run up to date: its card, its gates, sums over many runs. */
  async function renderRun(executionId: string): Promise<void> {
    const execution = await find(executionId);
    if (!execution || execution.rendered >= execution.dirty) return;
    if (execution.parent) return renderChild(execution);
    if (await inStorm(execution)) return storms.show(execution);
    const found = await load(execution);
    if (!found) return;
    const { workflow, person } = found;
    const owner = { workspace: execution.workspace, user: execution.user };
    const [thread, ...others] = await threadsFor(room, owner, workflow, execution.thread);
    if (thread === undefined) {
      room.log.warn({ execution: executionId }, 'a run has no thread and its owner cannot be reached');
      return markRendered(execution);
    }
    const wait = await paced(execution, thread);
    if (wait > 0) return again(executionId, wait);
    const ways = execution.status === 'failed' ? await waysOf(person, execution) : null;
    const view = viewOf(execution, found, ways);
    const place = await reports.placeOf(workflow, execution, thread);
    const worth = new Map<string, 'now' | 'later' | 'not'>();
    const showCards = async () => {
      for (const one of [thread, ...others]) worth.set(one, await worthShowing(execution, one));
      for (const [one, when] of worth) if (when === 'now') await showCard(one, person, view, cardKeyOf(workflow));
    };
    // What is asked stands below the run it is asked for.
    const first = place === 'card' && execution.status === 'running';
    if (first) await showCards();
    await showAsked(execution, found, [thread, ...others]);
    if (place === 'storm') {
      // One that waits for a person stands in no storm's way: its gate is shown, the rest is counted.
      if (execution.phase === 'waiting') await markRendered(execution);
      return storms.show(execution);
    }
    if (place === 'card') {
      if (!first) await showCards();
      if (execution.status === 'failed') await closeGoneOn(room, person, execution);
      // The sweep comes back to it.
      if ([...worth.values()].includes('later')) return;
    }
    if (execution.status !== 'running') await reports.afterRun(workflow, execution, thread, others);
    await markRendered(execution);
    // Whoever changed something meanwhile may have woken us while we were rendering: look once more.
    const { workspace, dirty } = execution;
    if (await store.executions.exists({ _id: executionId, workspace, dirty: { $gt: dirty } })) again(executionId, 0);
  }

  /** What a run asks people: at its gates, by its questions, and after a failure. */
  async function showAsked(
    execution: ExecutionRow,
    of: Loaded | { steps: StepRow[] },
    threads: string[],
  ): Promise<void> {
    const { steps } = of;
    await showGates(room, execution, steps);
    await showAsks(room, execution, steps);
    if (!('workflow' in of)) return;
    const { workflow, person } = of;
    await showFailure(room, { view: viewOf(execution, of), workflow, person, threads });
  }

  /** A run that another one waits for is a line of that one's card; only what it asks people is shown by itself. */
  async function renderChild(execution: ExecutionRow): Promise<void> {
    const { workspace, user, _id: id } = execution;
    const found = await load(execution);
    const steps = found?.steps ?? (await cardRows(store, execution, { steps: [] }));
    const threads = found ? await threadsFor(room, { workspace, user }, found.workflow, execution.thread) : [];
    await showAsked(execution, found ?? { steps }, threads);
    await markRendered(execution);
    if (await store.executions.exists({ _id: id, workspace, dirty: { $gt: execution.dirty } })) again(id, 0);
  }

  /** What can be done about a failure; a card without it is better than none. */
  async function waysOf(person: Member, execution: ExecutionRow): Promise<Ways | null> {
    const ways = room.automation.recovery?.ways(person, execution._id);
    return (await ways?.catch((error) => room.log.warn({ err: error }, 'ways out not known'))) ?? null;
  }

  /** Where a card cannot be changed in place, a run is told when it is over; one that takes longer also says so once. */
  async function worthShowing(execution: ExecutionRow, thread: string): Promise<'now' | 'later' | 'not'> {
    if (execution.status !== 'running' || changesInPlace(room, thread)) return 'now';
    if (await findLine(store, thread, runKey(execution._id))) return 'not';
    // Its gate, which is shown by itself, says that it waits.
    if (execution.phase === 'waiting') return 'not';
    return clock.now().getTime() - execution.startedAt.getTime() < QUIET_MS ? 'later' : 'now';
  }

  async function showCard(thread: string, person: Member, view: RunView, replyTo: string | null): Promise<void> {
    const { execution } = view;
    const key = runKey(execution._id);
    const before = await prompts.find(execution.workspace, 'failure', execution._id);
    const link = room.runLink?.(thread, execution) ?? null;
    const plain = renderCard(view);
    const card = link ? { ...plain, body: [...plain.body, link] } : plain;
    const settled = before?.state === 'closed' ? withoutChoices(card, before.outcome ?? undefined) : card;
    if (execution.status === 'failed' && !before) {
      const choices = (card.choices ?? []).map(({ name, value, label }) => ({ name, value, label }));
      const { workspace, user } = execution;
      const detail = { title: view.name, choices };
      await prompts.open({
        workspace,
        thread,
        user: person.user ?? user,
        kind: 'failure',
        ref: execution._id,
        key,
        detail,
      });
    }
    if (before?.state === 'open' && !standsIn(before, thread)) await prompts.addCopy(before, thread, key);
    if (await findLine(store, thread, key)) await outbox.update(thread, key, settled, `r${execution.dirty}`);
    else await outbox.post(thread, key, settled, { replyTo });
  }

  return { renderRun, reports };
}

export type Notifier = ReturnType<typeof createNotifier>;
