import type { StepRow } from '../store/runs.ts';
import type { RunView } from './run-card.ts';
import { runTexts } from './texts-runs.ts';
import type { Block } from './types.ts';

/** That something was done on a sandbox: nobody shall think that a supplier was paid. */

type Rows = Pick<RunView, 'steps' | 'sandboxed'>;

/** Services whose steps leave nothing anywhere, sandbox or not. */
const WITHIN = new Set(['flow', 'data']);

/** Whether this was done, on a sandbox. */
export const inSandbox = ({ sandboxed }: Rows, { state, service }: StepRow): boolean =>
  state === 'success' && (sandboxed?.has(service) ?? false);

/** Whether all that was done and could leave was done on sandboxes. */
export function allInSandbox(view: Rows): boolean {
  const done = view.steps.filter((row) => row.state === 'success' && !WITHIN.has(row.service));
  return done.length > 0 && done.every((row) => inSandbox(view, row));
}

/** One line where all of it was; where only some steps were, their own lines say it. */
export const sandboxBlocks = (view: Rows): Block[] =>
  allInSandbox(view) ? [{ kind: 'alert', level: 'info', text: runTexts.sandbox }] : [];
