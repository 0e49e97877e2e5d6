import type { Clock } from '../../src/clock.ts';
import type { Config } from '../../src/config.ts';
import type { Accounts } from '../../src/connectors/accounts.ts';
import type { Catalogue } from '../../src/connectors/catalogue.ts';
import type { Sandbox } from '../../src/connectors/sandbox.ts';
import type { ConnectorTools } from '../../src/connectors/tools.ts';
import type { Log } from '../../src/log.ts';
import type { Wake } from '../../src/queue/wake.ts';
import type { Store } from '../../src/store/store.ts';
import type { WorkflowRow } from '../../src/store/workflows.ts';
import type { Handover } from './handover.ts';
import type { Measures } from './measures.ts';
import type { Figures } from './profiles.ts';

/** What activities need from outside. */
export interface ActivityDeps {
  store: Store;
  catalogue: Pick<Catalogue, 'action'>;
  accounts: Pick<Accounts, 'open'>;
  sandbox: Pick<Sandbox, 'perform' | 'lookup'>;
  /** How actions reach the world; absent where none of them does. */
  tools?: ConnectorTools;
  wake: Wake;
  /** Steps that outlast their local activity; one of its own where none is given. */
  handover?: Handover;
  /** Time limits and attempts by profile; the usual ones where nothing is said. */
  figures?: Figures;
  /** Absent where nobody looks. */
  measures?: Measures;
  /** When a run goes on in a fresh history; as usual where nothing is said. */
  history?: { events: number; bytes: number };
  /** The Temporal whose runs these are; absent where it could not be asked. */
  engine?: string;
  clock: Clock;
  log: Log;
  config: Pick<
    Config,
    | 'WORKFLOW_WITHDRAW_MAX'
    | 'WORKFLOW_DAILY_SPEND_LIMIT'
    | 'WORKFLOW_CURRENCY'
    | 'FAILURE_WAIT_HOURS'
    | 'TEMPORAL_TASK_QUEUE'
    | 'HISTORY_DAYS'
  >;
  /** Called once a workflow was stopped by the worker itself (five failures, a changed action), so that its schedules follow at once. */
  onStopped?(workflow: WorkflowRow): Promise<void>;
}
