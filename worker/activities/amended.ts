import type { Json } from '../../src/automation/definition.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import type { PlannedStep } from '../workflows/contract.ts';

/** Steps as the person who tried the run again changed them. */
export function amendedSteps(steps: PlannedStep[], { amended }: Pick<ExecutionRow, 'amended'>): PlannedStep[] {
  if (!amended) return steps;
  return steps.map((step) => {
    const amendment = Object.hasOwn(amended, step.id) ? amended[step.id] : undefined;
    return amendment?.what === 'change' ? { ...step, fixed: (amendment.params ?? {}) as Record<string, Json> } : step;
  });
}

/** Ids of the steps that person left out. */
export function leftOut({ amended }: Pick<ExecutionRow, 'amended'>): { skipped?: string[] } {
  const skipped = Object.entries(amended ?? {}).flatMap(([id, { what }]) => (what === 'skip' ? [id] : []));
  return skipped.length > 0 ? { skipped } : {};
}
