import { beforeEach, expect, it } from 'vitest';
import { createSeeing } from '../../src/automation/seeing.ts';
import { openConversation } from '../../src/chat/conversations.ts';
import type { Card } from '../../src/chat/types.ts';
import { readConfig } from '../../src/config.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { AppError } from '../../src/errors.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import { executionRow } from './fake-automation.ts';
import { definition, OTIENO, proposal, type Room, roomForEach, touchRun, WANJIRU } from './support.ts';

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

const labels = (about = 'failed and wait') => room.card(about).choices?.map((choice) => choice.label);

async function render(row: ExecutionRow): Promise<void> {
  await touchRun(room, row);
  room.clock.advance(2_000);
  await room.engine.renderRun(row._id);
  await room.settle();
}

it('names each call that failed; a choice brings the card of its run, and one decision counts in both places', async () => {
  const first = await failedRun('Invoice');
  await render(first);
  await failedRun('Report');
  await room.say('what failed?');
  const said = JSON.stringify(room.card('2 runs failed and wait for you'));
  expect(said).toMatch(/1\. Report.*2\. Invoice/);
  expect(said).toContain(WHY);
  expect(labels()).toEqual(['Show 1', 'Show 2']);
  await room.tap('Show 2');
  expect(room.automation.retried).toEqual([]);
  expect(room.texts().filter((text) => text.includes('Invoice stopped at step 1'))).toHaveLength(2);
  await room.tap('Try step 1 again', WANJIRU, 'Invoice stopped');
  expect(room.automation.retried).toHaveLength(1);
  const cards = room.platform
    .shown(room.thread)
    .filter(({ content }) => JSON.stringify(content).includes('Invoice stopped'));
  for (const { content } of cards) {
    expect(JSON.stringify(content)).toMatch(/chose to try again/);
    expect((content as Card).choices ?? []).toEqual([]);
  }
  await room.tap('Show 2');
  expect(room.texts().at(-1)).toMatch(/gone on with that or left it already/);
  expect(room.automation.retried).toHaveLength(1);
});

it('posts the card of a run that none was shown of; numbers are those of what was shown last', async () => {
  await failedRun('Invoice');
  await failedRun('Report');
  await room.say('what failed?');
  await room.say('2');
  expect(room.card('stopped at step 1').title).toContain('Invoice');
  // Now a number means the card.
  await room.say('1');
  expect(room.automation.retried).toHaveLength(1);
  // And then the list once more.
  await room.say('1');
  expect(room.card('Report stopped').choices?.length).toBeGreaterThan(1);
  await room.say('leave it');
  await room.say('what failed?');
  expect(room.texts().at(-1)).toBe('Nothing that failed still waits for you.');
});

it('decides nothing by a yes, and by a number only while the list is the last that was shown', async () => {
  await failedRun('Invoice');
  await room.say('what failed?');
  room.planner.will({ kind: 'say', text: 'To what?' });
  await room.say('yes');
  expect(room.automation.retried).toEqual([]);
  room.planner.will(proposal('Weekly report'));
  await room.say('a weekly report');
  await room.say('1');
  expect(room.automation.count('approve')).toBe(1);
  expect(room.texts().some((text) => text.includes('stopped at step 1'))).toBe(false);
});

it('asks before it repeats what may have happened, by the card of the run', async () => {
  await failedRun('Invoice', {}, true);
  const error = new AppError('conflict', 'The step that failed may have happened all the same.');
  await room.say('what failed?');
  expect(JSON.stringify(room.card('One run failed'))).toMatch(/not certain whether that step happened/);
  await room.tap('See what can be done');
  room.automation.faults.push({ method: 'retry.failure', when: 'before', error });
  await room.tap('Try step 1 again');
  await room.tap('Yes');
  expect(room.automation.retried.at(-1)).toMatchObject({ repeatDoubtful: true });
});

it('tells a run that waits for a word by its own question, and nobody else may', async () => {
  const asking = {
    round: 2,
    step: 'mail',
    error: WHY,
    doubtful: false,
    deadline: '2030-01-08T07:00:00Z',
    decided: null,
  };
  const waits = { status: 'running', phase: 'waiting', completedAt: null, failedStep: null, asking } as const;
  const row = await failedRun('Invoice', waits);
  await room.say('what failed?');
  expect(labels('One run failed')).toEqual(['See what can be done']);
  await room.tap('See what can be done', OTIENO);
  expect(room.texts().some((text) => text.includes('stopped at step 1'))).toBe(false);
  await room.tap('See what can be done');
  await room.tap('Stop here', OTIENO);
  expect(room.automation.chosen).toEqual([]);
  // It asks about something else by now: the card decides about its own failure alone.
  await touchRun(room, row, { asking: { ...asking, round: 3 } });
  await room.tap('Stop here');
  expect(room.automation.chosen).toMatchObject([{ round: 2, choice: 'stop' }]);
});

it('offers to do once more what a run went on without, where nothing else can happen because of it', async () => {
  const over = { status: 'completed', failedStep: null, errorMessage: null, lapses: true } as const;
  const one = await failedRun('Invoice', over);
  await room.say('what failed?');
  await room.tap('See what can be done');
  expect(labels('went on without this')).toEqual(['Try again', 'Leave it']);
  await room.tap('Try again');
  expect(room.card('went on without this').footer).toMatch(/^Wanjiru chose to try again/);
  expect(room.automation.calls).toContain('retry.failure');
  expect(await room.store.executions.exists({ workspace: one.workspace, retryOf: one._id })).not.toBeNull();
});

it('leaves what a run went on without', async () => {
  const parent = { execution: 'run_above', root: 'run_above', path: 'sub', iteration: 0 };
  // Another workflow ran it and went on: by itself it cannot be tried again.
  await failedRun('Invoice', { status: 'completed', failedStep: null, errorMessage: null, lapses: true, parent });
  await room.say('what failed?');
  await room.tap('See what can be done');
  expect(labels('went on without this')).toEqual(['Leave it']);
  await room.say('Leave it');
  expect(room.card('went on without this').footer).toMatch(/Left as it is/);
  await room.say('what failed?');
  expect(room.texts().at(-1)).toBe('Nothing that failed still waits for you.');
});

it('asks no more about a failure that somebody went on with by a call', async () => {
  const row = await failedRun('Invoice');
  await render(row);
  expect(room.card('Invoice stopped').choices?.length).toBeGreaterThan(1);
  await room.automation.retry(await room.member(), row._id, 'failure', { key: 'by a call' });
  await room.tap('Run from the start');
  const error = new AppError('conflict', 'Somebody has gone on with this run already.');
  room.automation.faults.push({ method: 'retry.failure', when: 'before', error });
  await room.tap('Try step 1 again');
  expect(room.texts().at(-1)).toContain('gone on with this run already');
  expect(room.card('Invoice stopped').footer).toMatch(/^Wanjiru chose to try again/);
  const other = await failedRun('Report');
  await render(other);
  await room.automation.retry(await room.member(), other._id, 'failure', { key: 'by another call' });
  await render(other);
  expect(room.card('Report stopped').choices ?? []).toEqual([]);
});
