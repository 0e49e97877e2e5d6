import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../src/automation/checks/check.ts';
import type { Definition } from '../../src/automation/definition.ts';
import { changedByForm, draftForm } from '../../src/automation/draft-form.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { AppError } from '../../src/errors.ts';
import { catalogue, context, invoiceOnPayment } from './catalogue.ts';

const made = (input: unknown): Definition => checkDefinition(input, context).definition as Definition;
const payout = () =>
  made({
    name: 'Weekly payout',
    policy: { max_withdraw_amount: 20_000, requires_user_confirmation: true },
    triggers: [{ type: 'schedule', schedule_cron: '0 9 * * 1', schedule_timezone: 'Africa/Nairobi' }],
    steps: [{ id: 'pay', service: 'payment', action: 'withdraw', params: { amount: 20_000, phone: '+254712345678' } }],
  });
const form = (definition: Definition) => draftForm(definition, catalogue, 'KES');
const fill = (definition: Definition, values: Record<string, string>) =>
  changedByForm(definition, catalogue, 'KES', values);
const refused = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    return error instanceof AppError ? (error.findings ?? []).map((finding) => finding.message) : [String(error)];
  }
  return [];
};

describe('the form of a draft', () => {
  it('offers name, time, literal values and limits, as they are', () => {
    const values = Object.fromEntries(
      form(payout()).inputs.map((input) => [input.name, 'value' in input ? input.value : null]),
    );
    expect(values).toMatchObject({
      name: 'Weekly payout',
      'trigger.0.time': '09:00',
      'step.pay.amount': '20000',
      'step.pay.phone': '+254712345678',
      'policy.max_withdraw_amount': '20000',
    });
  });

  it('leaves out what comes from elsewhere at run time', () => {
    const names = form(made(invoiceOnPayment())).inputs.map((input) => input.name);
    expect(names.length).toBeGreaterThan(1);
    for (const step of made(invoiceOnPayment()).steps)
      for (const [param, value] of Object.entries(step.params))
        if (typeof value === 'string' && /^\{\{[^}]*\}\}$/.test(value))
          expect(names).not.toContain(`step.${step.id}.${param}`);
  });

  it('puts back what was filled in, in its own kind, and nothing else', () => {
    const before = payout();
    const after = fill(before, {
      name: 'Friday payout',
      'trigger.0.time': '8:30',
      'step.pay.amount': '12,500',
      'policy.max_withdraw_amount': '15000',
      'step.pay.phone': '+254712345678',
      'step.gone.amount': '1',
    });
    expect(after.name).toBe('Friday payout');
    expect(after.triggers[0]).toMatchObject({ schedule_cron: '30 8 * * 1', schedule_timezone: 'Africa/Nairobi' });
    expect(after.steps[0]?.params).toEqual({ amount: 12_500, phone: '+254712345678' });
    expect(after.policy).toMatchObject({ max_withdraw_amount: 15_000, requires_user_confirmation: true });
    expect(before).toEqual(payout());
    expect(checkDefinition(after, context).findings).toEqual([]);
  });

  it('changes day and time of something that happens once, each alone', () => {
    const once = made({
      name: 'Once',
      triggers: [{ type: 'schedule', schedule_at: '2026-12-01T09:00', schedule_timezone: 'Africa/Nairobi' }],
      steps: payout().steps,
      policy: payout().policy,
    });
    const at = (values: Record<string, string>) => fill(once, values).triggers[0];
    expect(at({ 'trigger.0.date': '2026-12-24' })).toMatchObject({ schedule_at: '2026-12-24T09:00' });
    expect(at({ 'trigger.0.time': '17:45' })).toMatchObject({ schedule_at: '2026-12-01T17:45' });
    expect(at({ 'trigger.0.date': '2026-12-24', 'trigger.0.time': '17:45' })).toMatchObject({
      schedule_at: '2026-12-24T17:45',
    });
  });

  it('says of each value why it cannot be used, and changes nothing then', () => {
    const said = refused(() =>
      fill(payout(), {
        name: '',
        'trigger.0.time': '25:00',
        'step.pay.phone': 'amina',
        'policy.max_withdraw_amount': '0',
        // A decimal comma, not a hundred times as much.
        'step.pay.amount': '12,50',
      }),
    );
    expect(said).toHaveLength(5);
    expect(said.join('\n')).toMatch(/Time of day: a time, as 09:00/);
    expect(said.join('\n')).toMatch(/phone number with its country code/i);
  });

  it('makes a number of what is filled in for one, whatever its sign, or says that it is none', () => {
    const params = { spreadsheet: 'Stock', limit: 5 };
    const step = { id: 'rows', service: 'sheets', action: 'read_rows', params };
    const sheet: Definition = { ...payout(), triggers: [], policy: {}, steps: [step] };
    const all = createCatalogue();
    const limit = (given: string) =>
      changedByForm(sheet, all, 'KES', { 'step.rows.limit': given }).steps[0]?.params.limit;
    expect(['-5', '\u22125', '+5.5', '1,200'].map(limit)).toEqual([-5, -5, 5.5, 1200]);
    for (const given of ['1e3', '0x10', '--5', 'five', '12,50'])
      expect(refused(() => limit(given))).toEqual([expect.stringMatching(/: a number, as 1500/)]);
  });
});
