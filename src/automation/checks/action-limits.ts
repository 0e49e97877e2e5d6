import type { ActionSpec } from '../../connectors/define.ts';
import type { Definition, Step } from '../definition.ts';
import { money } from '../money.ts';
import { type CheckContext, type Findings, nearest } from './context.ts';
import { literalSpend } from './policy.ts';
import type { Scope } from './scope.ts';

type Limits = NonNullable<Definition['policy']['action_limits']>[string];

/** Limits of single actions and of a run as a whole: that they can be kept, and that what is written keeps within them. */
export function checkActionLimits(scope: Scope, context: CheckContext, findings: Findings): void {
  for (const [name, limits] of Object.entries(scope.definition.policy.action_limits ?? {})) {
    const at = `policy.action_limits.${name}`;
    const spec = checkName(name, at, context, findings);
    if (!spec) continue;
    checkAmounts(spec, limits, at, scope, context, findings);
    checkCounts(spec, limits, scope, findings);
  }
  checkRun(scope, context, findings);
}

function checkName(name: string, at: string, context: CheckContext, findings: Findings): ActionSpec | null {
  const [service = '', action = ''] = name.split('.');
  const spec = context.catalogue.action(service, action);
  if (!spec) {
    const names = context.catalogue.service(service)?.actions.map((one) => `${one.service}.${one.action}`) ?? [];
    const near = nearest(name, names);
    findings.add(
      at,
      'unknown_action',
      `There is no action “${name}” to limit.`,
      near ? `Did you mean “${near}”?` : 'Write service.action, as payment.withdraw.',
    );
  } else if (spec.service === 'flow')
    findings.add(at, 'not_available', `Steps like “${spec.title}” cannot be limited: nothing leaves in them.`);
  return spec?.service === 'flow' ? null : spec;
}

const hasAmount = (spec: ActionSpec): boolean => spec.spend !== undefined || 'amount' in spec.params.shape;

function checkAmounts(
  spec: ActionSpec,
  { max_amount: most }: Limits,
  at: string,
  scope: Scope,
  context: CheckContext,
  findings: Findings,
): void {
  if (most === undefined) return;
  if (!hasAmount(spec)) {
    findings.add(`${at}.max_amount`, 'not_available', `“${spec.title}” has no amount.`, 'Leave max_amount out.');
    return;
  }
  if (spec.effect === 'money' && most > context.withdrawMax)
    findings.add(
      `${at}.max_amount`,
      'over_ceiling',
      `The most that is allowed here is ${money(context.withdrawMax, context.currency)}.`,
      `Write ${context.withdrawMax} or less.`,
    );
  const currency = scope.definition.policy.currency ?? context.currency;
  for (const { index, step } of stepsOf(scope, spec)) {
    const amount = literalSpend(step, spec)?.amount ?? step.params.amount;
    if (typeof amount !== 'number' || amount <= most) continue;
    findings.add(
      `steps[${index}].params.amount`,
      'over_policy',
      `${money(amount, currency)} is over ${money(most, currency)}, the most of one “${spec.title}” here.`,
      'Lower the amount, or change the limit.',
    );
  }
}

/** More steps that surely run than a run may do of it. */
function checkCounts(
  spec: ActionSpec,
  { per_run: inRun, per_day: inDay }: Limits,
  scope: Scope,
  findings: Findings,
): void {
  const sure = stepsOf(scope, spec).filter(({ step }) => isSure(step));
  const most = Math.min(inRun ?? Number.POSITIVE_INFINITY, inDay ?? Number.POSITIVE_INFINITY);
  const first = sure[most];
  if (!first) return;
  findings.add(
    `steps[${first.index}]`,
    'over_policy',
    `This does “${spec.title}” ${sure.length} times, and it may be done ${most === 1 ? 'once' : `${most} times`}.`,
    'Take steps out, or change the limit.',
  );
}

const stepsOf = (scope: Scope, spec: ActionSpec) =>
  [...scope.steps.values()].filter((one) => one.spec?.service === spec.service && one.spec.action === spec.action);

/** Runs in every run, once. */
const isSure = (step: Step): boolean =>
  step.condition === undefined && step.for_each === undefined && step.inside === undefined;

function checkRun(scope: Scope, context: CheckContext, findings: Findings): void {
  const { max_spend_per_run: most } = scope.definition.policy;
  if (most === undefined) return;
  if (most > context.dailySpendLimit)
    findings.add(
      'policy.max_spend_per_run',
      'over_ceiling',
      `The most that may leave in a day is ${money(context.dailySpendLimit, context.currency)}.`,
      `Write ${context.dailySpendLimit} or less.`,
    );
  const sure = [...scope.steps.values()].filter(({ step }) => isSure(step));
  const all = sure.reduce((sum, { step, spec }) => sum + ((spec && literalSpend(step, spec)?.amount) ?? 0), 0);
  if (all > most)
    findings.add(
      'policy.max_spend_per_run',
      'over_policy',
      `A run pays ${money(all, context.currency)}, which is over ${money(most, context.currency)}, the most of one run.`,
      'Lower the amounts, or change the limit.',
    );
}
