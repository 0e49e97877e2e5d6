import type { Json } from '../automation/definition.ts';
import type { Clock } from '../clock.ts';
import { hash } from '../ids.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { SandboxRow } from '../store/services.ts';
import type { Store } from '../store/store.ts';
import type { ActionContext, ActionSpec } from './define.ts';
import { withCurrency } from './params.ts';

type SandboxContext = Pick<
  ActionContext,
  'idempotencyKey' | 'workspace' | 'user' | 'executionId' | 'workflowName' | 'timeZone' | 'currency' | 'now'
>;

export type Sandbox = ReturnType<typeof createSandbox>;

/** Where sandboxed actions land: kept and shown, sent nowhere. */
export function createSandbox(deps: { store: Store; clock: Clock }) {
  const { store, clock } = deps;

  return {
    /**
     * Does an action in the sandbox: its made-up result, with ids that stay the same for the same key. What would have been
     * sent, written or moved is kept once for each key; looking at something leaves nothing behind.
     */
    async perform(
      action: ActionSpec,
      params: Record<string, Json>,
      context: SandboxContext,
    ): Promise<Record<string, Json>> {
      const made = action.simulate(params as never, context) as Record<string, Json>;
      const result = withIds(made, context.idempotencyKey) as Record<string, Json>;
      if (action.effect === 'read') return result;
      const said = withCurrency(action, params, context.currency);
      const row: SandboxRow = {
        _id: context.idempotencyKey,
        workspace: context.workspace,
        user: context.user,
        execution: context.executionId,
        workflowName: context.workflowName,
        service: action.service,
        action: action.action,
        effect: action.effect,
        title: action.describe(said),
        params: said,
        result,
        at: clock.now(),
      };
      try {
        await store.sandbox.create(row);
        return result;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        const first = await store.sandbox.findOne({ _id: row._id, workspace: row.workspace }).lean<SandboxRow>();
        return (first?.result as Record<string, Json> | undefined) ?? result;
      }
    },

    /** Whether something with this key landed: its result, null when nothing did. */
    async lookup(workspace: string, key: string): Promise<Record<string, Json> | null> {
      const row = await store.sandbox.findOne({ _id: key, workspace }).lean<SandboxRow>();
      return (row?.result as Record<string, Json> | undefined) ?? null;
    },

    /** What landed for a person, newest first. */
    async list(
      holder: { workspace: string; user: string },
      page: { limit: number; before?: Date },
    ): Promise<SandboxRow[]> {
      return store.sandbox
        .find({
          workspace: holder.workspace,
          user: holder.user,
          ...(page.before ? { at: { $lt: page.before } } : {}),
        })
        .sort({ at: -1, _id: -1 })
        .limit(Math.min(Math.max(page.limit, 1), 200))
        .lean<SandboxRow[]>();
    },

    /** Empties a person's panel. */
    async clear(holder: { workspace: string; user: string }): Promise<void> {
      await store.sandbox.deleteMany({ workspace: holder.workspace, user: holder.user });
    },
  };
}

/** `INV-SAMPLE` becomes `INV-4821`, `sample-email` `4821-email`: the same for the same key, and no two alike in one panel. */
function withIds(value: Json, key: string): Json {
  const number = String(Number.parseInt(hash(key).slice(0, 8), 16) % 10_000).padStart(4, '0');
  const replace = (at: Json): Json => {
    if (typeof at === 'string') return at.replace(/(?<=^|[-_/])sample(?=$|[-_/])/gi, number);
    if (Array.isArray(at)) return at.map(replace);
    if (at !== null && typeof at === 'object') {
      return Object.fromEntries(Object.entries(at).map(([name, inner]) => [name, replace(inner)]));
    }
    return at;
  };
  return replace(value);
}
