import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** Answers made of things that are known, and of columns. */
const SMS = 'When a payment comes in on Stripe text +254722000111';
const STRIPE = 'stripe.payment_intent.succeeded';

describe('a list of known things as an answer', () => {
  it.each([
    ['message: the name and the amount', "Customer's name: {{ trigger.name }}\nAmount: {{ trigger.amount }}"],
    ['message: the name, the amount and a big thank you', 'the name, the amount and a big thank you'],
  ])('%s', async (answer, message) => {
    expect(gist(await plainReplyTo(SMS, answer))).toBe(`${STRIPE} > send_sms(+254722000111 | ${message})`);
  });

  it('of several steps', async () => {
    const reply = await plainReplyTo(
      "Mondays 8am: fetch the Nakuru weather and, at the same time, search the web for 'Road closures'. Once both are in, email the two results together to a@b.co",
      'subject: Roads; body: the weather and the search results',
    );
    expect(gist(reply)).toContain(
      'send_email(a@b.co | Roads | Forecast: {{ step_1.text }}\nResults in words: {{ step_2.text }})',
    );
  });

  it('for the cells of a row', async () => {
    const reply = await plainReplyTo(
      'When a payment comes in on Stripe add a row to a sheet',
      'spreadsheet: Takings; values: date, who paid, amount',
    );
    expect(gist(reply)).toBe(
      `${STRIPE} > append_row(Takings | ["{{ run.started_at }}","{{ trigger.name }}","{{ trigger.amount }}"])`,
    );
  });

  it('is put where it belongs when nothing asked for it', async () => {
    const order = "When a payment comes in on Stripe email bo@x.co 'Paid'";
    expect(gist(await plainReplyTo(order, 'subject: Thanks; to: the email on the payment'))).toBe(
      `${STRIPE} > send_email({{ trigger.email }} | Paid | Thanks)`,
    );
    expect(gist(await plainReplyTo(order, 'subject: Thanks; to: all of you'))).toBe(
      `${STRIPE} > send_email(bo@x.co | Paid | Thanks; to: all of you)`,
    );
  });

  it('is not needed for whoever gives', async () => {
    const reply = await plainReplyTo("A donor gives through IntaSend, they get an email: 'Thank you'", 'Thanks');
    expect(gist(reply)).toBe('intasend.payment.confirmed > send_email({{ trigger.email }} | Thank you | Thanks)');
  });
});

describe('a column as an answer', () => {
  it.each([
    ['the Phone column', '{{ item.Phone }}'],
    ['their phone number, in the Mobile column', '{{ item.Mobile }}'],
  ])('%s', async (answer, number) => {
    const reply = await plainReplyTo(
      "Every Friday at 9am read the Members sheet and text everyone on it 'Fees are due'",
      answer,
    );
    expect(gist(reply)).toContain(`> send_sms(Fees are due | ${number})`);
    expect(reply).toMatchObject({ definition: { steps: [{}, { for_each: '{{ step_1.rows }}' }] } });
  });
});

describe('a sheet that is taken', () => {
  it('and whoever is in it', async () => {
    const reply = await plainReplyTo(
      "Take the Members sheet every Monday at 9am and whatsapp everyone in it 'Gym opens at 6', phone in column Mobile",
    );
    expect(gist(reply)).toBe('0 9 * * 1 > read_rows(Members) > send_whatsapp(Gym opens at 6 | {{ item.Mobile }})');
  });
});

describe('the days of a trip', () => {
  it.each([
    ['leaving 12 December 2026 and back on the 15th', '2026-12-12', '2026-12-15'],
    ['leaving 3 March 2027, returning 10 March', '2027-03-03', '2027-03-10'],
  ])('%s', async (days, from, until) => {
    const reply = await plainReplyTo(
      `When I ask, search flights from Nairobi to Kigali, ${days}, and post them in #trips`,
    );
    expect(reply).toMatchObject({ definition: { steps: [{ params: { date: from, return_date: until } }, {}] } });
  });
});

describe('fields behind the words', () => {
  it.each([
    ['message: Amount received, with the amount', 'Amount received\nAmount: {{ trigger.amount }}'],
    [
      'message: Paid, with their name and the amount',
      "Paid\nCustomer's name: {{ trigger.name }}\nAmount: {{ trigger.amount }}",
    ],
    ['message: Thank you, with the best wishes', 'Thank you, with the best wishes'],
  ])('%s', async (answer, message) => {
    expect(gist(await plainReplyTo(SMS, answer))).toBe(`${STRIPE} > send_sms(+254722000111 | ${message})`);
  });
});

it('asks no more about an address that stands in an answer', async () => {
  const reply = await plainReplyTo(
    'An hour after a patient books on Calendly, email the patient how to prepare: https://smile.co.za/prepare',
    'subject: How to prepare; body: Please read https://smile.co.za/prepare before your visit',
  );
  expect(gist(reply)).toContain('Please read https://smile.co.za/prepare before your visit');
});

describe('what an answer says besides the address it was asked for', () => {
  const PAY = 'Every Monday at 9am pay 500 KES';
  const TEXT = 'Every Monday at 9am text "Hi"';

  it.each([
    [PAY, 'pay 700 to +254712345678 instead', '“700”'],
    [PAY, '+254712345678, 700', '“700”'],
    [PAY, 'not +254712345678', '“not +254712345678”'],
    [TEXT, 'not +254712345678', '“not +254712345678”'],
    [TEXT, 'anyone except +254712345678', '“anyone except +254712345678”'],
    [TEXT, '+254712345678 on Tuesdays', '“on Tuesdays”'],
    [TEXT, '+254712345678 but at 10', '“but at 10”'],
    [TEXT, '+254712345678 only if it rains', '“only if it rains”'],
    [TEXT, '+254712345678 after I approve', '“after I approve”'],
    ['Every Monday at 9am pay to +254712345678', '500 on Tuesdays', '“on Tuesdays”'],
  ])('%s / %s', async (order, answer, words) => {
    const reply = await plainReplyTo(order, answer);
    expect(reply.kind).toBe('ask');
    expect(reply.kind === 'ask' && reply.text).toContain(words);
  });

  it.each([
    'pay 500 to +254712345678',
    "it's +254712345678, my landlord",
    'not +254733345678, +254712345678',
    '+254712345678, not +254733345678',
    '+254712345678 on Mondays at 9am',
  ])('asks nothing where it is said already or is whom it is not for: %s', async (answer) => {
    expect(gist(await plainReplyTo(PAY, answer))).toBe('0 9 * * 1 > withdraw(500 | +254712345678)');
  });
});
