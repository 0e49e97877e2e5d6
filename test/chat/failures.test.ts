import { beforeEach, expect, it } from 'vitest';
import { openConversation } from '../../src/chat/conversations.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { WorkflowRow } from '../../src/store/workflows.ts';
import { executionRow } from './fake-automation.ts';
import { definition, OTIENO, type Room, roomForEach, touchRun } from './support.ts';

let room: Room;
roomForEach((one) => {
  room = one;
});
beforeEach(async () => {
  room.automation.ways = {
    change: {
      title: 'Send an email',
      submit: 'Try again',
      inputs: [{ kind: 'text', name: 'to', label: 'To', value: 'a@acme' }],
    },
    undo: { back: ['Invoice INV-1042 voided'], stays: ['Reminder sent'] },
  };
});

const STEPS = definition('Invoice on payment', {
  steps: [
    { id: 'invoice', service: 'quickbooks', action: 'create_invoice', params: {} },
    { id: 'mail', service: 'email', action: 'send_email', params: {} },
  ],
});
const WHY = 'Mailgun refused the address accounts@acme (no domain).';
const DEADLINE = '2030-01-08T07:00:00.000Z';

async function step(of: ExecutionRow, path: string, state: StepRow['state'], more: Partial<StepRow> = {}) {
  const _id = `${of._id}:${path}:0`;
  await room.store.steps.replaceOne(
    { _id, workspace: of.workspace },
    {
      _id,
      workspace: of.workspace,
      execution: of._id,
      path,
      iteration: 0,
      service: path === 'mail' ? 'email' : 'quickbooks',
      action: path === 'mail' ? 'send_email' : 'create_invoice',
      state,
      status: null,
      attempt: 1,
      input: {},
      output: null,
      error: null,
      report: null,
      startedAt: room.clock.now(),
      endedAt: null,
      ...more,
    },
    { upsert: true },
  );
}

async function touch(of: ExecutionRow, set: Partial<ExecutionRow> = {}): Promise<void> {
  await touchRun(room, of, set);
  room.clock.advance(2_000);
  await room.engine.renderRun(of._id);
  await room.settle();
}

async function run(more: Partial<ExecutionRow> = {}, of = STEPS): Promise<ExecutionRow> {
  await openConversation(room, room.thread, await room.member());
  const workflow: WorkflowRow = await room.workflow(of.name, { definition: of });
  const row = executionRow(workflow, {
    startedAt: room.clock.now(),
    triggerData: { name: 'Acme', amount: 15000, currency: 'KES' },
    ...more,
  });
  await room.store.executions.create(row);
  await step(row, 'invoice', 'success', { report: 'Invoice INV-1042 created' });
  await step(row, 'mail', 'failed', { error: WHY });
  return row;
}

const failedRun = async () => {
  const row = await run();
  await touch(row, {
    status: 'failed',
    phase: null,
    failedStep: 'mail',
    errorMessage: WHY,
    completedAt: room.clock.now(),
  });
  return row;
};

const ask = (more: object = {}) => ({
  round: 1,
  step: 'mail',
  error: WHY,
  doubtful: false,
  deadline: DEADLINE,
  decided: null,
  ...more,
});
const askingRun = async (more: object = {}, of = STEPS) => {
  const row = await run({}, of);
  await touch(row, { phase: 'waiting', asking: ask(more) });
  return row;
};
const labels = (title: string) => room.card(title).choices?.map((choice) => choice.label);

it('offers what can be done about a run that failed: skip, change in a form, undo', async () => {
  const row = await failedRun();
  expect(labels('stopped at step 2')).toEqual([
    'Try step 2 again',
    'Skip step 2',
    'Change and try again',
    'Undo what was done',
    'Run from the start',
    'Leave it',
  ]);
  expect(JSON.stringify(room.card('stopped at step 2'))).toContain('Invoice INV-1042 created');
  await room.tap('Change and try again', undefined, '', { values: { to: 'accounts@acme.example' } });
  expect(room.automation.retried).toEqual([{ key: expect.any(String), change: { to: 'accounts@acme.example' } }]);
  expect(labels('stopped at step 2')).toBeUndefined();
  expect(room.card('stopped at step 2').footer).toMatch(/changed the step and tried again/);
  expect(row.status).toBe('running');
});

