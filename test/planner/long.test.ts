import { expect, it } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { createBuiltinPlanner } from '../../src/planner/builtin/planner.ts';
import type { PlannerInput } from '../../src/planner/types.ts';

const planner = createBuiltinPlanner({ catalogue: createCatalogue() });
const SHORT = 400;

const repeated = (text: string, length: number): string =>
  text.repeat(Math.ceil(length / text.length)).slice(0, length);

const saying = (text: string): PlannerInput => ({
  text: `Every day at 8, ${text}`,
  history: [],
  now: '2026-11-30T08:00:00Z',
  timeZone: 'Africa/Nairobi',
  locale: null,
  currency: 'KES',
  owner: { name: 'Wanjiru', email: 'wanjiru@example.com', phone: null },
  draft: null,
  workflows: [],
  dialog: null,
  check: () => [],
});

/** Microseconds of processor time an answer takes. */
async function cost(text: string): Promise<number> {
  const before = process.cpuUsage();
  await planner(saying(text));
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

// The gateway does nothing else meanwhile.
it.each([
  ['numbers', '1 2 3 4 5 6 7 8 9 10 '],
  ['days that are taken out', 'not on monday but on tuesday unless it rains '],
  ['conditions', 'if the amount is over 5,000 email a@example.com otherwise text +254712345678 '],
  ['short sentences', 'send it. pay them. wait 2 days. ask me. '],
  ['questions and cases', 'ask Ann if yes '],
  ['cases', '. if 3 '],
  ['what may start it', 'after once upon '],
  ['words without an end', 'alpha beta gamma delta epsilon zeta eta theta iota kappa '],
])(
  'a message of nothing but %s costs about as much as its length, not as the square of it and more',
  {
    timeout: 240_000,
  },
  async (_what, text) => {
    const short = repeated(text, SHORT);
    await cost(short);
    const once = Math.min(await cost(short), await cost(short));
    // Sixteen times would be the square; it was sixty and more.
    expect((await cost(repeated(text, 4 * SHORT))) / once).toBeLessThan(25);
  },
);
