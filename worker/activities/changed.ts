import type { Json } from '../../src/automation/definition.ts';
import { samePayee } from '../../src/automation/payees.ts';
import { hasTemplate } from '../../src/automation/templates.ts';
import type { ActionSpec } from '../../src/connectors/define.ts';
import type { RunContext } from './contexts.ts';
import { StepFailure } from './failures.ts';

/**
 * A step whose parameters a person changed for one run stays within what was approved: who is named on the card may not become
 * somebody else, unless a list of the policy allows them. Throws StepFailure with the rule that is in the way.
 */
export function checkChanged(
  run: RunContext,
  spec: ActionSpec,
  params: Record<string, Json>,
  written: Record<string, Json>,
): void {
  const now = spec.spend?.(params)?.payee ?? null;
  const then = spec.spend?.({ ...written, amount: 1, price: 1 })?.payee ?? null;
  if (now !== null && then !== null && !hasTemplate(then) && !run.policy.allowed_phone_numbers) {
    if (!samePayee(now, then))
      throw new StepFailure(
        `Only ${then} was approved to be paid. Change the workflow to pay ${now}. Nothing was paid.`,
      );
  }
  const approved = spec.recipients?.(written) ?? [];
  if (run.policy.allowed_recipients || approved.some(hasTemplate)) return;
  const plain = (recipient: string) => recipient.replace(/[\s().-]/g, '').toLowerCase();
  const known = approved.map(plain);
  const other = spec.recipients?.(params).find((one) => !known.includes(plain(one)));
  if (other !== undefined)
    throw new StepFailure(`${other} is not whom you approved to be written to. Change the workflow. Nothing was sent.`);
}
