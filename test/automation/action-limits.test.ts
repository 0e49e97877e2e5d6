import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../src/automation/checks/check.ts';
import type { Definition } from '../../src/automation/definition.ts';
import { changesInWords } from '../../src/automation/diff.ts';
import { changedByForm, draftForm } from '../../src/automation/draft-form.ts';
import { policyInWords } from '../../src/automation/policy-words.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';

const catalogue = createCatalogue();
const NOW = '2026-11-20T07:00:00Z';
const context = {
  catalogue,
  workflows: [],
  now: NOW,
  timeZone: 'Africa/Nairobi',
  withdrawMax: 100_000,
  dailySpendLimit: 500_000,
  currency: 'KES',
};
const pay = (id: string, amount: number | string, more: object = {}) => ({
  id,
  service: 'payment',
  action: 'withdraw',
  params: { amount, phone: '+254712345678' },
  ...more,
});
const check = (policy: object, ...steps: object[]) => checkDefinition({ name: 'Test', policy, steps }, context);
const found = (policy: object, ...steps: object[]) =>
  check(policy, ...steps).findings.map((one) => `${one.path} ${one.code}`);

describe('what limits may say', () => {
  it.each([
    [
      'an unknown action',
      { 'payment.withdrew': { per_day: 1 } },
      'policy.action_limits.payment.withdrew unknown_action',
    ],
    ['a step in which nothing leaves', { 'flow.wait': { per_day: 1 } }, 'policy.action_limits.flow.wait not_available'],
    [
      'an amount where there is none',
      { 'email.send_email': { max_amount: 5 } },
      'policy.action_limits.email.send_email.max_amount not_available',
    ],
    [
      'more than anyone may',
      { 'payment.withdraw': { max_amount: 100_001 } },
      'policy.action_limits.payment.withdraw.max_amount over_ceiling',
    ],
    ['less than is written', { 'payment.withdraw': { max_amount: 100 } }, 'steps[0].params.amount over_policy'],
    ['fewer than surely run', { 'payment.withdraw': { per_run: 1 } }, 'steps[1] over_policy'],
  ])('finds %s', (_what, action_limits, finding) => {
    expect(found({ action_limits }, pay('a', 500), pay('b', 50))).toEqual([finding]);
  });

  it('finds runs that would pay more than a run may', () => {
    expect(found({ max_spend_per_run: 100 }, pay('a', 60), pay('b', 50))).toEqual([
      'policy.max_spend_per_run over_policy',
    ]);
    expect(found({ max_spend_per_run: 600_000 }, pay('a', 60))).toEqual(['policy.max_spend_per_run over_ceiling']);
    // Only one of the two is paid.
    const either = [
      pay('a', 60, { condition: '{{ trigger.n > 1 }}' }),
      pay('b', 60, { condition: '{{ trigger.n <= 1 }}' }),
    ];
    expect(found({ max_spend_per_run: 100, action_limits: { 'payment.withdraw': { per_run: 1 } } }, ...either)).toEqual(
      [],
    );
  });

  it('finds a payment of which no limit could count the amount', () => {
    const book = { id: 'b', service: 'travel', action: 'book_travel_item', params: { provider_id: 'KQ-100' } };
    const needed = ['steps[0].params.price amount_needed'];
    for (const policy of [{ daily_spend_limit: 5 }, { max_withdraw_amount: 5 }, { max_spend_per_run: 5 }])
      expect(found(policy, book)).toEqual(needed);
    expect(found({ action_limits: { 'travel.book_travel_item': { max_amount: 5 } } }, book)).toEqual(needed);
    expect(found({ max_runs_per_day: 5 }, book)).toEqual([]);
    const told = { ...book, params: { ...book.params, price: '{{ trigger.price }}' } };
    expect(found({ daily_spend_limit: 5 }, told)).toEqual([]);
  });

  it('takes what can be kept, with services under their written names', () => {
    const limits = { max_amount: 10, per_day: 2 };
    const { definition, findings } = check(
      { max_runs_per_day: 3, max_spend_per_run: 100, action_limits: { 'payments.withdraw': limits } },
      pay('a', 5),
    );
    expect(findings).toEqual([]);
    expect(definition?.policy.action_limits).toEqual({ 'payment.withdraw': limits });
  });
});

const definition = (policy: Definition['policy']): Definition =>
  check(policy, pay('a', '{{ trigger.amount }}')).definition as Definition;

describe('limits in words', () => {
  const policy = {
    max_spend_per_run: 5000,
    max_runs_per_day: 3,
    action_limits: {
      'payment.withdraw': { max_amount: 2000, per_run: 1, per_day: 10 },
      'email.send_email': { per_day: 20 },
    },
  };

  it('says them on the card', () => {
    expect(policyInWords(definition(policy), 'KES', catalogue)).toEqual([
      'at most KES 5,000 a run',
      'at most 3 runs a day',
      expect.stringMatching(/^“Withdraw.*” at most KES 2,000 each, once a run and 10 times a day$/),
      expect.stringMatching(/^“Send an email” at most 20 times a day$/),
    ]);
  });

  it('says what a change does to them', () => {
    const raised = definition({ ...policy, max_runs_per_day: 5 });
    const words = changesInWords(definition(policy), raised, {
      catalogue,
      currency: 'KES',
      timeZone: 'Africa/Nairobi',
    });
    expect(words).toBe('Limits: at most ~~3~~ **5** runs a day.\nNothing else changes.');
  });

  it('says that amounts count in another currency', () => {
    const of = { catalogue, currency: 'KES', timeZone: 'Africa/Nairobi' };
    const dollars = definition({ ...policy, currency: 'USD' });
    expect(changesInWords(definition(policy), dollars, of)).toContain('Amounts count in ~~KES~~ **USD**.');
    expect(changesInWords(definition(policy), definition({ ...policy, currency: 'KES' }), of)).toBe('Nothing changes.');
  });

  it('offers them in the form of the card, and takes no half run', () => {
    const before = definition(policy);
    const inputs = draftForm(before, catalogue, 'KES').inputs.filter((input) => input.name.startsWith('policy.'));
    expect(inputs.map((input) => input.name)).toEqual([
      'policy.max_spend_per_run',
      'policy.max_runs_per_day',
      'policy.action_limits.payment.withdraw.max_amount',
      'policy.action_limits.payment.withdraw.per_run',
      'policy.action_limits.payment.withdraw.per_day',
      'policy.action_limits.email.send_email.per_day',
    ]);
    const after = changedByForm(before, catalogue, 'KES', {
      'policy.max_runs_per_day': '5',
      'policy.action_limits.email.send_email.per_day': '30',
    });
    expect(after.policy).toMatchObject({ max_runs_per_day: 5, action_limits: { 'email.send_email': { per_day: 30 } } });
    for (const given of ['2.5', '2,5'])
      expect(() => changedByForm(before, catalogue, 'KES', { 'policy.max_runs_per_day': given })).toThrow();
  });
});
