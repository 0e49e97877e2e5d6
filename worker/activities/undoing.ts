import { type Deed, deedsOf, hasUndo, wordsOf } from '../../src/automation/deeds.ts';
import type { Undone } from '../../src/store/failures.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { Call } from '../workflows/contract.ts';
import type { UndoItem, UndoPlan, UndoPlanCall } from '../workflows/contract-undo.ts';
import type { Contexts, RunContext } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { type Rows, rowId } from './rows.ts';
import { reportNote } from './words.ts';

/** Items one look at a run names, and those of a list that one call takes. */
const PAGE = 500;
const TOGETHER = 20;

/** Taking back what a run did: what there is, what came of it, and when it is over. */
export function createUndoing(deps: ActivityDeps, parts: { contexts: Contexts; rows: Rows }) {
  const { store, clock, catalogue, wake } = deps;
  const executions = store.connection.collection<ExecutionRow>('executions');
  const steps = store.connection.collection<StepRow>('steps');

  async function changed(run: RunContext, set: Partial<ExecutionRow> = {}): Promise<void> {
    await executions.updateOne(
      { _id: run.execution, workspace: run.workspace },
      { $inc: { dirty: 1 }, ...(Object.keys(set).length > 0 && { $set: set }) },
    );
    if (run.thread) wake.run(run.execution, run.thread);
  }

  /** The request that is carried out; begun here where nobody asked for one by hand. */
  async function requestOf(run: RunContext, within?: string): Promise<number> {
    const filter = { _id: run.execution, workspace: run.workspace };
    const row = await executions.findOne(filter, { projection: { undone: 1, asking: 1 } });
    if (row?.undone?.state === 'running') return row.undone.request;
    const request = (row?.undone?.request ?? 0) + 1;
    const by = row?.asking?.decided?.choice === 'undo' ? row.asking.decided.by : null;
    await changed(run, { undone: { state: 'running', request, by, at: clock.now(), ...(within && { within }) } });
    return request;
  }

  /** Writes what became of one deed, on the run that is taken back: a row of its own where an earlier run did it. */
  async function keep(run: RunContext, deed: Deed, undone: Omit<Undone, 'at'>): Promise<void> {
    const place = { execution: run.execution, path: deed.path, iteration: deed.iteration };
    const { _id, undone: _before, ...row } = deed.row ?? emptyRow(deed);
    await steps.updateOne(
      { _id: rowId(place), workspace: run.workspace },
      { $set: { undone: { ...undone, at: clock.now() } }, $setOnInsert: { ...row, ...place } },
      { upsert: true },
    );
  }

  async function undoPlan(call: UndoPlanCall): Promise<UndoPlan> {
    const run = await parts.contexts.of(call);
    await parts.rows.notes(call, (note) => reportNote(catalogue, note));
    const request = await requestOf(run, call.within);
    const deeds = await deedsOf(deps, run);
    for (const deed of deeds) {
      if (hasUndo(deed) || deed.row?.undone) continue;
      await keep(run, deed, { state: 'cannot', text: wordsOf(deed), error: null, request });
    }
    const open = deeds.filter((deed) => hasUndo(deed) && !isOver(deed.row?.undone, request));
    return { groups: grouped(open.slice(0, PAGE)), more: open.length > PAGE };
  }

  async function undoOver(call: Call): Promise<void> {
    const run = await parts.contexts.of(call);
    await executions.updateOne(
      { _id: run.execution, workspace: run.workspace, 'undone.state': 'running' },
      { $set: { 'undone.state': 'over' } },
    );
    await changed(run);
  }

  return { undoPlan, undoOver, keep, changed, requestOf };
}

export type Undoing = ReturnType<typeof createUndoing>;

/** What was taken back stays so; what could not be is tried once in each request. */
function isOver(undone: Undone | null | undefined, request: number): boolean {
  if (!undone) return false;
  return undone.state === 'undone' || undone.state === 'nothing' || undone.request === request;
}

/** Passes of a list go together; everything else by itself, so that it is seen by itself. */
function grouped(deeds: Deed[]): UndoItem[][] {
  const groups: { list: boolean; items: UndoItem[] }[] = [];
  for (const { path, iteration, child } of deeds) {
    // What another run did goes by itself: it has a plan of its own.
    const list = path.includes('/') && child === undefined;
    const item = { path, iteration, ...(child && !child.running && { child: child.execution }) };
    const last = groups.at(-1);
    if (list && last?.list && last.items.length < TOGETHER) last.items.push(item);
    else groups.push({ list, items: [item] });
  }
  return groups.map((group) => group.items);
}

function emptyRow({ spec, step, effect }: Deed): StepRow {
  return {
    _id: '',
    workspace: effect?.workspace ?? '',
    execution: '',
    path: '',
    iteration: 0,
    service: spec.service,
    action: spec.action,
    state: 'failed',
    status: 'failed',
    attempt: effect?.attempt ?? 1,
    input: null,
    output: null,
    error: effect?.error ?? null,
    report: null,
    ...(step && { step: step.id }),
    startedAt: effect?.createdAt ?? new Date(0),
    endedAt: effect?.updatedAt ?? null,
  };
}
