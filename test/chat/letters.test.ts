import { beforeEach, expect, it } from 'vitest';
import { createSeeing } from '../../src/automation/seeing.ts';
import { openConversation } from '../../src/chat/conversations.ts';
import { readConfig } from '../../src/config.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { AppError } from '../../src/errors.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import { executionRow } from './fake-automation.ts';
import { definition, OTIENO, type Room, roomForEach, touchRun } from './support.ts';

/** "What failed?" and the buttons of its answer. */
let room: Room;
roomForEach((one) => {
  room = one;
});
beforeEach(async () => {
  const { store, clock } = room;
  const config = readConfig({ NODE_ENV: 'test' });
  Object.assign(room.automation, { seeing: createSeeing({ store, clock, config, catalogue: createCatalogue() }) });
  await openConversation(room, room.thread, await room.member());
});

const WHY = 'Mailgun refused the address.';

async function failedRun(name: string, more: Partial<ExecutionRow> = {}, doubtful = false): Promise<ExecutionRow> {
  const steps = [{ id: 'mail', service: 'email', action: 'send_email', params: {} }];
  const workflow = await room.workflow(name, { definition: definition(name, { steps }) });
  const at = room.clock.now();
  const ended = { status: 'failed', phase: null, failedStep: 'mail', errorMessage: WHY, completedAt: at } as const;
  const row = executionRow(workflow, { startedAt: at, ...ended, ...more });
  await room.store.executions.create(row);
  const { workspace, _id: execution } = row;
  await room.store.steps.create({
    _id: `${execution}:mail:0`,
    workspace,
    execution,
    path: 'mail',
    iteration: 0,
    service: 'email',
    action: 'send_email',
    state: 'failed',
    status: 'failed',
    attempt: 3,
    input: { to: 'a@acme.example' },
    output: null,
    error: WHY,
    report: null,
    startedAt: at,
    endedAt: at,
  });
  if (doubtful)
    await room.store.effects.create({
      _id: `${execution}:mail:0:0`,
      workspace,
      execution,
      by: execution,
      service: 'email',
      action: 'send_email',
      state: 'unknown',
      attempt: 1,
      leaseUntil: at,
      result: null,
      error: null,
      reservation: null,
      updatedAt: at,
      createdAt: at,
    });
  room.clock.advance(1_000);
  return row;
}

const labels = () => room.card('failed and wait').choices?.map((choice) => choice.label);

it('names each call that failed and tries one again from there; its own card follows', async () => {
  const first = await failedRun('Invoice');
  await touchRun(room, first);
  room.clock.advance(2_000);
  await room.engine.renderRun(first._id);
  await room.settle();
  await failedRun('Report');
  await room.say('what failed?');
  const said = JSON.stringify(room.card('2 runs failed and wait for you'));
  expect(said).toMatch(/1\. Report.*2\. Invoice/);
  expect(said).toContain(WHY);
  expect(labels()).toEqual([
    '1: try again',
    '1: skip the step',
    '1: leave it',
    '2: try again',
    '2: skip the step',
    '2: leave it',
  ]);
  await room.tap('2: try again');
  expect(room.automation.retried).toEqual([{ key: `letter ${first._id} 0`, again: ['mail'] }]);
  expect(room.texts().at(-1)).toMatch(/^Wanjiru chose to try again/);
  expect(room.card('stopped at step 1').footer).toMatch(/chose to try again/);
  await room.tap('2: try again');
  expect(room.texts().at(-1)).toMatch(/gone on with it or left it already/);
  expect(room.automation.retried).toHaveLength(1);
});

it('skips, and leaves', async () => {
  await failedRun('Invoice');
  await room.say('what failed?');
  await room.tap('Skip the step');
  expect(room.automation.retried).toMatchObject([{ skip: true }]);
  await failedRun('Report');
  await room.say('what failed?');
  await room.tap('Leave it');
  await room.say('what failed?');
  expect(room.texts().at(-1)).toBe('Nothing that failed still waits for you.');
});

it('asks before it repeats what may have happened', async () => {
  await failedRun('Invoice', {}, true);
  const error = new AppError('conflict', 'The step that failed may have happened all the same.');
  room.automation.faults.push({ method: 'retry.failure', when: 'before', error });
  await room.say('what failed?');
  expect(JSON.stringify(room.card('One run failed'))).toMatch(/not certain whether that step happened/);
  await room.tap('Try again');
  await room.tap('Yes');
  expect(room.automation.retried.at(-1)).toMatchObject({ repeatDoubtful: true });
});

it('tells a run that waits for a word, and nobody else may', async () => {
  const asking = {
    round: 2,
    step: 'mail',
    error: WHY,
    doubtful: false,
    deadline: '2030-01-08T07:00:00Z',
    decided: null,
  };
  const waits = { status: 'running', phase: 'waiting', completedAt: null, failedStep: null, asking } as const;
  await failedRun('Invoice', waits);
  await room.say('what failed?');
  expect(room.card('One run failed').choices?.map((choice) => choice.label)).toEqual([
    'Try again',
    'Skip the step',
    'Stop it',
  ]);
  await room.tap('Stop it', OTIENO);
  expect(room.automation.chosen).toEqual([]);
  await room.tap('Stop it');
  expect(room.automation.chosen).toMatchObject([{ round: 2, choice: 'stop' }]);
});
