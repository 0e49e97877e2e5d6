import { ApplicationFailure } from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { approval } from './approval.ts';
import { asking } from './asking.ts';
import type { Output } from './contract.ts';
import type { At } from './notes.ts';
import type { Outcome, StepParts } from './outcome.ts';
import { runWorkflow } from './run-workflow.ts';
import { waiting } from './wait.ts';

/** Control flow: carried out by the interpreter itself. */
export async function flow(
  at: At,
  params: Record<string, Json>,
  scope: Record<string, unknown>,
  parts: StepParts,
): Promise<Outcome> {
  switch (at.step.action) {
    case 'set': {
      const output: Output = { values: params.values ?? {}, status: 'success', error: null };
      parts.notes.succeeded(at, output, { input: params });
      return { kind: 'success', output };
    }
    case 'stop': {
      const reason = typeof params.reason === 'string' ? params.reason : '';
      if (params.failed === true) {
        const error = reason || 'It was stopped here.';
        parts.notes.failed(at, error, params);
        return { kind: 'failed', error };
      }
      const output: Output = { reason, status: 'success', error: null };
      parts.notes.succeeded(at, output, { input: params });
      return { kind: 'stop', reason, output };
    }
    case 'wait':
      return waiting(at, params, parts);
    case 'approve':
      return approval(at, params, scope, parts);
    case 'ask':
      return asking(at, params, parts);
    case 'run_workflow':
      return runWorkflow(at, params, parts);
    default:
      throw ApplicationFailure.nonRetryable(`I can't do “${at.step.action}” inside a run.`);
  }
}
