import type { Config } from './config.ts';
import type { Catalogue } from './connectors/catalogue.ts';
import { newId } from './ids.ts';
import type { Log } from './log.ts';
import { createPlanners } from './planner/choose.ts';
import { createPlannerThread } from './planner/thread/planner.ts';
import type { Planner } from './planner/types.ts';
import type { Store } from './store/store.ts';

/** The planners this gateway has: Claude where there is a key, and the built-in one behind it or alone. What is not used is not loaded. */
export async function plannersFor(deps: { config: Config; catalogue: Catalogue; store: Store; log: Log }) {
  const { config, catalogue, store, log } = deps;
  const claude = config.ANTHROPIC_API_KEY ? await import('./planner/claude/planner.ts') : null;
  const { primary, fallback, name } = createPlanners({
    config,
    builtin: await builtin({ catalogue, log }),
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

/** Run from the sources, by a test, there is no file that a thread could start. */
async function builtin({ catalogue, log }: { catalogue: Catalogue; log: Log }): Promise<Planner> {
  if (!import.meta.url.endsWith('.ts'))
    return createPlannerThread({ script: new URL('./planner/thread/main.js', import.meta.url), log });
  const { createBuiltinPlanner } = await import('./planner/builtin/planner.ts');
  const { withPronouns } = await import('./planner/pronouns.ts');
  return withPronouns(createBuiltinPlanner({ catalogue }));
}
