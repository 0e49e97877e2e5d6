import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo, replyTo } from './talking.ts';

/** What is said while a card or a question is open: questions about it, taking back, more than was asked. */
const CARD = "every monday at 9:00 post 'Stock count' in #store";

describe('while a card is open', () => {
  it.each([
    ['what currency?', 'on the 2nd of each month at 9am pay $300 to +254722000111', 'USD'],
    ['which currency is it in?', 'on the 2nd of each month at 9am pay 900 to +254722000111', 'KES'],
    ['what does it say?', CARD, 'Stock count'],
    ['which channel is it?', CARD, '#store'],
    ['how often does it run?', CARD, 'every Monday at 09:00'],
    ['do I have drafts?', CARD, 'open here'],
    ['are there any drafts waiting', CARD, 'open here'],
  ])('answers %s', async (asked, request, told) => {
    expect(await plainReplyTo(request, asked)).toMatchObject({ kind: 'say', text: expect.stringContaining(told) });
  });

  it.each(['show me what it does now', 'show me the card again', 'what does it do now?', 'read it back to me'])(
    'shows it once more: %s',
    async (asked) => {
      expect(gist(await plainReplyTo(CARD, 'make it 10:00', asked))).toBe(
        '0 10 * * 1 > send_message(#store | Stock count)',
      );
    },
  );

  it.each(['undo that change', 'go back to how it was before', 'revert the last change', 'change it back please'])(
    'takes a change back: %s',
    async (words) => {
      expect(gist(await plainReplyTo(CARD, 'make it 10:00', words))).toBe(
        '0 9 * * 1 > send_message(#store | Stock count)',
      );
    },
  );

  it('takes back one change after the other, and none that is not there', async () => {
    const twice = [CARD, 'make it 10:00', 'on tuesdays instead', 'undo that', 'undo that'];
    expect(gist(await plainReplyTo(...twice))).toBe('0 9 * * 1 > send_message(#store | Stock count)');
    expect((await plainReplyTo(...twice, 'undo that')).kind).toBe('say');
  });

  it('drops a change that is still asked about when it is taken back', async () => {
    const reply = await plainReplyTo(CARD, 'and also text the same to my brother', 'undo that change');
    expect(gist(reply)).toBe('0 9 * * 1 > send_message(#store | Stock count)');
  });

  it('says plainly what it cannot answer', async () => {
    expect(await plainReplyTo(CARD, 'why is the sky blue?')).toMatchObject({
      kind: 'say',
      text: expect.stringContaining('can’t answer'),
    });
  });

  it.each([
    ['tomorrow at 3', 'ask time'],
    ['tomorrow at 15:30', '2026-11-21T15:30 > send_message(#store | Hi)'],
  ])('gives what is started by hand a time: %s', async (words, expected) => {
    expect(gist(await plainReplyTo("post 'Hi' in #store", words))).toBe(expected);
  });

  it.each([
    [
      'start it when someone books on calendly instead',
      'calendly.meeting.scheduled > send_message(#store | Stock count)',
    ],
    ['also when a github issue is opened', 'github.issues.opened + 0 9 * * 1 > send_message(#store | Stock count)'],
  ])('changes what starts it: %s', async (words, expected) => {
    expect(gist(await plainReplyTo(CARD, words))).toBe(expected);
  });

  it('asks about fields that another start does not bring', async () => {
    const request = "when a stripe payment over 500 succeeds post 'Big' in #sales";
    expect(await plainReplyTo(request, 'start it when someone books on calendly instead')).toMatchObject({
      kind: 'ask',
      text: expect.stringContaining('amount'),
    });
  });
});

describe('a yes that is asked for in some cases only', () => {
  const paid = 'stripe.payment_intent.succeeded > approve() if {{ trigger.amount > 50000 }} > ';

  it.each([
    ["and if it's over 50000 ask me before"],
    ['ask me first if the amount is over 50k'],
    ['but check with me first when it is more than 50,000'],
  ])('is put before what is sent, on its condition: %s', async (words) => {
    const request = "when a stripe payment succeeds text +254722000111 'Paid'";
    expect(gist(await plainReplyTo(request, words))).toBe(`${paid}send_sms(+254722000111 | Paid)`);
    expect(gist(await plainReplyTo(`${request}, ${words}`))).toBe(`${paid}send_sms(+254722000111 | Paid)`);
  });

  it('stays open through other changes where it cannot be read', async () => {
    const request = 'on the 1st of each month at 9am pay 20,000 to +254722000111';
    const said = [request, "and if it's over 50000 ask me before", 'make it 10am'];
    expect(await plainReplyTo(...said)).toMatchObject({ kind: 'ask', text: expect.stringContaining('50000') });
    expect(await plainReplyTo(...said, 'leave it out')).toMatchObject({
      kind: 'propose',
      assumptions: [expect.stringContaining('50000')],
    });
  });
});

describe('more than was asked for', () => {
  const asked = "every monday post 'Hi' in #team";

  it.each([
    [
      "9am, and also text +254722000111 'Hi all'",
      '0 9 * * 1 > send_message(#team | Hi) > send_sms(+254722000111 | Hi all)',
    ],
    ['9am and email me at a@b.co', 'ask subject'],
    ['at 9am but only if the amount is over 500', 'ask unclear'],
    ['9am, but not on public holidays', 'ask unclear'],
    ['9am, only to ann@x.co', 'ask unclear'],
  ])('%s', async (words, expected) => {
    expect(gist(await plainReplyTo(asked, words))).toBe(expected);
  });

  it('keeps a limit said with an answer', async () => {
    const reply = await plainReplyTo('every monday pay +254722000111', '9am, 500 bob, ask me first');
    expect(reply).toMatchObject({ definition: { policy: { requires_user_confirmation: true } } });
  });

  it('keeps an order said while a time is asked', async () => {
    const reply = await plainReplyTo(asked, 'text me at +254722000111', '9am');
    expect(JSON.stringify(reply)).toContain('+254722000111');
  });
});

describe('where an event comes from', () => {
  const request = "when I get a payment post 'Paid' in #till";

  it('is asked where several services tell of the same', async () => {
    expect(await plainReplyTo(request)).toMatchObject({ kind: 'ask', options: ['Stripe', 'IntaSend'] });
    expect(gist(await plainReplyTo(request, 'intasend'))).toBe(
      'intasend.payment.confirmed > send_message(#till | Paid)',
    );
  });

  it('is said on the card where it is left to us', async () => {
    expect(await plainReplyTo(request, 'you decide')).toMatchObject({
      kind: 'propose',
      assumptions: ['the event comes from Stripe'],
    });
  });
});

it.each(['what happened to my last run?', 'show me the last run', 'how did the last run go?'])(
  'takes no word of a run for a workflow’s name: %s',
  async (words) => {
    expect(await replyTo(words)).toMatchObject({ kind: 'act', workflow: { name: 'Invoice on payment' } });
  },
);
