import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** Amounts in bands, each with its order, and the number said before. */
const PAID = 'intasend.payment.confirmed';
const MID = "post 'Mid' in #pay";
const BIG = "post 'Big' in #pay";
const BANDS = (low: string, high: string, over: string) =>
  `${PAID} > send_message(#pay | Mid) if {{ (trigger.amount >= ${low}) && (trigger.amount <= ${high}) }} > send_message(#pay | Big) if {{ trigger.amount ${over} }}`;
const ALL = BANDS('1000', '10000', '> 10000');

describe('bands of amounts', () => {
  it.each([
    [
      `intasend payments: below 1,000 ignore. from 1,000 up to and including 10,000 ${MID}. anything above 10,000 ${BIG}`,
      ALL,
    ],
    [
      `every payment on intasend: less than 1,000 nothing, between 1,000 and 10,000 ${MID}, more than 10,000 ${BIG}`,
      ALL,
    ],
    [`when someone pays on intasend: 1,000 to 10,000 ${MID}. Above 10,000 ${BIG}`, ALL],
    [
      `when someone pays on intasend: between 1,000 and 10,000 ${MID}; above 10,000 ${BIG}; below 1,000 do nothing`,
      ALL,
    ],
    [`when someone pays on intasend: from 1,000 to 10,000, ${MID} and over 10,000, ${BIG}`, ALL],
    [`intasend payments: from 1,000 to 10,000 ${MID}; 10,001 and above ${BIG}`, BANDS('1000', '10000', '>= 10001')],
    [
      `when someone pays on intasend: up to 100 skip, from 101 to 1000 ${MID}, over 1000 ${BIG}`,
      BANDS('101', '1000', '> 1000'),
    ],
    [
      `for intasend payments, below 1,000 ${MID} and above 10,000 ${BIG}`,
      `${PAID} > send_message(#pay | Mid) if {{ trigger.amount < 1000 }} > send_message(#pay | Big) if {{ trigger.amount > 10000 }}`,
    ],
    [
      `intasend payments: under 500 do nothing, 500 or more ${BIG}`,
      `${PAID} > send_message(#pay | Big) if {{ trigger.amount >= 500 }}`,
    ],
  ])('%s', async (text, becomes) => {
    expect(gist(await plainReplyTo(text))).toBe(becomes);
  });

  it('are none where limits are said, and of no amount where something else is counted', async () => {
    expect(
      gist(await plainReplyTo('pay 500 KES to +254700333444 every day at 9am, at most 5,000 a day, ask me first')),
    ).toBe('0 9 * * * > withdraw(+254700333444 | 500)');
    const counted =
      "When a webhook comes in with quantity and amount paid: below 5 post 'Low' in #a. above 50 post 'High' in #a";
    expect((await plainReplyTo(counted)).kind).toBe('ask');
  });
});

describe('the number said before', () => {
  const TOLD = `${PAID} > send_sms(+254700333444 | Paid) > send_whatsapp(+254700333444 | Big)`;
  it.each([
    'whatsapp me on that same number',
    'whatsapp the same number',
    'whatsapp me on the same number',
    'send a whatsapp to that number',
    'then whatsapp to the very same number',
  ])('%s', async (order) => {
    expect(gist(await plainReplyTo(`when someone pays on intasend sms +254700333444 'Paid' and ${order} 'Big'`))).toBe(
      TOLD,
    );
  });

  it('is asked for where there are two, and stays a limit where it is one', async () => {
    const two =
      "every monday at 9am sms +254700333444 'Hi' and whatsapp +254711222333 'Yo', then text the same number 'Bye'";
    expect(gist(await plainReplyTo(two))).toBe('ask phone');
    const only = 'pay 500 KES to +254700333444 every day at 9am, only ever to that number';
    expect(await plainReplyTo(only)).toMatchObject({
      definition: { policy: { allowed_phone_numbers: ['+254700333444'] } },
    });
  });
});
