import { describe, expect, it } from 'vitest';
import { type RunView, renderRun } from '../../src/chat/run-card.ts';
import type { StepRow } from '../../src/store/runs.ts';
import type { WorkflowRow } from '../../src/store/workflows.ts';
import { executionRow } from './fake-automation.ts';

const SANDBOX = 'Sandbox: nothing left, nothing was paid or sent.';

function viewOf(rows: Partial<StepRow>[], more: Partial<RunView> = {}): RunView {
  const steps = rows.map(
    (row, index) =>
      ({
        path: `s${index + 1}`,
        iteration: 0,
        state: 'success',
        input: {},
        output: null,
        error: null,
        ...row,
      }) as StepRow,
  );
  const workflow = { _id: 'wf', workspace: 'ws', user: 'usr', version: 1, createdFromRoom: null } as WorkflowRow;
  const execution = executionRow(workflow, { status: 'completed', completedAt: new Date() });
  const definition = {
    name: 'Payout',
    description: '',
    policy: {},
    triggers: [{ type: 'manual' as const }],
    steps: steps.map(({ path: id, service, action }) => ({ id, service, action, params: {} })),
  } as RunView['definition'];
  return { name: 'Payout', definition, execution, steps, stepWords: ({ action }) => action, ...more };
}

const paid = { service: 'payment', action: 'withdraw', report: 'KES 20,000 paid out to +254712345678' };
const called = { service: 'http', action: 'request', report: 'a.example answered 200' };

describe('what was done on a sandbox', () => {
  it('says so in a line of its own where nothing of it left', () => {
    const card = renderRun(viewOf([paid, { service: 'flow', action: 'set' }], { sandboxed: new Set(['payment']) }));
    expect(card.body).toContainEqual({ kind: 'alert', level: 'info', text: SANDBOX });
  });

  it('says so at the very steps where others were real', () => {
    const view = viewOf([paid, called], { sandboxed: new Set(['payment']) });
    expect(JSON.stringify(renderRun(view))).not.toContain(SANDBOX);
    expect(renderRun(view).body[0]).toMatchObject({
      steps: [{ text: paid.report, detail: 'Sandbox' }, { text: called.report }],
    });
    const failed = { ...view, execution: { ...view.execution, status: 'failed' as const, failedStep: null } };
    expect(JSON.stringify(renderRun(failed))).toContain(`${paid.report} (sandbox); ${called.report}`);
  });

  it('says so of a run that failed after it, and nothing where all was real', () => {
    const view = viewOf([paid, { ...called, state: 'failed' }], { sandboxed: new Set(['payment']) });
    const failed = { ...view, execution: { ...view.execution, status: 'failed' as const, failedStep: 's2' } };
    expect(JSON.stringify(renderRun(failed))).toContain(SANDBOX);
    expect(JSON.stringify(renderRun(viewOf([paid])))).not.toMatch(/sandbox/i);
  });
});
