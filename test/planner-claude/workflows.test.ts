import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KnownWorkflow } from '../../src/planner/types.ts';
import { call, text } from '../fakes/anthropic/answers.ts';
import { type FakeAnthropic, startFakeAnthropic } from '../fakes/anthropic/server.ts';
import { action, inputOf, lastTurn, plannerOn, proposal, wireDefinition } from './support.ts';

let fake: FakeAnthropic;
beforeEach(async () => {
  fake = await startFakeAnthropic();
});
afterEach(async () => {
  await fake.stop();
});

const weekly: KnownWorkflow = { id: 'wf_1', name: 'Weekly report', status: 'active', version: 3, definition: null };

describe('existing workflows', () => {
  const workflows = [weekly, { ...weekly, id: 'wf_2', name: 'Till reminder', version: 1 }];

  it.each([
    [
      'pause',
      action('pause', 'wf_1'),
      { command: 'pause', workflow: { id: 'wf_1', name: 'Weekly report' }, needsConfirmation: false },
    ],
    ['delete', action('delete', 'wf_2'), { command: 'delete', workflow: { id: 'wf_2' }, needsConfirmation: true }],
    ['rename', action('rename', 'wf_1', { new_name: ' Friday news ' }), { command: 'rename', newName: 'Friday news' }],
    ['list', action('list'), { command: 'list', workflow: null }],
    [
      'stop everything',
      action('stop_everything'),
      { command: 'stop_everything', workflow: null, needsConfirmation: true },
    ],
    [
      'run with data',
      action('run', 'wf_1', { data: [{ key: 'amount', value: '1200', kind: 'json' }] }),
      { command: 'run', data: { amount: 1200 } },
    ],
    [
      'cancel a run with its reason',
      action('cancel_run', 'wf_1', { reason: ' the client changed his mind ' }),
      { command: 'cancel_run', workflow: { id: 'wf_1' }, reason: 'the client changed his mind' },
    ],
    [
      'how far the run of this conversation is',
      action('run_progress'),
      { command: 'run_progress', workflow: null, needsConfirmation: false },
    ],
  ])('%s', async (_name, input, expected) => {
    const { planner } = plannerOn(fake);
    fake.script(call('workflow_action', input));
    expect(await planner(inputOf({ workflows }))).toMatchObject({ kind: 'act', ...expected });
  });

  it("acts on nobody else's: an unknown id is answered with the person's own, and asked again", async () => {
    const { planner } = plannerOn(fake);
    const missing = [{ name: 'workflow', label: 'which one' }];
    fake.script(
      call('workflow_action', action('delete', 'wf_9')),
      call('ask_user', { question: 'Which one?', options: [], missing }),
    );
    expect(await planner(inputOf({ workflows }))).toMatchObject({ kind: 'ask', missing });
    const [result] = lastTurn(fake.requests[1]);
    expect(result).toMatchObject({ type: 'tool_result', is_error: true });
    expect(result?.content).toContain('Till reminder');
  });

  it('looks a workflow up and proposes its next version', async () => {
    const { planner } = plannerOn(fake);
    fake.script(
      call('list_workflows', { query: 'week' }),
      call('get_workflow', { workflow_id: 'wf_1' }),
      call('revise_workflow', {
        workflow_id: 'wf_1',
        base_version: 3,
        definition: wireDefinition(),
        assumptions: [],
        change_summary: 'It goes out at 08:00.',
      }),
    );
    const definition = { name: 'Weekly report', description: '', policy: {}, triggers: [], steps: [] };
    const reply = await planner(inputOf({ workflows: [{ ...weekly, definition }, workflows[1] as KnownWorkflow] }));
    expect(reply).toMatchObject({
      kind: 'propose',
      workflow: { id: 'wf_1', baseVersion: 3 },
      text: 'It goes out at 08:00.',
    });
    expect(lastTurn(fake.requests[1])[0]?.content).toBe('[{"id":"wf_1","name":"Weekly report","status":"active"}]');
    expect(lastTurn(fake.requests[2])[0]?.content).toContain('"version":3');
  });

  it('sends back a change of an old version', async () => {
    const { planner } = plannerOn(fake);
    const change = { workflow_id: 'wf_1', definition: wireDefinition(), assumptions: [], change_summary: '' };
    fake.script(
      call('revise_workflow', { ...change, base_version: 2 }),
      call('revise_workflow', { ...change, base_version: 3 }),
    );
    expect(await planner(inputOf({ workflows }))).toMatchObject({ workflow: { baseVersion: 3 } });
    expect(lastTurn(fake.requests[1])[0]).toMatchObject({ is_error: true });
  });

  it('keeps a changed draft of a live workflow bound to it, and drops a draft only where there is one', async () => {
    const { planner } = plannerOn(fake);
    fake.script(
      call('propose_workflow', proposal()),
      call('workflow_action', action('cancel')),
      text('There is nothing to drop.'),
    );
    const definition = { name: 'Weekly report', description: '', policy: {}, triggers: [], steps: [] };
    const draft = { definition, assumptions: [], workflow: { id: 'wf_1', name: 'Weekly report', version: 3 } };
    expect(await planner(inputOf({ draft }))).toMatchObject({ workflow: { id: 'wf_1', baseVersion: 3 } });
    expect(await planner(inputOf())).toMatchObject({ kind: 'say' });
  });

  it('tells what services there are', async () => {
    const { planner } = plannerOn(fake);
    fake.script(
      call('list_connectors', { service: '' }),
      call('list_connectors', { service: 'slack' }),
      text('Slack and more.'),
    );
    await planner(inputOf());
    expect(lastTurn(fake.requests[1])[0]?.content).toContain('"service":"weather"');
    expect(lastTurn(fake.requests[2])[0]?.content).toContain('channel');
  });
});
