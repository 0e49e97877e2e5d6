import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { createAccounts } from '../connectors/accounts.ts';
import type { Catalogue } from '../connectors/catalogue.ts';
import type { Metrics } from '../metrics.ts';
import type { createPages } from '../pages.ts';
import type { Wake } from '../queue/wake.ts';
import type { Store } from '../store/store.ts';
import type { Runs, Schedules } from '../temporal/types.ts';
import type { Vault } from '../vault.ts';

/** Everything the life of a workflow needs from outside. */
export interface AutomationDeps {
  store: Store;
  catalogue: Catalogue;
  accounts: ReturnType<typeof createAccounts>;
  pages: ReturnType<typeof createPages>;
  vault: Vault;
  runs: Runs;
  schedules: Schedules;
  wake: Wake;
  clock: Clock;
  log: Logger;
  config: Config;
  /** Address others reach us at, without a slash at its end. */
  publicUrl: string;
  /** Takes one trigger of the person's allowance (S0.125); throws `rate_limited` with the seconds to wait. */
  takeTrigger(user: string): Promise<void>;
  metrics?: Pick<Metrics, 'count'>;
}
