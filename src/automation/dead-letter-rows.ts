import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { VersionRow } from '../store/workflows.ts';
import { MAX_DEPTH } from './children.ts';
import { handlersOf } from './graph.ts';

/** One pass of a step that failed for good. */
export interface Failed {
  /** `execution:path:iteration` with `~` for `/`; of a run that failed before any step its own. */
  id: string;
  /** The outermost run, and the one whose step it is: the same unless another workflow ran it. */
  run: string;
  execution: string;
  /** Step id; null where the run failed before any step. */
  step: string | null;
  /** The step of the outermost run that is done again with it. */
  outer: string | null;
  /** Which item of a list, from 0; null outside of lists. */
  item: number | null;
  service: string | null;
  action: string | null;
  /** What it was called with, as resolved; how often, and under which idempotency key. */
  input: unknown;
  attempts: number;
  key: string | null;
  error: string;
  /** It may have happened all the same: whoever tries it again looks first. */
  doubtful: boolean;
  /** ISO instant. */
  failedAt: string;
}

/** Far more than anyone looks at; of more the first. */
const MOST_ROWS = 5_000;
const MOST_OF_RUN = 200;

type Rows = Pick<Store, 'steps' | 'executions' | 'effects' | 'versions'>;

/** What failed in these runs and what they ran, by the outermost run, in the order in which it failed. */
export async function failedIn(store: Rows, workspace: string, runs: ExecutionRow[]): Promise<Map<string, Failed[]>> {
  const found = new Map<string, Failed[]>(runs.map((run) => [run._id, []]));
  let level: Level = runs.map((run) => ({ run, top: run, outer: null }));
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const rows = await rowsOf(store, workspace, level);
    const below = await childrenOf(store, workspace, level, rows);
    const doubts = await doubtsOf(store, workspace, level);
    for (const at of level) {
      const { run, top } = at;
      const letters = found.get(top._id) ?? [];
      const own = rows.get(run._id) ?? [];
      for (const row of own.slice(0, MOST_OF_RUN))
        if (!row.dismissed && !below.has(placeOf(row))) letters.push(letterOf(at, row, doubts));
      // It ended before any step of it could.
      if (own.length === 0 && run.status === 'failed' && !stepRan(run)) letters.push(letterOf(at, null, doubts));
    }
    level = level.flatMap(({ run, top, outer }) =>
      (rows.get(run._id) ?? []).flatMap((row) => {
        const child = below.get(placeOf(row));
        return child ? [{ run: child, top, outer: outer ?? outerOf(row.path) }] : [];
      }),
    );
  }
  return found;
}

type Level = { run: ExecutionRow; top: ExecutionRow; outer: string | null }[];

const stepRan = (run: ExecutionRow): boolean => run.failedStep !== null;
const placeOf = (row: Pick<StepRow, 'execution' | 'path' | 'iteration'>): string =>
  `${row.execution}:${row.path}:${row.iteration}`;

/** Failed passes nothing handled, without the lists that only say that something of them failed. */
async function rowsOf(store: Rows, workspace: string, level: Level): Promise<Map<string, StepRow[]>> {
  const [rows, versions] = await Promise.all([
    store.steps
      .find({ workspace, execution: { $in: level.map(({ run }) => run._id) }, state: 'failed' })
      .sort({ startedAt: 1, _id: 1 })
      .limit(MOST_ROWS)
      .lean<StepRow[]>(),
    store.versions
      .find({ workspace, _id: { $in: level.map(({ run }) => `${run.workflow}:${run.version}`) } }, { definition: 1 })
      .lean<Pick<VersionRow, '_id' | 'definition'>[]>(),
  ]);
  const definitions = new Map(versions.map((row) => [row._id, row.definition]));
  const parts = new Set(
    rows.filter((row) => row.path.includes('/')).map((row) => `${row.execution}:${row.path.split('/')[0]}`),
  );
  const found = new Map<string, StepRow[]>();
  for (const { run } of level) {
    const definition = definitions.get(`${run.workflow}:${run.version}`);
    const asks = run.status === 'running' ? run.asking?.step : undefined;
    const own = rows.filter((row) => {
      if (row.execution !== run._id || parts.has(`${row.execution}:${row.path}`)) return false;
      const id = outerOf(row.path);
      if (asks !== undefined) return id === asks;
      return run.status === 'failed' || !definition || handlersOf(definition, id).length === 0;
    });
    found.set(run._id, own);
  }
  return found;
}

const outerOf = (path: string): string => path.split('/')[0] ?? path;

/** Runs of other workflows among what failed, by the step that ran them: what failed in them stands in its place. */
async function childrenOf(
  store: Rows,
  workspace: string,
  level: Level,
  rows: Map<string, StepRow[]>,
): Promise<Map<string, ExecutionRow>> {
  const steps = [...rows.values()].flat().filter((row) => row.service === 'flow' && row.action === 'run_workflow');
  if (steps.length === 0) return new Map();
  const places = new Set(steps.map(placeOf));
  const children = await store.executions
    .find({ workspace, 'parent.root': { $in: level.map(({ run }) => run.rootExecution) }, status: 'failed' })
    .sort({ startedAt: 1 })
    .limit(MOST_ROWS)
    .lean<ExecutionRow[]>();
  const placed = children.flatMap((child) => (child.parent ? [[placeOf(child.parent), child] as const] : []));
  return new Map(placed.filter(([place]) => places.has(place)));
}

/** Passes of which it is not known whether they happened. */
async function doubtsOf(store: Rows, workspace: string, level: Level): Promise<Map<string, string>> {
  const effects = await store.effects
    .find(
      {
        workspace,
        execution: { $in: [...new Set(level.map(({ run }) => run.rootExecution))] },
        state: { $in: ['unknown', 'started'] },
        harmless: { $ne: true },
      },
      { _id: 1 },
    )
    .limit(MOST_ROWS)
    .lean<{ _id: string }[]>();
  return new Map(effects.map(({ _id }) => [_id.slice(0, _id.lastIndexOf(':')), _id]));
}

function letterOf({ run, top, outer }: Level[number], row: StepRow | null, doubts: Map<string, string>): Failed {
  const pass = row && `${run.rootExecution}:${row.path}:${row.iteration}`;
  const ended = row?.endedAt ?? run.completedAt ?? row?.startedAt ?? run.startedAt;
  return {
    id: row ? `${run._id}:${row.path.replaceAll('/', '~')}:${row.iteration}` : run._id,
    run: top._id,
    execution: run._id,
    step: row ? (row.step ?? stepIn(row.path)) : null,
    outer: outer ?? (row && outerOf(row.path)),
    item: row?.path.includes('/') ? row.iteration : null,
    service: row?.service ?? null,
    action: row?.action ?? null,
    input: row?.input ?? null,
    attempts: row?.attempt ?? 0,
    key: pass && row?.service !== 'flow' ? (doubts.get(pass) ?? `${pass}:${run.generation}`) : null,
    error: row?.error ?? run.errorMessage ?? '',
    doubtful: pass !== null && doubts.has(pass),
    failedAt: ended.toISOString(),
  };
}

/** Of a list `each/each`, of a loop's body `loop/step`. */
const stepIn = (path: string): string => {
  const last = path.split('/').at(-1) ?? path;
  return last === 'each' ? outerOf(path) : last;
};
