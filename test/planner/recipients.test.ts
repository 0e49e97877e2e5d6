import { describe, expect, it } from 'vitest';
import type { PlannerReply } from '../../src/planner/types.ts';
import { plainReplyTo } from './talking.ts';

const policyOf = (reply: PlannerReply) =>
  reply.kind === 'propose' ? [reply.definition.policy, reply.definition.steps.length] : reply.kind;

const FORM = "When the contact form webhook fires, email the address in the form 'Got it' with subject 'Hello'";
/** It may write to a domain alone. */
const DOMAIN = [
  '. It may only ever email addresses at mteja.co.ke.',
  ', but only addresses ending in @mteja.co.ke',
  '. It must never write to anyone outside mteja.co.ke.',
  '. Only send to @mteja.co.ke addresses.',
  '. Restrict it to mteja.co.ke addresses.',
  ". Don't let it email anyone else than people at mteja.co.ke.",
  '. Allowed recipients: *@mteja.co.ke',
  '. No emails outside our domain mteja.co.ke please.',
];

const PAY = 'withdraw 3,500 KES to +254790123456 when I ask';
/** Nobody else may be paid. */
const PAYEE = [
  ". Don't let it pay any other number.",
  '. It must not pay anyone else.',
  ". It can't send to any other number.",
  ', and never pay anybody else',
  '. Only that number may be paid.',
  '. No other number, ever.',
  '; do not allow payouts to other numbers',
  '. Lock it to that number.',
  ". That's the only number it can pay.",
  ". It's not allowed to pay anyone but +254790123456.",
];

describe('whom it may reach', () => {
  it.each(DOMAIN)('is a domain: %s', async (words) => {
    expect(policyOf(await plainReplyTo(`${FORM}${words}`))).toEqual([{ allowed_recipients: ['*@mteja.co.ke'] }, 1]);
  });

  it.each(PAYEE)('is whoever is paid: %s', async (words) => {
    expect(policyOf(await plainReplyTo(`${PAY}${words}`))).toEqual([{ allowed_phone_numbers: ['+254790123456'] }, 1]);
  });

  it.each([
    ["every day at 8am post 'Hi' in #ops. Never let it post in any other channel.", '#ops'],
    ["every day at 8am text +254722000111 'Hi', and only to that number", '+254722000111'],
    ["every day at 8am text +254722000111 'Hi'. Don't let it text anybody else.", '+254722000111'],
    ["every day at 8am post 'Hi' in #ops. It should only ever post in #ops.", '#ops'],
    ["every day at 8am email ann@b.co 'Hi' with subject 'Hi'. It may only email ann@b.co.", 'ann@b.co'],
  ])('is whoever is written to: %s', async (text, only) => {
    expect(policyOf(await plainReplyTo(text))).toEqual([{ allowed_recipients: [only] }, 1]);
  });

  it('is asked about where the receiver comes with the data', async () => {
    const reply = await plainReplyTo(
      "when our form webhook comes in, text the phone in the form 'Hi'. Never text anyone else.",
    );
    expect(reply).toMatchObject({ kind: 'ask', missing: [{ name: 'unclear' }] });
  });

  it('can be said of an open card', async () => {
    const closed = { allowed_phone_numbers: ['+254790123456'] };
    expect(policyOf(await plainReplyTo(PAY, 'never pay any other number'))).toEqual([closed, 1]);
    expect(
      policyOf(await plainReplyTo("every day at 6am text +254722000111 'Hi'", "don't let it text anyone else")),
    ).toEqual([{ allowed_recipients: ['+254722000111'] }, 1]);
  });

  it('is nothing where only an order is narrowed, or where it stands in quotes', async () => {
    for (const text of [
      "when a stripe payment over 5,000 comes in, only email ann@b.co 'Big' with subject 'Big'",
      "every monday at 9am text +254722000111 'Do not text anyone else'",
    ])
      expect(policyOf(await plainReplyTo(text))).toEqual([{}, 1]);
  });
});
