import { Cron as Croner } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cron, CronError, fires, normaliseCron, parseCron } from '../../src/automation/cron.ts';
import { needsGuard, nextOnce, nextRuns, toCalendars } from '../../src/automation/cron-next.ts';
import { cronInWords, onceInWords } from '../../src/automation/cron-words.ts';
import { localTime } from '../../src/automation/zone.ts';

describe('reading cron text', () => {
  it.each([
    ['0 9 * * 1', '0 9 * * 1'],
    ['0 9 ? * MON', '0 9 * * 1'],
    ['0 9 * * mon-fri', '0 9 * * 1-5'],
    ['*/15 * * * *', '*/15 * * * *'],
    ['0,15,30,45 * * * *', '*/15 * * * *'],
    ['0 6,18 * * *', '0 6,18 * * *'],
    ['0 9 * * 7', '0 9 * * 0'],
    ['0 9 * * SUN', '0 9 * * 0'],
    ['0 9 * * FRI-MON', '0 9 * * 0,1,5,6'],
    ['0 0 9 ? * MON', '0 9 * * 1'],
    ['0 0 9 ? * 2', '0 9 * * 1'],
    ['0 0 9 ? * 1', '0 9 * * 0'],
    ['0 0 9 ? * 2-6', '0 9 * * 1-5'],
    ['0 0 9 ? * 2-6 *', '0 9 * * 1-5'],
    ['0 0/15 8-17 ? * *', '*/15 8-17 * * *'],
    ['0 0 17 ? * 6L', '0 17 * * 5L'],
    ['0 0 17 ? * FRIL', '0 17 * * 5L'],
    ['0 17 * * 5L', '0 17 * * 5L'],
    ['0 17 * * FRI#2', '0 17 * * 5#2'],
    ['0 0 17 ? * 6#2', '0 17 * * 5#2'],
    ['0 17 L * *', '0 17 L * *'],
    ['0 17 L-3 * ?', '0 17 L-3 * *'],
    ['0 10 1 JAN,JUL *', '0 10 1 1,7 *'],
    ['@daily', '0 0 * * *'],
    ['0 0 12 1 1 ? 2027', '0 0 12 1 1 * 2027'],
    ['0 9-17/2 * * *', '0 9-17/2 * * *'],
    ['5/20 * * * *', '5-45/20 * * * *'],
  ])('%s is kept as %s', (given, stored) => {
    expect(normaliseCron(given)).toBe(stored);
    expect(normaliseCron(stored)).toBe(stored);
  });

  it.each([
    '* * * *',
    '0 9 * * 8',
    '60 9 * * *',
    '0 24 * * *',
    '0 9 0 * *',
    '0 9 32 * *',
    '0 9 * 13 *',
    '*/90 * * * *',
    '*/0 * * * *',
    '0 9 15W * *',
    '0 9 LW * *',
    '0 9 * * L',
    '0 9 * * 5#6',
    '0 17-9 * * *',
    '? 9 * * *',
    '* 0 9 ? * MON',
    '30 0 9 ? * MON',
    '*/10 * * * * *',
    '0 0 9 ? * 0',
    '@reboot',
    'every monday',
    '0 9 * * 1 2026 7 8',
    '',
    '0 9 * * 1,,2',
    '0 9 * * MONKEY',
  ])('%s is refused with words and a remedy', (text) => {
    try {
      parseCron(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(CronError);
      expect((error as CronError).message).not.toBe('');
      expect((error as CronError).hint).not.toBe('');
    }
  });

  it('never fails in any other way', () => {
    const part = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('*', '?', 'L', '5L', '1#2', '*/5', '1-5', 'MON'),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        try {
          const cron = parseCron(parts.join(' '));
          expect(normaliseCron(cron.text)).toBe(cron.text);
          expect(cronInWords(cron)).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(CronError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** Cron text with everything that is allowed, mostly valid by construction. */
const anyCron = fc
  .tuple(
    fc.constantFrom('0', '30', '*/20', '5,35', '10-12'),
    fc.constantFrom('9', '*', '*/6', '0,23', '1-3'),
    fc.constantFrom('*', '1', '13', 'L', 'L-2', '1-7', '22-31', '29', '*/10', '15,L'),
    fc.constantFrom('*', '2', '1,7', '*/3'),
    fc.constantFrom('*', '1', '1-5', '5L', '1#1', '0,6', '5#5', '2,5L', 'SUN'),
  )
  .map((fields) => fields.join(' '));

const matches = (cron: Cron, at: Date): boolean => {
  const length = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  const day = at.getUTCDate();
  const weekday = at.getUTCDay();
  const dayFits = cron.anyDay || cron.days.includes(day) || cron.fromLast.some((back) => length - back === day);
  const weekFits =
    cron.anyWeekday ||
    cron.weekdays.includes(weekday) ||
    (cron.lastWeekdays.includes(weekday) && length - day < 7) ||
    cron.nthWeekdays.some((one) => one.weekday === weekday && Math.floor((day - 1) / 7) + 1 === one.nth);
  return (
    dayFits &&
    weekFits &&
    cron.months.includes(at.getUTCMonth() + 1) &&
    cron.hours.includes(at.getUTCHours()) &&
    cron.minutes.includes(at.getUTCMinutes())
  );
};

describe('next times', () => {
  it('are what going through every minute finds', () => {
    fc.assert(
      fc.property(anyCron, fc.integer({ min: 0, max: 500 }), (text, offset) => {
        const from = Date.UTC(2026, 0, 1) + offset * 86_400_000 + 7 * 60_000;
        const found = nextRuns(text, 'UTC', from, 3).map((run) => run.at);
        const brute: string[] = [];
        const end = from + 40 * 86_400_000;
        const cron = parseCron(text);
        for (let at = Math.floor(from / 60_000) * 60_000 + 60_000; at <= end && brute.length < 3; at += 60_000)
          if (matches(cron, new Date(at))) brute.push(new Date(at).toISOString());
        expect(found.slice(0, brute.length)).toEqual(brute);
        for (const later of found.slice(brute.length)) expect(Date.parse(later as string)).toBeGreaterThan(end);
      }),
      { numRuns: 25 },
    );
  });

  it('agree with croner where both speak the same language', () => {
    const plain = fc
      .tuple(
        fc.constantFrom('0', '30', '*/20', '5,35'),
        fc.constantFrom('9', '*', '*/6', '0,23'),
        fc.constantFrom('*', '1', '13', '22-31'),
        fc.constantFrom('*', '1,7'),
        fc.constantFrom('*', '1', '1-5', '0,6'),
      )
      .filter(([, , day, , weekday]) => day === '*' || weekday === '*')
      .map((fields) => fields.join(' '));
    fc.assert(
      fc.property(plain, fc.constantFrom('Africa/Nairobi', 'Asia/Kolkata', 'UTC'), (text, zone) => {
        const from = new Date('2026-11-20T07:00:00Z');
        const theirs = new Croner(text, { timezone: zone }).nextRuns(5, from).map((at) => at.toISOString());
        expect(nextRuns(text, zone, from, 5).map((run) => run.at)).toEqual(theirs);
      }),
      { numRuns: 60 },
    );
  });

  it('marks what the clocks jump over, and does not run it', () => {
    expect(nextRuns('30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', 3)).toEqual([
      { at: '2026-03-28T01:30:00.000Z', local: '2026-03-28T02:30', jump: null },
      { at: null, local: '2026-03-29T02:30', jump: 'skipped' },
      { at: '2026-03-30T00:30:00.000Z', local: '2026-03-30T02:30', jump: null },
    ]);
  });

  it('marks what the clocks show twice', () => {
    expect(nextRuns('30 1 * * *', 'America/New_York', '2026-11-01T00:00:00Z', 3)).toEqual([
      { at: '2026-11-01T05:30:00.000Z', local: '2026-11-01T01:30', jump: 'doubled' },
      { at: '2026-11-01T06:30:00.000Z', local: '2026-11-01T01:30', jump: 'doubled' },
      { at: '2026-11-02T06:30:00.000Z', local: '2026-11-02T01:30', jump: null },
    ]);
  });

  it('goes on evenly through a doubled hour when every hour counts', () => {
    const runs = nextRuns('*/30 * * * *', 'America/New_York', '2026-11-01T04:45:00Z', 5);
    expect(runs.map((run) => run.at?.slice(11, 16))).toEqual(['05:00', '05:30', '06:00', '06:30', '07:00']);
    expect(runs.every((run) => run.jump === null)).toBe(true);
  });

  it('knows leap days and days that never come', () => {
    expect(nextRuns('0 9 29 2 *', 'UTC', '2026-11-20T00:00:00Z', 2).map((run) => run.local)).toEqual([
      '2028-02-29T09:00',
      '2032-02-29T09:00',
    ]);
    expect(nextRuns('0 9 31 2 *', 'UTC', '2026-11-20T00:00:00Z', 1)).toEqual([]);
    expect(nextRuns('0 0 9 1 1 ? 2020', 'UTC', '2026-11-20T00:00:00Z', 1)).toEqual([]);
  });

  it('holds day of month and weekday both', () => {
    expect(nextRuns('0 9 13 * 5', 'UTC', '2026-01-01T00:00:00Z', 3).map((run) => run.local)).toEqual([
      '2026-02-13T09:00',
      '2026-03-13T09:00',
      '2026-11-13T09:00',
    ]);
  });

  it('finds a one-time run once, and never in the past', () => {
    expect(nextOnce('2026-12-01T09:00', 'Africa/Nairobi', '2026-11-20T00:00:00Z')).toEqual([
      { at: '2026-12-01T06:00:00.000Z', local: '2026-12-01T09:00', jump: null },
    ]);
    expect(nextOnce('2026-11-01T09:00', 'Africa/Nairobi', '2026-11-20T00:00:00Z')).toEqual([]);
  });
});

describe('calendars and guard', () => {
  it('let through exactly what is meant', () => {
    const inside = (value: number, field: unknown): boolean =>
      field === '*' ||
      field === undefined ||
      (field as { start: number; end: number }[]).some((range) => value >= range.start && value <= range.end);
    const names = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
    fc.assert(
      fc.property(
        anyCron,
        fc.integer({ min: 0, max: 1500 }),
        fc.integer({ min: 0, max: 1439 }),
        (text, day, minute) => {
          const at = new Date(Date.UTC(2026, 0, 1) + day * 86_400_000 + minute * 60_000);
          const started = toCalendars(text).some(
            (calendar) =>
              inside(at.getUTCMinutes(), calendar.minute) &&
              inside(at.getUTCHours(), calendar.hour) &&
              inside(at.getUTCDate(), calendar.dayOfMonth) &&
              (calendar.month === '*' || JSON.stringify(calendar.month).includes(monthName(at))) &&
              (calendar.dayOfWeek === '*' ||
                (calendar.dayOfWeek as string[]).includes(names[at.getUTCDay()] as string)),
          );
          const meant = matches(parseCron(text), at);
          expect(started && fires(text, localTime(at, 'UTC'))).toBe(meant);
          if (!needsGuard(text)) expect(started).toBe(meant);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

const monthName = (at: Date): string =>
  ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'][at.getUTCMonth()] as string;

describe('schedules in words', () => {
  it.each([
    ['0 9 * * 1', 'every Monday at 09:00'],
    ['*/15 * * * *', 'every 15 minutes'],
    ['0 10 1 * *', 'on the 1st of each month at 10:00'],
    ['0 17 * * 5L', 'the last Friday of each month at 17:00'],
    ['0 17 * * 5#2', 'the second Friday of each month at 17:00'],
    ['30 8 * * 1-5', 'every weekday at 08:30'],
    ['0 6,18 * * *', 'every day at 06:00 and 18:00'],
    ['0 * * * *', 'every hour'],
    ['* * * * *', 'every minute'],
    ['5 * * * *', 'every hour at :05'],
    ['0 */2 * * *', 'every 2 hours'],
    ['0 9-17 * * 1-5', 'every hour from 09:00 to 17:00, every weekday'],
    ['*/15 9-17 * * 1-5', 'every 15 minutes from 09:00 to 17:45, every weekday'],
    ['0 9 * * 1,3,5', 'every Monday, Wednesday and Friday at 09:00'],
    ['0 9 * * 0,6', 'every Saturday and Sunday at 09:00'],
    ['0 9 L * *', 'on the last day of each month at 09:00'],
    ['0 9 1,15 * *', 'on the 1st and 15th of each month at 09:00'],
    ['0 9 25 12 *', 'every year on 25 December at 09:00'],
    ['0 9 1-7 * 1', 'the first Monday of each month at 09:00'],
    ['0 9 13 * 5', 'on the 13th of each month, when it is a Friday at 09:00'],
    ['0 9 * 6-8 1', 'every Monday in June, July and August at 09:00'],
    ['0 0 12 1 1 ? 2027', 'every year on 1 January at 12:00 in 2027'],
  ])('%s is “%s”', (text, words) => expect(cronInWords(text)).toBe(words));

  it('names the zone where it is not the person’s own', () => {
    expect(cronInWords('0 9 * * 1-5', 'America/New_York', 'Africa/Nairobi')).toBe(
      'every weekday at 09:00 (New York time)',
    );
    expect(cronInWords('0 9 * * 1', 'Africa/Nairobi', 'Africa/Nairobi')).toBe('every Monday at 09:00');
    expect(onceInWords('2026-12-01T09:00')).toBe('once, on Tuesday 1 December 2026 at 09:00');
  });
});
