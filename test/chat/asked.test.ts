import { beforeEach, expect, it } from 'vitest';
import { openConversation } from '../../src/chat/conversations.ts';
import type { ThreadId } from '../../src/chat/types.ts';
import type { GateState, QuestionState } from '../../src/store/asked.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import { executionRow } from './fake-automation.ts';
import { OTIENO, type Room, roomForEach, WANJIRU } from './support.ts';

let room: Room;
let otieno: string;
let made = 0;
const HIS: ThreadId = 'memory:direct-otieno';

roomForEach((one) => {
  room = one;
});
beforeEach(async () => {
  const { workspace } = await room.member();
  const other = await room.member(OTIENO);
  otieno = other.user;
  // Both of one team.
  for (const name of ['users', 'identities'] as const)
    await room.store.connection.collection(name).updateMany({ workspace: other.workspace }, { $set: { workspace } });
  await openConversation(room, room.thread, await room.member());
});

async function waits(more: {
  gate?: Partial<GateState>;
  question?: Partial<QuestionState>;
  run?: Partial<ExecutionRow>;
}): Promise<ExecutionRow> {
  made += 1;
  const of = await room.workflow(`Supplier payout ${made}`);
  const execution = executionRow(of, { startedAt: room.clock.now(), phase: 'waiting', ...more.run });
  await room.store.executions.create(execution);
  const deadline = '2026-11-27T07:42:00.000Z';
  const row: StepRow = {
    _id: `${execution._id}:ask:0`,
    workspace: of.workspace,
    execution: execution._id,
    path: 'ask',
    iteration: 0,
    service: 'flow',
    action: more.gate ? 'approve' : 'ask',
    state: 'waiting',
    status: null,
    attempt: 1,
    input: {},
    output: null,
    error: null,
    report: null,
    startedAt: room.clock.now(),
    endedAt: null,
    ...(more.gate && {
      gate: {
        kind: 'approve',
        seal: 'seal-1',
        text: 'Pay Otieno?',
        deadline,
        deciders: [of.user],
        decision: null,
        decidedBy: null,
        at: null,
        ...more.gate,
      },
    }),
    ...(more.question && {
      question: {
        text: 'How many?',
        seal: 'seal-1',
        kind: 'number',
        options: [],
        min: null,
        max: null,
        deadline,
        to: [of.user],
        names: 'Wanjiru',
        channel: null,
        silence: null,
        reminders: [],
        reminded: 0,
        ...more.question,
      },
    }),
  };
  await room.store.steps.create(row);
  await render(execution);
  return execution;
}

async function render(of: ExecutionRow): Promise<void> {
  await room.store.executions.updateOne({ _id: of._id, workspace: of.workspace }, { $inc: { dirty: 1 } });
  room.clock.advance(2000);
  await room.engine.renderRun(of._id);
  await room.settle();
  await room.settle(HIS).catch(() => {});
}

const write = (of: ExecutionRow, set: Record<string, unknown>) =>
  room.store.connection.collection<{ _id: string }>('steps').updateOne({ _id: `${of._id}:ask:0` }, { $set: set });

it('asks another person in their own conversation; the owner looks on and cannot decide', async () => {
  const one = await waits({ gate: { deciders: [otieno], names: 'Otieno', what: 'Withdraw KES 20,000' } });
  const card = room.card('needs you', HIS);
  expect(JSON.stringify(card.body)).toContain('This is for Wanjiru.');
  expect(JSON.stringify(card.body)).toContain('Withdraw KES 20,000');
  expect(room.card('waits for Otieno').choices).toBeUndefined();
  const value = `${one._id}:ask:0`;
  await room.platform.tap(room.thread, WANJIRU, { messageId: 'm', choice: { name: 'gate.approve', value } });
  await room.settle();
  expect(room.texts().at(-1)).toBe('Only Otieno can decide this one.');
  expect(room.automation.count('decide')).toBe(0);

  await room.say('yes', OTIENO, HIS);
  expect(room.automation.said).toMatchObject([{ by: 'Otieno', decision: 'approve', seal: 'seal-1' }]);
  await room.settle();
  expect(room.card('Pay Otieno?', HIS)).toMatchObject({ footer: expect.stringMatching(/^✅ Approved by Otieno/) });
  expect(room.card('Pay Otieno?', HIS).choices).toBeUndefined();
  expect(room.card('Pay Otieno?').footer).toMatch(/^✅ Approved by Otieno/);
});

