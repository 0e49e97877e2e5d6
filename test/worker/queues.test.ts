import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { type ActionSpec, defineAction } from '../../src/connectors/define.ts';
import { declaredQueues, queueOf } from '../../src/temporal/queues.ts';
import { createWorld } from './support/actions.ts';
import { type Harness, openHarness } from './support/harness.ts';
import { addWorker } from './support/pair.ts';

/** An action says which queue its calls wait in: they are taken there and nowhere else, and what nobody serves stops the start. */
let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

it('its calls are taken by whoever serves that queue, the rest of the run stays where it is', async () => {
  const id = await h.start(
    await h.approve({ steps: [{ id: 'one' }, { id: 'two', action: 'heavy' }, { id: 'three' }] }),
  );
  await vi.waitFor(async () => expect((await h.steps(id)).one?.state).toBe('success'), { timeout: 20_000 });
  expect(h.world.calls.filter((call) => call.execution === id).map((call) => call.action)).toEqual(['write']);
  const other = await addWorker(h, { queue: queueOf(h.queue, 'long') });
  const { execution } = await h.ended(id);
  expect(execution.status).toBe('completed');
  expect(other.calls()).toBe(1);
  await other.stop();
});

it('so are those of a run of another workflow on a queue of its own', async () => {
  const inner = await h.approve({ steps: [{ id: 'only', params: { to: 'inner' } }] });
  const params = { workflow: inner.workflow.name, queue: 'priority' };
  const sub = { id: 'sub', service: 'flow', action: 'run_workflow', params };
  const id = await h.start(await h.approve({ steps: [sub, { id: 'after', params: { to: 'outer' } }] }));
  const child = h.handle(`${id}-sub`);
  await vi.waitFor(async () => expect((await child.describe()).taskQueue).toBe(queueOf(h.queue, 'priority')), {
    timeout: 20_000,
  });
  const called = () => h.world.calls.filter((call) => call.execution.startsWith(id)).map((call) => call.params.to);
  expect(called()).toEqual([]);
  const other = await addWorker(h, { queue: queueOf(h.queue, 'priority') });
  expect((await h.ended(id)).execution.status).toBe('completed');
  expect(called()).toEqual(['inner', 'outer']);
  expect(other.calls()).toBeGreaterThan(0);
  await other.stop();
});

const of = (more: Partial<ActionSpec>): ActionSpec => {
  const [first] = createWorld().catalogue.service('world')?.actions ?? [];
  if (!first) throw new Error('no action');
  return defineAction({ ...first, ...more });
};
const made = (more: object) => () =>
  createCatalogue([{ service: 'world', title: 'World', nouns: [], fields: [], events: [], actions: [of(more)] }]);

it('a queue nobody serves, or one its calls never wait in, stops the start', () => {
  expect(made({ queue: 'night' })).toThrow('declared for the queue "night": there is normal, long, priority');
  expect(made({ queue: 'long', short: true })).toThrow('is short, so it cannot have a queue of its own');
  expect(made({ queue: 'long' })).not.toThrow();
});

it('is served from the start where an action names it', () => {
  expect([...declaredQueues('runs', [{}, { queue: 'long' }, { queue: 'normal' }, { queue: 'long' }])]).toEqual([
    'runs-long',
    'runs',
  ]);
});
