import type { z } from 'zod';
import type { ActionSpec } from '../../connectors/define.ts';
import { paramMeta } from '../../connectors/params.ts';
import type { Json, Step } from '../definition.ts';
import { ExpressionError } from '../expression-error.ts';
import { cycleIn } from '../graph.ts';
import { hasTemplate, parseTemplate, templateExpressions, wholeExpression } from '../templates.ts';
import { checkChild } from './children.ts';
import { type CheckContext, type Findings, nearest, RESERVED_IDS, someOf } from './context.ts';
import { checkFlowStep, durationMs } from './flow.ts';
import { checkBorder } from './loops.ts';
import { checkPhones } from './phones.ts';
import { checkExpressionIn, declaredKind, type Scope } from './scope.ts';
import { inWords, pathText, valueAt } from './shape.ts';

/** Every step by itself, and that they can be put in an order. */
export function checkSteps(scope: Scope, context: CheckContext, findings: Findings): void {
  const seen = new Set<string>();
  for (const [index, step] of scope.definition.steps.entries()) {
    const at = `steps[${index}]`;
    if (seen.has(step.id))
      findings.add(`${at}.id`, 'duplicate_id', `There are two steps “${step.id}”.`, 'Give each its own id.');
    seen.add(step.id);
    if (RESERVED_IDS.has(step.id))
      findings.add(`${at}.id`, 'reserved_id', `“${step.id}” has a meaning of its own.`, `Call it step_${index + 1}.`);
    checkNeeds(step, at, scope, findings);
    const spec = checkAction(step, at, context, findings);
    if (spec) {
      checkParams(step, spec, at, scope, findings);
      checkPhones(step, spec, at, context, findings);
      checkFlowStep(step, at, context, findings);
      checkChild(step, at, scope, context, findings);
    } else checkTemplates(step.params, `${at}.params`, step, scope, findings);
    checkConditions(step, at, scope, findings);
    if (step.timeout !== undefined) checkTimeout(step.timeout, `${at}.timeout`, findings);
    for (const name of ['initial', 'max'] as const)
      if (step.retry?.[name] !== undefined) checkBetween(step.retry[name], `${at}.retry.${name}`, findings);
  }
  // Two steps of one id would look like a step that waits for itself.
  const cycle = seen.size === scope.definition.steps.length ? cycleIn(scope.definition) : null;
  if (cycle) {
    const ids = [...cycle, cycle[0]].join(' → ');
    findings.add('steps', 'cycle', `These steps wait for each other: ${ids}.`, 'Take one of them out of needs.');
  }
}

function checkNeeds(step: Step, at: string, scope: Scope, findings: Findings): void {
  for (const [index, need] of (step.needs ?? []).entries()) {
    const needed = scope.steps.get(need)?.step;
    if (needed) {
      checkBorder(step, needed, `${at}.needs[${index}]`, findings);
      continue;
    }
    const near = nearest(need, scope.steps.keys());
    const hint = near ? `Did you mean “${near}”?` : `There is ${someOf([...scope.steps.keys()])}.`;
    findings.add(`${at}.needs[${index}]`, 'unknown_reference', `There is no step “${need}”.`, hint);
  }
}

export function checkAction(step: Step, at: string, context: CheckContext, findings: Findings): ActionSpec | null {
  const full = `${step.service}.${step.action}`;
  const service = context.catalogue.service(step.service);
  const spec = context.catalogue.action(step.service, step.action);
  if (spec) return spec;
  const suggestions = context.catalogue.suggestions(full).slice(0, 3).map(inTwo);
  const mean = suggestions.length > 0 ? `Did you mean ${suggestions.join(' or ')}?` : undefined;
  if (!service) findings.add(`${at}.service`, 'unknown_service', `I know no service “${step.service}”.`, mean);
  else {
    const there = service.actions.map((action) => action.action);
    const hint = there.length > 0 ? `${service.service} has ${someOf(there)}.` : mean;
    findings.add(`${at}.action`, 'unknown_action', `${service.title} has no action “${step.action}”.`, hint);
  }
  return null;
}

/** `payment.withdraw` as the two fields it is written in. */
function inTwo(full: string): string {
  const at = full.indexOf('.');
  return `“${full.slice(at + 1)}” of the service “${full.slice(0, at)}”`;
}

export function checkParams(step: Step, spec: ActionSpec, at: string, scope: Scope, findings: Findings): void {
  const shape = spec.params.shape as Record<string, z.ZodType>;
  for (const key of Object.keys(step.params)) {
    if (Object.hasOwn(shape, key)) continue;
    const near = nearest(key, Object.keys(shape));
    const hint = near ? `Did you mean “${near}”?` : `It takes ${someOf(Object.keys(shape)) || 'nothing'}.`;
    findings.add(`${at}.params.${key}`, 'unknown_param', `${spec.title}: there is no “${key}”.`, hint);
  }
  for (const [key, schema] of Object.entries(shape)) checkParam(step, key, schema, at, scope, findings);
  for (const { param, code, message, hint } of spec.check?.(step.params) ?? []) {
    findings.add(`${at}.params.${param}`, code, message, hint);
  }
  checkTemplates(step.params, `${at}.params`, step, scope, findings);
}

