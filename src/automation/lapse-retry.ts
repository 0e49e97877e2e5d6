import type { Definition, Step } from './definition.ts';
import { bodyOf, isLoop } from './graph.ts';

/** Flow steps after which a run may end, or go on, as somebody or something decided. */
const DECIDES = new Set(['stop', 'approve', 'ask', 'run_workflow']);

const WHY =
  'How this run went depends on a condition, on somebody’s word, on another workflow or on a list of several steps, so nobody can tell what trying this again by itself would do. Run it from the start, or leave it.';

/**
 * A run that completed without something is over as it should be: only where nothing of it can have been left out on purpose is what
 * failed tried again by itself. Null where it is so, else why not.
 */
export function whyNotAgain(definition: Definition): string | null {
  const { steps, policy } = definition;
  const safe = policy.requires_user_confirmation !== true && !steps.some((step) => decides(step, definition));
  return safe ? null : WHY;
}

const decides = (step: Step, definition: Definition): boolean =>
  Boolean(step.condition) ||
  (step.service === 'flow' && DECIDES.has(step.action)) ||
  (isLoop(step) && bodyOf(definition, step.id).length > 1);
