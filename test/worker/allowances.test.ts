import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAllowances, type TakeRequest } from '../../src/automation/allowances.ts';
import { createSpend } from '../../src/automation/spend.ts';
import { newId } from '../../src/ids.ts';
import { openTestStore } from '../support/store.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.drop());

const NOW = new Date('2026-11-20T12:00:00Z');
const request = (row: string, slots: TakeRequest['slots'], key = newId('k')): TakeRequest => ({
  workspace: 'w1',
  row,
  key,
  slots,
  now: NOW,
});

it('grants exactly 33 of 500 parallel takes of 3 against 100', async () => {
  const allowances = createAllowances(opened.store);
  const row = `run:${newId('run')}`;
  const slots = [{ name: 'KES', amount: 3, limit: 100 }];
  const answers = await Promise.all(Array.from({ length: 500 }, () => allowances.take(request(row, slots))));
  expect(answers.filter((answer) => answer.ok)).toHaveLength(33);
  expect((await allowances.used('w1', row))('KES')).toBe(99);
  expect(answers.find((answer) => !answer.ok)).toEqual({ ok: false, slot: 'KES', used: 99, limit: 100 });
});

it('takes all that is asked of a row or nothing', async () => {
  const allowances = createAllowances(opened.store);
  const row = `run:${newId('run')}`;
  const both = [
    { name: 'calls/payment/withdraw', amount: 1, limit: 2 },
    { name: 'KES', amount: 60, limit: 100 },
  ];
  expect(await allowances.take(request(row, both))).toEqual({ ok: true, fresh: true });
  expect(await allowances.take(request(row, both))).toEqual({ ok: false, slot: 'KES', used: 60, limit: 100 });
  expect((await allowances.used('w1', row))('calls/payment/withdraw')).toBe(1);
});

/** Any number of takes at once, ended in any way: never over the limit, and what is free again can be taken again. */
it('never exceeds a limit, loses nothing and frees nothing twice', async () => {
  const allowances = createAllowances(opened.store);
  const spend = createSpend(opened.store);
  const way = fc.record({
    amount: fc.integer({ min: 1, max: 40 }),
    end: fc.constantFrom('kept', 'free', 'open'),
    twice: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(way, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 120 }),
      async (ways, limit) => {
        const row = `run:${newId('run')}`;
        const user = newId('usr');
        const held = { cap: 0, day: 0 };
        await Promise.all(
          ways.map(async ({ amount, end, twice }) => {
            const key = `${newId('run')}:step:0:0`;
            const asked = request(row, [{ name: 'KES', amount, limit }], key);
            const day = {
              workspace: 'w1',
              user,
              workflow: 'wf_1',
              reservation: key,
              amount,
              currency: 'KES',
              workflowLimit: limit,
              ownerLimit: 1_000_000,
              now: NOW,
              timeZone: 'UTC',
            };
            const both = () => Promise.all([allowances.take(asked), spend.reserve(day)]);
            let [took, reserved] = await both();
            // A repeat of the same key is the same reservation; where there was no room before there may be now.
            if (twice) [took, reserved] = await both();
            if (took.ok && end !== 'free') held.cap += amount;
            if (reserved.ok && end !== 'free') held.day += amount;
            for (let round = 0; end !== 'open' && round < (twice ? 2 : 1); round += 1) {
              if (took.ok) await allowances.end({ workspace: 'w1', row, key }, end === 'kept');
              if (!reserved.ok) continue;
              const where = { workspace: 'w1', row: reserved.row, workflow: 'wf_1', reservation: key };
              await (end === 'kept' ? spend.settle(where) : spend.release(where));
            }
          }),
        );
        const used = (await allowances.used('w1', row))('KES');
        const today = await spend.usedToday({
          workspace: 'w1',
          user,
          workflow: 'wf_1',
          now: NOW,
          timeZone: 'UTC',
          currency: 'KES',
        });
        return (
          used <= limit &&
          today.workflow <= limit &&
          used === held.cap &&
          today.workflow === held.day &&
          today.owner === held.day
        );
      },
    ),
    { numRuns: 8 },
  );
}, 60_000);
