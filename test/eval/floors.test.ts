import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { drive } from './drive.ts';
import { readCases } from './format.ts';
import { judge } from './judge.ts';
import { plannerInProcess } from './planners.ts';
import { figures, type Result } from './report.ts';
import { createRuntime } from './runtime.ts';

/** The least the built-in planner may reach on each set, in shares of its cases: a change that costs understanding is noticed. */
const FLOORS = [
  { file: 'test/eval/cases.jsonl', right: 0.95, wrong: 0 },
  { file: 'test/eval/own.jsonl', right: 0.97, wrong: 0.01 },
  { file: 'test/eval/holdout.jsonl', right: 0.95, wrong: 0.01 },
  { file: 'test/eval/fresh.jsonl', right: 0.9, wrong: 0.015 },
  { file: 'test/eval/unseen.jsonl', right: 0.92, wrong: 0.01 },
  { file: 'test/eval/unseen2.jsonl', right: 0.9, wrong: 0.02 },
  { file: 'test/eval/fresh2.jsonl', right: 0.9, wrong: 0.03 },
  { file: 'test/eval/strangers.jsonl', right: 0.9, wrong: 0.01 },
];

const driver = plannerInProcess('builtin');
const catalogue = createCatalogue();

async function measured(file: string): Promise<Result[]> {
  const find = (service: string, action: string) => catalogue.action(service, action) ?? undefined;
  const results: Result[] = [];
  for (const the of readCases(file)) {
    const now = DateTime.fromISO(the.now, { zone: the.timezone }).toUTC().toISO() ?? the.now;
    const transcript = await drive(the, driver);
    const verdict = judge(the, transcript, createRuntime(find, { now, timeZone: the.timezone }));
    results.push({ case: the, verdict, transcript, took: 0 });
  }
  return results;
}

describe('The built-in planner keeps what it reached', () => {
  for (const { file, right, wrong } of FLOORS) {
    it(`${file}: at least ${right * 100}% right, at most ${wrong * 100}% wrongly proposed`, {
      timeout: 240_000,
    }, async () => {
      const results = await measured(file);
      const reached = figures(results);
      const missed = results.filter((one) => one.verdict.outcome === 'wrong').map((one) => one.case.id);
      expect(reached.right / reached.cases).toBeGreaterThanOrEqual(right);
      expect(reached.wrong / reached.cases, `wrong: ${missed.join(', ')}`).toBeLessThanOrEqual(wrong);
    });
  }
});
