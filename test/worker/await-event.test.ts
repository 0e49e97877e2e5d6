import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { AutomationDeps } from '../../src/automation/deps.ts';
import { createRelay } from '../../src/automation/relay.ts';
import { createReceiving, secretName } from '../../src/automation/webhooks.ts';
import { createVault } from '../../src/vault.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

let h: Harness;
let relay: ReturnType<typeof createRelay>;
let receive: ReturnType<typeof createReceiving>;
const vault = createVault(Buffer.alloc(32, 7));
const PATIENCE = { timeout: 20_000 };

beforeAll(async () => {
  h = await openHarness();
  const deps = {
    store: h.store,
    catalogue: h.world.catalogue,
    vault,
    runs: h.runs,
    clock: { now: () => new Date() },
    log: h.log,
    config: h.config,
    accounts: { fieldsFor: async () => null },
  } as unknown as AutomationDeps;
  relay = createRelay(deps);
  receive = createReceiving(deps, relay.kick);
});
afterAll(async () => {
  await relay.stop();
  await h.close();
});

type Approved = Awaited<ReturnType<Harness['approve']>>;

async function waiter(params: Record<string, unknown>, first: Parameters<Harness['approve']>[0]['steps'] = []) {
  const approved = await h.approve({
    steps: [
      ...first,
      { id: 'signed', service: 'flow', action: 'wait', params: { event: 'contract.signed', ...params } as never },
      { id: 'after', action: 'put', params: { data: '{{ [signed.timed_out, signed.data] }}' } },
    ],
  });
  await h.trigger(approved, {
    type: 'webhook',
    service: 'custom',
    event: 'contract.signed',
    resumes: true,
    webhookSecret: vault.seal('secret', secretName(approved.workflow._id)),
  });
  return approved;
}

function send({ workflow }: Approved, body: Record<string, unknown>) {
  const rawBody = Buffer.from(JSON.stringify(body));
  const signature = createHmac('sha256', 'secret').update(rawBody).digest('hex');
  return receive(workflow._id, { rawBody, headers: { 'x-signature': `sha256=${signature}` } });
}

const signed = (id: string, data: Record<string, unknown>) => ({ event: 'contract.signed', id, data });
const waits = (id: string) =>
  vi.waitFor(async () => expect((await h.steps(id)).signed?.state).toBe('waiting'), PATIENCE);

it('goes on with what an event says, of the run it fits, once; the sender hears which', async () => {
  const approved = await waiter({ match: { contract: '{{ trigger.contract }}' } });
  const one = await h.start(approved, { contract: 'C-1' });
  const two = await h.start(approved, { contract: 'C-2' });
  await Promise.all([waits(one), waits(two)]);
  expect(await send(approved, signed('e0', { contract: 'C-9' }))).toMatchObject({ status: 'ignored' });
  const receipt = await send(approved, signed('e1', { contract: 'C-2', by: 'Amina' }));
  expect(receipt).toEqual({ executionId: two, status: 'queued' });
  expect(await send(approved, signed('e1', { contract: 'C-2', by: 'Amina' }))).toEqual(receipt);
  const { execution } = await h.ended(two);
  expect(execution.status).toBe('completed');
  expect(h.world.called('put').at(-1)?.params.data).toEqual([false, { contract: 'C-2', by: 'Amina' }]);
  expect((await h.execution(one)).status).toBe('running');
  expect(await h.store.executions.countDocuments({ workspace: PERSON.workspace })).toBe(2);
  await h.runs.signal(`run-${one}`, 'cancel', 'enough');
  await h.ended(one);
});

it('finds what came before it waited, since its run began', async () => {
  const gate = { id: 'ready', service: 'flow', action: 'approve', params: {} } as const;
  const approved = await waiter({ match: 'event.amount > 10' }, [gate]);
  const id = await h.start(approved);
  await vi.waitFor(async () => expect((await h.steps(id)).ready?.state).toBe('waiting'), PATIENCE);
  expect(await send(approved, signed('low', { amount: 5 }))).toMatchObject({ status: 'ignored' });
  expect(await send(approved, signed('high', { amount: 50 }))).toMatchObject({ status: 'ignored' });
  const open = (await h.steps(id)).ready?.gate;
  await h.runs.decide(`run-${id}`, {
    step: 'ready',
    iteration: 0,
    decision: 'approve',
    user: PERSON.user,
    name: PERSON.name,
    actionId: 'tap',
    seal: open?.seal ?? '',
  });
  await h.ended(id);
  expect(h.world.called('put').at(-1)?.params.data).toEqual([false, { amount: 50 }]);
});

it('goes on without it once its time is over, and the event comes too late', async () => {
  const approved = await waiter({ timeout: '300ms' });
  const { execution } = await h.ended(await h.start(approved));
  expect(execution.status).toBe('completed');
  expect(h.world.called('put').at(-1)?.params.data).toEqual([true, null]);
  expect(await send(approved, signed('late', {}))).toMatchObject({ status: 'ignored' });
});

it('is acknowledged while Temporal is away, and heard when it is back; also in a paused workflow', async () => {
  const approved = await waiter({});
  const id = await h.start(approved);
  await waits(id);
  await h.store.workflows.updateOne({ _id: approved.workflow._id, workspace: 'w1' }, { $set: { status: 'paused' } });
  const { arrived } = h.runs;
  h.runs.arrived = async () => {
    throw new Error('away');
  };
  expect(await send(approved, signed('kept', { ok: true }))).toEqual({ executionId: id, status: 'queued' });
  await vi.waitFor(
    async () =>
      expect(await h.store.deliveries.findOne({ workspace: 'w1', executionId: id }).lean()).toMatchObject({
        attempts: 1,
      }),
    PATIENCE,
  );
  h.runs.arrived = arrived;
  await h.store.deliveries.updateOne({ workspace: 'w1', executionId: id }, { $set: { dueAt: new Date() } });
  await relay.sweep();
  await h.ended(id);
  expect(h.world.called('put').at(-1)?.params.data).toEqual([false, { ok: true }]);
});
