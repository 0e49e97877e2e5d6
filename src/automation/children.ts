import type { Store } from '../store/store.ts';
import type { PinnedChild, VersionRow, WorkflowRow } from '../store/workflows.ts';
import type { Definition, Step } from './definition.ts';

/** Runs may stand this deep below the one a trigger started. */
export const MAX_DEPTH = 5;

/** Whether a step runs another workflow. */
export const runsWorkflow = (step: Pick<Step, 'service' | 'action'>): boolean =>
  step.service === 'flow' && step.action === 'run_workflow';

/** What a definition's steps call the workflows they run, each once. */
export function childNames(definition: Pick<Definition, 'steps'>): string[] {
  const names = definition.steps
    .filter(runsWorkflow)
    .map((step) => step.params.workflow)
    .filter((name): name is string => typeof name === 'string' && name !== '');
  return [...new Set(names)];
}

/** The one a step means: by its id, or by its name however it is written. */
export function calledSo<T extends { id: string; name: string }>(called: string, workflows: readonly T[]): T | null {
  const plain = (text: string) => text.trim().toLowerCase();
  return (
    workflows.find((one) => one.id === called) ??
    workflows.find((one) => one.name === called) ??
    workflows.find((one) => plain(one.name) === plain(called)) ??
    null
  );
}

/** A workflow that is run by another, as its card tells of it. */
export interface ChildView {
  /** What the steps call it. */
  called: string;
  name: string;
  version: number;
  definition: Definition;
  children: ChildView[];
}

type Of = { workspace: string; user: string };
type Known = Pick<VersionRow, '_id' | 'workflow' | 'number' | 'seal' | 'definition' | 'children'>;

const versionId = (pin: Pick<PinnedChild, 'workflow' | 'version'>): string => `${pin.workflow}:${pin.version}`;

/** Workflows that other workflows run: which version an approval holds, and what stands below it. */
export function createChildren(store: Store) {
  async function versions(workspace: string, ids: string[]): Promise<Known[]> {
    if (ids.length === 0) return [];
    return store.versions
      .find({ workspace, _id: { $in: ids } }, { workflow: 1, number: 1, seal: 1, definition: 1, children: 1 })
      .lean<Known[]>();
  }

  /** The versions that are live now, by what the steps call them; null while one of them is not there. */
  async function pinned(of: Of, definition: Definition): Promise<Record<string, PinnedChild> | null> {
    const names = childNames(definition);
    if (names.length === 0) return {};
    const rows = await store.workflows
      .find({ workspace: of.workspace, user: of.user, status: { $ne: 'deleted' } }, { name: 1, version: 1 })
      .limit(500)
      .lean<Pick<WorkflowRow, '_id' | 'name' | 'version'>[]>();
    const known = rows.map((row) => ({ id: row._id, name: row.name, version: row.version }));
    const pins: Record<string, PinnedChild> = {};
    const found = names.map((called) => ({ called, workflow: calledSo(called, known) }));
    const live = await versions(
      of.workspace,
      found.flatMap(({ workflow }) => (workflow ? [`${workflow.id}:${workflow.version}`] : [])),
    );
    for (const { called, workflow } of found) {
      const version = live.find((one) => one._id === `${workflow?.id}:${workflow?.version}`);
      if (!workflow || !version) return null;
      pins[called] = { workflow: workflow.id, version: version.number, seal: version.seal };
    }
    return pins;
  }

  /** What pinned versions are and what they run themselves, as deep as runs may stand. */
  async function views(workspace: string, pins: Record<string, PinnedChild>, depth = 1): Promise<ChildView[]> {
    const entries = Object.entries(pins);
    if (entries.length === 0 || depth > MAX_DEPTH) return [];
    const rows = await versions(
      workspace,
      entries.map(([, pin]) => versionId(pin)),
    );
    const found: ChildView[] = [];
    for (const [called, pin] of entries) {
      const row = rows.find((one) => one._id === versionId(pin));
      if (!row) continue;
      const children = await views(workspace, row.children ?? {}, depth + 1);
      found.push({
        called,
        name: row.definition.name,
        version: row.number,
        definition: row.definition,
        children,
      });
    }
    return found;
  }

  /** For checks: what each of these versions runs, at any depth, and how deep that goes. */
  async function below(
    workspace: string,
    live: { id: string; version: number }[],
  ): Promise<Map<string, { runs: string[]; levels: number }>> {
    const first = await store.versions
      .find(
        {
          workspace,
          _id: { $in: live.map((one) => `${one.id}:${one.version}`) },
          children: { $exists: true, $nin: [null, {}] },
        },
        { workflow: 1, children: 1 },
      )
      .lean<Pick<VersionRow, '_id' | 'workflow' | 'children'>[]>();
    const pins = new Map(first.map((row) => [row._id, Object.values(row.children ?? {})]));
    for (let level = 0; level < MAX_DEPTH; level += 1) {
      const open = [...pins.values()].flat().map(versionId);
      const unknown = [...new Set(open)].filter((id) => !pins.has(id));
      for (const row of await versions(workspace, unknown)) pins.set(row._id, Object.values(row.children ?? {}));
    }
    const walk = (id: string, depth: number): { runs: Set<string>; levels: number } => {
      const runs = new Set<string>();
      let levels = 0;
      for (const pin of depth > MAX_DEPTH ? [] : (pins.get(id) ?? [])) {
        const inner = walk(versionId(pin), depth + 1);
        for (const one of [pin.workflow, ...inner.runs]) runs.add(one);
        levels = Math.max(levels, inner.levels + 1);
      }
      return { runs, levels };
    };
    return new Map(
      first.map((row) => {
        const { runs, levels } = walk(row._id, 1);
        return [row.workflow, { runs: [...runs], levels }];
      }),
    );
  }

  return { pinned, views, below };
}
