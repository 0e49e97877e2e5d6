import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** Things that get a row, go somewhere or stand behind an arrow. */
const KES = 'trigger.?currency.orValue("KES") in ["KES", "kes"]';
const ROW = 'append_row(Takings | ["{{ run.started_at }}","{{ trigger.name }}","{{ trigger.amount }}"])';

describe('what gets a row', () => {
  it.each([
    [
      "Anything from 500 bob up that comes in over IntaSend gets a row in my Takings google sheet: date, who paid, amount. Smaller ones I don't care about.",
      `${ROW} if {{ trigger.amount >= 500 && ${KES} }}`,
    ],
    ['Every payment on IntaSend gets its own line in my Takings sheet: date, who paid, amount', ROW],
    ['When a payment comes in on IntaSend, it gets a row in the Takings sheet (date, who paid, amount)', ROW],
    ['Every IntaSend payment goes into my Takings sheet: date, name, amount', ROW],
    [
      'Any payment above 5k on IntaSend goes into my Takings sheet: date, name, amount',
      `${ROW} if {{ trigger.amount > 5000 }}`,
    ],
  ])('%s', async (said, expected) => {
    expect(gist(await plainReplyTo(said))).toBe(`intasend.payment.confirmed > ${expected}`);
  });
});

describe('what goes somewhere', () => {
  it.each([
    [
      'Stripe payment arrives: above 50,000 the amount goes in #big, otherwise the amount goes in #small',
      'send_message(#big | Amount: {{ trigger.amount }}) if {{ trigger.amount > 50000 }} > send_message(#small | Amount: {{ trigger.amount }}) if {{ !(trigger.amount > 50000) }}',
    ],
    [
      'When a Stripe payment comes in, their name and the amount should show up in #sales',
      "send_message(#sales | Customer's name: {{ trigger.name }}\nAmount: {{ trigger.amount }})",
    ],
    [
      "When a payment over 500 comes in on Stripe post 'Big' in #a. The rest doesn't interest me.",
      'send_message(#a | Big) if {{ trigger.amount > 500 }}',
    ],
  ])('%s', async (said, expected) => {
    expect(gist(await plainReplyTo(said))).toBe(`stripe.payment_intent.succeeded > ${expected}`);
  });
});

describe('what should be noted somewhere', () => {
  it.each(['noted', 'announced', 'mentioned'])('%s', async (done) => {
    expect(gist(await plainReplyTo(`Every payment on Stripe should be ${done} in #sales with the amount`))).toBe(
      'stripe.payment_intent.succeeded > send_message(#sales | Amount: {{ trigger.amount }})',
    );
  });
});

describe('words behind a colon after where they go', () => {
  it.each([
    [
      '45 mins from now -> #bakery slack: take the bread out',
      '2026-11-20T10:45 > send_message(#bakery | take the bread out)',
    ],
    [
      'tomorrow 9am -> +254722000111 sms: bring the keys',
      '2026-11-21T09:00 > send_sms(+254722000111 | bring the keys)',
    ],
    ['every monday 8am to #ops on slack: check the boilers', '0 8 * * 1 > send_message(#ops | check the boilers)'],
  ])('%s', async (said, expected) => {
    expect(gist(await plainReplyTo(said))).toBe(expected);
  });
});
