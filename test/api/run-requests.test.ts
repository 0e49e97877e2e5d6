import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { ExecutionRow } from '../../src/store/runs.ts';
import { type Caller, type House, openHouse } from '../support/house.ts';

/** One run, steered and asked about in its conversation: the whole product, with the run on Temporal. */
let house: House;
let ann: Caller;
let conversation: string | null = null;

beforeAll(async () => {
  house = await openHouse();
  ann = await house.person('Ann');
  const definition = {
    name: 'Client onboarding',
    policy: {},
    triggers: [{ type: 'manual' }],
    steps: [
      { id: 'note', service: 'flow', action: 'set', params: { values: { a: 1 } } },
      { id: 'rest', service: 'flow', action: 'wait', params: { duration: '3d' } },
      { id: 'ok', service: 'flow', action: 'approve', params: { message: 'Send the contract?' } },
      {
        id: 'mail',
        service: 'reminder',
        action: 'set_reminder',
        params: { message: 'Call them' },
      },
    ],
  };
  const made = await ann.call<{ id: string; seal: string }>('POST', '/api/workflows/', { definition });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const { id, seal } = made.body;
  const approved = await ann.call('POST', `/api/workflows/drafts/${id}/approve`, { seal });
  expect(approved.status, JSON.stringify(approved.body)).toBe(200);
});
afterAll(() => house.close());

async function say(message: string): Promise<string> {
  const { body } = await ann.call<{ response: string; conversation_id: string }>('POST', '/api/workflows/chat/', {
    message,
    timezone: 'Africa/Nairobi',
    ...(conversation && { conversation_id: conversation }),
  });
  conversation = body.conversation_id;
  return body.response;
}

const newest = async (): Promise<ExecutionRow> => {
  const row = await house.store.executions
    .findOne({ workspace: ann.workspace })
    .sort({ startedAt: -1 })
    .lean<ExecutionRow>();
  if (!row) throw new Error('no run');
  return row;
};

async function started(): Promise<string> {
  expect(await say('run the client onboarding')).toContain('is running');
  await vi.waitFor(
    async () => {
      const { _id: execution } = await newest();
      const waits = { workspace: ann.workspace, execution, path: 'rest', state: 'waiting' as const };
      expect(await house.store.steps.exists(waits)).not.toBeNull();
    },
    { timeout: 20_000 },
  );
  return (await newest())._id;
}

const shown = async (): Promise<string> => {
  const path = `/api/workflows/chat/${conversation}/messages`;
  const { body } = await ann.call<{ messages: { text: string }[] }>('GET', path);
  return body.messages.map((one) => one.text).join('\n---\n');
};

it('says how far it is, pauses, goes on, and is cancelled for a reason that stays with it', async () => {
  const id = await started();
  expect(await say('how far is it?')).toMatch(/25 %: 1 of 4 steps are over\.\nWaits until .*, (since .*|just begun)\./);
  expect(await say('pause this run')).toMatch(/^The run of “Client onboarding” is paused/);
  await vi.waitFor(async () => expect((await newest()).paused).toBe(true), { timeout: 20_000 });
  expect(await say('what is it doing?')).toContain('It is paused.');
  expect(await say('resume it')).toBe('The run of “Client onboarding” goes on.');
  await vi.waitFor(async () => expect((await newest()).paused).toBe(false), { timeout: 20_000 });
  expect(await say('cancel that run because the client changed his mind')).toContain('the client changed his mind');
  await vi.waitFor(async () => expect((await newest()).status).toBe('cancelled'), { timeout: 20_000 });
  expect(await newest()).toMatchObject({ _id: id, errorMessage: 'the client changed his mind' });
  await vi.waitFor(
    async () => expect(await shown()).toMatch(/✖ Client onboarding was cancelled\nThe client changed his mind/),
    {
      timeout: 20_000,
    },
  );
  expect(await say('how far is it?')).toMatch(
    /^No run is under way\. The last run of “Client onboarding” ended .*: cancelled\.$/,
  );
});

it('is stopped at once after a yes', async () => {
  const id = await started();
  expect(await say('stop that run now')).toMatch(/^Stop this run of “Client onboarding” at once\?/);
  expect((await newest()).status).toBe('running');
  // A yes counts once the card stands there.
  await vi.waitFor(async () => expect(await shown()).toContain('Stop this run'), { timeout: 10_000 });
  await say('yes');
  await vi.waitFor(async () => expect((await newest()).status).toBe('cancelled'), { timeout: 20_000 });
  expect(await newest()).toMatchObject({ _id: id, errorMessage: 'stopped at once by Ann' });
  const described = await ann.call('GET', `/api/workflows/${(await newest()).workflow}/executions/${id}/describe`);
  expect(described.body).toMatchObject({ status: 'TERMINATED' });
});

it('begins later where a delay is asked for, and can be cancelled before', async () => {
  const { workflow } = await newest();
  const path = `/api/workflows/${workflow}`;
  expect((await ann.call('POST', `${path}/run`, { start_delay: 'soon' })).status).toBe(400);
  const begun = await ann.call<{ execution_id: string }>('POST', `${path}/run`, { start_delay: '2s' });
  const later = await ann.call<{ execution_id: string }>('POST', `${path}/run`, { start_delay: '1h' });
  const row = async (id: string) =>
    (await ann.call<{ phase: string; status: string; started_at: string }>('GET', `${path}/executions/${id}`)).body;
  expect((await row(later.body.execution_id)).phase).toBe('queued');
  await vi.waitFor(async () => expect((await row(begun.body.execution_id)).phase).not.toBe('queued'), {
    timeout: 20_000,
  });
  const filter = { workspace: ann.workspace, execution: begun.body.execution_id };
  const first = await vi.waitFor(
    async () => {
      const step = await house.store.steps.findOne(filter).lean();
      if (!step) throw new Error('no step yet');
      return step;
    },
    { timeout: 20_000 },
  );
  const planned = Date.parse((await row(begun.body.execution_id)).started_at);
  expect(first.startedAt.getTime()).toBeGreaterThanOrEqual(planned - 100);
  expect((await row(later.body.execution_id)).phase).toBe('queued');
  await ann.call('POST', `${path}/executions/${later.body.execution_id}/cancel`, { reason: 'never mind' });
  await vi.waitFor(async () => expect((await row(later.body.execution_id)).status).toBe('cancelled'), {
    timeout: 20_000,
  });
});
