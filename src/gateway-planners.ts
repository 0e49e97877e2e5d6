import type { Config } from './config.ts';
import type { Catalogue } from './connectors/catalogue.ts';
import { newId } from './ids.ts';
import type { Log } from './log.ts';
import { createBuiltinPlanner } from './planner/builtin/planner.ts';
import { createPlanners } from './planner/choose.ts';
import { withPronouns } from './planner/pronouns.ts';
import type { Store } from './store/store.ts';

/** The planners this gateway has: Claude where there is a key, and the built-in one behind it or alone. What is not used is not loaded. */
export async function plannersFor(deps: { config: Config; catalogue: Catalogue; store: Store; log: Log }) {
  const { config, catalogue, store, log } = deps;
  const claude = config.ANTHROPIC_API_KEY ? await import('./planner/claude/planner.ts') : null;
  const { primary, fallback, name } = createPlanners({
    config,
    builtin: withPronouns(createBuiltinPlanner({ catalogue })),
    claude(apiKey) {
      if (!claude) throw new Error('there is no key');
      return claude.createClaudePlanner({
        apiKey,
        ...(config.ANTHROPIC_BASE_URL ? { baseURL: config.ANTHROPIC_BASE_URL } : {}),
        model: config.ANTHROPIC_MODEL,
        catalogue,
        log,
        async usage({ who, at, ...call }) {
          await store.usage.create({
            _id: newId('use'),
            workspace: who?.workspace ?? '-',
            user: who?.user ?? '-',
            thread: who?.thread ?? null,
            ...call,
            at: new Date(at),
          });
        },
      });
    },
  });
  return { primary, name, ...(fallback ? { fallback } : {}) };
}
