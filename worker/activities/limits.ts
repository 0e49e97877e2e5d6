import { amountName, limitsMoney } from '../../src/automation/counted-money.ts';
import type { Json, Policy } from '../../src/automation/definition.ts';
import { moneyFromMinor, toMinor } from '../../src/automation/money.ts';
import { samePayee } from '../../src/automation/payees.ts';
import type { SpendLedger } from '../../src/automation/spend.ts';
import { hasTemplate } from '../../src/automation/templates.ts';
import type { ActionSpec } from '../../src/connectors/define.ts';
import type { RunContext } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { StepFailure } from './failures.ts';

/** What a call would spend, once every rule allows it; null where it spends nothing. */
export interface Allowed {
  /** Minor units. */
  amount: number;
  currency: string;
}

const digitsOf = (phone: string) => phone.replace(/[^\d]/g, '');

/**
 * The rules of the policy and the ceilings over it, on the parameters as they are now (S0.120–121, D5, D27). Throws StepFailure with
 * the rule that is in the way; the daily limit is for `reserve`.
 */
export function checkLimits(
  run: RunContext,
  spec: ActionSpec,
  params: Record<string, Json>,
  written: Record<string, Json>,
  config: ActivityDeps['config'],
): Allowed | null {
  const policies = [run.policy, ...run.above.map((one) => one.policy)];
  for (const policy of policies) checkRecipients(policy, spec, params);
  const spend = spec.spend?.(params) ?? null;
  if (!spend) {
    if (spec.effect === 'money' && spec.spend) checkUncounted(policies, spec, params, written);
    return null;
  }
  const currency = spend.currency || run.policy.currency || config.WORKFLOW_CURRENCY;
  const other = policies.find((policy) => policy.currency && currency !== policy.currency);
  if (currency !== config.WORKFLOW_CURRENCY || other) {
    const only = other?.currency ?? config.WORKFLOW_CURRENCY;
    throw new StepFailure(`This would spend ${currency}, and I only spend ${only} here. Nothing was paid.`);
  }
  const amount = minor(spend.amount, currency);
  const most = Math.min(
    ...policies.map((policy) => policy.max_withdraw_amount ?? Number.POSITIVE_INFINITY),
    config.WORKFLOW_WITHDRAW_MAX,
  );
  if (amount > minor(most, currency)) {
    throw new StepFailure(
      `${moneyFromMinor(amount, currency)} is more than ${moneyFromMinor(minor(most, currency), currency)}, the most this workflow may pay at once. Nothing was paid.`,
    );
  }
  checkPayee(run, spec, spend.payee, written);
  return { amount, currency };
}

/** A payment of which nobody knows how much it is: fine where that was approved so, never where a limit would have to count it. */
function checkUncounted(
  policies: Policy[],
  spec: ActionSpec,
  params: Record<string, Json>,
  written: Record<string, Json>,
): void {
  if ('amount' in params) throw new StepFailure('The amount is not a number above zero, so nothing was paid.');
  const name = amountName(spec);
  const counted = policies.some((policy) => limitsMoney(policy, spec));
  if (name === null || (written[name] === undefined && !counted)) return;
  throw new StepFailure(`“${spec.title}” was not told the ${name}, so no limit could count it. Nothing was paid.`);
}

function minor(amount: number, currency: string): number {
  try {
    const found = toMinor(amount, currency);
    if (found > 0) return found;
  } catch {
    // Said below, in one sentence for every such amount.
  }
  throw new StepFailure(`${amount} is no amount of ${currency} that can be paid. Nothing was paid.`);
}

/** D27: a literal payee was approved on the card; one that comes with the data must be on the list. */
function checkPayee(run: RunContext, spec: ActionSpec, payee: string | null, written: Record<string, Json>): void {
  if (payee === null) return;
  const lists = [run.policy, ...run.above.map((one) => one.policy)].flatMap((policy) =>
    policy.allowed_phone_numbers ? [policy.allowed_phone_numbers] : [],
  );
  if (lists.length > 0) {
    if (lists.every((list) => list.some((allowed) => samePayee(allowed, payee)))) return;
    throw new StepFailure(`${payee} is not among the numbers this workflow may pay. Nothing was paid.`);
  }
  const writtenPayee = spec.spend?.(withAmount(written))?.payee ?? null;
  if (writtenPayee !== null && !hasTemplate(writtenPayee)) return;
  throw new StepFailure(
    'The number to pay comes with the data, and this workflow has no list of numbers it may pay. Nothing was paid.',
  );
}

/** As written, the amount may still be a template; only who is paid matters here. */
const withAmount = (written: Record<string, Json>): Record<string, Json> => ({ ...written, amount: 1, price: 1 });

function checkRecipients(policy: Policy, spec: ActionSpec, params: Record<string, Json>): void {
  const list = policy.allowed_recipients;
  if (!list || !spec.recipients) return;
  const refused = spec.recipients(params).find((one) => !list.some((pattern) => fits(one, pattern)));
  if (refused !== undefined) {
    throw new StepFailure(`${refused} is not among those this workflow may write to. Nothing was sent.`);
  }
}

/** `*` stands for anything; letters count alike in both cases; phone numbers are compared by their digits. */
function fits(recipient: string, pattern: string): boolean {
  const one = recipient.trim().toLowerCase();
  const rule = pattern.trim().toLowerCase();
  if (/^\+?[\d\s().-]{7,}$/.test(one) && /^\+?[\d\s().-]{7,}$/.test(rule)) return digitsOf(one) === digitsOf(rule);
  const parts = rule.split('*');
  if (parts.length === 1) return one === rule;
  const first = parts[0] ?? '';
  const last = parts[parts.length - 1] ?? '';
  if (one.length < first.length + last.length || !one.startsWith(first) || !one.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = one.indexOf(part, at);
    if (found < 0 || found + part.length > one.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

/** Takes an allowed spend out of today's limits (S0.122, D5). Throws StepFailure when it does not fit. */
export async function reserve(
  spend: SpendLedger,
  run: RunContext,
  reservation: string,
  allowed: Allowed,
  deps: Pick<ActivityDeps, 'config' | 'clock' | 'measures'>,
): Promise<{ row: string; fresh: boolean }> {
  const { currency } = allowed;
  const limitOf = (policy: Policy) =>
    policy.daily_spend_limit === undefined ? null : minor(policy.daily_spend_limit, currency);
  const answer = await spend.reserve({
    workspace: run.workspace,
    user: run.user,
    workflow: run.workflow,
    reservation,
    amount: allowed.amount,
    currency,
    workflowLimit: limitOf(run.policy),
    above: run.above.map(({ workflow, policy }) => ({ workflow, limit: limitOf(policy) })),
    ownerLimit: minor(deps.config.WORKFLOW_DAILY_SPEND_LIMIT, currency),
    now: deps.clock.now(),
    timeZone: run.timeZone,
  });
  if (answer.ok) return answer;
  deps.measures?.spendRefused(answer.over === 'above' ? 'workflow' : answer.over);
  const whose =
    answer.over === 'workflow'
      ? "this workflow's limit for a day"
      : answer.over === 'above'
        ? 'the limit for a day of the workflow that runs this one'
        : 'the limit for a day over all your workflows';
  throw new StepFailure(
    `${moneyFromMinor(allowed.amount, currency)} does not fit ${whose}: ${moneyFromMinor(answer.used, currency)} of ${moneyFromMinor(answer.limit, currency)} is used. Nothing was paid.`,
  );
}
