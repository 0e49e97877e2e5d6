import { expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** What is looked up without its being said. */
const TEXT = 'text +254712345678 "Take an umbrella"';

it.each([
  [
    [`every morning at 6, if it rains in Nairobi ${TEXT}`],
    '0 6 * * * > forecast(Nairobi) > send_sms(+254712345678 | Take an umbrella) if {{ step_1.rain >= 50 }}',
  ],
  [
    [`if it rains tomorrow morning ${TEXT}`, '7am', 'Nairobi'],
    '2026-11-21T07:00 > forecast(Nairobi) > send_sms(+254712345678 | Take an umbrella) if {{ step_1.rain >= 50 }}',
  ],
  [
    ['every day at 6am if it is below 10 degrees in Nakuru post "Cold" in #farm'],
    '0 6 * * * > forecast(Nakuru) > send_message(#farm | Cold) if {{ step_1.temperature < 10 }}',
  ],
  [
    ['every monday at 9 for each row of my sheet Clients email the email in it subject "Hello" saying "Hi there"'],
    '0 9 * * 1 > read_rows(Clients) > send_email(Hello | Hi there | {{ item.email }})',
  ],
])('%s', async (said, becomes) => {
  expect(gist(await plainReplyTo(...said))).toBe(becomes);
});

it('asks for what only the person knows: where, when and which sheet', async () => {
  expect(gist(await plainReplyTo('if it rains tomorrow morning text me'))).toBe('ask time,place,phone');
  expect(gist(await plainReplyTo('for every row in my Google sheet text the number in it "Rent is due"'))).toBe(
    'ask spreadsheet',
  );
});

const SEEDLINGS = "SMS +254712345678 'Cover the seedlings'";
const COVERED =
  '0 5 * * * > forecast(Naivasha) > send_sms(+254712345678 | Cover the seedlings) if {{ step_1.rain >= 50 }}';
const PAID = 'intasend.payment.confirmed > send_message(#x | Paid)';

it.each([
  `At 5 every morning check the weather forecast for Naivasha, and only if rain is expected, ${SEEDLINGS}.`,
  `At 5 every morning check the weather for Naivasha, and only if it rains, ${SEEDLINGS}`,
  `At 5 every morning check the weather for Naivasha. Only if rain is expected, ${SEEDLINGS}`,
  `At 5 every morning get the forecast for Naivasha, and only if rain is expected, ${SEEDLINGS}`,
])('holds “only if” to the order behind it: %s', async (text) => {
  expect(gist(await plainReplyTo(text))).toBe(COVERED);
});

it.each([
  [
    "When someone pays on IntaSend post 'Paid' in #x. Only if the amount is over 5,000, text +254712345678 'Big'",
    `${PAID} > send_sms(+254712345678 | Big) if {{ trigger.amount > 5000 }}`,
  ],
  [
    "When someone pays on IntaSend text +254712345678 'Big', but only if the amount is over 5,000, and post 'Paid' in #x",
    'intasend.payment.confirmed > send_sms(+254712345678 | Big) if {{ trigger.amount > 5000 }} > send_message(#x | Paid)',
  ],
  [
    "When someone pays on IntaSend post 'Paid' in #x, only if the amount is over 5,000",
    `${PAID} if {{ trigger.amount > 5000 }}`,
  ],
])('%s', async (text, becomes) => {
  expect(gist(await plainReplyTo(text))).toBe(becomes);
});
