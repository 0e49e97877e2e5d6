import { expect, vi } from 'vitest';
import { startOf } from '../../src/automation/execution.ts';
import { queueOf } from '../../src/temporal/queues.ts';
import { busy, gateOf, refused } from '../worker/support/actions.ts';
import { type Harness, openHarness, PERSON } from '../worker/support/harness.ts';
import { addWorker } from '../worker/support/pair.ts';
import { AMINA, addPeople, decide, waiting } from '../worker/support/people.ts';
import { type HistoryJson, type Scenario, simple } from './scenario.ts';

/** Of what can be decided after a failure, how what was done is taken back, where calls wait, and what a pause holds. */

const LONG = { timeout: 20_000 };
const FULL = () => {
  throw refused('Full.');
};
const keep = (id: string) => ({ id, action: 'keep', params: { data: id } });
const gate = (params: Record<string, unknown>) => ({ id: 'ask', service: 'flow', action: 'approve', params: params as never });

/** Once a database. */
async function withPeople(h: Harness): Promise<void> {
  if (!(await h.store.users.exists({ _id: AMINA.user, workspace: PERSON.workspace }))) await addPeople(h);
}

async function asked(h: Harness, id: string, round: number): Promise<void> {
  await vi.waitFor(async () => expect((await h.execution(id)).asking).toMatchObject({ round, decided: null }), LONG);
}
const choose = (h: Harness, id: string, round: number, choice: 'skip' | 'change' | 'undo' | 'stop', params?: object) =>
  h.runs.choose(`run-${id}`, {
    round,
    choice,
    user: PERSON.user,
    name: PERSON.name,
    actionId: `tap-${round}`,
    ...(params && { params: params as never }),
  });
const paused = (h: Harness, id: string) =>
  vi.waitFor(async () => expect((await h.execution(id)).paused).toBe(true), LONG);

