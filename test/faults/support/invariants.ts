import { Client, Connection } from '@temporalio/client';
import { expect, vi } from 'vitest';
import { readState } from '../../../src/services/state.ts';
import type { DeliveryRow } from '../../../src/store/deliveries.ts';
import type { EffectRow, SpendRow } from '../../../src/store/effects.ts';
import { EVERY_WORKSPACE } from '../../../src/store/guard.ts';
import type { InboxRow, OutboxRow } from '../../../src/store/mail.ts';
import type { ExecutionRow } from '../../../src/store/runs.ts';
import type { WebMessageRow } from '../../../src/store/web.ts';
import type { Product } from './product.ts';
import type { Ack } from './workflows.ts';

const EVERY = { workspace: EVERY_WORKSPACE };
const QUIET_MS = 60_000;

/**
 * What must hold whatever was killed, once everything has come to rest (which this waits for): nothing acknowledged is
 * lost, nothing happens twice, nothing is left hanging.
 */
export async function mustHold(product: Product, acks: Ack[]): Promise<void> {
  await quiet(product);
  const { store } = product;
  const executions = await store.executions.find(EVERY).lean<ExecutionRow[]>();
  await deliveriesHaveOneRun(product, acks, executions);
  await temporalKnowsTheSame(product, executions);
  await effectsHappenedOnce(product, executions);
  await messagesStandOnce(product);
  for (const row of await store.spend.find(EVERY).lean<SpendRow[]>()) {
    expect({ reserved: row.reserved, open: row.open }, `spend ${row._id}`).toEqual({ reserved: 0, open: {} });
  }
}

/** Waits until nothing is under way any more: runs, deliveries, messages in and out, cards. */
async function quiet({ store }: Product): Promise<void> {
  const ids = (rows: { _id: string }[]) => rows.map((row) => row._id);
  const behind = { ...EVERY, $expr: { $gt: ['$dirty', '$rendered'] } };
  await vi.waitFor(
    async () => {
      const left = {
        runs: ids(await store.executions.find({ ...EVERY, status: 'running' }, { _id: 1 }).lean()),
        deliveries: ids(await store.deliveries.find({ ...EVERY, state: 'queued' }, { _id: 1 }).lean()),
        inbox: await store.inbox.find({ ...EVERY, state: 'new' }, { attempts: 1, dueAt: 1, error: 1, batch: 1 }).lean(),
        outbox: ids(await store.outbox.find({ ...EVERY, state: 'new' }, { _id: 1 }).lean()),
        cards: ids(await store.executions.find(behind, { _id: 1 }).lean()),
      };
      expect(left).toEqual({ runs: [], deliveries: [], inbox: [], outbox: [], cards: [] });
    },
    { timeout: QUIET_MS, interval: 100 },
  );
}

/** Each delivery that was answered with 202 is there, and each that is there has exactly the run it was promised. */
async function deliveriesHaveOneRun({ store }: Product, acks: Ack[], executions: ExecutionRow[]): Promise<void> {
  const rows = await store.deliveries.find(EVERY).lean<DeliveryRow[]>();
  const promised = acks.filter((ack) => ack.status === 202).map((ack) => ack.execution);
  const known = new Set(rows.map((row) => row.executionId));
  expect(promised.filter((id) => id === null || !known.has(id))).toEqual([]);
  expect(rows.filter((row) => row.state !== 'started').map((row) => [row._id, row.state, row.reason])).toEqual([]);
  const byWebhook = executions.filter((row) => row.triggerType === 'webhook').map((row) => row._id);
  expect(byWebhook.toSorted()).toEqual(rows.map((row) => row.executionId).toSorted());
}

