import { describe, expect, it } from 'vitest';
import { conversation, gist } from './talking.ts';

/** Changes that put something in another's place: a way, a day, a time, a length, and what was there before. */
const talk = () => conversation({ workflows: [], check: () => [] });
const last = async (...words: string[]) => gist(await talk().says(...words));

describe('The same words another way', () => {
  const POSTED = "when someone books on Calendly post 'New' in #leads";
  it.each([
    'actually not slack. text it to +14155550142 instead',
    'text +14155550142 instead of posting',
    'forget slack, sms +14155550142 instead',
    'instead of slack make it a text to +14155550142',
    'can it go by sms to +14155550142 instead?',
    'no slack, text me on +14155550142',
    'swap slack for an sms to +14155550142',
  ])('“%s”', async (words) => {
    expect(await last(POSTED, words)).toBe('calendly.meeting.scheduled > send_sms(New | +14155550142)');
  });

  it('is of the step that is named, and of no other number', async () => {
    const both = "when someone books on Calendly sms +14155550142 'New' and post 'New' in #leads";
    expect(await last(both, 'not slack, whatsapp it to +14155550143')).toBe(
      'calendly.meeting.scheduled > send_sms(+14155550142 | New) > send_whatsapp(New | +14155550143)',
    );
  });

  it('“use email to …” is no change of what a message says', async () => {
    expect(await last(POSTED, 'use email to ann@example.com instead of slack')).toBe('ask subject');
  });
});

describe('A single moment moved', () => {
  const ONCE = "tomorrow at 10am sms +919876501234 'Ready'";
  it.each([
    ['push it to sunday, same time', '2026-11-22T10:00'],
    ['make it monday instead', '2026-11-23T10:00'],
    ['push it back a day', '2026-11-22T10:00'],
    ['move it to the 25th, same time', '2026-11-25T10:00'],
    ['the day after instead', '2026-11-22T10:00'],
    ['not tomorrow, sunday', '2026-11-22T10:00'],
    ['ten minutes later', '2026-11-21T10:10'],
    ['bring it forward by half an hour', '2026-11-21T09:30'],
    ['move it to sunday at 9am', '2026-11-22T09:00'],
  ])('“%s”', async (words, at) => {
    expect(await last(ONCE, words)).toBe(`${at} > send_sms(+919876501234 | Ready)`);
  });

  it.each(['move it forward an hour', 'the 10th instead'])('“%s” is asked about', async (words) => {
    expect((await talk().says(ONCE, words)).kind).toBe('ask');
  });
});

describe('Another day of the month', () => {
  const MONTHLY = "5th every month 8am whatsapp +254711909090 'Meeting'";
  it.each([
    '3rd not 5th',
    'the 3rd, not the 5th',
    'not the 5th but the 3rd',
    'sorry I meant the 3rd',
    'make it the 3rd instead of the 5th',
    'change the 5th to the 3rd',
  ])('“%s”', async (words) => {
    expect(await last(MONTHLY, words)).toBe('0 8 3 * * > send_whatsapp(+254711909090 | Meeting)');
  });

  it('“3rd not 10th” of the 5th is asked about', async () => {
    expect((await talk().says(MONTHLY, '3rd not 10th')).kind).toBe('ask');
  });
});

