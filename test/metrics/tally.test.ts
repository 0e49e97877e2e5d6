import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFigures } from '../../src/alerts/figures.ts';
import { createMetrics } from '../../src/metrics.ts';
import { callAction } from '../../worker/activities/call.ts';
import { createMeasures } from '../../worker/activities/measures.ts';
import { createTally } from '../../worker/tally.ts';
import { openTestStore } from '../support/store.ts';
import { samplesOf, sumOf } from './read.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
const clock = { now: () => new Date() };

beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.drop());

it('a call that outlasts its time is counted as cut off, where Prometheus and the gateway can see it', async () => {
  const metrics = createMetrics({ process: false });
  const tallies = [1, 2].map(() => createTally({ store: opened.store, clock, log: pino({ level: 'silent' }) }));
  const [first, second] = tallies.map((tally) => createMeasures({ metrics, tally }));
  const spec = { service: 'http', action: 'request', title: 'Call', run: () => new Promise(() => {}) };
  const context = { connection: { kind: 'none' }, signal: new AbortController().signal };
  const prepared = { spec, params: {}, context, timeoutMs: 20 };
  await expect(callAction({ measures: first } as never, prepared as never)).rejects.toThrow(/did not finish within/);
  const ended = { state: 'success', count: 2, ms: 1_500, doubtful: false };
  first?.step(spec, { ...ended, state: 'running' });
  first?.step(spec, ended);
  second?.step(spec, { ...ended, state: 'failed', doubtful: true });
  for (const tally of tallies) await tally.stop();

  const of = { service: 'http', action: 'request' };
  const samples = samplesOf(await metrics.text());
  expect(sumOf(samples, 'nod_step_timeouts_total', of)).toBe(1);
  expect(sumOf(samples, 'nod_step_calls_total', of)).toBe(3);
  expect(sumOf(samples, 'nod_step_attempts_sum', of)).toBe(4);
  expect(sumOf(samples, 'nod_step_duration_seconds_sum', { ...of, state: 'success' })).toBe(1.5);
  expect(sumOf(samples, 'nod_effects_unknown_total', of)).toBe(1);
  expect(await createFigures({ store: opened.store, clock }).steps()).toEqual({ calls: 3, cutOff: 1 });
});
