import Anthropic from '@anthropic-ai/sdk';
import { checkDefinition } from '../../src/automation/checks/check.ts';
import { readConfig } from '../../src/config.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { createLog } from '../../src/log.ts';
import { createBuiltinPlanner } from '../../src/planner/builtin/planner.ts';
import { createClaudePlanner } from '../../src/planner/claude/planner.ts';
import type { Planner } from '../../src/planner/types.ts';
import type { Driver } from './conversation.ts';
import { type InProcess, inProcess } from './in-process.ts';

/** A planner of the product with nothing around it, on the product's catalogue and check. */
export function plannerInProcess(name: 'builtin' | 'claude'): Driver {
  const catalogue = createCatalogue();
  const check: InProcess['check'] = (definition, { now, timeZone, workflows }) =>
    checkDefinition(definition, {
      catalogue,
      workflows,
      now,
      timeZone,
      withdrawMax: 100_000,
      dailySpendLimit: 500_000,
      currency: 'KES',
    });
  const planner: Planner = name === 'builtin' ? createBuiltinPlanner({ catalogue }) : claude(catalogue);
  return inProcess({ planner, check });
}

function claude(catalogue: ReturnType<typeof createCatalogue>): Planner {
  const config = readConfig(process.env);
  if (!config.ANTHROPIC_API_KEY) throw new Error('--planner claude needs ANTHROPIC_API_KEY.');
  const baseURL = config.ANTHROPIC_BASE_URL;
  return createClaudePlanner({
    client: new Anthropic({ apiKey: config.ANTHROPIC_API_KEY, ...(baseURL ? { baseURL } : {}), timeout: 60_000 }),
    model: config.ANTHROPIC_MODEL,
    catalogue,
    log: createLog('warn', 'eval'),
    usage: async () => {},
  });
}
