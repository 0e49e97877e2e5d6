import { money } from '../../automation/money.ts';
import type { LimitField } from './limits-said.ts';
import { list } from './words.ts';

const CALLED: Record<LimitField, string> = {
  daily_spend_limit: 'the daily limit',
  max_withdraw_amount: 'the limit per payment',
  max_spend_per_run: 'the limit per run',
  max_runs_per_day: 'the limit of runs a day',
};

/** What is said about limits that are to change. Tone as in words.ts. */
export const limitSays = {
  whichLimit: (has: LimitField[]) =>
    has.length === 0
      ? `It has no such limit yet. Say which one, as “set ${CALLED.daily_spend_limit} to 5,000” or “set ${CALLED.max_withdraw_amount} to 5,000”.`
      : `Which limit: ${list(
          has.map((field) => CALLED[field]),
          'or',
        )}? Say it with its name, as “raise ${CALLED[has[0] as LimitField]} to …”.`,
  howMuch: (field: LimitField, home: string) =>
    `To how much? Say it in one sentence, as “set ${CALLED[field]} to ${field === 'max_runs_per_day' ? '5' : money(5000, home)}”.`,
  goOrLess: (field: LimitField, home: string) =>
    `Should ${CALLED[field]} go, or be less? Say “remove ${CALLED[field]}” or “set ${CALLED[field]} to ${money(5000, home)}”.`,
  noLimit: (field: LimitField) => `It has no such limit: ${CALLED[field]} was never set.`,
  inOwnMoney: (home: string) => `Limits count in ${home} here, and nothing is converted. Say it in ${home}.`,
  cannot: (messages: string[]) => `I can’t set it like that: ${messages.join(' ')}`,
};
