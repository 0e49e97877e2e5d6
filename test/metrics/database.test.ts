import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFigures } from '../../src/alerts/figures.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createDatabaseReader, DATABASE_GAUGES } from '../../src/metrics-database.ts';
import type { GateState } from '../../src/store/asked.ts';
import { openStore } from '../../src/store/store.ts';
import { openTestStore } from '../support/store.ts';
import { samplesOf, sumOf } from './read.ts';
import { deliveryRow, executionRow, type Owner, stepRow } from './rows.ts';

const ANN: Owner = { workspace: 'w_ann', user: 'usr_ann' };
const BEN: Owner = { workspace: 'w_ben', user: 'usr_ben' };
const log = pino({ level: 'silent' });
const NOW = new Date('2026-11-20T09:00:00Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
const clock = { now: () => NOW };

let opened: Awaited<ReturnType<typeof openTestStore>>;

beforeAll(async () => {
  opened = await openTestStore();
  const { store } = opened;
  const mail = (thread: string, at: number, more: object = {}) => ({
    _id: `${thread}:${at}`,
    workspace: ANN.workspace,
    thread,
    state: 'new',
    dueAt: ago(at),
    ...more,
  });
  await store.inbox.insertMany([
    mail('slack:T1/C1/1', 40, { kind: 'message', order: '1' }),
    mail('slack:T1/C1/1', 30, { kind: 'action', order: '2' }),
    mail('web:a', 5, { kind: 'message', order: '1' }),
    mail('web:b', -60, { kind: 'message', order: '1' }),
    mail('web:c', 99, { kind: 'message', order: '1', state: 'done' }),
  ] as never[]);
  await store.outbox.insertMany([
    mail('whatsapp:1', 7, { seq: 1, key: 'a', op: 'post', content: 'x' }),
    mail('whatsapp:1', 900, { seq: 2, key: 'b', op: 'post', content: 'x', state: 'sent', sentAt: NOW }),
  ] as never[]);
  await store.deliveries.insertMany([
    deliveryRow(ANN, { state: 'queued', dueAt: ago(12) }),
    deliveryRow(BEN, { state: 'queued', dueAt: ago(3) }),
    deliveryRow(BEN, { state: 'started' }),
  ]);
  const running = { status: 'running', completedAt: null } as const;
  await store.executions.insertMany([
    executionRow(ANN, { ...running, phase: 'waiting' }),
    executionRow(BEN, { ...running, phase: 'running' }),
    executionRow(BEN, { ...running, phase: 'running' }),
    executionRow(ANN, { status: 'failed', completedAt: ago(3600) }),
    executionRow(ANN, { status: 'failed', completedAt: ago(25 * 3600) }),
    executionRow(ANN, { status: 'completed', completedAt: ago(60) }),
  ]);
  const gate: GateState = {
    kind: 'approve',
    seal: 's',
    text: 't',
    deadline: '',
    deciders: [],
    decision: null,
    decidedBy: null,
    at: null,
  };
  await store.steps.insertMany([
    stepRow(ANN, { gate }),
    stepRow(ANN, { gate: { ...gate, decision: 'approved', decidedBy: 'Ann', at: '' } }),
    stepRow(ANN, { action: 'wait' }),
    stepRow(ANN, { state: 'success' }),
  ]);
  await store.workers.create({
    _id: 'a',
    workspace: '-',
    queue: 'q',
    state: 'running',
    startedAt: NOW,
    seenAt: ago(2),
  });
  await store.workers.create({
    _id: 'b',
    workspace: '-',
    queue: 'q',
    state: 'running',
    startedAt: NOW,
    seenAt: ago(60),
  });
});
afterAll(() => opened.drop());

async function scrape() {
  const metrics = createMetrics({ process: false });
  metrics.onScrape(DATABASE_GAUGES, createDatabaseReader({ store: opened.store, clock, log }));
  return samplesOf(await metrics.text());
}

it('shows what waits, since when, and what runs, of everybody together', async () => {
  const samples = await scrape();
  const value = (name: string, labels: Record<string, string> = {}) => sumOf(samples, name, labels);
  expect(value('nod_database_up')).toBe(1);
  expect(value('nod_inbox_waiting', { platform: 'slack' })).toBe(2);
  expect(value('nod_inbox_waiting')).toBe(3);
  expect(value('nod_outbox_waiting', { platform: 'whatsapp' })).toBe(1);
  expect(value('nod_deliveries_waiting')).toBe(2);
  expect(value('nod_queue_lag_seconds', { queue: 'inbox' })).toBe(40);
  expect(value('nod_queue_lag_seconds', { queue: 'outbox' })).toBe(7);
  expect(value('nod_queue_lag_seconds', { queue: 'deliveries' })).toBe(12);
  expect(value('nod_executions_running', { phase: 'running' })).toBe(2);
  expect(value('nod_executions_running', { phase: 'waiting' })).toBe(1);
  expect(value('nod_executions_running', { phase: 'paused' })).toBe(0);
  expect(value('nod_executions_ended_day', { status: 'failed' })).toBe(1);
  expect(value('nod_executions_ended_day', { status: 'completed' })).toBe(1);
  expect(value('nod_gates_waiting')).toBe(1);
  expect(value('nod_effects_in_doubt')).toBe(0);
  expect(value('nod_workers', { state: 'running' })).toBe(1);
  expect([...samples.keys()].join('\n')).not.toMatch(/usr_|w_ann|T1|run_/);
});

it('goes along indexes, never through a whole collection', async () => {
  const db = opened.store.connection.db;
  await db?.command({ profile: 2 });
  await scrape();
  const figures = createFigures({ store: opened.store, clock });
  await Promise.all([figures.owners(), figures.steps()]);
  await db?.command({ profile: 0 });
  const seen = await db
    ?.collection('system.profile')
    .find({ ns: { $not: /system\./ } })
    .toArray();
  const plans = (seen ?? []).map((one) => [one.ns.replace(/^[^.]*\./, ''), String(one.planSummary)] as const);
  expect(new Set(plans.map(([collection]) => collection))).toEqual(
    new Set(['inbox', 'outbox', 'deliveries', 'executions', 'steps', 'effects', 'workers', 'tallies']),
  );
  expect(plans.filter(([, plan]) => !/^(IXSCAN|COUNT_SCAN|EOF)/.test(plan))).toEqual([]);
});

it('asks once for several who look together', async () => {
  const read = createDatabaseReader({ store: opened.store, clock, log });
  const [first, second] = await Promise.all([read(), read()]);
  expect(second).toBe(first);
  expect(await read()).toBe(first);
});

it('says that the database is away instead of failing or keeping old figures', async () => {
  const store = await openStore(opened.url, { timeoutMs: 500 });
  await store.close();
  const metrics = createMetrics({ process: false });
  metrics.onScrape(DATABASE_GAUGES, createDatabaseReader({ store, clock, log }));
  metrics.count('nod_webhooks_total', { answer: 'queued' });
  const text = await metrics.text();
  expect(text).toMatch(/^nod_database_up 0$/m);
  expect(text).toMatch(/^nod_webhooks_total\{answer="queued"\} 1$/m);
  expect(text).not.toMatch(/^nod_(executions_running|gates_waiting|deliveries_waiting)/m);
});