it('skips the step of a run that failed', async () => {
  await failedRun();
  await room.tap('Skip step 2');
  expect(room.automation.retried).toMatchObject([{ skip: true }]);
});

it('offers to skip no approval that failed', async () => {
  const steps = STEPS.steps.map((one) => (one.id === 'mail' ? { ...one, service: 'flow', action: 'approve' } : one));
  await askingRun({}, { ...STEPS, steps });
  expect(labels('stopped at step 2')).not.toContain('Skip step 2');
  expect(labels('stopped at step 2')).toContain('Try step 2 again');
});

it('says what would be taken back and what stays before it is, and then what came of it', async () => {
  const row = await failedRun();
  await room.tap('Undo what was done');
  const asked = room.card('Undo what “Invoice on payment” did?');
  expect(JSON.stringify(asked.body)).toContain('In this order: Invoice INV-1042 voided.');
  expect(JSON.stringify(asked.body)).toContain('This cannot be undone: Reminder sent.');
  expect(room.automation.count('undo')).toBe(0);
  await room.tap('Undo it');
  expect(room.automation.count('undo')).toBe(1);
  await step(row, 'invoice', 'success', {
    report: 'Invoice INV-1042 created',
    undone: { state: 'undone', text: 'Invoice INV-1042 voided', error: null, request: 1, at: room.clock.now() },
  });
  await touch(row, { undone: { state: 'over', request: 1, by: 'Wanjiru', at: room.clock.now() } });
  const card = room.card('stopped at step 2');
  expect(JSON.stringify(card.body)).toContain('{"label":"Taken back","value":"Invoice INV-1042 voided"}');
  expect(card.choices).toBeUndefined();
  expect(card.footer).toMatch(/chose to undo what was done/);
});

it('asks by a card of its own while a run waits for a word; others cannot answer, and the first answer is written on it', async () => {
  const row = await askingRun();
  const card = room.card('⚠️ Invoice on payment stopped at step 2');
  expect(card.choices?.map((choice) => choice.label)).toEqual([
    'Try step 2 again',
    'Skip step 2',
    'Change and try again',
    'Undo what was done',
    'Stop here',
  ]);
  expect(card.footer).toMatch(/^I wait until .*; no answer ends the run here\.$/);
  await room.tap('Skip step 2', OTIENO);
  expect(room.automation.chosen).toEqual([]);
  await room.tap('Skip step 2');
  expect(room.automation.chosen).toMatchObject([{ choice: 'skip', round: 1 }]);
  expect(room.card('stopped at step 2').footer).toMatch(/skipped the step/);
  // The next failure is a question of its own.
  await touch(row, { phase: 'waiting', asking: ask({ round: 2 }) });
  await room.tap('Stop here');
  expect(room.automation.chosen.at(-1)).toMatchObject({ choice: 'stop', round: 2 });
});

it('asks about a run that another one waits for, by itself', async () => {
  const parent = { execution: 'run_above', root: 'run_above', path: 'child', iteration: 0 };
  const row = await run({ parent, depth: 1, top: 'run_above' });
  await touch(row, { phase: 'waiting', asking: ask() });
  await room.tap('Skip step 2');
  expect(room.automation.chosen).toMatchObject([{ choice: 'skip', round: 1 }]);
  expect(room.card('stopped at step 2').footer).toMatch(/skipped the step/);
});

it('asks once more before what may have happened is repeated', async () => {
  await askingRun({ doubtful: true });
  expect(JSON.stringify(room.card('stopped at step 2').body)).toContain('not certain whether that step happened');
  await room.tap('Try step 2 again');
  expect(room.automation.chosen).toEqual([]);
  await room.tap('Yes');
  expect(room.automation.chosen).toMatchObject([{ choice: 'retry', repeat: true }]);
});

