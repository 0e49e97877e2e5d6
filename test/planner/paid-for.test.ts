import { describe, expect, it } from 'vitest';
import { limitsAndSteps, plainReplyTo } from './talking.ts';

/** What stands beside a payment is what it is for only where it names a thing; a yes, a condition or an order is none. */
const RENT = 'Every 1st at 9am pay 35,000 KES to +254712345678';
const said = async (request: string): Promise<string> => {
  const reply = await plainReplyTo(request);
  return reply.kind === 'propose' ? limitsAndSteps(reply) : reply.kind;
};

describe('a yes in brackets is asked for', () => {
  it.each([
    'ask me first',
    'needs my approval',
    'once approved',
    'wait for my yes',
    'but ask first',
    'please confirm with me',
    'with my ok',
    'approval needed',
    'to be approved',
    'show me',
  ])('(%s)', async (remark) =>
    expect(await said(`${RENT} (${remark})`)).toBe('requires_user_confirmation true > withdraw(+254712345678 | 35000)'),
  );

  it('and so it is of a share', async () =>
    expect(await said('When a customer pays on IntaSend send 10% of it to +254712345678 (ask me)')).toBe(
      'requires_user_confirmation true > withdraw(+254712345678 | {{ trigger.amount * 0.1 }} | {{ trigger.currency }})',
    ));
});

describe('what narrows or orders is asked about', () => {
  it.each([
    'unless it is a holiday',
    'until june',
    'from january',
    'through december',
    'then text me',
    'never twice',
    'limit one payment monthly',
    'subject to funds',
    'approved by Ben',
  ])('(%s)', async (remark) => expect(await said(`${RENT} (${remark})`)).toBe('ask'));

  it.each(['rent after I agree', 'once i approve', 'unless Ben said no', 'rent only with my ok'])(
    'pay %s, so much',
    async (what) =>
      expect(await said(`On the 1st of each month at 9am pay ${what}, 1,500 KES to +254712345678`)).toBe('ask'),
  );
});

it.each(['rent', 'school fees', 'first term fees', 'monthly rent', 'salary for Ben', 'check-up'])(
  '(%s) is what it is for',
  async (what) => expect(await said(`${RENT} (${what})`)).toBe(`withdraw(+254712345678 | ${what} | 35000)`),
);