it('counts each of several once, shows what was said, reminds, and locks everywhere', async () => {
  const { user } = await room.member();
  const one = await waits({ gate: { deciders: [user, otieno], names: 'Wanjiru or Otieno', needed: 2 } });
  expect(JSON.stringify(room.card('needs you', HIS))).toContain('2 must say yes');
  room.automation.gate = { result: 'accepted', text: 'Your yes counts. One more yes is needed.', open: true };
  await room.tap('Go ahead', OTIENO, 'Pay Otieno?', { thread: HIS });
  expect(room.card('Pay Otieno?', HIS).choices).toBeUndefined();
  const said = [{ decision: 'approved', user: otieno, by: 'Otieno', at: '2026-11-20T08:00:00.000Z', where: 'memory' }];
  await write(one, { 'gate.said': said, 'gate.reminded': 1 });
  await render(one);
  expect(JSON.stringify(room.card('needs you'))).toContain('✅ Otieno');
  expect(room.texts().filter((text) => text.includes('A reminder'))).toHaveLength(1);
  expect(room.texts(HIS).filter((text) => text.includes('A reminder'))).toHaveLength(0);
  const done = {
    'gate.decision': 'approved',
    'gate.decidedBy': 'Otieno and Wanjiru',
    'gate.at': '2026-11-20T09:00:00.000Z',
  };
  await write(one, { ...done, 'gate.where': 'slack', state: 'success' });
  await render(one);
  for (const thread of [room.thread, HIS]) {
    const cards = room.platform.shown(thread).map((message) => JSON.stringify(message.content));
    expect(cards.filter((text) => text.includes('Go ahead'))).toEqual([]);
    expect(cards.some((text) => text.includes('✅ Approved by Otieno and Wanjiru in Slack'))).toBe(true);
  }
});

it('takes a change that may be made, by form or in words, and only with a yes', async () => {
  const changeable = [{ name: 'amount', label: 'amount', kind: 'number' as const, value: 20_000 }];
  await waits({ gate: { changeable } });
  const card = room.card('needs you');
  expect(card.choices?.map((choice) => choice.label)).toEqual(['Go ahead', "Don't", 'Change the amount']);
  expect(card.choices?.[2]?.form?.inputs).toMatchObject([{ kind: 'number', name: 'amount', value: '20000' }]);
  await room.say('yes, with amount 15,000');
  expect(room.automation.said).toMatchObject([{ decision: 'approve', changes: { amount: '15,000' } }]);
  expect(room.card('Pay Otieno?').footer).toMatch(/^✅ Approved by Wanjiru with amount 15,000/);
});

it('tells the run where nobody can be asked', async () => {
  await waits({ gate: { deciders: [], channel: '#ops', names: 'people in #ops' } });
  expect(room.automation.said).toMatchObject([
    { why: 'I am in no channel called #ops. Invite me there, then try again.' },
  ]);
});

it('takes what is written for the answer, and says what would fit', async () => {
  await waits({ question: {} });
  const card = room.card('asks you');
  expect(card.footer).toBe('Waiting until Friday 27 November, 07:42; without an answer it cannot go on.');
  room.automation.given = { result: 'misfit', text: 'I need a number there, as 12 or 1,500.50.' };
  await room.say('many');
  expect(room.texts().at(-1)).toBe('I need a number there, as 12 or 1,500.50. The question stands: How many?');
  room.automation.given = { result: 'accepted', text: 'Thank you.' };
  await room.say('12');
  expect(room.automation.said.map((one) => one.value)).toEqual(['many', '12']);
  expect(room.card('How many?')).toMatchObject({ footer: expect.stringMatching(/^✅ Wanjiru answered “12”/) });
  expect(room.planner.asked).toEqual([]);
});

