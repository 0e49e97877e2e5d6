import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gist, replyTo } from './talking.ts';

/** Numbers beside amounts, and amounts in a currency nobody pays out in. */
const PAID = '0 9 * * 5 > withdraw(+254733000111 | 2500)';

describe('a phone number and an amount side by side', () => {
  it.each([
    'pay my cleaner +254733000111 2,500 shillings every friday at 9am',
    'pay my cleaner +254733000111 2500 shillings every friday at 9am',
    'pay 0733000111 2,500 KES every friday at 9am',
    'send 0733 000 111 2,500 bob every friday at 9am',
    'pay +254 733 000 111 2500 every friday at 9am',
    'pay +254733000111 2 500 every friday at 9am',
    'pay +254733000111 2 500 shillings every friday at 9am',
    'every friday at 9am transfer to +254 733 000 111 KES 2500',
    'every friday at 9am transfer 0733-000-111 2.5k',
    'every friday at 9am pay 2500 0733000111',
    'every friday at 9am pay +254733000111, 2500 shillings',
    'every friday at 9am pay 0733000111 2500/=',
    'every friday at 9am pay 2,500 to (0733) 000-111',
  ])('%s', async (text) => expect(gist(await replyTo(text))).toBe(PAID));

  it('is read apart whatever the amount', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 10, max: 99_999 }),
        fc.constantFrom('+254733000111', '0733 000 111', '0733000111', '+254 733 000111'),
        fc.constantFrom(
          (n: number) => `${n}`,
          (n: number) => n.toLocaleString('en-US'),
          (n: number) => `KES ${n}`,
        ),
        async (amount, phone, written) => {
          const reply = await replyTo(`pay ${phone} ${written(amount)} every friday at 9am`);
          expect(gist(reply)).toBe(`0 9 * * 5 > withdraw(+254733000111 | ${amount})`);
        },
      ),
      { numRuns: 40 },
    ));

  it.each([
    ['every friday at 9am pay 2500 to +25473300011', '+254733000111'],
    ['every friday at 9am pay +2547330001112 2500', '0733000111'],
    ['every friday at 9am pay 2500 to 07330001112', 'sorry, 0733 000 111'],
  ])('a number no phone has is asked for again: %s', async (text, again) => {
    expect(gist(await replyTo(text))).toBe('ask phone');
    expect(gist(await replyTo(text, again))).toBe(PAID);
  });

  it('a count after a number is none of it', async () => {
    expect(gist(await replyTo('text 0733000111 "Bins" every friday at 9am'))).toBe(
      '0 9 * * 5 > send_sms(+254733000111 | Bins)',
    );
  });
});

describe('money in a currency that never leaves', () => {
  it.each([
    ['pay USD 500 to 0733000111 every friday at 9am'],
    ['send $500 to 0733000111 every friday at 9am'],
    ['pay 0733000111 500 euros every friday at 9am'],
    ['pay 0733000111 every friday at 9am', '£500'],
    ['pay 700 to 0733000111 every friday at 9am', 'make it 500 dollars'],
  ])('%j: the amount is asked for in the own one', async (...messages) => {
    const reply = await replyTo(...messages);
    expect(reply).toMatchObject({ kind: 'ask', text: expect.stringContaining('How much should it be in KES?') });
    for (const answer of ['KES 2,500', '2500', '2.5k', 'make it 2,500 shillings'])
      expect(gist(await replyTo(...messages, answer))).toBe(PAID);
    expect((await replyTo(...messages, 'USD 600')).text).toContain('How much should it be in KES?');
  });
});
