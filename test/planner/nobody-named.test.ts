import { describe, expect, it } from 'vitest';
import { limitsAndSteps, plainReplyTo } from './talking.ts';

/** Who is named with a no is never written to or paid, and no number with a no becomes the one that may be paid. */
describe('a no to somebody who is named', () => {
  it.each([
    'Every 1st at 9am pay 5,000 KES to +254712345678, never to +254733345678',
    'Every 1st at 9am pay 5,000 KES to +254712345678, not to +254733345678',
    'Every 1st at 9am pay 5,000 KES to +254712345678. It must not go to +254733345678',
    'Every 1st at 9am pay 5,000 KES to +254712345678. Never send money to +254733345678',
    'Every 1st at 9am pay 5,000 KES to +254712345678. Don’t pay +254733345678',
    'Every Monday at 9am text +254712345678 "Hi". Never text +254733345678',
    'Every Monday at 9am text +254712345678 "Hi", never email ann@example.com',
    'Every Monday at 9am text +254712345678 "Hi". Please do not email ann@example.com',
  ])('%s', async (text) => {
    const reply = await plainReplyTo(text);
    expect(reply.kind === 'ask' && reply.missing.map((one) => one.name)).toEqual(['unclear']);
    const left = await plainReplyTo(text, 'leave it out');
    expect(limitsAndSteps(left)).not.toMatch(/\+254733345678|ann@example\.com/);
    expect(left.kind).toBe('propose');
  });

  it.each([
    [', never to anyone but +254712345678', 'allowed_phone_numbers +254712345678'],
    [', only ever to that number', 'allowed_phone_numbers +254712345678'],
    ['. Never send money to anyone else', 'allowed_phone_numbers +254712345678'],
  ])('the one that may be paid: %s', async (words, limit) => {
    const reply = await plainReplyTo(`Every 1st at 9am pay 5,000 KES to +254712345678${words}`);
    expect(limitsAndSteps(reply)).toBe(`${limit} > withdraw(+254712345678 | 5000)`);
  });

  it('a text in quotes says what it says', async () => {
    const reply = await plainReplyTo('Every Monday at 9am text +254712345678 "Never text Ben +254733345678"');
    expect(limitsAndSteps(reply)).toBe('send_sms(+254712345678 | Never text Ben +254733345678)');
  });
});

it.each([
  'Our webhook for new orders brings phone. For each order over 5000 text the phone "VIP"',
  'Our website calls a webhook with name. If it is over 5000 post the name in #ops',
  'Our website calls a webhook with phone. If someone fills it in, text the phone "hi" but only if it comes in between 8 and 17',
])('a phone number or a name is no amount: %s', async (text) => {
  expect((await plainReplyTo(text)).kind).toBe('ask');
});
