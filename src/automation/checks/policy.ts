import type { z } from 'zod';
import type { ActionSpec, Spend } from '../../connectors/define.ts';
import { paramMeta } from '../../connectors/params.ts';
import { amountName, limitsMoney } from '../counted-money.ts';
import type { Step } from '../definition.ts';
import { failuresRead, handlersOf } from '../graph.ts';
import { money } from '../money.ts';
import { samePayee } from '../payees.ts';
import { hasTemplate } from '../templates.ts';
import type { CheckContext, Findings } from './context.ts';
import type { Scope } from './scope.ts';

/** Money and words to others: ceilings (D5), payees and recipients (D27), money after a failure (D9). */
export function checkPolicy(scope: Scope, context: CheckContext, findings: Findings): void {
  const { policy } = scope.definition;
  const spends = [...scope.steps.values()].filter((one) => one.spec?.effect === 'money');
  checkCeilings(scope, context, findings);
  if (spends.length > 0 && policy.currency !== undefined && policy.currency !== context.currency)
    findings.add(
      'policy.currency',
      'wrong_currency',
      `Money moves in ${context.currency} here.`,
      `Write ${context.currency}.`,
    );
  for (const { index, step, spec } of scope.steps.values()) {
    if (!spec) continue;
    const at = `steps[${index}].params`;
    checkLimitsOf(step, spec, at, scope, context, findings);
    if (spec.effect === 'money') checkAfterFailure(step, `steps[${index}]`, scope, findings);
  }
}

/** What one call may spend, whom it may pay and write to. */
export function checkLimitsOf(
  step: Step,
  spec: ActionSpec,
  at: string,
  scope: Scope,
  context: CheckContext,
  findings: Findings,
): void {
  if (spec.effect === 'money') {
    checkSpend(step, spec, at, scope, context, findings);
    checkPayee(step, spec, at, scope, findings);
  }
  if (spec.recipients) checkRecipients(step, spec, at, scope, findings);
}

function checkCeilings(scope: Scope, context: CheckContext, findings: Findings): void {
  const { policy } = scope.definition;
  const limits: [keyof typeof policy, number | undefined, number][] = [
    ['max_withdraw_amount', policy.max_withdraw_amount, context.withdrawMax],
    ['daily_spend_limit', policy.daily_spend_limit, context.dailySpendLimit],
  ];
  for (const [name, given, ceiling] of limits)
    if (given !== undefined && given > ceiling) {
      const most = money(ceiling, context.currency);
      findings.add(
        `policy.${name}`,
        'over_ceiling',
        `The most that is allowed here is ${most}.`,
        `Write ${ceiling} or less.`,
      );
    }
}

/** What a step surely spends; null where only the run can tell. */
export function literalSpend(step: Step, spec: ActionSpec): Spend | null {
  try {
    return spec.spend?.(step.params) ?? null;
  } catch {
    return null;
  }
}

function checkSpend(
  step: Step,
  spec: ActionSpec,
  at: string,
  scope: Scope,
  context: CheckContext,
  findings: Findings,
): void {
  const { policy } = scope.definition;
  const given = step.params.currency;
  if (typeof given === 'string' && !hasTemplate(given) && given !== context.currency)
    findings.add(
      `${at}.currency`,
      'wrong_currency',
      `Money can leave only in ${context.currency}.`,
      'It is never converted.',
    );
  const name = amountName(spec);
  if (name !== null && spec.spend && step.params[name] === undefined && limitsMoney(policy, spec))
    findings.add(
      `${at}.${name}`,
      'amount_needed',
      `The limits cannot count “${spec.title}” while its ${name} is not given.`,
      `Give the ${name}, or take the limits away.`,
    );
  const spend = literalSpend(step, spec);
  if (!spend) return;
  const limits: [number | undefined, string, string][] = [
    [policy.max_withdraw_amount, 'over_policy', 'the most this workflow may pay at once'],
    [policy.daily_spend_limit, 'over_policy', 'the most this workflow may spend a day'],
    [context.withdrawMax, 'over_ceiling', 'the most that may be paid at once'],
    [context.dailySpendLimit, 'over_ceiling', 'the most that may be spent a day'],
  ];
  for (const [limit, code, words] of limits)
    if (limit !== undefined && spend.amount > limit) {
      const [amount, most] = [money(spend.amount, context.currency), money(limit, context.currency)];
      findings.add(
        `${at}.amount`,
        code,
        `${amount} is over ${most}, ${words}.`,
        'Lower the amount, or change the limit.',
      );
      return;
    }
}

/** D27: a literal payee must be on a given list; a templated one needs the list. */
function checkPayee(step: Step, spec: ActionSpec, at: string, scope: Scope, findings: Findings): void {
  const { allowed_phone_numbers: allowed } = scope.definition.policy;
  for (const [key, schema] of Object.entries(spec.params.shape as Record<string, z.ZodType>)) {
    const value = step.params[key];
    if (paramMeta(schema)?.kind !== 'phone' || typeof value !== 'string') continue;
    if (hasTemplate(value)) {
      if (allowed === undefined)
        findings.add(
          `${at}.${key}`,
          'payees_needed',
          'Who is paid comes from data, so the allowed numbers must be listed.',
          'Add allowed_phone_numbers to the policy.',
        );
    } else if (allowed && !allowed.some((number) => samePayee(number, value)))
      findings.add(
        `${at}.${key}`,
        'payee_not_allowed',
        `${value} is not on the list of allowed numbers.`,
        'Add it to allowed_phone_numbers.',
      );
  }
}

function checkRecipients(step: Step, spec: ActionSpec, at: string, scope: Scope, findings: Findings): void {
  const { allowed_recipients: allowed } = scope.definition.policy;
  if (!allowed) return;
  for (const recipient of recipientsOf(step, spec))
    if (!hasTemplate(recipient) && !allowed.some((pattern) => fits(pattern, recipient)))
      findings.add(
        at,
        'recipient_not_allowed',
        `${recipient} is not on the list of allowed recipients.`,
        'Add it to allowed_recipients.',
      );
}

/** Who gets words, as declared; templated ones as written. */
export function recipientsOf(step: Step, spec: ActionSpec): string[] {
  try {
    return spec.recipients?.(step.params) ?? [];
  } catch {
    return [];
  }
}

/** `*@example.com`: `*` stands for anything, letters of either case. */
export function fits(pattern: string, recipient: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const text = recipient.trim().toLowerCase();
  const [first = ''] = parts;
  const last = parts[parts.length - 1] ?? '';
  if (parts.length === 1) return text === first || text.replace(/[\s().-]/g, '') === first.replace(/[\s().-]/g, '');
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** D9: where a failure is handled and the run goes on, a later payment must say what it does about it. */
function checkAfterFailure(step: Step, at: string, scope: Scope, findings: Findings): void {
  const read = failuresRead(step);
  for (const id of scope.ancestors.get(step.id) ?? []) {
    const before = scope.steps.get(id);
    if (!before || read.has(id)) continue;
    const handled = before.step.on_error === 'continue' || handlersOf(scope.definition, id).length > 0;
    if (!handled) continue;
    const success = before.spec?.success ?? 'success';
    findings.add(
      `${at}.condition`,
      'money_after_failure',
      `This pays even when “${id}” failed.`,
      `Add the condition {{ ${id}.status == "${success}" }}.`,
    );
  }
}
