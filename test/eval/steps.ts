import type { Definition, Step } from '../../src/automation/definition.ts';
import { namesOf } from './aliases.ts';
import { isPlumbing, type Reach } from './draft.ts';
import type { DefinitionExpectation, StepExpectation } from './format.ts';
import { fits, fitsSomewhere, type Place } from './matchers.ts';

/** Which step of the draft met which expected one: index of the expectation to index in the draft. */
export type Meeting = Map<number, number>;

type OneStep = Omit<StepExpectation, 'any_of' | 'optional'>;

/** The ways an expected step may be met; what stands beside `any_of` applies to each. */
export function waysOf(expected: StepExpectation): OneStep[] {
  const { any_of: ways, optional: _, ...shared } = expected;
  if (!ways) return [shared];
  return ways.map((way) => {
    const params: Record<string, unknown> = { ...shared.params, ...way.params };
    for (const key of Object.keys(shared.params ?? {})) {
      if (!way.params || !(key in way.params)) continue;
      params[key] = key === '*' ? [...list(shared.params?.[key]), ...list(way.params[key])] : undefined;
      if (key !== '*') params[key] = { all_of: [shared.params?.[key], way.params[key]] };
    }
    return { ...shared, ...way, params };
  });
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Names are compared as they are: an alias of a service is not its name. */
function named(expected: OneStep, step: Step): boolean {
  const is = (wanted: unknown, actual: string) =>
    wanted === undefined || (typeof wanted === 'string' ? wanted === actual : fits(wanted, actual));
  return is(expected.service, step.service) && is(expected.action, step.action);
}

/** Most meetings tried before giving up; real cases have a handful. */
const MEETINGS = 2000;

/** Every way the draft's steps can meet the expected ones by name and order. */
export function meetings(expect: DefinitionExpectation, definition: Definition): Meeting[] {
  const expected = expect.steps ?? [];
  const found: Meeting[] = [];
  const together = (one: number, other: number) =>
    expect.step_order === 'free' ||
    (expect.parallel ?? []).some((group) => group.includes(one) && group.includes(other));
  const ordered = (index: number, at: number, met: Meeting) =>
    [...met].every(([other, place]) => together(index, other) || place < at);

  const visit = (index: number, met: Meeting) => {
    if (found.length >= MEETINGS) return;
    const wanted = expected[index];
    if (!wanted) {
      const taken = new Set(met.values());
      if (definition.steps.every((step, at) => taken.has(at) || isPlumbing(step))) found.push(met);
      return;
    }
    for (const [at, step] of definition.steps.entries()) {
      if ([...met.values()].includes(at) || !ordered(index, at, met)) continue;
      if (waysOf(wanted).some((way) => named(way, step))) visit(index + 1, new Map(met).set(index, at));
    }
    if (wanted.optional) visit(index + 1, met);
  };
  visit(0, new Map());
  return found;
}

/** Problems of one step's own texts: parameters, loop, retry. The condition is judged by the walk. */
export function stepProblems(way: OneStep, step: Step, place: Place): string[] {
  if (!named(way, step)) return [`${step.id}: ${step.service}.${step.action} is not ${way.service}.${way.action}`];
  const problems: string[] = [];
  for (const [key, matcher] of Object.entries(way.params ?? {})) {
    if (key === '*') {
      for (const each of list(matcher)) {
        if (!fitsSomewhere(each, step.params, place)) problems.push(`${step.id}: nothing is ${JSON.stringify(each)}`);
      }
      continue;
    }
    const names = namesOf(key, step.service).filter((name) => name in step.params);
    if (!names.some((name) => fits(matcher, step.params[name], place, name))) {
      problems.push(`${step.id}.${key}: wanted ${JSON.stringify(matcher)}`);
    }
  }
  if (way.for_each !== undefined && !fits(way.for_each, step.for_each, { ...place, bare: true })) {
    problems.push(`${step.id}.for_each: wanted ${JSON.stringify(way.for_each)}, got ${step.for_each}`);
  }
  if (way.retry && step.retry?.attempts !== way.retry.attempts) problems.push(`${step.id}.retry`);
  if (way.on_error !== undefined && !fits(way.on_error, step.on_error)) problems.push(`${step.id}.on_error`);
  if (way.timeout !== undefined && !fits(way.timeout, step.timeout)) problems.push(`${step.id}.timeout`);
  return problems;
}

/** Problems of what runs beside and after what (`parallel`, `after`). */
export function orderProblems(expect: DefinitionExpectation, met: Meeting, reach: Reach): string[] {
  const depends = (one: number, on: number) => {
    const [at, need] = [met.get(one), met.get(on)];
    return at !== undefined && need !== undefined && reach.before(at).has(need);
  };
  const problems: string[] = [];
  for (const group of expect.parallel ?? []) {
    for (const one of group) {
      const other = group.find((index) => index !== one && depends(one, index));
      if (other !== undefined) problems.push(`parallel: expected step ${one} waits for ${other}`);
    }
  }
  for (const [one, needs] of expect.after ?? []) {
    for (const need of needs)
      if (!depends(one, need)) problems.push(`after: expected step ${one} must wait for ${need}`);
  }
  return problems;
}
