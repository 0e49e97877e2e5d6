import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { VersionRow } from '../store/workflows.ts';
import { MAX_DEPTH } from './children.ts';
import type { Definition } from './definition.ts';
import { handlersOf } from './graph.ts';

/** One pass of a step that failed for good. */
export interface Failed {
  /**
   * `execution:path:iteration` with `~` for `/`, and `@round` where the run waits for a word about it: each failure of it is another.
   * Of a run that failed before any step its own.
   */
  id: string;
  /** The run it is listed with, and the one whose step it is: the same unless that one ran it and failed because of it. */
  run: string;
  execution: string;
  /** Step id; null where the run failed before any step. */
  step: string | null;
  /** The step of the outermost run that is done again with it. */
  outer: string | null;
  /** That step counts as done all the same: a list that went on without some of its items. */
  done: boolean;
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

/** Far more than anyone looks at; of more the first. Each run has its own, so that a big one hides no other. */
const MOST_ROWS = 5_000;
const MOST_READ = 1_000;
const MOST_OF_RUN = 200;
/** Runs of other workflows looked into, for one run and at once; of more the step that ran them is listed itself. */
const MOST_BELOW = 100;
const MOST_LEVEL = 1_000;
/** Runs read side by side. */
const AT_ONCE = 20;

type Rows = Pick<Store, 'steps' | 'executions' | 'effects' | 'versions'>;
type Definitions = Map<string, Pick<Definition, 'steps'>>;

/** What failed in these runs and what they ran, by the outermost run, in the order in which it failed. */
export async function failedIn(store: Rows, workspace: string, runs: ExecutionRow[]): Promise<Map<string, Failed[]>> {
  const found = new Map<string, Failed[]>(runs.map((run) => [run._id, []]));
  let level: Level = runs.map((run) => ({ run, top: run, outer: null, done: false }));
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const rows = await rowsOf(store, workspace, level);
    const doubts = await doubtsOf(store, workspace, level);
    const over = depth === 0 ? await overOf(store, workspace, rows) : new Set<string>();
    const below = await childrenOf(store, workspace, level, rows);
    const next: Level = [];
    const of = new Map<string, number>();
    for (const at of level) {
      const { run, top } = at;
      const letters = found.get(top._id) ?? [];
      const own = rows.get(run._id) ?? [];
      for (const row of own.slice(0, MOST_OF_RUN)) {
        const here = depth === 0 ? { ...at, done: over.has(outermostOf(row)) } : at;
        const child = below.get(placeOf(row));
        const count = of.get(top._id) ?? 0;
        if (child && count < MOST_BELOW && next.length < MOST_LEVEL) {
          of.set(top._id, count + 1);
          next.push({ ...here, run: child, outer: here.outer ?? outerOf(row.path) });
        } else if (!row.dismissed) letters.push(letterOf(here, row, doubts));
      }
      // It ended before any step of it could.
      if (own.length === 0 && run.status === 'failed' && !stepRan(run)) letters.push(letterOf(at, null, doubts));
    }
    level = next;
  }
  return found;
}

/** `done`: the step of the outermost run counts as done, as a list does that went on without some of its items. */
type Level = { run: ExecutionRow; top: ExecutionRow; outer: string | null; done: boolean }[];

const stepRan = (run: ExecutionRow): boolean => run.failedStep !== null;
const placeOf = (row: Pick<StepRow, 'execution' | 'path' | 'iteration'>): string =>
  `${row.execution}:${row.path}:${row.iteration}`;
const outermostOf = (row: Pick<StepRow, 'execution' | 'path'>): string => `${row.execution}:${outerOf(row.path)}:0`;

