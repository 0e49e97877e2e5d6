import { expect, it } from 'vitest';
import { runLimits } from '../../src/planner/builtin/run-limits.ts';

const GONE = /\uE000/g;
const read = (text: string) => {
  const { policy, rest } = runLimits(text, true, 'KES');
  return { ...policy, rest: rest.replace(GONE, '').trim() };
};

it.each([
  ['email me the report every day at 9, at most 3 runs a day', 3, 'email me the report every day at 9'],
  ['run it at most 3 times a day', 3, ''],
  ['it may run at most twice a day', 2, ''],
  ['never run it more than twice a day', 2, ''],
  ['limit it to 10 runs per day', 10, ''],
  ['no more than one run per day please', 1, 'please'],
])('reads how often a day: %s', (text, count, rest) => {
  expect(read(text)).toEqual({ max_runs_per_day: count, rest });
});

it.each([
  ['withdraw 500 to me, no more than 5,000 per run', 5000, 'withdraw 500 to me'],
  ['never more than kes 5,000 in one run', 5000, ''],
  ['pay up to 10k a run', 10_000, ''],
])('reads what may leave in a run: %s', (text, amount, rest) => {
  expect(read(text)).toEqual({ max_spend_per_run: amount, rest });
});

it.each([
  'pay at most kes 5,000 a day',
  'remind me at most 3 times a day to drink',
  'every day at 3',
  'when it happens more than 3 times a day',
])('leaves what is no limit of runs: %s', (text) => expect(read(text)).toEqual({ rest: text }));
