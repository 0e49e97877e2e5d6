import type { EffectRow } from './effects.ts';
import type { Store } from './store.ts';

/** An effect of these runs that may have happened and must not simply be repeated; of one step where one is named. */
export async function doubtfulEffect(
  store: Pick<Store, 'effects'>,
  of: { workspace: string; roots: string[]; step?: string | null },
): Promise<EffectRow | null> {
  return store.effects
    .findOne({
      workspace: of.workspace,
      execution: { $in: of.roots },
      state: { $in: ['unknown', 'started'] },
      harmless: { $ne: true },
      // What takes a step back is an effect of its own.
      _id: { $not: /:undo:\d+:\d+$/ },
      ...(of.step && { step: of.step }),
    })
    .lean<EffectRow>();
}
