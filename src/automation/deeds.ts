import type { ActionSpec } from '../connectors/define.ts';
import type { EffectRow } from '../store/effects.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { Actions } from './checks/context.ts';
import type { Step } from './definition.ts';

/** Something a run did, or may have done, with all that is known of it. */
export interface Deed {
  path: string;
  iteration: number;
  step: Step | null;
  spec: ActionSpec;
  row: StepRow | null;
  /** Null for what only the definition's own words take back, as a look-up that goes with a payment. */
  effect: EffectRow | null;
  at: number;
  /** The run of another workflow it was: what that did is taken back in its place. */
  child?: { execution: string; running: boolean };
}

/** Far more than the steps of any run. */
const MOST = 20_000;

/** The key of what takes a deed back, beside the key of the deed itself. */
export const undoPath = (path: string): string => `${path}:undo`;
const isUndo = (effect: EffectRow) => /:undo:\d+:\d+$/.test(effect._id);

/**
 * What a run and the runs it goes on from did: what the effects ledger knows, and steps that the definition itself says how to take
 * back; the last thing first.
 */
export async function deedsOf(
  deps: { catalogue: Pick<Actions, 'action'>; store: Pick<Store, 'executions' | 'effects' | 'steps'> },
  run: { workspace: string; execution: string; root: string; steps: ReadonlyMap<string, Step> },
  only?: { path: string; iteration: number },
): Promise<Deed[]> {
  const { store, catalogue } = deps;
  const { workspace, root } = run;
  const tree = await store.executions.find({ workspace, rootExecution: root }, { _id: 1 }).limit(1000).lean();
  const [effects, rows] = await Promise.all([
    store.effects
      .find({
        workspace,
        execution: root,
        state: { $in: ['done', 'unknown', 'started'] },
        ...(only && { _id: new RegExp(`^${escaped(`${root}:${only.path}:${only.iteration}`)}:\\d+$`) }),
      })
      .limit(MOST)
      .lean<EffectRow[]>(),
    store.steps
      .find({
        workspace,
        execution: { $in: tree.map((one) => one._id) },
        state: { $in: ['success', 'failed', 'running'] },
        ...only,
      })
      .limit(MOST)
      .lean<StepRow[]>(),
  ]);
  const known = newestRows(rows, run.execution);
  const deeds = new Map<string, Deed>();
  const add = (path: string, iteration: number, effect: EffectRow | null, row: StepRow | null) => {
    const id = effect?.step ?? row?.step ?? path.split('/')[0] ?? path;
    const step = run.steps.get(id) ?? null;
    const service = effect?.service ?? row?.service ?? '';
    const spec = catalogue.action(service, effect?.action ?? row?.action ?? '');
    if (!spec || (only && (only.path !== path || only.iteration !== iteration))) return;
    const at = (row?.endedAt ?? effect?.updatedAt ?? row?.startedAt ?? new Date(0)).getTime();
    deeds.set(`${path}:${iteration}`, { path, iteration, step, spec, row, effect, at });
  };
  for (const effect of effects.filter((one) => !isUndo(one))) {
    const { path, iteration } = placeIn(effect, root);
    const before = deeds.get(`${path}:${iteration}`)?.effect;
    if (before?.state === 'done' || (before && effect.state !== 'done' && before._id > effect._id)) continue;
    add(path, iteration, effect, known.get(`${path}:${iteration}`) ?? null);
  }
  for (const [key, row] of known)
    if (!deeds.has(key) && row.undo && row.state === 'success') add(row.path, row.iteration, null, row);
  for (const { parent, _id: execution, status } of await childrenOf(store, run, only)) {
    if (!parent) continue;
    const { path, iteration } = parent;
    const key = `${path}:${iteration}`;
    add(path, iteration, null, known.get(key) ?? null);
    const deed = deeds.get(key);
    // Its own way back counts first.
    if (deed && deed.step?.undo === undefined) deed.child = { execution, running: status === 'running' };
  }
  const order = [...run.steps.keys()];
  const place = (deed: Deed) => (deed.step ? order.indexOf(deed.step.id) : -1);
  return [...deeds.values()].sort(
    (a, b) => b.at - a.at || place(b) - place(a) || b.iteration - a.iteration || (b.path < a.path ? -1 : 1),
  );
}

type ChildOf = Pick<ExecutionRow, '_id' | 'parent' | 'status'>;

/** The newest run each pass of a step made: its tries before are part of it. */
async function childrenOf(
  store: Pick<Store, 'executions'>,
  { workspace, root }: { workspace: string; root: string },
  only?: { path: string; iteration: number },
): Promise<ChildOf[]> {
  const rows = await store.executions
    .find(
      {
        workspace,
        'parent.root': root,
        ...(only && { 'parent.path': only.path, 'parent.iteration': only.iteration }),
      },
      { parent: 1, status: 1 },
    )
    .sort({ startedAt: 1 })
    .limit(MOST)
    .lean<ChildOf[]>();
  return [...new Map(rows.map((row) => [`${row.parent?.path}:${row.parent?.iteration}`, row])).values()];
}

const escaped = (text: string) => text.replace(/[^\w:]/g, '\\$&');

/** What was done, in words. */
export const wordsOf = ({ row, spec }: Pick<Deed, 'row' | 'spec'>): string => row?.report || spec.title;

/** Whether anything is known to take it back. */
export const hasUndo = ({ step, spec, child }: Pick<Deed, 'step' | 'spec' | 'child'>): boolean =>
  child !== undefined || step?.undo !== undefined || spec.undo !== undefined;

function placeIn(effect: EffectRow, root: string): { path: string; iteration: number } {
  const parts = effect._id.slice(root.length + 1).split(':');
  return { path: parts.slice(0, -2).join(':'), iteration: Number(parts.at(-2)) };
}

/** The row that speaks for a pass: the run's own, else the newest of the runs before it. */
function newestRows(rows: StepRow[], execution: string): Map<string, StepRow> {
  const known = new Map<string, StepRow>();
  const rank = (row: StepRow) => (row.execution === execution ? Number.POSITIVE_INFINITY : row.startedAt.getTime());
  for (const row of rows) {
    const key = `${row.path}:${row.iteration}`;
    const before = known.get(key);
    if (!before || rank(row) > rank(before)) known.set(key, row);
  }
  return known;
}
