import { expect, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import { UPKEEP } from '../../src/temporal/upkeep.ts';
import type { StepRow } from '../../src/store/runs.ts';
import { openHarness, PERSON } from '../worker/support/harness.ts';
import { busy, gateOf, refused } from '../worker/support/actions.ts';
import { AMINA, addPeople, answer, BARAKA, decide, waiting } from '../worker/support/people.ts';
import { FURTHER } from './further.ts';
import { type HistoryJson, type Scenario, simple } from './scenario.ts';

export const SCENARIOS: Scenario[] = [
  simple('plain', {
    steps: [{ id: 'one' }, { id: 'two', action: 'look', params: { to: '{{ one.id }}' } }, { id: 'three', action: 'put' }],
  }),
  simple('branches', {
    steps: [
      { id: 'left', needs: [] },
      { id: 'right', action: 'look', needs: [] },
      { id: 'skipped', action: 'peek', needs: ['left'], condition: '{{ left.status == "failed" }}' },
      { id: 'join', action: 'put', needs: ['left', 'right', 'skipped'] },
    ],
  }),
  simple('list', { steps: [{ id: 'each', for_each: '{{ trigger.items }}', params: { data: '{{ item }}' } }] }, { items: [1, 2, 3] }),
  simple('flow', {
    steps: [
      { id: 'keep', service: 'flow', action: 'set', params: { values: { a: 1 } } },
      { id: 'rest', service: 'flow', action: 'wait', params: { duration: '100ms' } },
      { id: 'ask', service: 'flow', action: 'approve', params: { timeout: '100ms' } },
      { id: 'never' },
    ],
  }),
  {
    name: 'handled-failure',
    async run(h) {
      h.world.on('book', () => {
        throw refused('Full.');
      });
      const id = await h.start(
        await h.approve({
          steps: [
            { id: 'book', action: 'book' },
            { id: 'tell', action: 'notify', condition: "{{ book.status == 'failed' }}" },
          ],
        }),
      );
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'cancelled-while-waiting',
    async run(h) {
      const id = await h.start(
        await h.approve({ steps: [{ id: 'rest', service: 'flow', action: 'wait', params: { duration: '1h' } }, { id: 'next' }] }),
      );
      await h.runs.signal(`run-${id}`, 'pause', '');
      await h.runs.signal(`run-${id}`, 'resume', '');
      await h.runs.signal(`run-${id}`, 'cancel', 'enough');
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'asked-after-failure',
    async run(h) {
      h.world.on('once', (_params, _context, call) => {
        if (call === 1) throw refused('Full.');
        return { id: 'fine' };
      });
      const id = await h.start(
        await h.approve({ on_failure: 'ask', steps: [{ id: 'one' }, { id: 'two', action: 'once' }, { id: 'three' }] }),
      );
      const waits = async () => (await h.execution(id)).asking?.round === 1;
      await vi.waitFor(async () => expect(await waits()).toBe(true), { timeout: 15_000 });
      await h.runs.choose(`run-${id}`, { round: 1, choice: 'retry', user: PERSON.user, name: PERSON.name, actionId: 'tap' });
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'undone-on-failure',
    async run(h) {
      h.world.on('book', () => {
        throw refused('Full.');
      });
      const way = { service: 'world', action: 'put', params: { to: '{{ one.id }}' } };
      const id = await h.start(
        await h.approve({
          on_failure: 'undo',
          steps: [
            { id: 'one', undo: way },
            { id: 'two', action: 'keep' },
            { id: 'three', action: 'book' },
          ],
        }),
      );
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'undone-on-cancel',
    async run(h) {
      const id = await h.start(
        await h.approve({
          on_cancel: 'undo',
          steps: [
            { id: 'one', action: 'keep' },
            { id: 'rest', service: 'flow', action: 'wait', params: { duration: '1h' } },
          ],
        }),
      );
      await vi.waitFor(async () => expect((await h.steps(id)).rest?.state).toBe('waiting'), { timeout: 15_000 });
      await h.runs.signal(`run-${id}`, 'cancel', 'enough');
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'child',
    async run(h) {
      const child = await h.approve({ steps: [{ id: 'only', params: { to: '{{ trigger.who }}' } }] });
      const step = { service: 'flow', action: 'run_workflow', params: { workflow: child.workflow.name, data: { who: 'Amina' } } };
      const id = await h.start(await h.approve({ steps: [{ id: 'inner', ...step }, { id: 'after' }] }));
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'two-of-three',
    async run(h) {
      if (!(await h.store.users.exists({ _id: AMINA.user, workspace: PERSON.workspace }))) await addPeople(h);
      const who = ['Amina', 'Otieno', 'Baraka'];
      const params = { who, needed: 2, guards: 'pay', reminders: ['200ms'], timeout: '1h' };
      const id = await h.start(
        await h.approve({
          steps: [
            { id: 'ask', service: 'flow', action: 'approve', params },
            { id: 'pay', action: 'pay', params: { amount: 5 } },
          ],
        }),
      );
      const row = await waiting(h, id, 'ask');
      for (let reminded = 0; reminded < 1; ) reminded = (await h.steps(id)).ask?.gate?.reminded ?? 0;
      await decide(h, id, row, AMINA);
      await decide(h, id, row, AMINA);
      await decide(h, id, row, BARAKA);
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'event-came',
    async run(h) {
      const step = { service: 'flow', action: 'wait', params: { event: 'order.paid', timeout: '1h' } };
      const id = await h.start(await h.approve({ steps: [{ id: 'paid', ...step }, { id: 'after' }] }));
      await vi.waitFor(async () => expect((await h.steps(id)).paid?.state).toBe('waiting'), { timeout: 15_000 });
      const met = { state: 'met', data: { amount: 5 }, closedAt: new Date() };
      await h.store.eventWaits.updateOne({ _id: `${id}:paid:0`, workspace: PERSON.workspace }, { $set: met });
      await h.runs.arrived(`run-${id}`, 'paid:0');
      await h.ended(id);
      return id;
    },
  },
  {
    name: 'asked-again',
    async run(h) {
      const params = { question: 'How many?', kind: 'number' };
      const id = await h.start(
        await h.approve({
          steps: [
            { id: 'ask', service: 'flow', action: 'ask', params },
            { id: 'next', params: { data: '{{ ask.answer }}' } },
          ],
        }),
      );
      const row = await waiting(h, id, 'ask');
      await answer(h, id, row, 'many');
      await answer(h, id, row, '7');
      await h.ended(id);
      return id;
    },
  },
  simple('silence', {
    steps: [
      { id: 'ask', service: 'flow', action: 'approve', params: { timeout: '300ms', reminders: ['100ms'], on_silence: 'continue' } },
      { id: 'size', service: 'flow', action: 'ask', params: { question: 'Size?', timeout: '100ms', default: 'small' } },
      { id: 'colour', service: 'flow', action: 'ask', params: { question: 'Colour?', timeout: '100ms' } },
      { id: 'tell', condition: "{{ ask.status == 'timeout' && colour.status == 'failed' }}" },
    ],
  }),
  simple('event-missed', {
    steps: [
      { id: 'paid', service: 'flow', action: 'wait', params: { event: 'order.paid', timeout: '200ms' } },
      { id: 'after', action: 'put' },
    ],
  }),
  {
    name: 'upkeep',
    async run(h) {
      const id = newId('night');
      await h.temporal.client.workflow.execute(UPKEEP, { workflowId: `run-${id}`, taskQueue: h.queue });
      return id;
    },
  },
  simple(
    'loop-body',
    {
      steps: [
        { id: 'all', service: 'flow', action: 'loop', for_each: '{{ trigger.items }}', max_parallel: 2, on_error: 'continue' },
        { id: 'look', action: 'peek', inside: 'all', params: { data: '{{ item }}' } },
        { id: 'write', inside: 'all', condition: '{{ item > 1 }}', params: { data: '{{ index }}', to: '{{ look.id }}' } },
        { id: 'wrong', action: 'put', inside: 'all', condition: '{{ item == 3 }}', params: { to: '{{ item.nothing }}' } },
        { id: 'end', action: 'put', params: { data: '{{ all.failed }}' } },
      ],
    },
    { items: [1, 2, 3, 4, 5] },
  ),
  {
    name: 'loop-with-gate',
    async run(h) {
      const id = await h.start(
        await h.approve({
          steps: [
            { id: 'all', service: 'flow', action: 'loop', for_each: '{{ [1, 2] }}' },
            { id: 'ask', service: 'flow', action: 'approve', inside: 'all', params: { message: 'Go on?' } },
            { id: 'pay', action: 'put', inside: 'all', params: { data: '{{ item }}' } },
          ],
        }),
      );
      for (const iteration of [0, 1]) {
        const key = `all/each/ask:${iteration}`;
        await vi.waitFor(async () => expect((await h.steps(id))[key]?.state).toBe('waiting'), { timeout: 15_000 });
        await decide(h, id, (await h.steps(id))[key] as StepRow, PERSON);
      }
      await h.ended(id);
      return id;
    },
  },
  // What runs of earlier versions began side by side, they began in this order.
  simple('gate-beside-question', {
    steps: [
      { id: 'ok', service: 'flow', action: 'approve', needs: [], params: { guards: 'pay', timeout: '1s' } },
      { id: 'other', service: 'flow', action: 'ask', needs: [], params: { question: 'Size?', timeout: '1s', default: 'x' } },
      { id: 'pay', action: 'pay', needs: ['ok'], params: { amount: 5 } },
    ],
  }),
  simple('gate-beside-wait', {
    steps: [
      { id: 'ok', service: 'flow', action: 'approve', needs: [], params: { guards: 'pay', timeout: '1s' } },
      { id: 'other', service: 'flow', action: 'wait', needs: [], params: { duration: '500ms' } },
      { id: 'pay', action: 'pay', needs: ['ok'], params: { amount: 5 } },
    ],
  }),
  simple(
    'lists-side-by-side',
    {
      steps: [
        { id: 'a', needs: [], for_each: '{{ trigger.items }}', max_parallel: 6, params: { data: '{{ item }}' } },
        { id: 'b', service: 'flow', action: 'wait', needs: [], for_each: '{{ trigger.items }}', max_parallel: 6, params: { duration: '20ms' } },
      ],
    },
    { items: Array.from({ length: 30 }, (_, at) => at) },
  ),
  simple('background', {
    steps: [
      { id: 'tell', action: 'notify', background: true, params: { to: 'a' } },
      { id: 'one', action: 'put' },
      { id: 'two', action: 'look', params: { to: '{{ one.id }}' } },
    ],
  }),
  {
    name: 'large-values',
    async run(h) {
      h.world.on('look', () => ({ id: 'l', data: 'ab '.repeat(20_000) }));
      const id = await h.start(
        await h.approve({
          steps: [
            { id: 'get', action: 'look' },
            { id: 'if', action: 'put', condition: '{{ size(get.data) > 5 }}', params: { to: '{{ get.id }}' } },
            { id: 'ask', service: 'flow', action: 'approve', params: { guards: 'send' } },
            { id: 'send', params: { data: '{{ size(get.data) }}' } },
          ],
        }),
      );
      await decide(h, id, await waiting(h, id, 'ask'), PERSON);
      await h.ended(id);
      h.world.on('look', () => undefined);
      return id;
    },
  },
  {
    name: 'paused-between-attempts',
    async run(h) {
      const inside = gateOf();
      const go = gateOf();
      h.world.on('write', async (_params, _context, call) => {
        if (call > 1) return {};
        inside.open();
        await go.opened;
        throw busy('Not now.', 200);
      });
      h.world.calls.length = 0;
      const id = await h.start(await h.approve({ steps: [{ id: 'one', retry: { attempts: 2 } }, { id: 'two', action: 'put' }] }));
      await inside.opened;
      await h.runs.signal(`run-${id}`, 'pause', '');
      await vi.waitFor(async () => expect((await h.execution(id)).paused).toBe(true), { timeout: 15_000 });
      go.open();
      await vi.waitFor(async () => {
        const { events } = await h.handle(id).fetchHistory();
        expect(events?.some((event) => event.activityTaskFailedEventAttributes)).toBe(true);
      }, { timeout: 15_000 });
      await h.runs.signal(`run-${id}`, 'resume', '');
      await h.ended(id);
      h.world.on('write', () => undefined);
      return id;
    },
  },
  {
    name: 'undone-with-child',
    async run(h) {
      h.world.on('once', () => {
        throw refused('Full.');
      });
      const child = await h.approve({ steps: [{ id: 'a', action: 'keep', params: { data: 'a' } }] });
      const id = await h.start(
        await h.approve({
          on_failure: 'undo',
          steps: [
            { id: 'b', action: 'keep', params: { data: 'b' } },
            { id: 'sub', service: 'flow', action: 'run_workflow', params: { workflow: child.workflow.name } },
            { id: 'bad', action: 'once' },
          ],
        }),
      );
      await h.ended(id);
      h.world.on('once', () => undefined);
      return id;
    },
  },
  ...FURTHER,
  { name: 'fresh-ends', run: () => fresh('first') },
  { name: 'fresh-begins', run: () => fresh('last') },
];

/** A loop over a body that goes on in fresh histories: the history of one of them. */
async function fresh(which: 'first' | 'last'): Promise<HistoryJson> {
  const h = await openHarness({}, { history: { events: 100, bytes: 1_000_000 } });
  try {
    const id = await h.start(
      await h.approve({
        steps: [
          { id: 'first', action: 'put' },
          { id: 'all', service: 'flow', action: 'loop', for_each: '{{ trigger.items }}', max_parallel: 3 },
          { id: 'look', action: 'look', inside: 'all', params: { data: '{{ item }}' } },
          { id: 'write', action: 'put', inside: 'all', params: { data: '{{ index }}' } },
          { id: 'end', action: 'put', params: { data: '{{ all.count }}' } },
        ],
      }),
      { items: Array.from({ length: 30 }, (_, at) => at) },
    );
    await vi.waitFor(async () => expect((await h.execution(id)).temporalRunId).not.toBeNull(), { timeout: 15_000 });
    const runId = (await h.execution(id)).temporalRunId ?? '';
    await h.ended(id);
    expect((await h.handle(id).describe()).runId).not.toBe(runId);
    if (which === 'last') return await h.handle(id).fetchHistory();
    return await h.temporal.client.workflow.getHandle(`run-${id}`, runId).fetchHistory();
  } finally {
    await h.close();
  }
}
