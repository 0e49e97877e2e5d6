import type { Definition, Step } from './definition.ts';
import { references } from './expressions.ts';
import { bodyOf, isLoop } from './graph.ts';
import { wholeExpression } from './templates.ts';

/** Flow steps after which a run may end, or go on, as somebody or something decided. */
const DECIDES = new Set(['stop', 'approve', 'ask', 'run_workflow']);

const WHY =
  'How this run went depends on a condition, on somebody’s word, on another workflow or on a list of several steps, so nobody can tell what trying this again by itself would do. Run it from the start, or leave it.';
const OTHER_LIST =
  'What one step goes through is chosen from what another one gave that may have failed in part. Tried again it could be another list, and things could be left out or happen twice. Run it from the start, or leave it.';

/**
 * A run that completed without something is over as it should be: only where nothing of it can have been left out on purpose is what
 * failed tried again by itself. Null where it is so, else why not.
 */
export function whyNotAgain(definition: Definition): string | null {
  const { steps, policy } = definition;
  const safe = policy.requires_user_confirmation !== true && !steps.some((step) => decides(step, definition));
  if (!safe) return WHY;
  return steps.some((step) => choosesFromLapses(step, definition)) ? OTHER_LIST : null;
}

const decides = (step: Step, definition: Definition): boolean =>
  Boolean(step.condition) ||
  (step.service === 'flow' && DECIDES.has(step.action)) ||
  (isLoop(step) && bodyOf(definition, step.id).length > 1);

/**
 * Whether its list may be another once a step that the run went on without is done again: of a list, what was done is known by its
 * place. A list taken as it is keeps its places.
 */
function choosesFromLapses({ for_each: list }: Step, { steps }: Definition): boolean {
  if (!list) return false;
  const text = wholeExpression(list) ?? list;
  if (/^[\w.\s]+$/.test(text)) return false;
  const roots = new Set(references(text).map(([root]) => root));
  return steps.some((step) => roots.has(step.id) && step.on_error === 'continue');
}
