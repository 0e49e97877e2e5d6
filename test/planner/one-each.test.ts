import { describe, expect, it } from 'vitest';
import { stepInWords } from '../../src/automation/step-words.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { gist, replyTo } from './talking.ts';

describe('one e-mail to each of some people', () => {
  it.each([
    'every monday at 9am for each of ann@example.com, ben@example.com send an email saying "Party"',
    'email ann@example.com and ben@example.com separately every monday at 9am saying "Party"',
    'send an email to ann@example.com and ben@example.com every monday at 9am saying "Party", one each',
    'every monday at 9am email each of ann@example.com and ben@example.com "Party"',
  ])('%s', async (text) => {
    const reply = await replyTo(text, 'Hi');
    if (reply.kind !== 'propose') throw new Error(reply.text);
    const [step] = reply.definition.steps;
    expect(step).toMatchObject({
      params: { to: '{{ item }}', body: 'Party', subject: 'Hi' },
      for_each: '{{ ["ann@example.com","ben@example.com"] }}',
    });
    if (step)
      expect(stepInWords(step, reply.definition, createCatalogue(), 'KES')).toBe(
        'Email each of them: “Hi”, for each of ann@example.com and ben@example.com',
      );
  });

  it('is one e-mail to all where nothing else is said', async () => {
    const reply = await replyTo('every monday at 9am email ann@example.com and ben@example.com "Party"', 'Hi');
    expect(gist(reply)).toContain('send_email(ann@example.com, ben@example.com | Party | Hi)');
  });
});

describe('soon', () => {
  it.each([
    'in 5 seconds tell me "hello"',
    'in 30 seconds remind me to say hello',
    'remind me in 1 minute to say hello',
  ])('%s is a minute that can be met', async (text) =>
    expect(gist(await replyTo(text))).toMatch(/^2026-11-20T10:01 > set_reminder/),
  );
});

describe('if and otherwise of a payment', () => {
  it.each([
    'When a payment is confirmed on IntaSend, if the amount is over 10,000 create an invoice, otherwise just email me at bob@example.com "small payment"',
    'when I get an intasend payment, if the amount is more than 10,000 make an invoice, otherwise email bob@example.com "small payment"',
    'when I get an intasend payment, if it is over 10,000 raise an invoice, else email bob@example.com "small payment"',
  ])('%s', async (text) =>
    expect(gist(await replyTo(text, 'in 14 days', 'Hi'))).toMatch(
      /create_invoice\(.*\) if \{\{ trigger\.amount > 10000 \}\} > send_email\(bob@example\.com \| small payment \| Hi\) if \{\{ !\(trigger\.amount > 10000\) \}\}$/,
    ),
  );
});
