import type { Step } from '../../automation/definition.ts';
import { stepId } from './scope.ts';
import type { Sketch } from './sketch.ts';

/** Putting steps in and taking them out; ids and what refers to them follow. */

function renumbered(steps: Step[], ids: Map<string, string>): Step[] {
  return steps.map(
    (step) => JSON.parse(JSON.stringify(step).replace(/\bstep_\d+\b/g, (id) => ids.get(id) ?? id)) as Step,
  );
}

export function addSteps(sketch: Sketch, added: Step[], at: number): void {
  const ids = new Map(sketch.steps.map((step, index) => [step.id, stepId(index < at ? index : index + added.length)]));
  const steps = renumbered(sketch.steps, ids);
  steps.splice(at, 0, ...added.map((step, index) => ({ ...step, id: stepId(at + index) })));
  sketch.steps = steps;
  sketch.said.splice(at, 0, ...added.map(() => ''));
}

/** Puts a step before an earlier one; a condition on what now comes after it goes. */
export function moveStep(sketch: Sketch, from: number, to: number): void {
  const order = sketch.steps.map((_, index) => index);
  order.splice(to, 0, ...order.splice(from, 1));
  const ids = new Map(order.map((old, index) => [stepId(old), stepId(index)]));
  const moved = order.flatMap((index) => sketch.steps[index] ?? []);
  const { condition, ...rest } = moved[to] ?? ({} as Step);
  moved[to] = condition && !condition.includes('step_') ? { ...rest, condition } : rest;
  sketch.steps = renumbered(moved, ids);
  sketch.said = order.map((index) => sketch.said[index] ?? '');
}

const readerOf = (id: string) => {
  const name = new RegExp(`\\b${id}\\b`);
  return (value: unknown): boolean => name.test(JSON.stringify(value ?? ''));
};

/** Whether another step is done only on what this one brings, or once for each of its rows. */
export function hangOn(sketch: Sketch, at: number): boolean {
  const gone = sketch.steps[at];
  if (!gone) return false;
  const reads = readerOf(gone.id);
  return sketch.steps.some(({ condition, for_each }, index) => index !== at && (reads(condition) || reads(for_each)));
}

/** Takes a step out; conditions that read it go, parameters that read it become open again. */
export function removeStep(sketch: Sketch, at: number): void {
  const gone = sketch.steps[at];
  if (!gone) return;
  const reads = readerOf(gone.id);
  const left = sketch.steps
    .filter((_, index) => index !== at)
    .map((step) => {
      const { condition, for_each, needs, ...rest } = step;
      const params = Object.fromEntries(Object.entries(step.params).filter(([, value]) => !reads(value)));
      return {
        ...rest,
        params,
        ...(condition && !reads(condition) ? { condition } : {}),
        ...(for_each && !reads(for_each) ? { for_each } : {}),
        ...(needs ? { needs: needs.filter((id) => id !== gone.id) } : {}),
      };
    });
  sketch.said.splice(at, 1);
  sketch.steps = renumbered(left, new Map(left.map((step, index) => [step.id, stepId(index)])));
}
