import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalCron, firesAt } from './cron.ts';

const at = (text: string) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/[-T:]/).map(Number);
  return { year, month, day, hour, minute };
};

it.each([
  ['0 9 * * 5-1', '0 9 * * 5,6,0,1'],
  ['0 9 * * 5-7', '0 9 * * FRI,SAT,SUN'],
  ['0 9 * * 0-7', '0 9 * * *'],
  ['0 22-2 * * *', '0 22,23,0,1,2 * * *'],
  ['5/20 * * * *', '5,25,45 * * * *'],
  ['*/1 * * * *', '* * * * *'],
  ['0 9 1 jan,JUN ?', '0 9 1 1,6 *'],
  ['0 30 8 ? * MON-FRI *', '30 8 * * 1-5'],
  ['0 0 17 ? * 6L', '0 17 * * FRIL'],
  ['0 0 17 ? * 6#2', '0 17 * * 5#2'],
  ['0 0 0 L * ?', '0 0 L * *'],
])('%s is %s', (one, other) => {
  expect(canonicalCron(one)).toBe(canonicalCron(other));
});

it.each(['0 9 * *', '60 9 * * *', '5 0 9 * * ?', 'soon', '0 9 * * 8', '0 9 0 * *', '*/0 * * * *'])(
  '%s is no cron line',
  (text) => {
    expect(() => canonicalCron(text)).toThrow();
  },
);

it.each([
  ['0 17 * * 5L', '2026-11-27T17:00', true],
  ['0 17 * * 5L', '2026-11-20T17:00', false],
  ['0 17 13 * 5', '2026-11-13T17:00', true],
  ['0 17 13 * 5', '2026-11-20T17:00', false],
  ['0 9 L * *', '2027-02-28T09:00', true],
  ['0 9 L-2 * *', '2027-02-26T09:00', true],
  ['0 9 LW * *', '2027-02-26T09:00', true],
  ['0 9 15W * *', '2026-11-16T09:00', true],
  ['0 9 1W * *', '2026-08-03T09:00', true],
  ['0 9 * * 5#2', '2026-11-13T09:00', true],
  ['0 9 * * 5#2', '2026-11-20T09:00', false],
  ['0 0 9 1 1 ? 2027', '2027-01-01T09:00', true],
  ['0 0 9 1 1 ? 2027', '2028-01-01T09:00', false],
])('%s at %s: %s', (cron, when, fires) => {
  expect(firesAt(cron, at(when))).toBe(fires);
});

it('means the same in both dialects, and fires exactly on what it lists', () => {
  const weekdays = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 });
  const time = fc.record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) });
  const day = fc.integer({ min: 1, max: 28 });
  fc.assert(
    fc.property(weekdays, time, day, (days, { hour, minute }, date) => {
      const unix = `${minute} ${hour} * * ${days.join(',')}`;
      const quartz = `0 ${minute} ${hour} ? * ${days.map((each) => each + 1).join(',')}`;
      expect(canonicalCron(quartz)).toBe(canonicalCron(unix));
      const weekday = new Date(Date.UTC(2026, 10, date)).getUTCDay();
      expect(firesAt(unix, { year: 2026, month: 11, day: date, hour, minute })).toBe(days.includes(weekday));
    }),
  );
});
