import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

const SLACK = "every wednesday at 10am post 'Demo' in #general";
const PRODUCT = '0 10 * * 3 > send_message(#product | Demo)';
const MAIL = "every wednesday at 10am email ann@b.co 'Demo' with subject 'Day'";
const TEXT = "every wednesday at 10am text +254722000111 'Demo'";

/** One thing goes and another comes in its place, in a draft. */
const CHANGED: [string, string, string][] = [
  [SLACK, 'not #general, use #product', PRODUCT],
  [SLACK, 'no, not in #general, in #product', PRODUCT],
  [SLACK, '#product, not #general', PRODUCT],
  [SLACK, 'not general, product', PRODUCT],
  [SLACK, "don't use #general, use #product", PRODUCT],
  [SLACK, 'drop #general, post to #product', PRODUCT],
  [MAIL, 'not ann@b.co, send it to ben@b.co', '0 10 * * 3 > send_email(ben@b.co | Day | Demo)'],
  [MAIL, 'not ann@b.co but ben@b.co', '0 10 * * 3 > send_email(ben@b.co | Day | Demo)'],
  [TEXT, 'not +254722000111, +254733000222', '0 10 * * 3 > send_sms(+254733000222 | Demo)'],
  [TEXT, 'not wednesday, thursday', '0 10 * * 4 > send_sms(+254722000111 | Demo)'],
  [TEXT, 'not 10, 11', '0 11 * * 3 > send_sms(+254722000111 | Demo)'],
  [TEXT, 'not sms, whatsapp', '0 10 * * 3 > send_whatsapp(Demo | +254722000111)'],
  ['withdraw 3,500 KES to +254790123456 when I ask', 'not 3,500, 4,000', 'manual > withdraw(+254790123456 | 4000)'],
  [
    "every day at 9am post 'Hi' in #ops and post 'Yo' in #dev",
    'not #dev, #qa',
    '0 9 * * * > send_message(#ops | Hi) > send_message(#qa | Yo)',
  ],
  [TEXT, "I've changed my mind, make it 9", '0 9 * * 3 > send_sms(+254722000111 | Demo)'],
];

const DROPPED = [
  "No, forget it, I've changed my mind.",
  "actually don't, I don't need it",
  "scrap that, we don't want it any more",
  "I've changed my mind, cancel",
  "no, I don't want this after all",
  'never mind, not needed any more',
];

const LISTED = [
  "show me all the automations I've set up so far",
  'can I see all of my workflows please',
  "show me everything that's running",
  "show all the workflows I've created with you",
  'all my automations please',
  "could you list what I've automated up to now",
  'which of my workflows are active right now?',
];

describe('one thing in the place of another', () => {
  it.each(CHANGED)('%s: %s', async (text, change, expected) => {
    expect(gist(await plainReplyTo(text, change))).toBe(expected);
  });
});

describe('what is open', () => {
  it.each(DROPPED)('is dropped with a reason: %s', async (words) => {
    expect(await plainReplyTo(TEXT, words)).toMatchObject({ kind: 'act', command: 'cancel' });
  });
});

describe('all workflows', () => {
  it.each(LISTED)('are listed: %s', async (words) => {
    expect(await plainReplyTo(words)).toMatchObject({ kind: 'act', command: 'list' });
  });

  it('are not meant by one of them', async () => {
    expect((await plainReplyTo('show me the workflow')).kind).not.toBe('act');
  });
});

describe('by hand in the place of what starts it', () => {
  const BY_HAND = 'manual > send_message(#general | Demo)';
  it.each([
    [SLACK, 'actually not on a schedule, only when I tell you to'],
    [SLACK, "no schedule, I'll start it myself"],
    [SLACK, "don't schedule it, just run it when I ask"],
    [SLACK, 'make it manual'],
    [SLACK, "I'd rather start it by hand"],
    [SLACK, 'not every Wednesday, only when I ask'],
    [SLACK, 'only when I ask, not on Wednesdays'],
    [SLACK, 'forget the schedule, I will run it by hand'],
    [SLACK, 'run it on demand instead'],
    [SLACK, 'only when I tell you to'],
    [SLACK, 'not automatically, only when I say so'],
    ["when someone pays on IntaSend post 'Demo' in #general", 'not when someone pays, only when I ask'],
  ])('%s: %s', async (text, change) => {
    const reply = await plainReplyTo(text, change);
    expect(gist(reply)).toBe(BY_HAND);
    expect(reply).not.toMatchObject({ assumptions: [expect.stringContaining('morning')] });
  });

  it('stands beside another change of the same sentence', async () => {
    expect(gist(await plainReplyTo(SLACK, 'only when I ask, and post it to #product'))).toBe(
      'manual > send_message(#product | Demo)',
    );
  });

  it('is no yes that is waited for, and nothing else that is asked', async () => {
    expect(gist(await plainReplyTo(SLACK, 'only when I say yes'))).toBe(
      '0 10 * * 3 > approve() > send_message(#general | Demo)',
    );
    for (const words of [
      'only when I say so',
      'only when I ask Ben',
      'also when I ask',
      'ask me first when I ask',
      'not when it is a holiday, only when I ask',
    ])
      expect((await plainReplyTo(SLACK, words)).kind).toBe('ask');
  });

  it('is asked about where the event brings what the steps use', async () => {
    const paid = "when someone pays on IntaSend post 'Paid {{amount}}' in #general";
    expect((await plainReplyTo(paid, 'only when I ask')).kind).toBe('ask');
  });
});