function checkParam(step: Step, key: string, schema: z.ZodType, at: string, scope: Scope, findings: Findings): void {
  const path = `${at}.params.${key}`;
  const value = step.params[key];
  const meta = paramMeta(schema);
  const label = meta?.label ?? key;
  if (value === undefined || value === null || value === '') {
    if (!schema.safeParse(undefined).success)
      findings.add(path, 'missing_param', `${sentence(label)} is missing.`, meta?.ask);
    return;
  }
  const numeric = meta?.kind === 'money' || meta?.kind === 'number';
  if (numeric && typeof value === 'string' && hasTemplate(value)) {
    checkNumericTemplate(value, path, label, scope, findings);
    return;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return;
  for (const issue of parsed.error.issues) {
    const given = valueAt(value, issue.path);
    if (templated(given)) continue;
    const name = issue.path.length === 0 ? sentence(label) : `“${pathText(issue.path)}”`;
    const { message, hint } = inWords(issue, name, given === undefined);
    const written =
      issue.code === 'invalid_format' && !/^Invalid/.test(issue.message) ? `Write ${issue.message}.` : hint;
    findings.add(path + (issue.path.length > 0 ? `.${pathText(issue.path)}` : ''), 'bad_param', message, written);
  }
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A number cannot be made of several parts, nor of what is declared as something else. */
function checkNumericTemplate(value: string, path: string, label: string, scope: Scope, findings: Findings): void {
  let whole: string | null = null;
  try {
    whole = wholeExpression(value);
  } catch {
    return; // The template itself is reported where all templates are checked.
  }
  if (whole === null) {
    findings.add(path, 'bad_param', `${sentence(label)} must be a number.`, 'Use one {{ … }} and nothing around it.');
    return;
  }
  const kind = kindOfText(whole, scope);
  if (kind && NO_NUMBERS.has(kind))
    findings.add(path, 'bad_param', `${sentence(label)} must be a number; “${whole}” is none.`);
}

const NO_NUMBERS = new Set(['list', 'object', 'email', 'url', 'date', 'datetime', 'boolean']);

function kindOfText(text: string, scope: Scope): string | null {
  const [root = '', field = ''] = text.trim().split('.');
  return declaredKind({ text, type: 'dyn', reads: [{ path: [root, field], optional: false }], run: () => null }, scope);
}

function templated(value: Json | undefined): boolean {
  if (typeof value === 'string') return hasTemplate(value);
  if (value === null || typeof value !== 'object') return false;
  return Object.values(value).some(templated);
}

/** Every `{{ … }}` in parameters. */
function checkTemplates(params: Step['params'], at: string, step: Step, scope: Scope, findings: Findings): void {
  for (const [key, value] of Object.entries(params)) {
    for (const { path, text } of stringsIn(value, `${at}.${key}`)) {
      const expressions = expressionsOf(text, path, findings);
      for (const expression of expressions)
        checkExpressionIn(expression, path, step, scope, findings, step.for_each !== undefined);
    }
  }
}

function expressionsOf(text: string, path: string, findings: Findings): string[] {
  if (!text.includes('{{')) return [];
  try {
    return templateExpressions(text).map((found) => found.expression);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    findings.add(path, 'bad_expression', error.message, error.hint);
    return [];
  }
}

function* stringsIn(value: Json, path: string): Generator<{ path: string; text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* stringsIn(item, `${path}[${index}]`);
  else if (value !== null && typeof value === 'object')
    for (const [key, item] of Object.entries(value)) yield* stringsIn(item, `${path}.${key}`);
}

function checkConditions(step: Step, at: string, scope: Scope, findings: Findings): void {
  if (step.condition !== undefined) {
    const found = single(step.condition, `${at}.condition`, step, scope, findings, 'The condition');
    if (found && !['bool', 'dyn'].includes(found.type))
      findings.add(
        `${at}.condition`,
        'condition_not_boolean',
        'The condition is neither true nor false.',
        'Compare it with something: {{ trigger.status == "paid" }}.',
      );
  }
  if (step.for_each === undefined) return;
  const found = single(step.for_each, `${at}.for_each`, step, scope, findings, 'for_each');
  if (!found) return;
  const kind = declaredKind(found, scope);
  if (!['list', 'dyn'].includes(found.type) || (kind !== null && kind !== 'list' && kind !== 'object'))
    findings.add(`${at}.for_each`, 'not_a_list', 'for_each needs a list.', 'Name a list, as {{ step_1.rows }}.');
}

/** The one expression a condition or for_each must be. */
function single(text: string, path: string, step: Step, scope: Scope, findings: Findings, name: string) {
  try {
    const [only, ...more] = parseTemplate(text.trim());
    if (only?.kind === 'expression' && more.length === 0)
      return checkExpressionIn(only.text, path, step, scope, findings, false);
    findings.add(path, 'bad_expression', `${name} must be one {{ … }} and nothing around it.`);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    findings.add(path, 'bad_expression', error.message, error.hint);
  }
  return null;
}

const DAY_MS = 86_400_000;

function checkTimeout(timeout: string, path: string, findings: Findings): void {
  const ms = durationMs(timeout);
  if (ms === null || ms < 1000 || ms > DAY_MS)
    findings.add(path, 'bad_duration', 'A step’s timeout is between a second and a day.', 'Write 30s, 2m or 1h.');
}

function checkBetween(wait: string, path: string, findings: Findings): void {
  const ms = durationMs(wait);
  if (ms === null || ms < 100 || ms > DAY_MS / 24)
    findings.add(
      path,
      'bad_duration',
      'Attempts come between a tenth of a second and an hour apart.',
      'Write 1s or 5m.',
    );
}
