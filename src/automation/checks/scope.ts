import type { z } from 'zod';
import type { ActionSpec, EventSpec } from '../../connectors/define.ts';
import { paramMeta } from '../../connectors/params.ts';
import type { Definition, Step, Trigger } from '../definition.ts';
import { ExpressionError } from '../expression-error.ts';
import { type Expression, parseExpression, type Read } from '../expressions.ts';
import { ancestorsOf } from '../graph.ts';
import {
  type CheckContext,
  EACH_FIELDS,
  type Findings,
  nearest,
  OWNER_FIELDS,
  RUN_FIELDS,
  SCHEDULE_FIELDS,
  STEP_FIELDS,
  someOf,
  WEBHOOK_FIELDS,
} from './context.ts';
import { checkReach } from './loops.ts';

/** What the expressions of a definition may read, with the kinds of what is declared. */
export interface Scope {
  definition: Definition;
  steps: Map<string, { index: number; step: Step; spec: ActionSpec | null }>;
  ancestors: Map<string, Set<string>>;
  triggers: { trigger: Trigger; event: EventSpec | null }[];
}

export function scopeOf(definition: Definition, context: CheckContext): Scope {
  const steps: Scope['steps'] = new Map();
  for (const [index, step] of definition.steps.entries())
    if (!steps.has(step.id))
      steps.set(step.id, { index, step, spec: context.catalogue.action(step.service, step.action) });
  const triggers = definition.triggers.map((trigger) => ({
    trigger,
    event: trigger.type === 'webhook' ? context.catalogue.event(trigger.service, trigger.event) : null,
  }));
  return { definition, steps, ancestors: ancestorsOf(definition), triggers };
}

/** Checks one expression of a step: its words, and that all it reads is there by then. Null where it cannot be parsed. */
export function checkExpressionIn(
  text: string,
  path: string,
  step: Step,
  scope: Scope,
  findings: Findings,
  inLoop: boolean,
): Expression | null {
  let expression: Expression;
  try {
    expression = parseExpression(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    findings.add(path, 'bad_expression', error.message, error.hint);
    return null;
  }
  for (const read of expression.reads) checkRead(read, path, step, scope, findings, inLoop);
  return expression;
}

function checkRead(read: Read, path: string, step: Step, scope: Scope, findings: Findings, inLoop: boolean): void {
  const [root = '', field] = read.path;
  const shown = read.path.join('.');
  const unknown = (message: string, hint?: string) => findings.add(path, 'unknown_reference', message, hint);
  if (root === 'item' || root === 'index') {
    if (!inLoop && step.inside === undefined)
      unknown(`“${root}” is only there in the parameters of a step with for_each.`, loopHint(step));
  } else if (root === 'run' || root === 'owner') {
    const fields = root === 'run' ? RUN_FIELDS : OWNER_FIELDS;
    if (field !== undefined && !read.optional && !fields.includes(field))
      unknown(`“${shown}” does not exist.`, `There is ${fields.map((name) => `${root}.${name}`).join(', ')}.`);
  } else if (root === 'trigger') checkTriggerRead(read, path, scope, findings);
  else if (scope.steps.has(root)) checkStepRead(read, path, step, scope, findings);
  else {
    const near = nearest(root, [...scope.steps.keys(), 'trigger', 'run', 'owner']);
    unknown(
      `“${shown}” does not exist: there is no step “${root}”.`,
      near ? `Did you mean “${near}”?` : 'Name a step, trigger, run or owner.',
    );
  }
}

const loopHint = (step: Step): string =>
  step.for_each
    ? 'To leave items out, filter the list: {{ step_1.rows.filter(i, i.due) }}.'
    : 'Give the step a for_each.';

function checkStepRead(read: Read, path: string, step: Step, scope: Scope, findings: Findings): void {
  const [root = '', field] = read.path;
  const source = scope.steps.get(root);
  if (!source) return;
  if (root === step.id) {
    findings.add(path, 'unknown_reference', `“${root}” refers to itself.`);
    return;
  }
  if (!checkReach(step, source.step, path, findings)) return;
  if (!scope.ancestors.get(step.id)?.has(root)) {
    const own = step.needs ? [...step.needs, root] : null;
    const hint = own
      ? `Add it to what this step needs: "needs": ${JSON.stringify(own)}.`
      : `Put “${root}” before this step, or say "needs": ["${root}"].`;
    findings.add(path, 'not_an_ancestor', `“${root}” may not have run by then.`, hint);
  }
  if (field === undefined || read.optional || !source.spec) return;
  const fields = outputsOf(source.step, source.spec);
  if (fields.includes(field)) return;
  const near = nearest(field, fields);
  const each = source.step.for_each ? ' Its items are in results.' : '';
  findings.add(
    path,
    'unknown_reference',
    `“${root}” has no “${field}”.`,
    `${near ? `Did you mean “${near}”? ` : ''}It has ${someOf(fields)}.${each}`,
  );
}

/** Names of what a step gives to later ones. */
export function outputsOf(step: Step, spec: ActionSpec): string[] {
  return step.for_each ? EACH_FIELDS : [...new Set([...Object.keys(spec.result.shape), ...STEP_FIELDS])];
}

function checkTriggerRead(read: Read, path: string, scope: Scope, findings: Findings): void {
  const [, field] = read.path;
  if (field === undefined || read.optional) return;
  for (const { trigger, event } of scope.triggers) {
    const fields = triggerFields(trigger, event);
    if (!fields || fields.includes(field)) continue;
    const near = nearest(field, fields);
    const what =
      trigger.type === 'schedule' ? 'A scheduled run' : `“${trigger.type === 'webhook' ? trigger.event : ''}”`;
    const others =
      scope.triggers.length > 1 ? ` Where only some triggers bring it: trigger.?${field}.orValue("").` : '';
    findings.add(
      path,
      'unknown_reference',
      `${what} brings no “${field}”.`,
      `${near ? `Did you mean “${near}”? ` : ''}It brings ${someOf(fields)}.${others}`,
    );
    return;
  }
}

/** What a trigger brings; null where only the run can tell. */
export function triggerFields(trigger: Trigger, event: EventSpec | null): string[] | null {
  if (trigger.type === 'schedule') return SCHEDULE_FIELDS;
  if (trigger.type === 'manual' || !event || event.event === '*') return null;
  const declared = Object.keys(event.data.shape);
  return declared.length === 0 ? null : [...declared, ...WEBHOOK_FIELDS];
}

/** The declared kind of what an expression that is a plain path reads (`step_1.rows`); null where it is not known. */
export function declaredKind(expression: Expression, scope: Scope): string | null {
  const [only] = expression.reads;
  if (!only || expression.reads.length !== 1 || only.optional || only.path.length !== 2) return null;
  if (expression.text.replace(/\s/g, '') !== only.path.join('.')) return null;
  const [root = '', field = ''] = only.path;
  const source = scope.steps.get(root);
  if (source?.spec) {
    if (source.step.for_each) return field === 'results' ? 'list' : null;
    return kindOf(source.spec.result.shape[field]);
  }
  if (root !== 'trigger') return null;
  const kinds = scope.triggers.map(({ trigger, event }) =>
    trigger.type === 'webhook' && event ? kindOf(event.data.shape[field]) : null,
  );
  return kinds.length > 0 && kinds.every((kind) => kind === kinds[0]) ? (kinds[0] ?? null) : null;
}

const kindOf = (schema: unknown): string | null => (schema ? (paramMeta(schema as z.ZodType)?.kind ?? null) : null);
