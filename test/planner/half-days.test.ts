import { describe, expect, it } from 'vitest';
import { conversation, gist } from './talking.ts';

/** A half of the day that is said in two ways is asked about; several times of one thing belong to their own days. */
const last = async (words: string) => gist(await conversation({ workflows: [], check: () => [] }).says(words));

describe('Contrary halves of the day', () => {
  it.each([
    "every evening at 6am post 'Hi' in #floor",
    "every morning at 9pm post 'Hi' in #floor",
    "tomorrow morning at 8pm text +254700111222 'Hi'",
    "post 'Hi' in #floor at 6am every evening",
    "post 'Hi' in #floor every monday evening at 7am",
    "at 9pm in the morning post 'Hi' in #floor every day",
    "tonight at 8am text +254700111222 'Hi'",
  ])('“%s”', async (words) => {
    expect(await last(words)).toBe('ask time');
  });

  it.each([
    ["every night at 2am post 'Hi' in #floor", '0 2 * * *'],
    ["every evening at 6pm post 'Hi' in #floor", '0 18 * * *'],
    ["good morning! every day at 9pm post 'Hi' in #floor", '0 21 * * *'],
    ["every day at 8am and in the evening at 6pm post 'Hi' in #floor", '0 8,18 * * *'],
  ])('“%s” are none', async (words, cron) => {
    expect(await last(words)).toBe(`${cron} > send_message(#floor | Hi)`);
  });
});

describe('Two times of one thing', () => {
  it.each([
    [
      "Monday to Thursday at 2:50pm post 'Pack up' in #bus. Fridays we finish early so on Fridays post it at 11:50am instead. Same words will do.",
      '50 14 * * 1-4 + 50 11 * * 5',
    ],
    ["every day at 8am post 'Pack up' in #bus, on weekends at 10am instead", '0 8 * * 1-5 + 0 10 * * 0,6'],
    ["Every day at 9pm post 'Pack up' in #bus. On Sundays make it 7pm.", '0 21 * * 1-6 + 0 19 * * 0'],
    ["Weekdays at 9am post 'Pack up' in #bus, but on Fridays at 10am", '0 9 * * 1-4 + 0 10 * * 5'],
    ["every day at 8am and on Fridays at 5pm post 'Pack up' in #bus", '0 8 * * * + 0 17 * * 5'],
  ])('“%s”', async (words, crons) => {
    expect(await last(words)).toBe(`${crons} > send_message(#bus | Pack up)`);
  });
});
