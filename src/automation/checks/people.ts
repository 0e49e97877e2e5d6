import type { z } from 'zod';
import type { ActionSpec } from '../../connectors/define.ts';
import { isChannel, isOwner, namedIn } from '../../connectors/flow/people-words.ts';
import { audienceOf, THREAD } from '../audience.ts';
import type { Json, Step } from '../definition.ts';
import { references } from '../expressions.ts';
import { fitted, isDay, wantedOf } from '../fitting.ts';
import { hasTemplate, templateExpressions } from '../templates.ts';
import type { CheckContext, Findings } from './context.ts';
import { durationMs } from './flow.ts';
import type { Scope } from './scope.ts';

/** Gates and questions: whom they ask, until when, what silence means, and what a gate holds a step to. */

const DAY_MS = 86_400_000;
const LONGEST_MS = 366 * DAY_MS;

export function checkPeopleSteps(scope: Scope, context: CheckContext, findings: Findings): void {
  for (const { index, step } of scope.steps.values()) {
    if (step.service !== 'flow' || (step.action !== 'approve' && step.action !== 'ask')) continue;
    const at = `steps[${index}].params`;
    const gate = step.action === 'approve';
    checkWho(gate ? step.params.who : step.params.to, `${at}.${gate ? 'who' : 'to'}`, context, findings);
    checkTimes(step, at, gate ? 7 * DAY_MS : DAY_MS, findings);
    if (gate) checkGate(step, at, scope, findings);
    else checkQuestion(step, at, findings);
  }
}

/** People named outright must be known, and one each; those who come with the data are looked for when they are asked. */
function checkWho(who: Json | undefined, path: string, context: CheckContext, findings: Findings): void {
  const literal = namedIn(who).filter((name) => !hasTemplate(name));
  if (!context.people && literal.filter(isChannel).length < 2) return;
  for (const name of literal) {
    const found = audienceOf(name, 'owner', context.people ?? []);
    if (context.people && 'problem' in found) findings.add(path, 'unknown_person', found.problem, found.hint);
  }
  const channels = literal.filter((name) => isChannel(name) || name.toLowerCase() === THREAD);
  if (channels.length > 1)
    findings.add(path, 'bad_param', 'One question can go to one channel only.', 'Name one channel.');
}

function checkTimes(step: Step, at: string, usual: number, findings: Findings): void {
  const { timeout, reminders } = step.params;
  const known = typeof timeout === 'string' && !hasTemplate(timeout) ? durationMs(timeout) : null;
  if (typeof timeout === 'string' && !hasTemplate(timeout) && (!known || known > LONGEST_MS))
    findings.add(
      `${at}.timeout`,
      'bad_duration',
      'This is no time I can wait.',
      'From a second to a year: 30s, 2h, 3d.',
    );
  if (!Array.isArray(reminders) || (typeof timeout === 'string' && hasTemplate(timeout))) return;
  for (const [index, text] of reminders.entries()) {
    const ms = typeof text === 'string' && !hasTemplate(text) ? durationMs(text) : null;
    if (ms !== null && ms >= (known ?? usual))
      findings.add(
        `${at}.reminders[${index}]`,
        'bad_duration',
        'This reminder would come after the deadline.',
        'Remind earlier, or wait longer.',
      );
  }
}

function checkGate(step: Step, at: string, scope: Scope, findings: Findings): void {
  const { needed, not_requester: notRequester, who } = step.params;
  const names = namedIn(who);
  const certain =
    names.every((name) => !hasTemplate(name)) && !names.some((name) => isChannel(name) || name === THREAD);
  const others = names.filter((name) => !isOwner(name));
  if (notRequester === true && certain && others.length === 0)
    findings.add(
      `${at}.not_requester`,
      'nobody_left',
      'Whoever runs this by hand is its owner, and then nobody could decide.',
      'Name someone else in who.',
    );
  if (typeof needed === 'number' && certain && needed > Math.max(1, names.length))
    findings.add(
      `${at}.needed`,
      'too_many_needed',
      `${needed} must say yes, and only ${Math.max(1, names.length)} may decide.`,
      'Name more people, or need fewer.',
    );
  checkGuard(step, at, scope, findings);
  checkSilence(step, at, scope, findings);
}