it('asks for a run that another one waits for', async () => {
  const parent = { execution: 'run_above', root: 'run_above', path: 'child', iteration: 0 };
  await waits({ question: {}, run: { parent, depth: 1, top: 'run_above' } });
  room.automation.given = { result: 'accepted', text: 'Thank you.' };
  await room.say('12');
  expect(room.automation.said.map((one) => one.value)).toEqual(['12']);
});

it('lets somebody say something else while a question waits', async () => {
  await waits({ question: {} });
  await room.say('please pause the weekly report until I am back from my holidays');
  expect(room.automation.count('answer')).toBe(0);
  expect(room.planner.texts).toEqual(['please pause the weekly report until I am back from my holidays']);
  await room.say('7');
  expect(room.automation.said).toMatchObject([{ value: '7' }]);
});

it('offers options, reads days as dates and files as what they are', async () => {
  await waits({
    question: { text: 'Which size?', kind: 'choice', options: ['small', 'large'], to: [otieno], names: 'Otieno' },
  });
  await room.tap('large', OTIENO, 'Which size?', { thread: HIS });
  await waits({ question: { text: 'When?', kind: 'date' } });
  await room.say('tomorrow');
  await waits({ question: { text: 'The receipt?', kind: 'file' } });
  const file = { name: 'r.pdf', mediaType: 'application/pdf', size: 1234, ref: 'x' };
  await room.send('', WANJIRU, room.thread, { attachments: [file] });
  await room.settle();
  expect(room.automation.said.map((one) => one.value)).toEqual([
    'large',
    '2026-11-21',
    { name: 'r.pdf', mediaType: 'application/pdf', size: 1234 },
  ]);
});

it('takes no words for a file, but its name where nothing more can be sent', async () => {
  const question = { text: 'The receipt?', kind: 'file' as const };
  await waits({ question });
  await room.say('here it is');
  await waits({ question });
  await room.say('march receipt.pdf');
  expect(room.automation.said.map((one) => one.value)).toMatchObject(['', { name: 'march receipt.pdf', size: 0 }]);
});

it('takes the answer of whoever is in the conversation it asks', async () => {
  await waits({
    question: {
      kind: 'choice',
      options: ['red', 'blue'],
      to: [],
      channel: 'thread',
      names: 'people in its conversation',
    },
  });
  await room.say('what do you think', OTIENO);
  expect(room.automation.count('answer')).toBe(0);
  await room.say('Blue', OTIENO);
  expect(room.automation.said).toMatchObject([{ by: 'Otieno', value: 'Blue', channel: 'thread' }]);
});

it('says that the time to answer stands still while its run is paused, and until when it is afterwards', async () => {
  const one = await waits({ gate: { text: 'Pay Otieno?' } });
  const other = await waits({ question: {} });
  const footers = () => [room.card('needs you').footer, room.card('asks you').footer];
  const asked = footers();
  expect(asked).toEqual([
    expect.stringMatching(/^Waiting until .*; no answer means no\.$/),
    expect.stringMatching(/^Waiting until/),
  ]);
  for (const run of [one, other]) {
    await room.store.executions.updateOne(
      { _id: run._id, workspace: run.workspace },
      { $set: { paused: true, pausedNth: 1 } },
    );
    await render(run);
  }
  const still = 'The run is paused, so the time to answer stands still. An answer counts all the same.';
  expect(footers()).toEqual([still, still]);
  for (const run of [one, other]) {
    await room.store.executions.updateOne(
      { _id: run._id, workspace: run.workspace },
      { $set: { paused: false, pausedNth: 2 } },
    );
    await render(run);
  }
  expect(footers()).toEqual(asked);
  // What the run says of its deadline may come a moment later.
  const later = new Date(room.clock.now().getTime() + 3 * 86_400_000).toISOString();
  await write(one, { 'gate.deadline': later });
  await write(other, { 'question.deadline': later });
  for (const run of [one, other]) await render(run);
  for (const [at, footer] of footers().entries()) expect(footer).not.toBe(asked[at]);
});
