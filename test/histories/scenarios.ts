import { expect, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import { UPKEEP } from '../../src/temporal/upkeep.ts';
import { type Harness, PERSON } from '../worker/support/harness.ts';
import { refused } from '../worker/support/actions.ts';
import { AMINA, addPeople, answer, BARAKA, decide, waiting } from '../worker/support/people.ts';

/** The runs whose histories are kept, so that new code is held to what old runs wrote down. */
export interface Scenario {
  name: string;
  /** Runs it to its end; returns the execution. */
  run(h: Harness): Promise<string>;
}

const simple = (name: string, definition: Parameters<Harness['approve']>[0], data: Record<string, unknown> = {}): Scenario => ({
  name,
  async run(h) {
    const id = await h.start(await h.approve(definition), data);
    await h.ended(id);
    return id;
  },
});

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
      await addPeople(h);
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
];
