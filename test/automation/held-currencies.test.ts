import { expect, it } from 'vitest';
import { conditionInWords, type Wording } from '../../src/automation/condition-words.ts';

/** Conditions on amounts in a currency: all of it is said, and what an amount says along with it only once. */
const wording: Wording = {
  currency: 'KES',
  isMoney: (path) => path.at(-1) === 'amount',
  currencyOf: () => null,
  label: (path) => path.join(' '),
  step: () => null,
  isGate: () => false,
};

it('says an amount with the currency it is held to', () => {
  expect(conditionInWords('{{ trigger.amount > 200 && trigger.currency == "USD" }}', wording)).toMatch(/USD 200$/);
});

it.each([
  ['of something else', '{{ trigger.amount > 200 && trigger.currency == "USD" && invoice.currency == "KES" }}', /KES/],
  [
    'that contradict each other',
    '{{ trigger.amount > 200 && trigger.currency == "USD" && trigger.currency == "EUR" }}',
    /USD[\s\S]*EUR/,
  ],
])('leaves out no comparison of currencies %s', (_, condition, said) => {
  expect(conditionInWords(condition, wording)).toMatch(said);
});
