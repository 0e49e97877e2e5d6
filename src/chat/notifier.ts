import { localDay } from '../automation/zone.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { VersionRow, WorkflowRow } from '../store/workflows.ts';
import { withoutChoices } from './draft-card.ts';
import { showGates } from './gate-card.ts';
import { findLine } from './outbox.ts';
import type { Member } from './people.ts';
import { createReports } from './reports.ts';
import type { Room } from './room.ts';
import { renderRun as renderCard } from './run-card.ts';

/** A card of a run that goes on changes at most this often; how it ended is always shown. */
const PACE_MS = 1_000;

export const runKey = (executionId: string): string => `run:${executionId}`;

/**
 * Shows runs in the thread they belong to. `dirty` counts changes, `rendered` says how far the card has got: what changes
 * while a card is rendered makes it dirty again, so nothing is lost; keys of the outbox keep anything from being said twice.
 */
export function createNotifier(room: Room, later: (executionId: string, thread: string, ms: number) => void) {
  const { store, outbox, prompts, people, direct, clock } = room;
  const reports = createReports(room);

  async function load(executionId: string) {
    const owner = await store.ownerOf('execution', executionId);
    if (!owner?.user) return null;
    const { workspace } = owner;
    const execution = await store.executions.findOne({ _id: executionId, workspace }).lean<ExecutionRow>();
    if (!execution) return null;
    const [steps, workflow, version, person] = await Promise.all([
      store.steps
        .find({ workspace, execution: executionId })
        .sort({ startedAt: 1, iteration: 1 })
        .limit(2000)
        .lean<StepRow[]>(),
      store.workflows.findOne({ _id: execution.workflow, workspace }).lean<WorkflowRow>(),
      store.versions.findOne({ _id: `${execution.workflow}:${execution.version}`, workspace }).lean<VersionRow>(),
      people.member(workspace, owner.user),
    ]);
    if (!workflow || !person) return null;
    return { execution, steps, workflow, definition: version?.definition ?? workflow.definition, person };
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

  /** Brings everything that shows a run up to date: its card, its gates, sums over many runs. */
  async function renderRun(executionId: string): Promise<void> {
    const found = await load(executionId);
    if (!found) return;
    const { execution, steps, workflow, definition, person } = found;
    if (execution.rendered >= execution.dirty) return;
    const thread = await direct.reach({ workspace: execution.workspace, user: execution.user }, execution.thread);
    if (thread === null) {
      room.log.warn({ execution: executionId }, 'a run has no thread and its owner cannot be reached');
      await markRendered(execution);
      return;
    }
    const wait = await paced(execution, thread);
    if (wait > 0) return later(executionId, thread, wait);
    await showGates(room, execution, steps);
    const place = await reports.placeOf(workflow, execution, thread);
    if (place === 'card') {
      await showCard(thread, person, { name: workflow.name, definition, execution, steps, stepWords: room.stepWords });
    } else if (place === 'storm') await reports.showStorm(workflow, execution, thread);
    if (execution.status !== 'running')
      await reports.afterRun(workflow, execution, thread, localDay(clock.now(), person.timeZone));
    await markRendered(execution);
    // Whoever changed something meanwhile may have woken us while we were rendering: look once more.
    if (
      await store.executions.exists({
        _id: executionId,
        workspace: execution.workspace,
        dirty: { $gt: execution.dirty },
      })
    ) {
      later(executionId, thread, 0);
    }
  }

  async function showCard(thread: string, person: Member, view: Parameters<typeof renderCard>[0]): Promise<void> {
    const { execution } = view;
    const key = runKey(execution._id);
    const before = await prompts.find(execution.workspace, 'failure', execution._id);
    const card = renderCard(view);
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
    if (await findLine(store, thread, key)) await outbox.update(thread, key, settled, `r${execution.dirty}`);
    else await outbox.post(thread, key, settled);
  }

  return { renderRun, reports };
}

export type Notifier = ReturnType<typeof createNotifier>;
