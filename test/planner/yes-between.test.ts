import { describe, expect, it } from 'vitest';
import { gist, limitsAndSteps, plainReplyTo } from './talking.ts';

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

describe('between arrows it stands where it was said, with the condition it was said under', () => {
  it.each([
    [
      'When a customer pays on IntaSend → text the customer "Thanks" → wait 2 days → I approve → text the customer "Come back"',
      'intasend.payment.confirmed > send_sms({{ trigger.phone }} | Thanks) > wait(2d) > approve() > send_sms({{ trigger.phone }} | Come back)',
    ],
    [
      'When our shop webhook sends an order: if total is over 5000 → post the total in #vip → ask me → text +254712345678 "Big"',
      'custom.* > send_message(#vip | Total: {{ trigger.total }}) if {{ number(trigger.total) > 5000 }} > approve() if {{ number(trigger.total) > 5000 }} > send_sms(+254712345678 | Big) if {{ number(trigger.total) > 5000 }}',
    ],
    [
      'When our webhook is called with title → AI sorts it as bug/feature. bug → ask me → post the title in #bugs. feature → post the title in #ideas',
      'custom.* > classify(bug or feature | {{ trigger.message }}) > approve() if {{ step_1.label == "bug" }} > send_message(#bugs | Title: {{ trigger.title }}) if {{ step_1.label == "bug" }} > send_message(#ideas | Title: {{ trigger.title }}) if {{ step_1.label == "feature" }}',
    ],
    [
      'Every Monday at 9am post "a" in #ops; I agree; text +254712345678 "hi"',
      '0 9 * * 1 > send_message(#ops | a) > approve() > send_sms(+254712345678 | hi)',
    ],
    ['Every Monday at 9am post "a" in #ops → ask me', '0 9 * * 1 > approve() > send_message(#ops | a)'],
  ])('%s', async (request, expected) => expect(gist(await plainReplyTo(request))).toBe(expected));
});
