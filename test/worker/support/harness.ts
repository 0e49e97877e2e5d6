import type { PayloadCodec } from '@temporalio/common';
import { type ActivityInterceptorsFactory, NativeConnection } from '@temporalio/worker';
import { inject } from 'vitest';
import { newExecution, startOf } from '../../../src/automation/execution.ts';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { readConfig } from '../../../src/config.ts';
import { createAccounts } from '../../../src/connectors/accounts.ts';
import { createSandbox } from '../../../src/connectors/sandbox.ts';
import { newId } from '../../../src/ids.ts';
import { createLog } from '../../../src/log.ts';
import type { ExecutionRow, StepRow } from '../../../src/store/runs.ts';
import type { Store } from '../../../src/store/store.ts';
import type { VersionRow, WorkflowRow } from '../../../src/store/workflows.ts';
import type { TemporalAccess } from '../../../src/temporal/access.ts';
import { createTemporal } from '../../../src/temporal/connection.ts';
import { typeOf } from '../../../src/temporal/protocol.ts';
import { createRuns } from '../../../src/temporal/runs.ts';
import { createVault } from '../../../src/vault.ts';
import { createActivities } from '../../../worker/activities/index.ts';
import { quietRuntime } from '../../../worker/connect.ts';
import { createWorker } from '../../../worker/run.ts';
import { testBundle } from '../../support/bundle.ts';
import { openTestStore } from '../../support/store.ts';
import { createWorld } from './actions.ts';
import { createApproving } from './approved.ts';

export const PERSON = { workspace: 'w1', user: 'usr_1', name: 'Wanjiru', timeZone: 'Africa/Nairobi' };

quietRuntime(createLog('error', 'harness'));

type Settings = Parameters<typeof readConfig>[0];

/**
 * A worker of its own queue on the real Temporal and MongoDB, with an invented world behind its actions. Temporal keeps readable
 * text, so that tests can look at it, unless `codec` is given. `idle`: no
 * worker of its own; tests add theirs.
 */
export async function openHarness(
  settings: Settings = {},
  more: {
    codec?(store: Store): PayloadCodec;
    access?: TemporalAccess;
    idle?: boolean;
    history?: { events: number; bytes: number };
    /** Where time is not this machine's, and what keeps it. */
    clock?: Clock;
    around?: ActivityInterceptorsFactory[];
  } = {},
) {
  const { store, url, drop } = await openTestStore();
  const log = createLog('silent', 'test');
  const queue = newId('queue');
  const config = readConfig({ ...settings, NODE_ENV: 'test', TEMPORAL_TASK_QUEUE: queue });
  const access = more.access ?? { address: inject('services').temporal };
  const codec = more.codec && { codec: more.codec(store) };
  const temporal = createTemporal({ access, namespace: 'default', log, ...codec });
  await temporal.prepare();
  const engine = await temporal.engine();
  const world = createWorld();
  const approving = createApproving(store, world.catalogue, PERSON);
  const { approve } = approving;
  const itsOwnTime = more.clock !== undefined;
  const clock = more.clock ?? systemClock;
  const wakes: string[] = [];
  const wake = { conversation() {}, outbox() {}, deliveries() {}, run: (id: string) => void wakes.push(id) };
  const accounts = createAccounts({
    store,
    vault: createVault(Buffer.alloc(32, 7)),
    catalogue: world.catalogue,
    config,
    clock,
  });
  const newActivities = () =>
    createActivities({
      store,
      catalogue: world.catalogue,
      accounts,
      sandbox: createSandbox({ store, clock }),
      wake,
      engine,
      clock,
      log,
      config,
      ...(more.history && { history: more.history }),
    });
  const activities = newActivities();
  let own = more.idle ? null : await ownWorker();
  const runs = createRuns({ temporal, queue, log });
  await store.users.create({ _id: PERSON.user, ...person(), createdAt: new Date() });

  async function ownWorker(made = activities) {
    const connection = await NativeConnection.connect(access);
    const bundle = await testBundle();
    const worker = await createWorker({
      connection,
      namespace: 'default',
      queue,
      bundle,
      ...codec,
      activities: made,
      ...(more.around && { around: more.around }),
      drainMs: 2000,
    });
    const running = worker.run();
    return {
      async stop() {
        worker.shutdown();
        await running;
        await connection.close();
      },
    };
  }

  async function start(
    approved: { workflow: WorkflowRow; version: VersionRow },
    data: Record<string, unknown> = {},
    more: Partial<ExecutionRow> = {},
    delayMs = 0,
  ): Promise<string> {
    const row = {
      ...newExecution(approved.workflow, approved.version, {
        triggerType: 'manual',
        trigger: null,
        triggerData: data,
        now: new Date(),
      }),
      ...more,
    };
    await store.executions.create(row);
    const name = approved.workflow.name;
    // The test server keeps half a run where it does not know its search attributes.
    const plain = { workflowId: row.temporalWorkflowId, args: [startOf(row)], taskQueue: queue };
    if (itsOwnTime) await temporal.client.workflow.start(typeOf(name), plain);
    else await runs.start({ ...startOf(row), name, ...(delayMs > 0 && { delayMs }) });
    return row._id;
  }

  const handle = (id: string) => temporal.client.workflow.getHandle(`run-${id}`);
  const execution = async (id: string): Promise<ExecutionRow> => {
    const row = await store.executions.findOne({ _id: id, workspace: PERSON.workspace }).lean<ExecutionRow>();
    if (!row) throw new Error('no such execution');
    return row;
  };

  return {
    store,
    url,
    world,
    temporal,
    runs,
    queue,
    activities,
    /** The same for a further worker, which shares nothing in memory with the first. */
    newActivities,
    config,
    log,
    wakes,
    ...approving,
    start,
    handle,
    execution,
    /** Runs to its end: the execution, and its steps by path and iteration. */
    async ended(id: string) {
      await handle(id).result();
      return { execution: await execution(id), steps: await steps(id) };
    },
    async run(definition: Parameters<typeof approve>[0], data: Record<string, unknown> = {}) {
      const id = await start(await approve(definition), data);
      return this.ended(id);
    },
    steps,
    /** Ends the worker and begins another that remembers nothing of it. */
    async restart() {
      await own?.stop();
      own = await ownWorker(newActivities());
    },
    async close() {
      await own?.stop();
      await temporal.close();
      await drop();
    },
  };

  async function steps(id: string): Promise<Record<string, StepRow>> {
    const rows = await store.steps.find({ workspace: PERSON.workspace, execution: id }).lean<StepRow[]>();
    return Object.fromEntries(
      rows.map((row) => [row.path.includes('/') ? `${row.path}:${row.iteration}` : row.path, row]),
    );
  }
}

export type Harness = Awaited<ReturnType<typeof openHarness>>;

const person = () => ({
  workspace: PERSON.workspace,
  name: PERSON.name,
  email: 'wanjiru@example.com',
  phone: '+254712345678',
  timeZone: PERSON.timeZone,
  locale: null,
  admin: false,
  stoppedAt: null,
});
