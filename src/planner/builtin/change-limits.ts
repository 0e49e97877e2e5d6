import type { Policy } from '../../automation/definition.ts';
import type { KnownWorkflow, PlannerReply } from '../types.ts';
import { talkedOf } from './change-here.ts';
import { NOTHING, withPast } from './dialog.ts';
import { type LimitField, type LimitSaid, limited, limitSaid } from './limits-said.ts';
import type { Sketch } from './sketch.ts';
import { keep, type Turn } from './turn.ts';
import { limitSays as say } from './words-limits.ts';
import { matches } from './workflow-names.ts';

/** Limits of a workflow that is on, raised, lowered or taken away in one sentence: a new version, of which nothing else changes. */

const FIELDS: LimitField[] = ['daily_spend_limit', 'max_withdraw_amount', 'max_spend_per_run', 'max_runs_per_day'];

/** "raise the daily limit of Rent to KES 200,000"; null where it is about anything else, or about the card that is open. */
export function limitLive(turn: Turn, text: string): PlannerReply | null {
  const { input, dialog, the } = turn;
  const names = input.workflows.filter((one) => one.status !== 'deleted').map((one) => one.name);
  const said = limitSaid(text, the.currency, names);
  if (!said || input.workflows.some((one) => isNamed(one, text))) return null;
  const open = input.draft !== null || dialog.asked.length > 0;
  const workflow = said.rest === '' ? (open ? null : talked(turn)) : named(input.workflows, said.rest);
  if (workflow === null) return null;
  // What is asked about a change of it is answered first, and the limit is part of that change.
  if (dialog.asked.length > 0 && dialog.workflow?.id === workflow.id) return null;
  const draft = input.draft?.workflow?.id === workflow.id ? input.draft : null;
  const definition = draft ? draft.definition : workflow.definition && { ...workflow.definition, name: workflow.name };
  if (!definition) return null;
  const next = policyAs(definition.policy, said, the.currency);
  if (typeof next === 'string') return keep(dialog, { kind: 'say', text: next });
  const changed = { ...definition, policy: next };
  const findings = input.check(changed);
  if (findings.length > 0)
    return keep(dialog, { kind: 'say', text: say.cannot(findings.map((finding) => finding.message)) });
  const of = { id: workflow.id, baseVersion: draft?.workflow?.version ?? workflow.version };
  return {
    kind: 'propose',
    definition: changed,
    assumptions: draft?.assumptions ?? [],
    workflow: of,
    dialog: draft
      ? { ...dialog, workflow: of, past: withPast(dialog, draft.definition) }
      : { ...NOTHING, next: dialog.next, workflow: of },
  };
}

/** The same of the card that is open; null where the sentence is about anything else. */
export function limitDrafted(sketch: Sketch, text: string, home: string): Sketch | null {
  const said = limitSaid(text, home, sketch.name ? [sketch.name] : []);
  if (!said || (said.rest !== '' && said.rest !== sketch.name?.toLowerCase())) return null;
  const policy = policyAs(sketch.policy, said, home);
  return typeof policy === 'string' ? null : { ...sketch, policy };
}

/** The policy as it was said; what to say where it cannot be. */
function policyAs(policy: Policy, said: LimitSaid, home: string): Policy | string {
  // Runs are counted in no currency.
  const fits = (field: LimitField) => said.currency === null || field !== 'max_runs_per_day';
  const has = FIELDS.filter((field) => policy[field] !== undefined && fits(field));
  const field = said.field ?? (has.length === 1 ? has[0] : undefined);
  if (field === undefined) return say.whichLimit(has);
  if (said.to === null || !fits(field)) return say.howMuch(field, home);
  if (said.to === 'unclear') return say.goOrLess(field, home);
  if (said.currency !== null && said.currency !== home) return say.inOwnMoney(home);
  const next = limited(policy, field, said.to);
  if (next === 'none') return say.noLimit(field);
  return next === 'unfit' ? say.howMuch(field, home) : next;
}

/** A workflow that is called after a limit: what is said may be about all of it. */
const isNamed = ({ name, status }: KnownWorkflow, text: string): boolean =>
  status !== 'deleted' &&
  /\b(?:limit|cap|ceiling|maximum|max|budget|allowance)s?\b/i.test(name) &&
  text.toLowerCase().includes(name.toLowerCase());

/** The one all these words name, and no other. */
function named(workflows: KnownWorkflow[], words: string): KnownWorkflow | null {
  const [first, second] = matches(words, workflows).filter((one) => one.covers === 1);
  if (!first || (second && first.score - second.score < 0.25)) return null;
  return first.workflow;
}

/** The one talked of here, else the only one there is. */
function talked(turn: Turn): KnownWorkflow | null {
  const live = turn.input.workflows.filter((one) => one.status !== 'deleted');
  return talkedOf(turn) ?? (live.length === 1 ? (live[0] ?? null) : null);
}
