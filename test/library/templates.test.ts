import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../src/automation/checks/check.ts';
import type { CheckContext } from '../../src/automation/checks/context.ts';
import { TEMPLATES } from '../../src/automation/templates/all.ts';
import { filledIn, type Template, templateForm } from '../../src/automation/templates/template.ts';
import { templateExpressions } from '../../src/automation/templates.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { AppError } from '../../src/errors.ts';

const context: CheckContext = {
  now: '2026-11-20T07:00:00Z',
  timeZone: 'Africa/Nairobi',
  withdrawMax: 100_000,
  dailySpendLimit: 500_000,
  currency: 'KES',
  catalogue: createCatalogue(),
  workflows: [],
};
const examples = (template: Template) => Object.fromEntries(template.parameters.map((one) => [one.name, one.example]));
const needed = (template: Template) =>
  Object.fromEntries(
    template.parameters.filter((one) => one.value === undefined).map((one) => [one.name, one.example]),
  );
const fill = (template: Template, values: Record<string, string>) =>
  filledIn(template, values, { timeZone: 'Africa/Nairobi', currency: 'KES' });
const findings = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return (error.findings ?? []).map((one) => one.message);
  }
  return [];
};
const template = (id: string): Template => TEMPLATES.find((one) => one.id === id) as Template;

describe.each(TEMPLATES.map((one) => [one.id, one] as const))('the template %s', (_id, one) => {
  it('passes every check, with its examples and with only what must be filled in', () => {
    for (const values of [examples(one), needed(one)]) {
      const { definition } = fill(one, values);
      const checked = checkDefinition(definition, context);
      expect(checked.findings).toEqual([]);
      expect(JSON.stringify(checked.definition)).not.toMatch(/\[\[|\]\]/);
    }
  });

  it('uses each parameter, and puts none of them into an expression unless it is a number', () => {
    const text = JSON.stringify(one.definition);
    const inExpressions = templateExpressions(one.definition)
      .map((each) => each.expression)
      .join('\n');
    for (const { name, kind } of one.parameters) {
      expect(text).toContain(`[[${name}]]`);
      if (kind !== 'amount' && kind !== 'number') expect(inExpressions).not.toContain(`[[${name}]]`);
    }
    const used = [...text.matchAll(/\[\[(\w+)\]\]/g)].map((match) => match[1]);
    expect(new Set(used)).toEqual(
      new Set([...one.parameters.map((each) => each.name), ...used.filter((name) => name === 'time_zone')]),
    );
  });

  it('has a form with an input for each parameter', () => {
    expect(templateForm(one).inputs.map((input) => input.name)).toEqual(one.parameters.map((each) => each.name));
  });
});

it('has ids and titles of their own', () => {
  for (const key of ['id', 'title'] as const)
    expect(new Set(TEMPLATES.map((one) => one[key])).size).toBe(TEMPLATES.length);
});

it('says what it assumed, and what it cannot use', () => {
  const invoice = template('invoice-on-payment');
  expect(fill(invoice, { threshold: 'KES 2,500' }).assumptions).toEqual([
    'days until it is due: 14',
    'subject of the email: Your invoice',
  ]);
  expect(JSON.stringify(fill(invoice, { threshold: 'KES 2,500' }).definition)).toContain('trigger.amount > 2500');
  expect(findings(() => fill(template('weekly-report'), { team: 'nobody', time: '25:00', more: 'x' }))).toEqual([
    'The spreadsheet is missing, as Sales 2026.',
    'Who gets the report is an email address, as team@acme.example.',
    'Time of day is a time, as 09:00.',
    '“more” is not asked for here.',
  ]);
});

it.each([
  ['20000', 20_000],
  ['KES 20,000.50', 20_000.5],
  ['20,000 ksh', 20_000],
  ['kes20000', 20_000],
])('reads %s as an amount', (most, amount) => {
  const { definition } = fill(template('order-saga'), { base: 'Shop', board: 'Shipping', most });
  expect(definition).toMatchObject({ policy: { max_withdraw_amount: amount } });
});

it.each([
  ['12,50', /is a number/],
  ['1,0000', /is a number/],
  ['USD 500', /is in KES/],
  ['500 eur', /is in KES/],
])('does not take %s for an amount', (most, why) => {
  const saga = template('order-saga');
  expect(findings(() => fill(saga, { base: 'Shop', board: 'Shipping', most })).join()).toMatch(why);
});

it('takes commas alone for no list', () => {
  expect(findings(() => fill(template('expense-approval'), { phones: ' , ' })).join()).toMatch(
    /Numbers that may be paid/,
  );
});

it('lets no value become an expression or another placeholder', () => {
  for (const value of ['{{ owner.email }}', 'a }} b', '[[time_zone]]'])
    expect(findings(() => fill(template('weekly-report'), { sheet: value, team: 'a@b.example' }))).toEqual([
      'The spreadsheet is plain words, without {{ }} or [[ ]].',
    ]);
});
