import type { Actions } from './checks/context.ts';
import type { Definition, Policy } from './definition.ts';
import type { Editable } from './draft-form.ts';
import { writtenNumber } from './money.ts';

type Amount = 'max_withdraw_amount' | 'max_spend_per_run' | 'daily_spend_limit' | 'max_runs_per_day';
type ActionLimits = NonNullable<Policy['action_limits']>[string];

/** The limits a definition has, as fields of its form; new ones are said in words. */
export function limitFields(definition: Definition, catalogue: Actions, currency: string): Editable[] {
  const code = definition.policy.currency ?? currency;
  const fields: [Amount, string][] = [
    ['max_withdraw_amount', `Most one payment may move (${code})`],
    ['max_spend_per_run', `Most it may spend in a run (${code})`],
    ['daily_spend_limit', `Most it may spend in a day (${code})`],
    ['max_runs_per_day', 'Most runs in a day'],
  ];
  const own = fields.flatMap(([field, label]) => {
    const value = definition.policy[field];
    if (value === undefined) return [];
    const whole = field === 'max_runs_per_day';
    return [
      editable(`policy.${field}`, label, value, whole, (after, given) => {
        after.policy[field] = given;
      }),
    ];
  });
  const actions = Object.entries(definition.policy.action_limits ?? {});
  return [...own, ...actions.flatMap(([name, limits]) => actionFields(name, limits, catalogue, code))];
}

function actionFields(name: string, limits: ActionLimits, catalogue: Actions, code: string): Editable[] {
  const [service = '', action = ''] = name.split('.');
  const title = catalogue.action(service, action)?.title ?? name;
  const fields: [keyof ActionLimits, string][] = [
    ['max_amount', `Most of one “${title}” (${code})`],
    ['per_run', `“${title}” in a run, at most`],
    ['per_day', `“${title}” in a day, at most`],
  ];
  return fields.flatMap(([field, label]) => {
    const value = limits[field];
    if (value === undefined) return [];
    return [
      editable(`policy.action_limits.${name}.${field}`, label, value, field !== 'max_amount', (after, given) => {
        const target = after.policy.action_limits?.[name];
        if (target) target[field] = given;
      }),
    ];
  });
}

function editable(
  name: string,
  label: string,
  value: number,
  whole: boolean,
  write: (after: Definition, given: number) => void,
): Editable {
  return {
    input: { kind: 'number', name, label, value: String(value) },
    write(after, given) {
      const amount = writtenNumber(given);
      if (amount === null || !(amount > 0)) throw new Error(whole ? 'a number above zero.' : 'an amount above zero.');
      if (whole && !Number.isSafeInteger(amount)) throw new Error('a whole number.');
      write(after, amount);
    },
  };
}
