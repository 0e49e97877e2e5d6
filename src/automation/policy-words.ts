import type { Actions } from './checks/context.ts';
import type { Definition } from './definition.ts';
import { money } from './money.ts';
import { listInWords, plural } from './words.ts';

/** The policy as lines: "At most KES 5,000 at a time". */
export function policyInWords(definition: Definition, currency: string, catalogue: Actions): string[] {
  const { policy } = definition;
  const code = policy.currency ?? currency;
  const lines: string[] = [];
  if (policy.max_withdraw_amount !== undefined)
    lines.push(`at most ${money(policy.max_withdraw_amount, code)} at a time`);
  if (policy.max_spend_per_run !== undefined) lines.push(`at most ${money(policy.max_spend_per_run, code)} a run`);
  if (policy.daily_spend_limit !== undefined) lines.push(`at most ${money(policy.daily_spend_limit, code)} a day`);
  if (policy.max_runs_per_day !== undefined) lines.push(`at most ${plural(policy.max_runs_per_day, 'run')} a day`);
  lines.push(...actionLines(policy.action_limits ?? {}, code, catalogue));
  if (policy.allowed_phone_numbers)
    lines.push(`pays only ${listInWords(policy.allowed_phone_numbers, 'or') || 'nobody'}`);
  if (policy.allowed_recipients)
    lines.push(`writes only to ${listInWords(policy.allowed_recipients, 'or') || 'nobody'}`);
  if (policy.requires_user_confirmation) lines.push('asks you before money leaves');
  return lines;
}

/** "“Send an email” at most 20 times a day". */
function actionLines(
  limits: NonNullable<Definition['policy']['action_limits']>,
  code: string,
  catalogue: Actions,
): string[] {
  return Object.entries(limits).flatMap(([name, { max_amount: most, per_run: inRun, per_day: inDay }]) => {
    const parts = [
      most !== undefined && `${money(most, code)} each`,
      inRun !== undefined && `${often(inRun)} a run`,
      inDay !== undefined && `${often(inDay)} a day`,
    ].filter((part) => part !== false);
    return parts.length > 0 ? [`“${titleOf(name, catalogue)}” at most ${listInWords(parts)}`] : [];
  });
}

const often = (count: number): string => (count === 1 ? 'once' : plural(count, 'time'));

/** "Send an email", with its service where two could be meant. */
function titleOf(name: string, catalogue: Actions): string {
  const [service = '', action = ''] = name.split('.');
  const title = catalogue.action(service, action)?.title;
  if (title === undefined) return name;
  const where = catalogue.service(service)?.title ?? service;
  return title.toLowerCase().includes(where.toLowerCase()) ? title : `${title} (${where})`;
}
