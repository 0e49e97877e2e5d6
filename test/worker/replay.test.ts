import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SCENARIOS } from '../histories/scenarios.ts';
import { testBundle } from '../support/bundle.ts';
import { type Harness, openHarness } from './support/harness.ts';

/**
 * Golden histories: runs of earlier versions must replay on today's code. `RECORD_HISTORIES=1` records those that are not there
 * yet; one that no longer replays means that runs under way would break, and is never simply recorded anew.
 */
const folder = fileURLToPath(new URL('../histories', import.meta.url));

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

type Event = { eventType: string; [key: string]: unknown };
const replay = async (history: unknown, id: string) =>
  Worker.runReplayHistory({ workflowBundle: await testBundle() }, history, id);

it('reads histories as JSON: one copy of protobufjs serves all', () => {
  expect(() => historyFromJSON({ events: [] })).not.toThrow();
});

it.runIf(process.env.RECORD_HISTORIES)('records histories that are not there yet', { timeout: 120_000 }, async () => {
  mkdirSync(folder, { recursive: true });
  for (const scenario of SCENARIOS) {
    const file = join(folder, `${scenario.name}.json`);
    if (existsSync(file)) continue;
    const made = await scenario.run(h);
    const history = typeof made === 'string' ? await h.handle(made).fetchHistory() : made;
    writeFileSync(file, `${JSON.stringify(withoutPlace(JSON.parse(historyToJSON(history))))}\n`);
  }
});

/** Without what tells where it was recorded. */
function withoutPlace(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlace);
  if (value === null || typeof value !== 'object') return value;
  const scrubbed: Record<string, string> = { identity: 'worker', stackTrace: '' };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, scrubbed[key] ?? withoutPlace(inner)]));
}

const recorded = readdirSync(folder).filter((name) => name.endsWith('.json'));

it('has a history of every scenario', () => {
  expect(recorded.sort()).toEqual(SCENARIOS.map((scenario) => `${scenario.name}.json`).sort());
});

it.each(recorded)('replays %s', async (name) => {
  const history = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { events: Event[] };
  await replay(history, `run-${name}`);
});

it('notices code that no longer does what a history says', async () => {
  const history = JSON.parse(readFileSync(join(folder, 'plain.json'), 'utf8')) as { events: Event[] };
  const text = JSON.stringify(history).replaceAll('"world.write"', '"world.other"');
  await expect(replay(JSON.parse(text), 'run-changed')).rejects.toThrow(/[Nn]ondeterminism|Determinism/);
});

it('costs at most 6k + 12 events for k plain steps', async () => {
  for (const count of [1, 4, 10]) {
    const steps = Array.from({ length: count }, (_, at) => ({ id: `s${at}`, action: at % 2 ? 'look' : 'write' }));
    const id = await h.start(await h.approve({ steps }));
    await h.ended(id);
    const { historyLength } = await h.handle(id).describe();
    expect(historyLength).toBeLessThanOrEqual(6 * count + 12);
  }
});
