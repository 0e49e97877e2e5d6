import type { Store } from '../store/store.ts';
import type { VersionRow } from '../store/workflows.ts';

/** Services of an approved version that a sandbox stands in for: what they do leaves nothing behind elsewhere. */
export async function sandboxedServices(
  store: Pick<Store, 'connections'>,
  { workspace, connections }: Pick<VersionRow, 'workspace' | 'connections'>,
): Promise<Set<string>> {
  const bound = Object.entries(connections ?? {});
  if (bound.length === 0) return new Set();
  const rows = await store.connections
    .find({ workspace, kind: 'sandbox', _id: { $in: bound.map(([, id]) => id) } }, { _id: 1 })
    .lean();
  const kept = new Set(rows.map((row) => row._id));
  return new Set(bound.flatMap(([service, id]) => (kept.has(id) ? [service] : [])));
}

/** Versions that are remembered. */
const MOST = 500;

/** The same, remembered: what a version is bound to never changes. None for a version that is not there. */
export function rememberSandboxed(store: Pick<Store, 'connections'>) {
  const known = new Map<string, Set<string>>();
  return async (version: VersionRow | null): Promise<ReadonlySet<string>> => {
    if (!version) return new Set();
    const before = known.get(version._id);
    if (before) return before;
    const found = await sandboxedServices(store, version);
    if (known.size >= MOST) known.clear();
    known.set(version._id, found);
    return found;
  };
}