/** A gate can show only what is known by then, and hold to it only a step that comes after. */
function checkGuard(step: Step, at: string, scope: Scope, findings: Findings): void {
  const { guards, may_change: mayChange, needed } = step.params;
  if (guards === undefined) {
    if (mayChange !== undefined)
      findings.add(
        `${at}.may_change`,
        'missing_param',
        'Only of a step that is guarded something may be changed.',
        'Name the step in guards.',
      );
    return;
  }
  const target = typeof guards === 'string' ? scope.steps.get(guards) : undefined;
  if (!target) {
    findings.add(
      `${at}.guards`,
      'unknown_reference',
      `There is no step “${String(guards)}”.`,
      'Name the id of the step.',
    );
    return;
  }
  const { step: guarded, spec } = target;
  if (!scope.ancestors.get(guarded.id)?.has(step.id))
    findings.add(
      `${at}.guards`,
      'not_an_ancestor',
      `“${guarded.id}” does not wait for this.`,
      `Put it after “${step.id}”.`,
    );
  if (guarded.service === 'flow')
    findings.add(
      `${at}.guards`,
      'not_available',
      'A step of control flow cannot be guarded.',
      'Guard the step that acts.',
    );
  if (guarded.for_each !== undefined || step.for_each !== undefined)
    findings.add(
      `${at}.guards`,
      'not_available',
      'What runs for each item cannot be guarded.',
      'Ask without guards, before the list.',
    );
  const later = readsOf(guarded).filter((id) => scope.steps.has(id) && !scope.ancestors.get(step.id)?.has(id));
  for (const id of later)
    findings.add(
      `${at}.guards`,
      'not_known_yet',
      `“${guarded.id}” depends on “${id}”, which is not known when this is asked.`,
      `Ask after “${id}”.`,
    );
  if (Array.isArray(mayChange)) checkMayChange(mayChange, guarded, spec, needed, at, findings);
}

function checkMayChange(
  names: Json[],
  guarded: Step,
  spec: ActionSpec | null,
  needed: Json | undefined,
  at: string,
  findings: Findings,
): void {
  const shape = (spec?.params.shape ?? {}) as Record<string, z.ZodType>;
  for (const name of names)
    if (typeof name !== 'string' || !Object.hasOwn(shape, name))
      findings.add(
        `${at}.may_change`,
        'unknown_param',
        `“${guarded.id}” has no “${String(name)}”.`,
        `It takes ${Object.keys(shape).join(', ')}.`,
      );
  if (typeof needed === 'number' && needed > 1)
    findings.add(
      `${at}.may_change`,
      'not_available',
      'Where several must agree, nobody can change what they agree to.',
      'Need one, or leave may_change out.',
    );
}

/** Ids of what a step's parameters read. */
function readsOf(step: Step): string[] {
  const texts: string[] = [];
  const walk = (value: Json): void => {
    if (typeof value === 'string') texts.push(value);
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(walk);
  };
  walk(step.params);
  return [...new Set(texts.flatMap(expressionsIn).flatMap((text) => references(text).map(([root]) => root ?? '')))];
}

function expressionsIn(text: string): string[] {
  try {
    return text.includes('{{') ? templateExpressions(text).map((found) => found.expression) : [];
  } catch {
    return []; // Reported where all templates are checked.
  }
}

/** Silence never pays. */
function checkSilence(step: Step, at: string, scope: Scope, findings: Findings): void {
  const silence = step.params.on_silence;
  if (silence !== 'approve' && silence !== 'continue') return;
  for (const { index, step: later, spec } of scope.steps.values()) {
    if (spec?.effect !== 'money' || !scope.ancestors.get(later.id)?.has(step.id)) continue;
    if (silence === 'approve')
      findings.add(
        `${at}.on_silence`,
        'silence_pays',
        `No answer cannot mean yes where “${later.id}” pays.`,
        'Write reject, or leave on_silence out.',
      );
    else if (!expressionsIn(later.condition ?? '').some((text) => references(text).some(([root]) => root === step.id)))
      findings.add(
        `steps[${index}].condition`,
        'silence_pays',
        `This pays even when nobody answers “${step.id}”.`,
        `Add the condition {{ ${step.id}.approved }}.`,
      );
  }
}

function checkQuestion(step: Step, at: string, findings: Findings): void {
  const { kind, options, min, max, default: instead } = step.params;
  const wanted = wantedOf(step.params);
  if (kind === 'choice' && options === undefined)
    findings.add(`${at}.options`, 'missing_param', 'A choice needs options.', 'Write "options": ["small", "large"].');
  if (Array.isArray(options) && options.length < 2)
    findings.add(`${at}.options`, 'missing_param', 'A choice needs two options or more.');
  if (Array.isArray(options) && kind !== undefined && kind !== 'choice')
    findings.add(
      `${at}.kind`,
      'bad_param',
      'Options make it a choice.',
      'Write "kind": "choice", or leave the options out.',
    );
  for (const [name, value] of [
    ['min', min],
    ['max', max],
  ] as const) {
    if (value === undefined || (typeof value === 'string' && hasTemplate(value))) continue;
    const fits = wanted.kind === 'date' ? typeof value === 'string' && isDay(value) : typeof value === 'number';
    const bounded = wanted.kind === 'date' || wanted.kind === 'number' || wanted.kind === 'text';
    if (!bounded || !fits)
      findings.add(
        `${at}.${name}`,
        'bad_param',
        `“${name}” does not go with this kind of answer.`,
        'A number has numbers, a date has days as 2026-12-01, a text its length.',
      );
  }
  if (instead === undefined || (typeof instead === 'string' && hasTemplate(instead))) return;
  if (JSON.stringify([options, min, max]).includes('{{')) return;
  const fit = wanted.kind === 'file' ? { misfit: 'A file has no default.' } : fitted(wanted, instead);
  if ('misfit' in fit) findings.add(`${at}.default`, 'bad_param', `The default would be no answer: ${fit.misfit}`);
}