/** Failed passes nothing handled; a list, an item and a body only where no part of it is one. */
async function rowsOf(store: Rows, workspace: string, level: Level): Promise<Map<string, StepRow[]>> {
  const runs = level.map(({ run }) => run);
  const definitions = await definitionsOf(store, workspace, runs);
  const read = new Map<string, StepRow[]>();
  for (let from = 0; from < runs.length; from += AT_ONCE)
    await Promise.all(
      runs.slice(from, from + AT_ONCE).map(async ({ _id: execution }) => {
        const found = await store.steps
          .find({ workspace, execution, state: 'failed' })
          .sort({ startedAt: 1, _id: 1 })
          .limit(MOST_READ)
          .lean<StepRow[]>();
        read.set(execution, found);
      }),
    );
  const ran = await handlersThatRan(store, workspace, runs, read, definitions);
  return new Map(
    runs.map((run) => {
      const definition = definitions.get(versionOf(run));
      const asks = run.status === 'running' ? run.asking?.step : undefined;
      const open = (read.get(run._id) ?? []).filter((row) => {
        if (asks !== undefined) return outerOf(row.path) === asks;
        if (!definition || row.path === run.failedStep) return true;
        const whole = handlersOf(definition, outerOf(row.path)).length > 0;
        return !(run.status === 'completed' && whole) && !handlersAt(definition, row).some((place) => ran.has(place));
      });
      const parts = new Set(open.flatMap((row) => wholesOf(row)));
      return [run._id, open.filter((row) => !parts.has(row.path) && !parts.has(`${row.path}:${row.iteration}`))];
    }),
  );
}

const versionOf = (run: Pick<ExecutionRow, 'workflow' | 'version'>): string => `${run.workflow}:${run.version}`;

async function definitionsOf(store: Rows, workspace: string, runs: ExecutionRow[]): Promise<Definitions> {
  const versions = await store.versions
    .find({ workspace, _id: { $in: [...new Set(runs.map(versionOf))] } }, { definition: 1 })
    .lean<Pick<VersionRow, '_id' | 'definition'>[]>();
  return new Map(versions.map((row) => [row._id, row.definition]));
}

/** What a pass is part of: `loop` for `loop/each`, and the item `loop/each` for `loop/each/mail`. */
function wholesOf({ path, iteration }: StepRow): string[] {
  const [outer = '', ...inner] = path.split('/');
  if (inner.length === 0) return [];
  return inner.length === 1 ? [outer] : [outer, `${outer}/${inner[0]}:${iteration}`];
}

/** Where what handles a failed pass would stand: beside its step, and for a step of a body beside that in the same item. */
function handlersAt(definition: Pick<Definition, 'steps'>, row: StepRow): string[] {
  const { execution, path, iteration } = row;
  const own = handlersOf(definition, outerOf(path)).map((id) => `${execution}:${id}:0`);
  const [outer, each, step] = path.split('/');
  if (step === undefined) return own;
  return [...own, ...handlersOf(definition, step).map((id) => `${execution}:${outer}/${each}/${id}:${iteration}`)];
}

async function handlersThatRan(
  store: Rows,
  workspace: string,
  runs: ExecutionRow[],
  read: Map<string, StepRow[]>,
  definitions: Definitions,
): Promise<Set<string>> {
  const places = runs.flatMap((run) => {
    const definition = definitions.get(versionOf(run));
    return definition ? (read.get(run._id) ?? []).flatMap((row) => handlersAt(definition, row)) : [];
  });
  if (places.length === 0) return new Set();
  const rows = await store.steps
    .find({ workspace, _id: { $in: [...new Set(places)] }, state: { $ne: 'skipped' } }, { _id: 1 })
    .lean<{ _id: string }[]>();
  return new Set(rows.map((row) => row._id));
}

/** Steps that count as done although something of them failed. */
async function overOf(store: Rows, workspace: string, rows: Map<string, StepRow[]>): Promise<Set<string>> {
  const places = [...rows.values()].flat().filter((row) => row.path.includes('/'));
  if (places.length === 0) return new Set();
  const over = await store.steps
    .find({ workspace, _id: { $in: [...new Set(places.map(outermostOf))] }, state: 'success' }, { _id: 1 })
    .lean<{ _id: string }[]>();
  return new Set(over.map((row) => row._id));
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

function letterOf({ run, top, outer, done }: Level[number], row: StepRow | null, doubts: Map<string, string>): Failed {
  const pass = row && `${run.rootExecution}:${row.path}:${row.iteration}`;
  const ended = row?.endedAt ?? run.completedAt ?? row?.startedAt ?? run.startedAt;
  const round = top.status === 'running' ? `@${top.asking?.round ?? 0}` : '';
  return {
    id: row ? `${run._id}:${row.path.replaceAll('/', '~')}:${row.iteration}${round}` : run._id,
    run: top._id,
    execution: run._id,
    step: row ? (row.step ?? stepIn(row.path)) : null,
    outer: outer ?? (row && outerOf(row.path)),
    done,
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
