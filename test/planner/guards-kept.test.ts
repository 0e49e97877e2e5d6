import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo, whole } from './talking.ts';

/** What guards a payment is never lost on the way: consent, conditions, limits, times. */
const PAY = 'pay 500 KES to +254700123456';
const HOOK = 'when a webhook comes in with phone and amount';
const PAID = 'when an IntaSend payment comes in';

describe('a clause behind the fields of a webhook is no field', () => {
  it.each([
    `${HOOK}, ask Ann, pay the amount to the phone`,
    `${HOOK}, get approval, ${PAY}`,
    `when our form posts to a webhook with name and email, approval needed, ${PAY}`,
    `${HOOK}, manager approval, ${PAY}`,
    `${HOOK}, first check, ${PAY}`,
    `when our form posts to a webhook: name, amount, ask first, ${PAY}`,
    `when a webhook comes in with status paid, ${PAY}`,
    `when a webhook comes in with email and positive amount, ${PAY}`,
    `when a webhook comes in with email and amount, not zero, ${PAY}`,
    `when our form posts to a webhook with name, large orders, ${PAY}`,
    "when a webhook comes in with name and phone, tomorrow morning, text the phone 'x'",
  ])('%s', async (message) => {
    expect((await plainReplyTo(message)).kind).toBe('ask');
  });

  it.each([
    [
      "when a webhook comes in with name and phone, an hour later, text the phone 'x'",
      'custom.* > wait(1h) > send_sms({{ trigger.phone }} | x)',
    ],
    [
      "our form posts to a webhook with full name, phone number and order total, text the phone number 'Thanks'",
      'custom.* > send_sms({{ trigger.phone_number }} | Thanks)',
    ],
    [
      'our till posts to a webhook with amount and cashier. Post the cashier in #till',
      'custom.* > send_message(#till | Cashier: {{ trigger.cashier }})',
    ],
  ])('names are: %s', async (message, expected) => {
    expect(gist(await plainReplyTo(message))).toBe(expected);
  });
});

describe('a daily limit stays one', () => {
  it.each([
    `${PAID}, never pay more than 5,000 a day: ${PAY}`,
    `${PAID}, at most 5,000 a day, ${PAY}`,
    `${PAID}, and no more than 5,000 a day, ${PAY}`,
    `if a payment comes through IntaSend no more than 5,000 a day may be paid out. ${PAY}`,
  ])('%s', async (message) => {
    expect(whole(await plainReplyTo(message))).toBe(
      'intasend.payment.confirmed > daily_spend_limit 5000 > withdraw(+254700123456 | 500)',
    );
  });

  it('and what is compared limits nothing', async () => {
    expect(
      whole(
        await plainReplyTo(
          `when our form posts to a webhook with score and email, ${PAY} if the score isn't more than 3`,
        ),
      ),
    ).toBe('custom.* > withdraw(+254700123456 | 500) if {{ number(trigger.score) <= 3 }}');
  });
});

describe('conditions', () => {
  it('asks about a no before an or, which may be of both', async () => {
    const reply = await plainReplyTo(
      "when I get a payment through IntaSend, post 'x' in #ops if it isn't under 100 or over 5,000",
    );
    expect(gist(reply)).toBe('ask condition');
  });

  it.each([`${PAY} (if the amount is over 5,000 ask me first)`, `${PAY}. If the amount is over 5,000 (ask me first).`])(
    'asks first where it was said in brackets: %s',
    async (order) => {
      expect(gist(await plainReplyTo(`${PAID}, ${order}`))).toBe(
        'intasend.payment.confirmed > approve() if {{ trigger.amount > 5000 }} > withdraw(+254700123456 | 500)',
      );
    },
  );
});

describe('times', () => {
  it.each([
    [
      "post 'x' on #ops after a customer pays on intasend, then text +254733111222 'y' after an hour",
      'intasend.payment.confirmed > send_message(#ops | x) > wait(1h) > send_sms(+254733111222 | y)',
    ],
    ["every hour from 9 a.m. to 5 p.m. post 'x' in #ops", '0 9-17 * * * > send_message(#ops | x)'],
    ["every day at ten to five p.m. post 'x' in #ops", '50 16 * * * > send_message(#ops | x)'],
  ])('%s', async (message, expected) => {
    expect(gist(await plainReplyTo(message))).toBe(expected);
  });
});
