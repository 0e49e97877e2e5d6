import { expect, it } from 'vitest';
import { asTable, chaos } from './chaos.ts';
import { killsOf, seeded } from './random.ts';

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const SEED = number('CHAOS_SEED', 20261129);
const KILLS = number('CHAOS_KILLS', 10);
const RUNS = number('CHAOS_RUNS', 3);

it('loses nothing and doubles nothing, whatever is killed when', {
  timeout: 300_000 + KILLS * 30_000,
  retry: 0,
}, async () => {
  const report = await chaos({ seed: SEED, kills: KILLS, runs: RUNS });
  process.stdout.write(`${asTable(report)}\n`);
  expect(report.struck).toHaveLength(KILLS);
  expect(report.counts.filter(({ wanted, found }) => wanted !== found)).toEqual([]);
});

it('kills the same for the same seed, each part in its turn', () => {
  const plan = (seed: number) => killsOf(['a', 'b', 'c'] as const, { seed, count: 9, steps: 60 });
  expect(plan(1)).toEqual(plan(1));
  expect(plan(1)).not.toEqual(plan(2));
  for (const part of ['a', 'b', 'c']) expect(plan(3).filter((kill) => kill.part === part)).toHaveLength(3);
  expect(plan(4).map((kill) => kill.atStep)).toEqual(
    plan(4)
      .map((kill) => kill.atStep)
      .toSorted((a, b) => a - b),
  );
  const numbers = Array.from({ length: 1000 }, seeded(7));
  expect(numbers.every((one) => one >= 0 && one < 1)).toBe(true);
});
