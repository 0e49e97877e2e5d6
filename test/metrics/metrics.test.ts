import { expect, it } from 'vitest';
import { createMetrics } from '../../src/metrics.ts';
import { COUNTERS, GAUGES, HISTOGRAMS } from '../../src/metrics-table.ts';
import { samplesOf, sumOf } from './read.ts';

const fresh = () => createMetrics({ process: false });

it('names everything as Prometheus asks: units, _total for counters alone', () => {
  for (const name of Object.keys(COUNTERS)) expect(name).toMatch(/^nod_[a-z_]+_total$/);
  for (const name of [...Object.keys(HISTOGRAMS), ...Object.keys(GAUGES)]) {
    expect(name).toMatch(/^nod_[a-z_]+$/);
    expect(name).not.toMatch(/_total$|_ms$|_millis/);
  }
});

it('keeps no more combinations of labels than it can bear; the rest counts as other', async () => {
  const metrics = fresh();
  for (let at = 0; at < 5_000; at += 1) {
    metrics.observe(
      'nod_http_request_duration_seconds',
      { method: 'GET', route: `/made/up/${at}`, status: '404' },
      0.01,
    );
    metrics.count('nod_step_calls_total', { service: `service${at}`, action: 'x'.repeat(1_000) });
  }
  const samples = samplesOf(await metrics.text());
  const counted = [...samples.keys()].filter((key) => key.startsWith('nod_http_request_duration_seconds_count'));
  expect(counted.length).toBeLessThanOrEqual(401);
  expect(sumOf(samples, 'nod_http_request_duration_seconds_count')).toBe(5_000);
  expect(sumOf(samples, 'nod_step_calls_total', { service: 'other' })).toBe(4_600);
  expect(Math.max(...[...samples.keys()].map((key) => key.length))).toBeLessThan(250);
});

it('never throws into the work, whatever it is given', async () => {
  const metrics = fresh();
  metrics.count('nod_webhooks_total', { answer: 'queued' }, -1);
  metrics.count('nod_webhooks_total', { unknown: 'label' } as never);
  metrics.observe('nod_sweep_duration_seconds', {}, 'long' as never);
  metrics.set('nod_database_up', {}, Number.NaN);
  metrics.count('nod_no_such_total' as never, {} as never);
  const samples = samplesOf(await metrics.text());
  expect(sumOf(samples, 'nod_metrics_dropped_total')).toBeGreaterThan(0);
  expect(sumOf(samples, 'nod_webhooks_total', { answer: 'queued' })).toBe(0);
});

it('shows of what it reads only what is there now', async () => {
  const metrics = fresh();
  let waiting = 3;
  metrics.onScrape(['nod_inbox_waiting'], async () =>
    waiting > 0 ? [{ name: 'nod_inbox_waiting', labels: { platform: 'slack' }, value: waiting }] : [],
  );
  expect(sumOf(samplesOf(await metrics.text()), 'nod_inbox_waiting')).toBe(3);
  waiting = 0;
  expect(await metrics.text()).not.toMatch(/^nod_inbox_waiting\{/m);
});
