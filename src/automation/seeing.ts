import { createAudit } from './audit.ts';
import { createDeadLetters } from './dead-letters.ts';
import type { AutomationDeps } from './deps.ts';
import { createStats } from './stats.ts';
import { createTrouble } from './trouble.ts';
import { createUpkeepReports } from './upkeep-reports.ts';
import { createUsedToday } from './used-today.ts';

/** What can be seen of workflows besides their runs: limits, figures, why nothing starts, who decided what. */
export type Seeing = ReturnType<typeof createSeeing>;

export function createSeeing(deps: Pick<AutomationDeps, 'store' | 'clock' | 'config' | 'catalogue'>) {
  const used = createUsedToday(deps);
  return {
    limits: used.limits,
    usedLine: used.line,
    stats: createStats(deps),
    trouble: createTrouble(deps),
    audit: createAudit(deps),
    deadLetters: createDeadLetters(deps),
    upkeep: createUpkeepReports(deps),
  };
}
