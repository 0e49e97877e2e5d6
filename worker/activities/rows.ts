import { MAX_DEPTH } from '../../src/automation/children.ts';
import { isPaused } from '../../src/automation/execution.ts';
import type { GateState, QuestionState } from '../../src/store/asked.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { Call, Hold, StepNote } from '../workflows/contract.ts';
import type { Answered, Decided, NewsCall } from '../workflows/people-contract.ts';
import type { ActivityDeps } from './deps.ts';

/** The parts of a step row a write changes. */
export type StepChange = Partial<Omit<StepRow, '_id' | 'workspace' | 'execution' | 'path' | 'iteration' | 'gate'>>;

export interface Place {
  workspace: string;
  execution: string;
  path: string;
  iteration: number;
}

type Known = Pick<ExecutionRow, 'status' | 'phase' | 'paused' | 'undone'>;

export const rowId = (place: Pick<Place, 'execution' | 'path' | 'iteration'>): string =>
  `${place.execution}:${place.path}:${place.iteration}`;

/**
 * Writes of progress. They go past mongoose, because each step of each run makes several; every filter carries the workspace all
 * the same. Each change of what a card shows raises `dirty` and wakes the notifier.
 */
export function createRows({ store, wake }: Pick<ActivityDeps, 'store' | 'wake'>) {
  const steps = () => store.connection.collection<StepRow>('steps');

  function upsert(place: Place, change: Record<string, unknown>) {
    const { path, iteration, execution, workspace } = place;
    const fresh: Record<string, unknown> = {
      path,
      iteration,
      execution,
      service: null,
      action: null,
      state: 'running',
      status: null,
      attempt: 1,
      input: null,
      output: null,
      error: null,
      report: null,
      gate: null,
      startedAt: null,
      endedAt: null,
    };
    for (const key of Object.keys(change)) delete fresh[key.split('.')[0] ?? key];
    return {
      filter: { _id: rowId(place), workspace },
      update: { $set: change, ...(Object.keys(fresh).length > 0 && { $setOnInsert: fresh }) },
      upsert: true,
    };
  }

  async function write(
    where: { workspace: string; execution: string; thread: string | null },
    update: Record<string, unknown>,
  ): Promise<void> {
    const filter = { _id: where.execution, workspace: where.workspace, status: 'running' };
    await store.writes.update('executions', filter, update);
    if (where.thread) wake.run(where.execution, where.thread);
  }

  async function known(place: Place, what: 'gate' | 'question'): Promise<GateState | QuestionState | null> {
    const filter = { _id: rowId(place), workspace: place.workspace };
    return (await steps().findOne(filter, { projection: { gate: 1, question: 1 } }))?.[what] ?? null;
  }

  /** That it is paused or goes on; an older word that comes late is not heard. */
  async function held(where: { workspace: string; execution: string }, { paused, nth }: Hold): Promise<void> {
    await store.writes.update(
      'executions',
      { _id: where.execution, workspace: where.workspace, status: 'running', pausedNth: { $not: { $gte: nth } } },
      { $set: { paused, pausedNth: nth, ...(paused && { waited: true }) } },
    );
  }

  return {
    /** Raises `dirty`, with what else changed on the execution. */
    async touch(
      where: { workspace: string; execution: string; thread: string | null; hold?: Hold },
      change: Partial<ExecutionRow> = {},
    ): Promise<void> {
      if (where.hold) await held(where, where.hold);
      const waits = change.phase === 'waiting' || change.phase === 'paused';
      const set = waits ? { ...change, waited: true } : change;
      await write(where, { $inc: { dirty: 1 }, ...(Object.keys(set).length > 0 && { $set: set }) });
    },

    /** Whether a run is paused, or the one whose taking back it is part of. */
    async paused({ workspace, execution }: { workspace: string; execution: string }): Promise<boolean> {
      let id: string | undefined = execution;
      for (let level = 0; id !== undefined && level <= MAX_DEPTH; level += 1) {
        const row: Known | null = await store.executions
          .findOne({ _id: id, workspace }, { status: 1, phase: 1, paused: 1, undone: 1 })
          .lean<Known>();
        if (row && isPaused(row)) return true;
        id = row?.undone?.state === 'running' ? row.undone.within : undefined;
      }
      return false;
    },

    /** One pass of a step. */
    async step(place: Place, change: StepChange, decided?: Decided): Promise<void> {
      const { filter, update, upsert: insert } = upsert(place, { ...change, ...decisionFields(decided) });
      await store.writes.update('steps', filter, update, { upsert: insert });
    },

    /** A gate that opens. */
    async gate(place: Place, change: StepChange, gate: GateState): Promise<void> {
      const { filter, update, upsert: insert } = upsert(place, { ...change, gate });
      await store.writes.update('steps', filter, update, { upsert: insert });
    },

    /** What became known of a gate or question that is still open. */
    async news({ reminded, said, deadline, reminders = [], ...place }: NewsCall): Promise<void> {
      const what = said === undefined ? 'question' : 'gate';
      const before = deadline === undefined ? null : await known(place, what);
      // Those that were sent stay in front.
      const all = [...(before?.reminders ?? []).slice(0, reminded), ...reminders];
      const moved = deadline !== undefined && { [`${what}.deadline`]: deadline, [`${what}.reminders`]: all };
      await store.writes.update(
        'steps',
        { _id: rowId(place), workspace: place.workspace, [what]: { $ne: null } },
        { $set: { ...(said && { 'gate.said': said }), ...moved }, $max: { [`${what}.reminded`]: reminded } },
      );
    },

    /** What the interpreter decided by itself. `report` puts a success into words. */
    async notes(
      call: Pick<Call, 'workspace' | 'execution' | 'notes' | 'undos'>,
      report: (note: StepNote) => string | null,
    ): Promise<void> {
      if (call.notes.length === 0 && !call.undos) return;
      const writes = call.notes.map((note) => {
        const { path, iteration, decided, answered, startedAt, endedAt, ...rest } = note;
        const change = {
          ...rest,
          startedAt: new Date(startedAt),
          endedAt: endedAt === null ? null : new Date(endedAt),
          report: report(note),
          ...decisionFields(decided),
          ...answerFields(answered),
        };
        return { updateOne: upsert({ workspace: call.workspace, execution: call.execution, path, iteration }, change) };
      });
      const undos = (call.undos ?? []).map(({ path, iteration, step, params, error }) => ({
        updateOne: {
          filter: { _id: rowId({ execution: call.execution, path, iteration }), workspace: call.workspace },
          update: { $set: { step, undo: { params, error } } },
        },
      }));
      // Ways back belong to rows, so the rows are written first.
      if (writes.length > 0) await steps().bulkWrite(writes as never[], { ordered: false });
      if (undos.length > 0) await steps().bulkWrite(undos as never[], { ordered: false });
    },

    async attempts(place: Place): Promise<{ attempt: number; error: string | null } | null> {
      return steps().findOne(
        { _id: rowId(place), workspace: place.workspace },
        { projection: { attempt: 1, error: 1 } },
      );
    },
  };
}

export type Rows = ReturnType<typeof createRows>;

const decisionFields = (decided: Decided | undefined) =>
  decided
    ? {
        'gate.decision': decided.decision,
        'gate.decidedBy': decided.by,
        'gate.at': decided.at,
        ...(decided.where && { 'gate.where': decided.where }),
        ...(decided.changes && { 'gate.changes': decided.changes }),
        ...(decided.decisions && { 'gate.said': decided.decisions }),
      }
    : {};

const answerFields = (answered: Answered | undefined) =>
  answered
    ? {
        'question.answer': answered.value,
        'question.answeredBy': answered.by,
        'question.at': answered.at,
        'question.where': answered.where,
      }
    : {};