/** One Temporal workflow for each run and none beside them, all of them over. */
async function temporalKnowsTheSame(product: Product, executions: ExecutionRow[]): Promise<void> {
  const connection = await Connection.connect({
    address: `127.0.0.1:${readState(product.dataDir).services.temporal?.ports.main}`,
  });
  try {
    const client = new Client({ connection });
    await vi.waitFor(
      async () => {
        const found: { id: string; open: boolean }[] = [];
        for await (const { workflowId, status } of client.workflow.list()) {
          found.push({ id: workflowId, open: status.name === 'RUNNING' });
        }
        expect(found.filter((one) => one.open)).toEqual([]);
        expect(found.map((one) => one.id).toSorted()).toEqual(
          executions.map((row) => row.temporalWorkflowId).toSorted(),
        );
      },
      { timeout: 20_000, interval: 200 },
    );
  } finally {
    await connection.close();
  }
}

/**
 * Each step of a run reached the world under one key only, which is its own; without a way to repeat it harmlessly it
 * arrived once. What a run says succeeded is there.
 */
async function effectsHappenedOnce({ store, world }: Product, executions: ExecutionRow[]): Promise<void> {
  const arrivals = new Map<string, { keys: Set<string | null>; count: number; repeatable: boolean }>();
  for (const line of world.lines()) {
    const { run, step, index = 0 } = JSON.parse(line.body) as { run: string; step: string; index?: number };
    const seen = arrivals.get(`${run}:${step}:${index}`) ?? {
      keys: new Set(),
      count: 0,
      repeatable: line.method === 'PUT',
    };
    seen.keys.add(line.key);
    seen.count += 1;
    arrivals.set(`${run}:${step}:${index}`, seen);
  }
  const roots = new Map(executions.map((row) => [row._id, row]));
  for (const [place, seen] of arrivals) {
    const [run = '', step = '', index = ''] = place.split(':');
    const row = roots.get(run);
    // "back first" takes the step back.
    const path = step.startsWith('back ') ? `${step.slice('back '.length)}:undo` : step;
    expect([...seen.keys], place).toEqual([`${row?.rootExecution}:${path}:${index}:${row?.generation}`]);
    if (!seen.repeatable) expect(seen.count, place).toBe(1);
  }
  const done = await store.steps.find({ ...EVERY, service: 'http', state: 'success' }).lean();
  const given = (run: string, step: string) => Object.hasOwn(roots.get(run)?.given ?? {}, step);
  // A list's own row stands for its passes, each of which has one of its own.
  const lists = new Set(
    done.filter(({ path }) => path.includes('/')).map((row) => `${row.execution}:${row.path.split('/')[0]}`),
  );
  const missing = done.filter(
    ({ execution, path, iteration }) =>
      !lists.has(`${execution}:${path}`) &&
      !given(execution, path) &&
      !arrivals.has(`${execution}:${path}:${iteration}`),
  );
  expect(missing.map((row) => row._id)).toEqual([]);
  const effects = await store.effects.find({ ...EVERY, state: 'started' }).lean<EffectRow[]>();
  expect(effects.map((row) => row._id)).toEqual([]);
}

/** Everything said was handled, and each outgoing message stands in its thread exactly once. */
async function messagesStandOnce({ store }: Product): Promise<void> {
  const inbox = await store.inbox.find(EVERY).lean<InboxRow[]>();
  expect(inbox.filter((row) => row.state !== 'done').map((row) => [row._id, row.error])).toEqual([]);
  const outbox = await store.outbox.find(EVERY).lean<OutboxRow[]>();
  expect(outbox.filter((row) => row.state === 'failed').map((row) => [row._id, row.error])).toEqual([]);
  const shown = await store.webMessages.find({ ...EVERY, from: 'bot' }).lean<WebMessageRow[]>();
  // Each has a post of its own, also where a kill came before it was put on its way; changes post nothing.
  const wanted = outbox.filter((row) => row.op === 'post').map((row) => `${row.thread}|out:${row.key}`);
  expect(shown.map((row) => `${row.thread}|${row.key}`).toSorted()).toEqual(wanted.toSorted());
}
