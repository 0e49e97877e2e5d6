import { describe, expect, it } from 'vitest';
import type { Definition } from '../../src/automation/definition.ts';
import { paramsInWords } from '../../src/automation/param-words.ts';
import { rowInWords } from '../../src/automation/row-words.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import type { StepRow } from '../../src/store/runs.ts';

const catalogue = createCatalogue();

describe('a step of a run in words', () => {
  const first = {
    id: 'invoice',
    service: 'quickbooks',
    action: 'create_invoice',
    params: { client: '{{ trigger.name }}', amount: '{{ trigger.amount }}' },
    condition: '{{ trigger.amount > 10000 }}',
  };
  const mail = { id: 'mail', service: 'email', action: 'send_email', params: { to: '{{ trigger.email }}' } };
  const definition = {
    name: 'Invoice on payment',
    policy: {},
    triggers: [{ type: 'webhook', service: 'intasend', event: 'payment.confirmed' }],
    steps: [first, mail],
  } as unknown as Definition;
  const row = (more: Partial<StepRow>) =>
    rowInWords(
      { path: first.id, service: first.service, action: first.action, state: 'success', input: null, ...more },
      definition,
      catalogue,
      'KES',
    );

  it('has the number it has on cards and says what it did, with what it was given', () => {
    const given = { ...first.params, client: 'Acme', amount: 15_000 };
    expect(row({ input: given })).toMatchObject({ number: 1, why: null });
    expect(row({ input: given }).title).toContain('Acme');
    expect(row({ input: given }).title).toContain('KES 15,000');
    expect(row({ path: 'else', step: first.id }).number).toBe(1);
    expect(row({ path: 'else' })).toMatchObject({ number: null });
  });

  it('says that what it builds on failed, whatever its condition says', () => {
    const left = { path: 'mail', service: 'email', action: 'send_email', state: 'skipped' as const, input: null };
    const steps = [first, { ...mail, condition: '{{ trigger.amount > 10000 }}' }];
    const why = (failed: string | null) =>
      rowInWords(left, { ...definition, steps } as Definition, catalogue, 'KES', failed).why;
    expect(why('invoice')).toBe('The step it builds on failed.');
    expect(why(null)).toBe('It happens only if the amount is over 10,000.');
  });

  it('says why it was left out: its condition, a no, or what it builds on', () => {
    const left = row({ state: 'skipped' });
    expect(left.title).not.toContain('if ');
    expect(left.why).toBe('It happens only if the amount is over 10,000.');
    const gate = { decision: 'rejected', decidedBy: 'Wanjiru' } as StepRow['gate'];
    expect(row({ state: 'skipped', gate: gate ?? null }).why).toBe('Wanjiru said no.');
    expect(row({ state: 'skipped', path: 'mail', service: 'email', action: 'send_email' }).why).toBe(
      'What it builds on was left out or declined.',
    );
  });
});

describe('what was given to an action', () => {
  const said = (action: string, params: Record<string, string | number | null>) =>
    paramsInWords(catalogue.action('payment', action), params, 'KES').map(({ label, value }) => `${label}: ${value}`);

  it('has amounts with currency and thousands, days by name, and nothing that is empty', () => {
    expect(said('withdraw', { amount: 20_000, phone: '+254712345678', description: '' })).toEqual([
      'Amount: KES 20,000',
      'Phone number: +254712345678',
    ]);
    expect(
      said('create_invoice', { amount: '1500.5', currency: 'USD', client: 'Acme', due_date: '2026-12-14' }),
    ).toEqual(['Amount: USD 1,500.50', 'Client: Acme', 'Due date: Monday 14 December']);
    expect(paramsInWords(null, { rows: 12_000, list: [1], sure: true, amount: 5 }, 'KES')).toEqual([
      { label: 'Rows', value: '12,000' },
      { label: 'List', value: '[1]' },
      { label: 'Sure', value: 'yes' },
      { label: 'Amount', value: '5' },
    ]);
  });
});
