import { describe, expect, it } from 'vitest';
import { stepInWords } from '../../src/automation/step-words.ts';
import { evaluateCondition } from '../../src/automation/templates.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { replyTo } from './talking.ts';

/** Conditions on amounts, in the currency they were said in. */
const catalogue = createCatalogue();

async function cardOf(...messages: string[]) {
  const reply = await replyTo(...messages);
  if (reply.kind !== 'propose') throw new Error(`${reply.kind}: ${reply.text}`);
  const { definition, assumptions } = reply;
  const words = definition.steps.map((step) => stepInWords(step, definition, catalogue, 'KES'));
  const runs = (trigger: { amount: number; currency: string | null }) =>
    evaluateCondition(definition.steps[0]?.condition ?? '{{ true }}', { trigger });
  return { words, runs, assumptions, definition };
}

describe('an amount with its currency', () => {
  it.each([
    [["when a payment over USD 200 comes in from IntaSend post 'Big' in #sales"], 'over USD 200', 'USD', 200],
    [["when a payment over $200 arrives on IntaSend post 'Big' in #sales"], 'over USD 200', 'USD', 200],
    [["when a payment of at least 50 euros arrives on IntaSend post 'Big' in #sales"], 'at least EUR 50', 'EUR', 49],
    [["when a stripe payment arrives, if it is over £90 post 'Big' in #sales"], 'over GBP 90', 'GBP', 90],
    [["post 'Big' in #sales when an intasend payment of more than 5,000 KES arrives"], 'over KES 5,000', 'KES', 5000],
    [["when a payment arrives on IntaSend post 'Big' in #sales", 'only over $300'], 'over USD 300', 'USD', 300],
    [["when a payment over $200 arrives on IntaSend post 'Big' in #sales", 'make it $300'], 'over USD 300', 'USD', 300],
    [
      ["when a payment over $200 arrives on IntaSend post 'Big' in #sales", 'make it over 300'],
      'over USD 300',
      'USD',
      300,
    ],
    [
      ["when a payment over $200 arrives on IntaSend post 'Big' in #sales", 'make it over €300'],
      'over EUR 300',
      'EUR',
      300,
    ],
  ] as const)('%j', async (messages, words, code, limit) => {
    const card = await cardOf(...messages);
    expect(card.words[0]).toContain(words);
    expect(card.runs({ amount: limit + 1, currency: code })).toBe(true);
    expect(card.runs({ amount: limit - 1, currency: code })).toBe(false);
    for (const other of ['USD', 'EUR', 'GBP', 'KES', null].filter((one) => one !== code))
      expect(card.runs({ amount: limit * 1000, currency: other })).toBe(false);
  });

  it('without one is none of ours, and the card says so', async () => {
    const card = await cardOf("when a payment over 20,000 arrives on IntaSend post 'Big' in #sales");
    expect(card.words[0]).toContain('if the amount is over 20,000');
    expect(card.assumptions).toContain('an amount counts in whatever currency it is paid');
    const told = await cardOf(
      "when a payment over 20,000 arrives on IntaSend post 'Big' in #sales",
      'only over KES 30,000',
    );
    expect(told.assumptions).not.toContain('an amount counts in whatever currency it is paid');
  });

  it('a range is in one currency, the other side of it too', async () => {
    const range = await cardOf("when an intasend payment between $100 and $500 arrives post 'Big' in #sales");
    expect(range.words[0]).toContain('the amount is at least USD 100 and the amount is at most USD 500');
    const sides = await cardOf(
      "when a stripe payment arrives, if it's over £100 post 'Big' in #sales, if it's less post 'Small' in #small",
    );
    expect(sides.words[1]).toContain('if the amount is at most GBP 100');
  });
});

describe('what is made of a payment is in its currency', () => {
  it.each([
    'when a payment arrives on IntaSend create a quickbooks invoice',
    'when a stripe payment succeeds create a quickbooks invoice for the amount',
    'when a payment arrives on IntaSend withdraw 10% of it to 0733000111',
  ])('%s', async (text) => {
    const { definition, words } = await cardOf(text);
    expect(definition.steps[0]?.params.currency).toBe('{{ trigger.currency }}');
    expect(words[0]).toContain('in its currency');
  });

  it('an amount of one’s own is in one’s own', async () => {
    const { definition } = await cardOf('when a payment arrives on IntaSend create a quickbooks invoice for KES 500');
    expect(definition.steps[0]?.params).not.toHaveProperty('currency');
  });
});
