import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Step } from '../../src/automation/definition.ts';
import { givenInput } from '../../src/automation/given-input.ts';
import type { WorkflowRow } from '../../src/store/workflows.ts';
import { executionRow, stepRow } from '../chat/fake-automation.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

/** What a person is shown of a step that was never called, to fill in what is missing. */
let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.drop());

it('fills in what the event of a webhook brought, as the run itself reads it', async () => {
  const step: Step = {
    id: 'step_1',
    service: 'quickbooks',
    action: 'create_invoice',
    params: {
      amount: '{{ trigger.amount }}',
      currency: '{{ trigger.currency }}',
      client: '{{ trigger.name }}',
      memo: 'run {{ run.version }}',
    },
  };
  const run = executionRow({ _id: 'wf_1', workspace: 'ws_1', user: 'usr_1', version: 1 } as WorkflowRow, {
    triggerType: 'webhook',
    triggerData: { event: 'payment.confirmed', data: { amount: 100, currency: 'EUR' }, body: { secret: 'raw' } },
  });
  await opened.store.steps.create(
    stepRow(run, 'step_1', { service: step.service, action: step.action, state: 'failed' }),
  );
  const given = await givenInput(opened.store, run, step);
  expect(given?.input).toEqual({ amount: 100, currency: 'EUR', client: '', memo: `run ${run.version}` });
});