it('closes the question when nobody answers, and when it was answered elsewhere', async () => {
  const row = await askingRun();
  await touch(row, {
    status: 'failed',
    failedStep: 'mail',
    errorMessage: WHY,
    asking: ask({ decided: { choice: 'stop', by: null, at: DEADLINE } }),
  });
  const closed = room.platform
    .shown(room.thread)
    .map((one) => JSON.stringify(one))
    .join();
  expect(closed).toContain('Nobody answered in time, so the run ended here.');
});

it.each([
  ['skip it', 'skip'],
  ['Skip step 2', 'skip'],
  ['go on without it', 'skip'],
  ['Try again.', 'retry'],
  ['retry from here', 'retry'],
  ['stop', 'stop'],
  ['Cancel it.', 'stop'],
])('takes “%s” as an answer while one failure waits for a word', async (said, choice) => {
  await askingRun();
  await room.say(said);
  expect(room.automation.chosen).toMatchObject([{ choice }]);
});

it('asks before it takes back what is typed to be', async () => {
  await askingRun();
  await room.say('undo that');
  expect(room.automation.chosen).toEqual([]);
  await room.tap('Undo it');
  expect(room.automation.chosen).toMatchObject([{ choice: 'undo' }]);
});

it('takes in words what is to be different: of a run that waits at once, of one that is over only for that run', async () => {
  const inputs = [{ kind: 'text' as const, name: 'invoice_amount', label: 'Amount', value: '5' }];
  room.automation.ways = { change: { title: 'Pay', submit: 'Try again', inputs }, undo: { back: [], stays: [] } };
  await failedRun();
  await room.say('change the amount to 500');
  expect(room.automation.retried).toEqual([]);
  await room.say('change the amount to 500 for this run');
  expect(room.automation.retried).toMatchObject([{ change: { invoice_amount: '500' } }]);
  await askingRun({}, { ...STEPS, name: 'Invoice on order' });
  await room.say('change it');
  expect(room.texts().join('\n')).toMatch(/in the form or in words/);
  await room.say('Change the invoice amount to “KES 700” and try again');
  expect(room.automation.chosen).toMatchObject([{ choice: 'change', values: { invoice_amount: 'KES 700' } }]);
});

it('asks which of several failures is meant, where several wait for a word', async () => {
  await askingRun();
  await askingRun({}, { ...STEPS, name: 'Invoice on order' });
  await room.say('skip it');
  expect(room.automation.chosen).toEqual([]);
  const choices = room.card('Which one?').choices?.map((choice) => choice.label);
  expect(choices).toEqual(['Skip step 2: Invoice on payment', 'Skip step 2: Invoice on order']);
  await room.tap('Skip step 2: Invoice on payment');
  expect(room.automation.chosen).toMatchObject([{ choice: 'skip' }]);
});

it('takes words that stand on the card for what they are there, whatever they are elsewhere', async () => {
  const { workflow } = await askingRun();
  const about = () =>
    room.store.conversations.updateOne({ _id: room.thread, workspace: { $ne: '' } }, { $set: { about: workflow } });
  for (const [said, answers] of [
    ['undo it', ['Undo it']],
    ['undo', ['yes']],
    ['take it back', ['1']],
  ] as const) {
    await about();
    await room.say(said);
    expect(room.card('Undo what “Invoice on payment” did?').title).toBeDefined();
    expect(room.automation.chosen.splice(0)).toEqual([]);
    for (const answer of answers) await room.say(answer);
    expect(room.automation.chosen.splice(0), said).toMatchObject([{ choice: 'undo' }]);
    await askingRun({}, { ...STEPS, name: `Invoice after ${said}` });
  }
});

it('leaves what was done where the answer is no, and takes no later yes for it', async () => {
  await askingRun();
  await room.say('undo that');
  await room.say('no');
  expect(room.automation.chosen).toEqual([]);
  await room.say('yes');
  expect(room.automation.chosen).toEqual([]);
  expect(labels('stopped at step 2')).toContain('Undo what was done');
});
