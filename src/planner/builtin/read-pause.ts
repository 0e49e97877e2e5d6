import type { Step } from '../../automation/definition.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { paramMeta } from '../../connectors/params.ts';
import { both } from './conditions.ts';
import type { State } from './read.ts';
import { listFor } from './read-order.ts';
import { stepId, template } from './scope.ts';
import type { Sketch } from './sketch.ts';
import { conditionOf, withCondition } from './step-condition.ts';
import { addSteps } from './steps.ts';
import { thingAsked } from './things-asked.ts';
import { wonder } from './unheard.ts';
import type { Pause } from './waits.ts';

/** Waits and the yes of the person, put where they belong among the orders. */

export function pause(state: State, one: Pause): void {
  const { sketch } = state;
  const mine = one.action === 'approve' && one.params.who === undefined;
  if (mine && sketch.policy.requires_user_confirmation) return;
  const step: Step = { id: stepId(sketch.steps.length), service: 'flow', action: one.action, params: one.params };
  if (mine && sketch.steps.at(-1)?.action === 'approve') return;
  if (mine && one.outgoing && sketch.steps.length === 0) {
    state.outgoing = step;
    return;
  }
  if (one.assumed) sketch.assumptions.push(one.assumed);
  if (one.action === 'run_workflow') given(state, step, one);
  if ((one.action === 'approve' || one.action === 'ask') && sketch.steps.length > 0 && one.before) {
    gateBefore(state, step);
    return;
  }
  if (one.action === 'wait' && one.before && sketch.steps.length > 0) {
    const at = sketch.steps.length - 1;
    const { condition } = sketch.steps[at] ?? {};
    addSteps(sketch, [{ ...step, ...(condition && !condition.includes('step_') ? { condition } : {}) }], at);
    return;
  }
  sketch.steps.push(withCondition(step, both(state.base, state.current)));
  sketch.said.push('');
}

/** "I want to OK it before it goes out: …": before the first thing that reaches anyone. */
export function guardOutgoing(state: State): void {
  if (state.outgoing) gateBefore(state, state.outgoing);
}

/** "…, but ask me first" after an order: the gate goes before the first thing that reaches anyone. */
function gateBefore(state: State, gate: Step): void {
  const { sketch } = state;
  const reaches = (step: Step) => state.lexicon.catalogue.action(step.service, step.action)?.effect !== 'read';
  const at = sketch.steps.findIndex(reaches);
  if (at < 0) {
    sketch.steps.push(gate);
    sketch.said.push('');
    return;
  }
  const map = new Map(sketch.steps.map((step, index) => [step.id, stepId(index < at ? index : index + 1)]));
  const renumber = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value).replace(/\bstep_\d+\b/g, (id) => map.get(id) ?? id)) as T;
  const steps = sketch.steps.map((step) => renumber(step));
  const base = steps[at]?.condition;
  // Where some of them are done on another condition, it is asked for all of them.
  const same = base && !base.includes('step_') && steps.slice(at).every((step) => step.condition === base);
  steps.splice(at, 0, { ...gate, id: stepId(at), ...(same ? { condition: base } : {}) });
  if (state.together !== null && at <= state.together) state.together += 1;
  sketch.steps = steps;
  sketch.said.splice(at, 0, '');
}

/** What another workflow is given: the row, or what came with the event. */
function given(state: State, step: Step, { each }: Pause): void {
  const { sketch } = state;
  const rows = each ? listFor(state, each, true) : null;
  if (rows) {
    step.for_each = template(rows);
    step.params = { ...step.params, data: '{{ item }}' };
    return;
  }
  if (each) wonder(sketch, [`for each ${each}`]);
  else if (sketch.triggers.some((trigger) => trigger.type === 'webhook')) {
    step.params = { ...step.params, data: '{{ trigger.data }}' };
    sketch.assumptions.push('the other workflow is given what came with the event');
  }
}

/** "…, try it up to 5 times": the step it is said of, else the one before. */
export function tryAgain({ sketch, again, retried }: State): void {
  const real = sketch.steps.flatMap((step, at) => (step.service === 'flow' ? [] : [at]));
  if (again.retry === null || real.length === 0) return;
  const before = real.filter((at) => at <= (retried ?? sketch.steps.length));
  const called = again.call ? before.filter((at) => sketch.steps[at]?.service === 'http') : [];
  const at = called.at(-1) ?? before.at(-1) ?? real[0] ?? 0;
  const step = sketch.steps[at];
  if (step) sketch.steps[at] = { ...step, retry: { attempts: Math.min(20, again.retry + 1) } };
}

/** What comes after a wait that may end without its event is done only where it came, unless something else was said. */
export function afterWaits(sketch: Sketch): void {
  for (const [index, wait] of sketch.steps.entries()) {
    const { event, timeout } = wait.params;
    if (wait.service !== 'flow' || wait.action !== 'wait' || event === undefined || timeout === undefined) continue;
    const reads = (step: Step) => step.condition?.includes(`${wait.id}.timed_out`) ?? false;
    const said = sketch.steps.findIndex((step, at) => at > index && reads(step));
    const until = said < 0 ? sketch.steps.length : said;
    for (let at = index + 1; at < until; at += 1) {
      const step = sketch.steps[at];
      const own = conditionOf(step);
      if (step) sketch.steps[at] = withCondition(step, both(own, `!${wait.id}.timed_out`));
    }
    if (said < 0 && index + 1 < sketch.steps.length)
      sketch.assumptions.push('what comes after the wait is left out where nothing came in time');
  }
}

/** An answer goes where a later step needs what was asked for: "ask me for the amount first, then pay it". */
export function useAnswers(sketch: Sketch, catalogue: Catalogue): void {
  for (const [index, question] of sketch.steps.entries()) {
    const thing = question.service === 'flow' && question.action === 'ask' ? thingAsked(question.params) : null;
    if (!thing) continue;
    for (const step of sketch.steps.slice(index + 1)) {
      const shape = catalogue.action(step.service, step.action)?.params.shape ?? {};
      for (const [name, schema] of Object.entries(shape)) {
        const meta = paramMeta(schema);
        if (!meta || step.params[name] !== undefined || schema.safeParse(undefined).success) continue;
        const names = [name.replaceAll('_', ' '), meta.label.replace(/^(?:the|an?) /, ''), ...(meta.spoken ?? [])];
        const same = names.some((one) => one === thing.name || thing.name.endsWith(` ${one}`));
        if (same && thing.kinds.includes(meta.kind)) step.params[name] = template(`${question.id}.answer`);
      }
    }
  }
}
