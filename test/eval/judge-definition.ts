import { DateTime } from 'luxon';
import type { Definition } from '../../src/automation/definition.ts';
import type { Finding } from '../../src/errors.ts';
import { reachOf } from './draft.ts';
import type { Case, DefinitionExpectation, StepExpectation } from './format.ts';
import { fits, type Place } from './matchers.ts';
import { type Meeting, meetings, orderProblems, stepProblems, waysOf } from './steps.ts';
import { scheduledAt, triggerProblems } from './triggers.ts';
import { sameValue, squeeze } from './values.ts';
import { conditionReadsTrigger, type Runtime, type Sample, walk } from './walk.ts';

/** A draft as it was proposed, with what the product's own check finds in it. */
export interface Proposed {
  definition: Definition;
  findings: Finding[];
}

/** Problems of a proposed definition against what is expected; empty when it is right. */
export function definitionProblems(
  expect: DefinitionExpectation,
  { definition, findings }: Proposed,
  the: { case: Pick<Case, 'now' | 'timezone'>; runtime: Runtime },
): string[] {
  const now = DateTime.fromISO(the.case.now, { zone: the.case.timezone });
  const problems = findings.map((finding) => `check: ${finding.path} ${finding.message}`);
  const lists = expect.triggers_any_of ?? (expect.triggers ? [expect.triggers] : []);
  const triggers = lists.map((list) => triggerProblems(list, definition, now));
  if (triggers.length > 0 && !triggers.some((each) => each.length === 0)) problems.push(...(triggers[0] ?? []));
  problems.push(...policyProblems(expect, definition), ...nameProblems(expect, definition));
  if (expect.steps) problems.push(...stepsProblems(expect, definition, the));
  return problems;
}

function policyProblems(expect: DefinitionExpectation, definition: Definition): string[] {
  const policy = definition.policy as Record<string, unknown>;
  return Object.entries(expect.policy ?? {})
    .filter(([key, wanted]) => !policyFits(wanted, policy[key]))
    .map(([key, wanted]) => `policy.${key}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(policy[key])}`);
}

function policyFits(wanted: unknown, actual: unknown): boolean {
  if (!Array.isArray(wanted)) return fits(wanted, actual as string | undefined);
  if (!Array.isArray(actual)) return false;
  const within = (some: unknown[], all: unknown[]) => some.every((one) => all.some((other) => sameValue(one, other)));
  return within(wanted, actual) && within(actual, wanted);
}

function nameProblems(expect: DefinitionExpectation, definition: Definition): string[] {
  const plain = (text: string) => squeeze(text).toLowerCase();
  if (!expect.name_any || expect.name_any.some((name) => plain(name) === plain(definition.name))) return [];
  return [`name: wanted one of ${JSON.stringify(expect.name_any)}, got "${definition.name}"`];
}

/** The problems of the meeting that has fewest. */
function stepsProblems(
  expect: DefinitionExpectation,
  definition: Definition,
  the: { case: Pick<Case, 'timezone'>; runtime: Runtime },
): string[] {
  const all = meetings(expect, definition);
  if (all.length === 0) {
    const got = definition.steps.map((step) => `${step.service}.${step.action}`).join(', ');
    return [`steps: got ${got}; they do not match the expected ones`];
  }
  let best: string[] | null = null;
  for (const met of all) {
    const problems = meetingProblems(expect, definition, met, the);
    if (problems.length === 0) return [];
    if (!best || problems.length < best.length) best = problems;
  }
  return best ?? [];
}

function meetingProblems(
  expect: DefinitionExpectation,
  definition: Definition,
  met: Meeting,
  the: { case: Pick<Case, 'timezone'>; runtime: Runtime },
): string[] {
  const reach = reachOf(definition);
  const ids = new Map([...met].map(([index, at]) => [index, definition.steps[at]?.id ?? '']));
  const problems = orderProblems(expect, met, reach);
  for (const [index, expected] of (expect.steps ?? []).entries()) {
    const step = definition.steps[met.get(index) ?? -1];
    if (!step) continue;
    const place: Place = { step, reach, met: ids };
    const ways = waysOf(expected).map((way) => [
      ...stepProblems(way, step, place),
      ...conditionProblems(way.condition, definition, met.get(index) ?? 0, ids, the.runtime),
    ]);
    problems.push(...(ways.sort((one, other) => one.length - other.length)[0] ?? []));
  }
  return [...problems, ...timeProblems(expect, definition, ids, the)];
}

function conditionProblems(
  expected: StepExpectation['condition'],
  definition: Definition,
  at: number,
  ids: Map<number, string>,
  runtime: Runtime,
): string[] {
  const step = definition.steps[at];
  if (!step) return [];
  const stops = definition.steps.slice(0, at).filter((each) => each.service === 'flow' && each.action === 'stop');
  if (expected?.any || expected?.required) {
    const guarded = step.condition !== undefined || stops.length > 0;
    return expected.required && !guarded
      ? [`${step.id}: no condition`]
      : meansProblems(expected, definition, at, ids, runtime);
  }
  if (expected) return meansProblems(expected, definition, at, ids, runtime);
  const reach = reachOf(definition);
  if ([step, ...stops].some((each) => conditionReadsTrigger(each, reach))) {
    return [`${step.id}: its condition reads the trigger, none was wanted`];
  }
  const walked = walk(definition, {}, runtime).get(step.id);
  return walked?.ran ? [] : [`${step.id}: does not run when all before it succeeds ${walked?.error ?? ''}`];
}

function meansProblems(
  expected: NonNullable<StepExpectation['condition']>,
  definition: Definition,
  at: number,
  ids: Map<number, string>,
  runtime: Runtime,
): string[] {
  const id = definition.steps[at]?.id ?? '';
  return (expected.means ?? []).flatMap(({ given, is }) => {
    const steps = new Map<string, Record<string, unknown>>();
    for (const [index, told] of Object.entries(given.steps ?? {})) {
      const met = ids.get(Number(index));
      if (met !== undefined) steps.set(met, told);
    }
    const sample: Sample = { trigger: given.trigger, steps };
    const walked = walk(definition, sample, runtime).get(id);
    if (walked?.ran === is) return [];
    const why = walked?.error ? ` (${walked.error})` : '';
    return [`${id}: with ${JSON.stringify(given)} it ${is ? 'should run' : 'should not run'}${why}`];
  });
}

function timeProblems(
  expect: DefinitionExpectation,
  definition: Definition,
  ids: Map<number, string>,
  the: { case: Pick<Case, 'timezone'>; runtime: Runtime },
): string[] {
  const first = ids.get(0) ?? [...ids.values()][0];
  const triggers = expect.triggers ?? expect.triggers_any_of?.[0] ?? [];
  const zone = triggers.map((trigger) => trigger.schedule_timezone).find((name) => typeof name === 'string');
  return (expect.runs_at ?? []).flatMap(({ at, is }) => {
    const instant = DateTime.fromISO(at, { zone: typeof zone === 'string' ? zone : the.case.timezone });
    const trigger = scheduledAt(definition, instant);
    const ran =
      trigger !== null && first !== undefined && walk(definition, { trigger }, the.runtime).get(first)?.ran === true;
    return ran === is ? [] : [`runs_at ${at}: ${is ? 'should act' : 'should not act'}`];
  });
}
