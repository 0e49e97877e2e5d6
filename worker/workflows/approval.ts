import type { Json } from '../../src/automation/definition.ts';
import { gate, news } from './calls.ts';
import type { Output } from './contract.ts';
import type { News } from './gates.ts';
import { guardedBy, sealedOf } from './held.ts';
import type { At } from './notes.ts';
import type { Outcome, StepParts } from './outcome.ts';
import type { Decided, GateCall, Guarded } from './people-contract.ts';

const STATUS = { approved: 'success', rejected: 'rejected', timeout: 'timeout' } as const;

/** `flow.approve`: waits for the yes or no of those who may say it. */
export async function approval(
  at: At,
  params: Record<string, Json>,
  scope: Record<string, unknown>,
  parts: StepParts,
): Promise<Outcome> {
  const shown = guardedBy(at.step, scope, parts);
  const guarded = shown instanceof Promise ? await shown : shown;
  const decided = await decisionOn(at, 'approve', params, parts, guarded);
  const approved = decided.decision === 'approved';
  const output: Output = {
    approved,
    by: decided.by ?? '',
    decision: decided.decision,
    decided_by: decided.by,
    at: decided.at,
    changes: (decided.changes ?? []) as unknown as Json,
    decisions: (decided.decisions ?? []).map(({ decision, by, at: when }) => ({ decision, by, at: when })),
    sealed: guarded && approved ? sealedOf(guarded, decided.changes ?? []) : null,
    status: STATUS[decided.decision],
    error: null,
  };
  parts.notes.succeeded(at, output, { status: String(output.status), input: params, decided });
  return decided.decision === 'rejected'
    ? { kind: 'refused', reason: saidNo(decided), output }
    : { kind: 'success', output };
}

/** Opens a gate and waits until it is decided, by people or by its deadline. */
export async function decisionOn(
  at: At,
  kind: 'approve' | 'confirm',
  params: Record<string, Json>,
  parts: StepParts,
  guarded: Guarded | null = null,
): Promise<Decided> {
  return parts.notes.waitingFor(async () => {
    const where = { step: at.step.id, path: at.path, iteration: at.iteration };
    const call: GateCall = { ...parts.notes.call(), ...where, kind, params, ...(guarded && { guarded }) };
    const open = await gate(call);
    const hear = (heard: News) => news({ ...parts.notes.call(), ...where, ...heard });
    return parts.gates.decision(open, hear, () => parts.control.paused);
  }, AGAIN);
}

/** Opening the same gate once more keeps its seal and its deadline. */
const AGAIN = { again: true };

export const saidNo = (decided: Decided): string =>
  decided.by === null ? 'Nobody answered in time, and no answer means no.' : `${decided.by} said no.`;