export const FURTHER: Scenario[] = [
  {
    name: 'undo-mode',
    async run(h) {
      h.world.on('once', FULL);
      const id = await h.start(await h.approve({ steps: [keep('a'), keep('b'), { id: 'bad', action: 'once' }] }));
      const { execution } = await h.ended(id);
      h.world.on('once', () => undefined);
      await h.runs.start({ ...startOf(execution), name: 'Undo', mode: 'undo' });
      const handle = h.temporal.client.workflow.getHandle(`undo-${id}`);
      await handle.result();
      return handle.fetchHistory();
    },
  },
  {
    name: 'chosen-change-skip-stop',
    async run(h) {
      h.world.on('once', ({ to }) => {
        if (to === 'right') return {};
        throw refused('Full.');
      });
      const steps = ['one', 'two', 'three'].map((id) => ({ id, action: 'once', params: { to: 'wrong' } }));
      const id = await h.start(await h.approve({ on_failure: 'ask', steps }));
      await asked(h, id, 1);
      await choose(h, id, 1, 'change', { to: 'right' });
      await asked(h, id, 2);
      await choose(h, id, 2, 'skip');
      await asked(h, id, 3);
      await choose(h, id, 3, 'stop');
      await h.ended(id);
      h.world.on('once', () => undefined);
      return id;
    },
  },
  {
    name: 'chosen-undo',
    async run(h) {
      h.world.on('once', FULL);
      const id = await h.start(await h.approve({ on_failure: 'ask', steps: [keep('a'), { id: 'bad', action: 'once' }] }));
      await asked(h, id, 1);
      await choose(h, id, 1, 'undo');
      await h.ended(id);
      h.world.on('once', () => undefined);
      return id;
    },
  },
  {
    name: 'retried-with-given',
    async run(h) {
      h.world.on('once', FULL);
      const approved = await h.approve({
        steps: [{ id: 'one' }, { id: 'bad', action: 'once' }, { id: 'next', params: { to: '{{ one.id }}' } }],
      });
      const first = await h.start(approved);
      const { steps } = await h.ended(first);
      h.world.on('once', () => undefined);
      const given = { one: steps.one?.output };
      const id = await h.start(approved, {}, { retryOf: first, rootExecution: first, given });
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'gate-changed',
    async run(h) {
      await withPeople(h);
      const params = { who: ['owner', 'Amina'], not_requester: true, guards: 'pay', may_change: ['amount'] };
      const id = await h.start(await h.approve({ steps: [gate(params), { id: 'pay', action: 'pay', params: { amount: 5 } }] }));
      await decide(h, id, await waiting(h, id, 'ask'), AMINA, { changes: { amount: 4 } });
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'gate-in-channel',
    async run(h) {
      await withPeople(h);
      const id = await h.start(await h.approve({ steps: [gate({ who: '#ops', not_requester: true }), { id: 'next' }] }));
      await decide(h, id, await waiting(h, id, 'ask'), AMINA, { channel: '#ops' });
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'quick-handed-over',
    async run(h) {
      const { opened, open } = gateOf<{ id: string }>();
      h.world.on('call', () => opened);
      const id = await h.start(await h.approve({ steps: [{ id: 'only', action: 'call' }, { id: 'after', action: 'put' }] }));
      const scheduled = async () =>
        (await h.handle(id).fetchHistory()).events?.some((event) => event.activityTaskScheduledEventAttributes);
      await vi.waitFor(async () => expect(await scheduled()).toBe(true), LONG);
      open({ id: 'late' });
      await h.ended(id);
      h.world.on('call', () => undefined);
      return id;
    },
  },
  {
    name: 'declared-queue',
    async run(h) {
      const other = await addWorker(h, { queue: queueOf(h.queue, 'long') });
      const id = await h.start(await h.approve({ steps: [{ id: 'one' }, { id: 'two', action: 'heavy' }] }));
      await h.ended(id);
      await other.stop();
      return id;
    },
  },
  {
    name: 'list-of-children',
    async run(h) {
      const child = await h.approve({ steps: [{ id: 'only', action: 'put', params: { data: '{{ trigger.n }}' } }] });
      const params = { workflow: child.workflow.name, data: { n: '{{ item }}' } };
      const each = { id: 'each', service: 'flow', action: 'run_workflow', for_each: '{{ [1, 2, 3] }}', params };
      const id = await h.start(await h.approve({ steps: [each, { id: 'after', action: 'put' }] }));
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'cancelled-in-flight',
    async run(h) {
      const inside = gateOf();
      h.world.on('write', (_params, { signal }) => {
        inside.open();
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
      });
      const id = await h.start(await h.approve({ steps: [{ id: 'one' }, { id: 'two' }] }));
      await inside.opened;
      await h.runs.signal(`run-${id}`, 'cancel', 'enough');
      await h.ended(id);
      h.world.on('write', () => undefined);
      return id;
    },
  },
  {
    name: 'wait-until',
    async run(h) {
      const until = new Date(Date.now() + 1500).toISOString();
      const rest = { id: 'rest', service: 'flow', action: 'wait', params: { until } };
      const id = await h.start(await h.approve({ steps: [rest, { id: 'after', action: 'put' }] }));
      await h.ended(id);
      return id;
    },
  },
  simple('stopped', {
    steps: [{ id: 'one' }, { id: 'stop', service: 'flow', action: 'stop', params: { reason: 'Enough.' } }, { id: 'never' }],
  }),
  simple('stopped-as-failed', {
    steps: [
      { id: 'one' },
      { id: 'stop', service: 'flow', action: 'stop', params: { reason: 'Not this.', failed: true } },
      { id: 'never' },
    ],
  }),
  {
    name: 'bounded',
    async run(h) {
      const inner = await h.approve({ profile: 'bounded', steps: [{ id: 'one', action: 'put' }] });
      const sub = { id: 'sub', service: 'flow', action: 'run_workflow', params: { workflow: inner.workflow.name } };
      const id = await h.start(await h.approve({ profile: 'bounded', steps: [sub, { id: 'two' }] }), {}, { bounded: true });
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'reminders-held',
    async run(h) {
      const times = { timeout: '1h', reminders: ['400ms', '500ms'] };
      const what = { id: 'what', service: 'flow', action: 'ask', needs: [], params: { question: 'What?', ...times } };
      const id = await h.start(await h.approve({ steps: [{ ...gate(times), needs: [] }, what] }));
      await waiting(h, id, 'ask');
      await h.runs.signal(`run-${id}`, 'pause', '');
      await paused(h, id);
      const held = async () =>
        (await h.handle(id).fetchHistory()).events?.some((event) => event.markerRecordedEventAttributes?.markerName === 'core_patch');
      await vi.waitFor(async () => expect(await held()).toBe(true), LONG);
      await h.runs.signal(`run-${id}`, 'resume', '');
      await vi.waitFor(async () => expect((await h.steps(id)).ask?.gate?.reminded).toBe(2), LONG);
      await h.runs.signal(`run-${id}`, 'cancel', 'over');
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'paused-while-undone',
    async run(h) {
      const inside = gateOf();
      const go = gateOf();
      h.world.on('once', FULL);
      let calls = 0;
      h.world.on('drop', async () => {
        calls += 1;
        if (calls > 1) return {};
        inside.open();
        await go.opened;
        throw busy('Not now.', 100);
      });
      const id = await h.start(
        await h.approve({ on_failure: 'undo', steps: [keep('a'), keep('b'), { id: 'bad', action: 'once' }] }),
      );
      await inside.opened;
      await h.runs.signal(`run-${id}`, 'pause', '');
      await paused(h, id);
      go.open();
      const held = async () =>
        (await h.handle(id).fetchHistory()).events?.some((event) => event.activityTaskFailedEventAttributes);
      await vi.waitFor(async () => expect(await held()).toBe(true), LONG);
      await h.runs.signal(`run-${id}`, 'resume', '');
      await h.ended(id);
      h.world.on('once', () => undefined);
      h.world.on('drop', () => undefined);
      return id;
    },
  },
  {
    name: 'time-stood-still',
    async run(h) {
      const times = { timeout: '6s', reminders: ['4s'] };
      const ask = { id: 'what', service: 'flow', action: 'ask', needs: [], params: { question: 'What?', default: 'x', ...times } };
      const id = await h.start(await h.approve({ steps: [{ ...gate(times), needs: [] }, ask] }));
      for (const step of ['ask', 'what']) await waiting(h, id, step);
      await h.runs.signal(`run-${id}`, 'pause', '');
      await paused(h, id);
      const { ask: gated, what } = await h.steps(id);
      const over = Math.max(...[gated?.gate, what?.question].map((one) => Date.parse(one?.deadline ?? '')));
      await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(over + 100), LONG);
      await h.runs.signal(`run-${id}`, 'resume', '');
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'paused-while-asking',
    async run(h) {
      h.world.on('once', FULL);
      const id = await h.start(await h.approve({ on_failure: 'ask', steps: [{ id: 'bad', action: 'once' }] }));
      await asked(h, id, 1);
      const before = (await h.execution(id)).asking?.deadline;
      await h.runs.signal(`run-${id}`, 'pause', '');
      await paused(h, id);
      await h.runs.signal(`run-${id}`, 'resume', '');
      await vi.waitFor(async () => expect((await h.execution(id)).asking?.deadline).not.toBe(before), LONG);
      await choose(h, id, 1, 'skip');
      await h.ended(id);
      h.world.on('once', () => undefined);
      return id;
    },
  },
  { name: 'fresh-with-gate', run: withGate },
];

/** A gate that is open while a loop beside it goes on in fresh histories: the last of them, in which it is decided. */
async function withGate(): Promise<HistoryJson> {
  const h = await openHarness({}, { history: { events: 100, bytes: 1_000_000 } });
  try {
    const body = { id: 'write', action: 'put', inside: 'all', params: { data: '{{ item }}' } };
    const all = { id: 'all', service: 'flow', action: 'loop', needs: [], for_each: '{{ trigger.items }}' };
    const steps = [{ ...gate({ message: 'Go on?', reminders: ['1h'], timeout: '2h' }), needs: [] }, all, body];
    const end = { id: 'end', action: 'put', needs: ['ask', 'all'] };
    const items = Array.from({ length: 60 }, (_, at) => at);
    const id = await h.start(await h.approve({ steps: [...steps, end] }), { items });
    const row = await waiting(h, id, 'ask');
    const first = (await h.execution(id)).temporalRunId;
    await vi.waitFor(async () => expect((await h.steps(id)).all?.state).toBe('success'), { timeout: 60_000 });
    expect((await h.handle(id).describe()).runId).not.toBe(first);
    await decide(h, id, row, PERSON);
    await h.ended(id);
    return await h.handle(id).fetchHistory();
  } finally {
    await h.close();
  }
}
