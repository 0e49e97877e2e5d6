import type { Definition } from './definition.ts';
import type { Ceilings, Effects } from './effects.ts';

/** The most that may leave at once and in a day, by the policy and by what is allowed to anybody. */
export function ceilingOf(definition: Definition, ceilings: Ceilings): NonNullable<Effects['ceiling']> {
  const { policy } = definition;
  const day = Math.min(policy.daily_spend_limit ?? ceilings.dailySpendLimit, ceilings.dailySpendLimit);
  // No payment is more than what a run or a day may have of them.
  const once = [policy.max_withdraw_amount, ceilings.withdrawMax, policy.max_spend_per_run, day];
  return {
    once: Math.min(...once.filter((limit) => limit !== undefined)),
    day,
    currency: ceilings.currency,
  };
}
