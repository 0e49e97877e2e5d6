import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** Times said twice, or from the outside in. */
const SAID: [string, string][] = [
  ['once a year, on 1 June at 9am,', '0 9 1 6 *'],
  ['once a year on the 3rd of March at 9am', '0 9 3 3 *'],
  ['yearly, on June 1 at 9am,', '0 9 1 6 *'],
  ['annually, on 2 May at 6pm,', '0 18 2 5 *'],
  ['once every year, on 12 Feb at 9am,', '0 9 12 2 *'],
  ['once a week, on Tuesday at 9am,', '0 9 * * 2'],
  ['once a week, on Fridays at 4pm,', '0 16 * * 5'],
  ['once every week on a Monday at 9am', '0 9 * * 1'],
  ['on the first day of every quarter (January, April, July and October) at 8am', '0 8 1 1,4,7,10 *'],
  ['on the 1st of each quarter (Jan, Apr, Jul, Oct) at 8am', '0 8 1 1,4,7,10 *'],
  ['every quarter on the 15th (January, April, July and October) at 8am', '0 8 15 1,4,7,10 *'],
  ['on the last day of every quarter (March, June, September, December) at 5pm', '0 17 L 3,6,9,12 *'],
];

describe('times said twice', () => {
  it.each(SAID)('%s', async (when, cron) => {
    expect(gist(await plainReplyTo(`${when} post 'Hi' in #fin`))).toBe(`${cron} > send_message(#fin | Hi)`);
  });

  it('are asked about where the months are not those of a quarter', async () => {
    const reply = await plainReplyTo("every quarter (February, May, August and November) at 8am post 'Hi' in #fin");
    expect(reply.kind).toBe('ask');
  });
});

/** What is said before a clock moves it. */
const MOVED: [string, string][] = [
  ['every day at a quarter to five in the afternoon', '45 16 * * *'],
  ['every day at ten to six in the evening', '50 17 * * *'],
  ['every Friday at twenty-five to nine', '35 8 * * 5'],
  ['every weekday half an hour after noon', '30 12 * * 1-5'],
  ['every Friday, a quarter of an hour before noon', '45 11 * * 5'],
  ['every Monday two hours after midnight', '0 2 * * 1'],
  ['every day at one minute to midnight', '59 23 * * *'],
  ['every Monday at quarter to twelve pm', '45 11 * * 1'],
  ['every Monday five minutes before 18:00', '55 17 * * 1'],
  ['every Monday 10 minutes to 5pm', '50 16 * * 1'],
  ['tomorrow at a quarter to five in the afternoon', '2026-11-21T16:45'],
  ['tomorrow, five minutes before midnight,', '2026-11-21T23:55'],
];

describe('a time told from another', () => {
  it.each(MOVED)('%s', async (when, start) => {
    expect(gist(await plainReplyTo(`${when} post 'Hi' in #fin`))).toBe(`${start} > send_message(#fin | Hi)`);
  });

  it('in quarters of an hour', async () => {
    expect(gist(await plainReplyTo('remind me in three quarters of an hour to call Joy'))).toBe(
      '2026-11-20T10:45 > set_reminder(call Joy)',
    );
  });

  it('of a meeting that the reminder is about', async () => {
    expect(gist(await plainReplyTo('remind me an hour before my 3pm meeting tomorrow'))).toBe(
      '2026-11-21T14:00 > set_reminder(my 3pm meeting)',
    );
  });

  it.each(['every hour, ten to six, on weekdays', 'every weekday from five to nine', 'every Monday, just before noon'])(
    '%s is asked about',
    async (when) => {
      expect((await plainReplyTo(`post 'Hi' in #fin ${when}`)).kind).toBe('ask');
    },
  );

  it('that may be morning or afternoon is asked about', async () => {
    expect(gist(await plainReplyTo("post 'Hi' in #fin every Monday at a quarter to five"))).toBe('ask time');
  });

  it.each([
    ['ten to six in the evening', '50 17'],
    ['five minutes before midnight', '55 23'],
    ['half an hour after noon', '30 12'],
    ['twenty past seven in the morning', '20 7'],
  ])('answers: %s', async (answer, start) => {
    const reply = await plainReplyTo("post 'Hi' in #fin every Monday", answer);
    expect(gist(reply)).toBe(`${start} * * 1 > send_message(#fin | Hi)`);
  });

  it.each(['just before noon', 'after 5pm', 'ten to six'])('answers nothing: %s', async (answer) => {
    expect((await plainReplyTo("post 'Hi' in #fin every Monday", answer)).kind).toBe('ask');
  });

  it('changes a draft', async () => {
    const reply = await plainReplyTo("post 'Hi' in #fin every day at 9am", 'make it ten to six in the evening');
    expect(gist(reply)).toBe('50 17 * * * > send_message(#fin | Hi)');
  });
});

describe('days said with an event', () => {
  it.each([
    "when a payment comes in on Stripe on weekends post 'Hi' in #fin",
    "when a payment comes in on Stripe post 'Hi' in #fin, not on Sundays",
    "on weekdays, when a payment comes in on Stripe, post 'Hi' in #fin",
    "when a payment comes in on Stripe, only on Mondays, post 'Hi' in #fin",
  ])('%s is asked about', async (said) => {
    expect((await plainReplyTo(said)).kind).toBe('ask');
  });

  it('every day is none', async () => {
    expect(gist(await plainReplyTo("when a payment comes in on Stripe, every day, post 'Hi' in #fin"))).toBe(
      'stripe.payment_intent.succeeded > send_message(#fin | Hi)',
    );
  });
});
