import { describe, expect, it } from 'vitest';
import { limitsAndSteps, plainReplyTo } from './talking.ts';

/** A yes of one's own between the orders, in however few words, is asked for before what is paid. */
const said = async (...messages: string[]): Promise<string> => limitsAndSteps(await plainReplyTo(...messages));
const PAY = 'pay 500 KES to +254712345678';
const PAID = 'requires_user_confirmation true > withdraw(+254712345678 | 500)';
const BOTH = 'requires_user_confirmation true > send_message(#ops | a) > withdraw(+254712345678 | 500)';

describe('between two orders', () => {
  it.each(['; my yes; ', '. I confirm. ', ', then I confirm and ', ' and I agree, then ', '. My ok. '])(
    '%s',
    async (between) => expect(await said(`Every Monday at 9am post "a" in #ops${between}${PAY}`)).toBe(BOTH),
  );
});

describe('before the first', () => {
  it.each([
    ' I confirm, ',
    ', I say yes, ',
    ' my approval then ',
    ' I always approve, ',
    ' i authorize, ',
    ' my yes → ',
  ])('%s', async (before) => expect(await said(`Every Monday at 9am${before}${PAY}`)).toBe(PAID));
});

it('at another time of the day', async () => {
  expect(await said(`Every evening I confirm, ${PAY} at 7pm`)).toBe(PAID);
  expect(await said(`Daily 7pm I agree and ${PAY}`)).toBe(PAID);
});

it.each(['. I confirm.', ', I approve', '. I agree to it first.'])('behind the last: %s', async (after) =>
  expect(await said(`Every Monday at 9am ${PAY}${after}`)).toBe(PAID),
);

it('is none where it is what a message says', async () =>
  expect(await said('Every Monday at 9am text +254712345678 saying I confirm, see you at 10')).toBe(
    'send_sms(+254712345678 | I confirm, see you at 10)',
  ));
