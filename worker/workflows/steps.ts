import { ActivityFailure, ApplicationFailure, isCancellation, sleep } from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { ExpressionError } from '../../src/automation/expression-error.ts';
import { resolveParams } from '../../src/automation/templates.ts';
import { gate, runStep, wait } from './calls.ts';
import { type Decided, MAX_VALUE, type Output, type PlannedStep } from './contract.ts';
import type { Control } from './control.ts';
import type { Gates } from './gates.ts';
import { type At, type Notes, nowIso } from './notes.ts';

export type Outcome =
  | { kind: 'success'; output: Output }
  | { kind: 'failed'; error: string; output?: Output }
  /** A person said no, or nobody said anything in time. */
  | { kind: 'refused'; reason: string; output?: Output }
  | { kind: 'stop'; reason: string; output: Output }
  | { kind: 'cancelled' };

export interface StepParts {
  notes: Notes;
  gates: Gates;
  control: Control;
}

/** One pass of a step with its templates computed. Never throws. */
export async function passOf(at: At, scope: Record<string, unknown>, parts: StepParts): Promise<Outcome> {
  let params: Record<string, Json>;
  try {
    params = resolveParams(at.step.params, scope);
  } catch (error) {
    return failedHere(at, error, parts);
  }
  if (JSON.stringify(params).length > MAX_VALUE) {
    const error = `What this step is given is too large: more than ${MAX_VALUE / 1024} KB.`;
    parts.notes.failed(at, error);
    return { kind: 'failed', error };
  }
  try {
    return await (at.step.lane === 'flow' ? flow(at, params, parts) : act(at, params, parts));
  } catch (error) {
    if (isCancellation(error)) {
      parts.notes.failed(at, 'Stopped before it was finished.', params);
      return { kind: 'cancelled' };
    }
    if (error instanceof ActivityFailure) return { kind: 'failed', error: messageOf(error) };
    return failedHere(at, error, parts);
  }
}

function failedHere(at: At, error: unknown, parts: StepParts): Outcome {
  const message =
    error instanceof ExpressionError || error instanceof ApplicationFailure
      ? error.message
      : 'This step could not be prepared.';
  parts.notes.failed(at, message);
  return { kind: 'failed', error: message };
}

function messageOf(error: ActivityFailure): string {
  return error.cause instanceof ApplicationFailure ? error.cause.message : 'This step did not finish in time.';
}

/** Calls the action, after a person confirmed it where the policy wants that. */
async function act(at: At, params: Record<string, Json>, parts: StepParts): Promise<Outcome> {
  let decided: Decided | undefined;
  if (at.step.confirm) {
    decided = await decisionOn(at, 'confirm', params, parts);
    if (decided.decision === 'rejected') {
      parts.notes.skipped(at, decided);
      return { kind: 'refused', reason: saidNo(decided) };
    }
  }
  await parts.control.unpaused();
  const output = await runStep(at.step, {
    ...parts.notes.call(),
    step: at.step.id,
    path: at.path,
    iteration: at.iteration,
    params,
    ...(decided && { decided }),
  });
  return { kind: 'success', output };
}

async function flow(at: At, params: Record<string, Json>, parts: StepParts): Promise<Outcome> {
  switch (at.step.action) {
    case 'set': {
      const output: Output = { values: params.values ?? {}, status: 'success', error: null };
      parts.notes.succeeded(at, output, { input: params });
      return { kind: 'success', output };
    }
    case 'stop': {
      const reason = typeof params.reason === 'string' ? params.reason : '';
      const output: Output = { reason, status: 'success', error: null };
      parts.notes.succeeded(at, output, { input: params });
      return { kind: 'stop', reason, output };
    }
    case 'wait': {
      const { until } = await wait({
        ...parts.notes.call(),
        step: at.step.id,
        path: at.path,
        iteration: at.iteration,
        params,
      });
      const left = Date.parse(until) - Date.now();
      if (left > 0) await parts.notes.waitingFor(() => sleep(left, { summary: at.step.id }));
      const output: Output = { waited_until: nowIso(), status: 'success', error: null };
      parts.notes.succeeded(at, output, { input: params });
      return { kind: 'success', output };
    }
    case 'approve': {
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
    default:
      throw ApplicationFailure.nonRetryable(`I can't do “${at.step.action}” inside a run.`);
  }
}

async function decisionOn(
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

const saidNo = (decided: Decided): string =>
  decided.by === null ? 'Nobody answered in time, and no answer means no.' : `${decided.by} said no.`;

/** A fresh pass of a step, from now. */
export const at = (step: PlannedStep, path = step.id, iteration = 0): At => ({
  step,
  path,
  iteration,
  startedAt: nowIso(),
});
