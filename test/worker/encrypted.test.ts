import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createPayloadCodec } from '../../src/temporal/codec.ts';
import { createWorkspaceOf } from '../../src/temporal/workspaces.ts';
import { failureConverterPath } from '../../worker/bundle.ts';
import { testBundle } from '../support/bundle.ts';
import { refused } from './support/actions.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

/** What a run knows must not be read in Temporal: neither its data nor its errors. */
const key = Buffer.alloc(32, 3);
let h: Harness;
beforeAll(async () => {
  h = await openHarness(
    {},
    { codec: (store) => createPayloadCodec({ keys: [key], workspaceOf: createWorkspaceOf(store) }) },
  );
});
afterAll(() => h.close());

const SECRETS = ['Njeri', 'seventy-seven', 'went wrong for', 'enough of this', 'wanjiru@example.com'];

/** The history as Temporal keeps it, every payload's bytes as text. */
async function rawHistory(id: string): Promise<string> {
  const { executions: _, ...reply } = await h.temporal.client.workflowService
    .getWorkflowExecutionHistory({ namespace: 'default', execution: { workflowId: `run-${id}` } })
    .then((answer) => ({ ...answer, executions: null }));
  const json = historyToJSON({ events: reply.history?.events ?? [] });
  const decoded = [...json.matchAll(/"(?:data|encryption-key-id)": ?"([^"]+)"/g)].map(([, data]) =>
    Buffer.from(data ?? '', 'base64').toString('latin1'),
  );
  return `${json}\n${decoded.join('\n')}`;
}

it('keeps nothing readable of data, results, errors, decisions and reasons', async () => {
  h.world.on('write', (params) => ({ id: `for ${String(params.to)}`, data: 'seventy-seven' }));
  h.world.on('once', () => {
    throw refused('It went wrong for Njeri.');
  });
  const id = await h.start(
    await h.approve({
      steps: [
        { id: 'first', params: { to: '{{ trigger.name }}' } },
        { id: 'local', action: 'put', params: { data: '{{ first.data }}' } },
        { id: 'bad', action: 'once', params: { data: '{{ owner.email }}' }, on_error: 'continue' },
        { id: 'rest', service: 'flow', action: 'wait', params: { duration: '1h' } },
      ],
    }),
    { name: 'Njeri' },
  );
  await vi.waitFor(
    async () =>
      expect(await h.runs.query(`run-${id}`)).toMatchObject({
        steps: { bad: 'failed', first: 'success', rest: 'running' },
      }),
    { timeout: 15_000, interval: 50 },
  );
  await h.runs.signal(`run-${id}`, 'cancel', 'enough of this');
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'cancelled', errorMessage: 'enough of this' });
  expect(steps.bad?.error).toBe('It went wrong for Njeri.');

  const raw = await rawHistory(id);
  expect(raw).toContain('Encoded failure');
  for (const secret of SECRETS) expect(raw).not.toContain(secret);
  expect(raw).not.toMatch(/workspace|trigger|duration/);
});

it('takes decisions at gates, and tells why one is refused', async () => {
  const id = await h.start(
    await h.approve({ steps: [{ id: 'ask', service: 'flow', action: 'approve', params: { timeout: '1h' } }] }),
  );
  const gate = await vi.waitFor(
    async () => {
      const state = (await h.runs.query(`run-${id}`)) as { gates: { path: string; seal: string }[] };
      expect(state.gates).toHaveLength(1);
      return state.gates[0];
    },
    { timeout: 15_000, interval: 50 },
  );
  const decision = {
    step: 'ask',
    iteration: 0,
    decision: 'approve',
    name: PERSON.name,
    seal: gate?.seal ?? '',
  } as const;
  const stranger = await h.runs.decide(`run-${id}`, { ...decision, user: 'usr_other', actionId: 'tap-0' });
  expect(stranger).toEqual({ result: 'refused', text: 'Only Wanjiru can decide this one.' });
  const decided = await h.runs.decide(`run-${id}`, { ...decision, user: PERSON.user, actionId: 'tap-1' });
  expect(decided).toMatchObject({ result: 'accepted' });
  expect((await h.ended(id)).execution.status).toBe('completed');
});

it('replays an encrypted history with the key, and not without', async () => {
  const id = await h.start(
    await h.approve({ steps: [{ id: 'one' }, { id: 'two', params: { data: '{{ one.id }}' } }] }),
  );
  await h.ended(id);
  const history = await h.handle(id).fetchHistory();
  const replay = async (payloadCodecs: ReturnType<typeof createPayloadCodec>[]) =>
    Worker.runReplayHistory(
      { workflowBundle: await testBundle(), dataConverter: { failureConverterPath, payloadCodecs } },
      history,
      `run-${id}`,
    );
  await replay([createPayloadCodec({ keys: [key] })]);
  await expect(replay([createPayloadCodec({ keys: [Buffer.alloc(32, 4)] })])).rejects.toThrow();
});

it('gives each workspace its key', async () => {
  const ours = await h.start(await h.approve({ steps: [{ id: 'one' }] }));
  await h.ended(ours);
  const ids = new Set((await rawHistory(ours)).match(/1\.[0-9a-f]{8}\.[0-9a-f]{24}/g));
  expect(ids.size).toBe(1);
});
