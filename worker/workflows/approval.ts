import type { Json } from '../../src/automation/definition.ts';
import { gate } from './calls.ts';
import type { Decided, Output } from './contract.ts';
import type { At } from './notes.ts';
import type { Outcome, StepParts } from './outcome.ts';

/** `flow.approve`: waits for a person's yes or no. */
export async function approval(at: At, params: Record<string, Json>, parts: StepParts): Promise<Outcome> {
  const decided = await decisionOn(at, 'approve', params, parts);
  const approved = decided.decision === 'approved';
  const output: Output = {
    approved,
    by: decided.by ?? '',
    decision: decided.decision,
    decided_by: decided.by,
    at: decided.at,
    status: approved ? 'success' : 'rejected',
    error: null,
  };
  parts.notes.succeeded(at, output, { status: String(output.status), input: params, decided });
  return approved ? { kind: 'success', output } : { kind: 'refused', reason: saidNo(decided), output };
}

/** Opens a gate and waits until it is decided, by a person or by its deadline. */
export async function decisionOn(
  at: At,
  kind: 'approve' | 'confirm',
  params: Record<string, Json>,
  parts: StepParts,
): Promise<Decided> {
  return parts.notes.waitingFor(async () => {
    const open = await gate({
      ...parts.notes.call(),
      step: at.step.id,
      path: at.path,
      iteration: at.iteration,
      kind,
      params,
    });
    return parts.gates.decision(open);
  });
}

export const saidNo = (decided: Decided): string =>
  decided.by === null ? 'Nobody answered in time, and no answer means no.' : `${decided.by} said no.`;
