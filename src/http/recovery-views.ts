import { z } from 'zod';
import type { Undone } from '../store/failures.ts';
import type { ExecutionRow } from '../store/runs.ts';

/** What the API shows of failures: questions, what was changed for one run, what was taken back. */

const choice = z.enum(['retry', 'skip', 'change', 'undo', 'stop']);

export const askingShape = z.object({
  round: z.number(),
  step: z.string(),
  error: z.string(),
  doubtful: z.boolean().describe('The step may have happened all the same: trying it again needs `repeat_doubtful`.'),
  deadline: z.string(),
  decided: z.object({ choice, by: z.string().nullable(), at: z.string() }).nullable(),
});

export const amendmentShape = z.object({
  what: z.enum(['skip', 'change']),
  params: z.record(z.string(), z.unknown()).optional(),
  by: z.string(),
  at: z.string(),
});

export const undoingShape = z.object({
  state: z.enum(['running', 'over']),
  by: z.string().nullable().describe('Null where the definition says so.'),
  at: z.string(),
});

export const undoneShape = z.object({
  state: z.enum(['undone', 'failed', 'nothing', 'cannot']),
  text: z.string(),
  error: z.string().nullable(),
  at: z.string(),
});

export function recoveryView({ asking, amended, undone }: ExecutionRow) {
  const { state, by, at } = undone ?? {};
  return {
    asking: asking ?? null,
    amended: amended ?? {},
    undone: state && at ? { state, by: by ?? null, at: at.toISOString() } : null,
  };
}

export function undoneView(undone: Undone | null | undefined): z.infer<typeof undoneShape> | null {
  if (!undone) return null;
  const { state, text, error, at } = undone;
  return { state, text, error, at: at.toISOString() };
}