describe('Another time', () => {
  it.each([
    ["every day at 9am post 'Hi' in #team", '10 not 9', '0 10 * * *'],
    ["every day at 9am post 'Hi' in #team", '10 instead of 9 please', '0 10 * * *'],
    ["every day at 9:30pm post 'Hi' in #team", '10 not 9:30', '0 22 * * *'],
    ["every day at 8am and 4pm post 'Hi' in #team", 'an hour later', '0 9,17 * * *'],
  ])('%s > “%s”', async (request, words, cron) => {
    expect(await last(request, words)).toBe(`${cron} > send_message(#team | Hi)`);
  });

  it('that falls on another day is asked about', async () => {
    expect((await talk().says("every monday at 11:30pm post 'Hi' in #team", 'an hour later')).kind).toBe('ask');
  });

  it.each([
    ['make that an hour and a half from now', '2026-11-20T11:30'],
    ['give it two and a half hours', '2026-11-20T12:30'],
    ['ten minutes later', '2026-11-20T10:55'],
  ])('“%s”', async (words, at) => {
    expect(await last('sms +61412345678 in 45 minutes: chicken out', words)).toBe(
      `${at} > send_sms(+61412345678 | chicken out)`,
    );
  });

  it('numbers alone are no limit of what is paid', async () => {
    const PAY = 'every friday 3pm send 2,000 KES to +254799123123';
    expect((await talk().says(PAY, '5 not 6')).kind).toBe('ask');
    expect(await last(PAY, '2,500 not 2,000')).toBe('0 15 * * 5 > withdraw(+254799123123 | 2500)');
  });
});

describe('Another time on some days', () => {
  const NIGHTLY = "10pm every night post 'Lock up' in #bar";
  const WEEKDAYS = "weekdays at 9am post 'Lock up' in #bar";
  it.each([
    [NIGHTLY, 'Fridays and Saturdays make it 10:30pm, the other nights stay at 10', '0 22 * * 0-4 + 30 22 * * 5,6'],
    [NIGHTLY, 'on fridays make it 11pm', '0 22 * * 0,1,2,3,4,6 + 0 23 * * 5'],
    [NIGHTLY, 'on weekends at 11pm instead, otherwise 10 as it is', '0 22 * * 1-5 + 0 23 * * 0,6'],
    [NIGHTLY, 'Fri and Sat 10:30pm, rest of the week 10pm', '0 22 * * 0-4 + 30 22 * * 5,6'],
    [WEEKDAYS, 'on fridays it should be 10am', '0 9 * * 1-4 + 0 10 * * 5'],
    [WEEKDAYS, 'fridays at 10 please, the rest as is', '0 9 * * 1-4 + 0 10 * * 5'],
    [WEEKDAYS, 'on mondays and fridays at 8:30 please, the others at 10', '0 10 * * 2-4 + 30 8 * * 1,5'],
  ])('%s > “%s”', async (request, words, crons) => {
    expect(await last(request, words)).toBe(`${crons} > send_message(#bar | Lock up)`);
  });

  it('is asked of days it never ran on', async () => {
    expect((await talk().says(WEEKDAYS, 'on sundays make it 10am')).kind).toBe('ask');
  });
});

describe('Another wait', () => {
  const WAITS = "2 days after an intasend payment text +254700111222 'Review?'";
  const text = 'send_sms(+254700111222 | Review?)';
  it.each([
    ['make that 3 days', `wait(3d) > ${text}`],
    ['not 2 days, 5', `wait(5d) > ${text}`],
    ['not 2 days but a week', `wait(7d) > ${text}`],
    ['wait a whole week', `wait(7d) > ${text}`],
    ['straight away please, no waiting', text],
  ])('“%s”', async (words, steps) => {
    expect(await last(WAITS, words)).toBe(`intasend.payment.confirmed > ${steps}`);
  });
});

describe('A part as it was', () => {
  const DAILY = "daily 7pm post 'close the till' in #shop";
  it.each(['hmm no, put the time back how it was', 'no, the old time was better', 'go back to the time before'])(
    '“%s”',
    async (words) => {
      expect(await last(DAILY, 'make it 8pm', words)).toBe('0 19 * * * > send_message(#shop | close the till)');
    },
  );

  it('leaves what else was changed', async () => {
    expect(await last(DAILY, 'make it 8pm', "change the text to 'lock up'", 'put the time back to what it was')).toBe(
      '0 19 * * * > send_message(#shop | lock up)',
    );
    expect(await last(DAILY, "change the text to 'lock up'", 'make it 8pm', 'use the old text after all')).toBe(
      '0 20 * * * > send_message(#shop | close the till)',
    );
  });
});
