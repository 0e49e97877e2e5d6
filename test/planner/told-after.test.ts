import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** Sentences that stand for themselves and belong to the order before. */
const BOILERS = '0 8 * * 1 > send_message(#ops | Check the boilers)';

describe('what a message says, told afterwards', () => {
  it.each([
    'message #ops. Text: "Check the boilers"',
    'drop a line to #ops. Wording: "Check the boilers"',
    'message #ops. It should say: "Check the boilers"',
    'post in #ops. The text should read "Check the boilers".',
    'post in #ops, and it should say "Check the boilers"',
    'put a note in #ops. Words: "Check the boilers"',
    'leave a note in #ops. Make it say "Check the boilers"',
  ])('%s', async (order) => {
    expect(gist(await plainReplyTo(`every Monday at 8am ${order}`))).toBe(BOILERS);
  });

  it('of an email, with its subject', async () => {
    expect(gist(await plainReplyTo('every Monday at 8am email ann@b.co. Subject: Boilers. Body: "Check them"'))).toBe(
      '0 8 * * 1 > send_email(ann@b.co | Boilers | Check them)',
    );
  });

  it('is asked for where only that something is said was said', async () => {
    const reply = await plainReplyTo('every Monday at 8am drop a line to #ops');
    expect(reply).toMatchObject({ kind: 'ask', missing: [{ name: 'message' }] });
    expect('text' in reply && reply.text).not.toContain('suggest');
  });
});

describe('something that should be somewhere', () => {
  it.each([
    ["'Rent' should show up in #house at 10am, but only on the first Monday of a month", '0 10 * * 1#1'],
    ["'Rent' should appear in #house at 10am on weekdays", '0 10 * * 1-5'],
    ["'Rent' should pop up in #house on Fridays only, at 10am", '0 10 * * 5'],
    ["'Rent' must be posted in #house at 10am but only on Mondays", '0 10 * * 1'],
  ])('%s', async (said, start) => {
    expect(gist(await plainReplyTo(said))).toBe(`${start} > send_message(#house | Rent)`);
  });

  it('is asked about where two rhythms narrow each other', async () => {
    expect(
      (await plainReplyTo("post 'Rent' in #house on weekdays at 10, only on the first Monday of the month")).kind,
    ).toBe('ask');
  });
});

describe('do it for me', () => {
  it.each([
    [
      'I invoice Blue Lagoon 850 euros through QuickBooks on the 25th of every month. Do it for me at 7 in the evening, payable within 30 days.',
      '0 19 25 * * > create_invoice(in 30 days | 850 | EUR | Blue Lagoon)',
    ],
    [
      "Every Friday I post 'Reports' in #sales. Please take over, at 4pm",
      '0 16 * * 5 > send_message(#sales | Reports)',
    ],
    [
      'Invoice Acme 500 dollars through QuickBooks on the 1st of every month at 8am, for web hosting. Net 30.',
      '0 8 1 * * > create_invoice(in 30 days | 500 | USD | Acme | web hosting)',
    ],
    [
      'Invoice Acme 500 dollars through QuickBooks on the 1st of every month at 8am. They have 30 days to pay.',
      '0 8 1 * * > create_invoice(in 30 days | 500 | USD | Acme)',
    ],
  ])('%s', async (said, expected) => {
    expect(gist(await plainReplyTo(said))).toBe(expected);
  });
});
