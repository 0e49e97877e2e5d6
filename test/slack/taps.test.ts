import { afterEach, expect, test } from 'vitest';
import { words } from '../../adapters/slack/face/words.ts';
import { fileIn } from '../../src/chat/answer-file.ts';
import type { Card, Form, ThreadId } from '../../src/chat/types.ts';
import type { FakeMessage, FakeView } from '../fakes/slack/model.ts';
import { openSlack, type SlackWorld } from './world.ts';

let world: SlackWorld;
afterEach(() => world.close());

const FORM: Form = {
  title: 'Change it',
  submit: 'Save',
  inputs: [
    { kind: 'text', name: 'subject', label: 'Subject', value: 'Thanks' },
    { kind: 'number', name: 'limits.max', label: 'At most', value: '100' },
    { kind: 'date', name: 'from', label: 'From', value: '2026-12-01' },
    {
      kind: 'select',
      name: 'pace',
      label: 'How often',
      options: [
        { label: 'Daily', value: 'day' },
        { label: 'Weekly', value: 'week' },
      ],
      value: 'day',
    },
  ],
};
const CARD: Card = {
  title: 'Weekly report',
  body: [],
  choices: [
    { name: 'draft.approve', value: 'd1:abc', label: 'Approve', confirm: 'Pay KES 20,000?' },
    { name: 'draft.change', value: 'd1', label: 'Change', form: FORM },
  ],
};

/** A card in a thread of a place. */
async function shown(card: Card = CARD, where = 'dm'): Promise<{ thread: ThreadId; id: string; message: FakeMessage }> {
  const root = await world.slack.say('U1', where, where === 'dm' ? 'hello' : '<@UBOT> hello');
  const thread: ThreadId = `slack:T1/${root.channel}/${root.ts}`;
  const id = await world.adapter.post(thread, card, `card-${root.ts}`);
  const message = world.slack.messages(root.channel, root.ts).at(-1);
  if (!message) throw new Error('no card');
  return { thread, id, message };
}

function modal(user = 'U1'): FakeView {
  const view = world.slack.modals(user).at(-1);
  if (!view) throw new Error('no form was opened');
  return view;
}

test('A tap is kept before it is acknowledged; delivered again it is the same tap', async () => {
  world = await openSlack();
  const { thread, id, message } = await shown();
  world.keeping.before = async () => {
    throw new Error('the database is away');
  };
  expect(await world.slack.click('U1', message, 'Approve')).toMatchObject({ attempts: [{ status: 503 }] });
  world.keeping.before = async () => {};
  const delivery = await world.slack.click('U1', message, 'Approve');
  if (delivery) await world.slack.redeliver(delivery);
  expect(world.actions).toHaveLength(2);
  expect(new Set(world.actions.map((one) => one.id)).size).toBe(1);
  expect(world.actions[0]).toMatchObject({
    thread,
    messageId: id,
    author: { id: 'T1/U1' },
    choice: { name: 'draft.approve', value: 'd1:abc' },
  });
  expect(await world.slack.click('U1', message, 'Approve', { confirm: false })).toBeNull();
});

test('Two taps of one person, and of two, are different taps', async () => {
  world = await openSlack();
  const { message } = await shown(CARD, 'C1');
  await world.slack.click('U1', message, 'Approve');
  await world.slack.click('U1', message, 'Approve');
  await world.slack.click('U2', message, 'Approve');
  expect(new Set(world.actions.map((one) => one.id)).size).toBe(3);
  expect(world.actions.map((one) => one.author.id)).toEqual(['T1/U1', 'T1/U1', 'T1/U2']);
});

test.each([
  ['over HTTP', false],
  ['in Socket Mode', true],
])('A form opens, and what was filled in comes as one action on the card it belongs to (%s)', async (_name, socket) => {
  world = await openSlack({ socket });
  const { thread, id, message } = await shown();
  expect(await world.slack.click('U1', message, 'Change')).toMatchObject({ state: 'acked' });
  expect(world.actions).toEqual([]);
  const { outcome } = await world.slack.submitView('U1', modal(), {
    Subject: 'Many thanks & more',
    'At most': '250.50',
    From: '2027-01-15',
    'How often': 'Weekly',
  });
  expect(outcome).toBe('cleared');
  expect(world.actions).toMatchObject([
    {
      thread,
      messageId: id,
      author: { id: 'T1/U1' },
      choice: { name: 'draft.change', value: 'd1' },
      values: { subject: 'Many thanks & more', 'limits.max': '250.50', from: '2027-01-15', pace: 'week' },
    },
  ]);
});

test('A form that cannot be kept stays open and can be sent again', async () => {
  world = await openSlack();
  const { message } = await shown();
  await world.slack.click('U1', message, 'Change');
  world.keeping.before = async () => {
    throw new Error('the database is away');
  };
  expect(await world.slack.submitView('U1', modal(), { Subject: 'New' })).toMatchObject({ outcome: 'failed' });
  world.keeping.before = async () => {};
  expect(await world.slack.submitView('U1', modal())).toMatchObject({ outcome: 'cleared' });
  expect(world.actions).toMatchObject([{ values: { subject: 'New' } }]);
});

test('What cannot be meant is told at its field', async () => {
  world = await openSlack();
  const { message } = await shown();
  await world.slack.click('U1', message, 'Change');
  const view = modal();
  const values = view.filled.get('U1') ?? {};
  view.filled.set('U1', values);
  const block = view.blocks.find((one) => String(JSON.stringify(one.label)).includes('At most'));
  const element = block?.element as { action_id: string; type: string };
  values[String(block?.block_id)] = { [element.action_id]: { type: element.type, value: 'a lot' } };
  const answer = await world.slack.post(new URLSearchParams({ payload: JSON.stringify(submission(view)) }).toString(), {
    type: 'application/x-www-form-urlencoded',
  });
  expect(JSON.parse(answer.text)).toEqual({
    response_action: 'errors',
    errors: { [String(block?.block_id)]: words.notNumber },
  });
  expect(world.actions).toEqual([]);
});

/** What Slack would send of this form, if its own checks let it. */
function submission(view: FakeView): Record<string, unknown> {
  return {
    type: 'view_submission',
    team: { id: 'T1' },
    user: { id: 'U1', team_id: 'T1' },
    view: {
      id: view.id,
      team_id: 'T1',
      callback_id: view.callbackId,
      private_metadata: view.privateMetadata,
      blocks: view.blocks,
      state: { values: view.filled.get('U1') },
    },
  };
}

test.each([
  ['refuses', { error: 'expired_trigger_id' } as const],
  ['does not answer', { hang: true } as const],
])('Where Slack %s to open the form the tap counts without it, in time', async (_what, failure) => {
  world = await openSlack();
  const { message } = await shown();
  world.slack.fail('views.open', failure);
  const delivery = await world.slack.click('U1', message, 'Change');
  expect(delivery).toMatchObject({ state: 'acked' });
  expect(delivery?.attempts[0]?.ms).toBeLessThan(2900);
  expect(world.actions).toMatchObject([{ choice: { name: 'draft.change', value: 'd1' } }]);
  expect(world.actions[0]?.values).toBeUndefined();
});

test('A card changed meanwhile opens the form it has now', async () => {
  world = await openSlack();
  const { thread, id, message } = await shown();
  const [subject] = FORM.inputs;
  const now = { ...FORM, title: 'Only this', inputs: subject ? [subject] : [] };
  const choices = [{ name: 'draft.change', value: 'd1', label: 'Change', form: now }];
  await world.adapter.update(thread, id, { ...CARD, choices }, 'k2');
  await world.slack.click('U1', message, 'Change');
  expect(modal().title).toMatchObject({ text: 'Only this' });
});

test('Another gateway opens the form of a card it did not post', async () => {
  world = await openSlack();
  const { message } = await shown();
  const other = world.again();
  await other.start(world.inbox);
  world.slack.requestUrl = await world.serve(other);
  await world.slack.click('U1', message, 'Change');
  expect(modal().title).toMatchObject({ text: 'Change it' });
});

test('What stands in the inputs of a card comes with the tap', async () => {
  world = await openSlack();
  const card: Card = {
    title: 'Which day?',
    body: [],
    inputs: [
      { kind: 'date', name: 'day', label: 'Day' },
      { kind: 'text', name: 'note', label: 'Note' },
    ],
    choices: [{ name: 'gate.answer', value: 'g1', label: 'Send' }],
  };
  const { message } = await shown(card, 'C1');
  world.slack.fill('U1', message, { Day: '2026-12-24', Note: 'early' });
  await world.slack.click('U1', message, 'Send');
  expect(world.actions).toMatchObject([
    { choice: { name: 'gate.answer' }, values: { day: '2026-12-24', note: 'early' } },
  ]);
});

test('A tap on what one person saw alone belongs to the thread', async () => {
  world = await openSlack();
  const root = await world.slack.say('U1', 'C1', '<@UBOT> hello');
  const thread: ThreadId = `slack:T1/C1/${root.ts}`;
  const id = await world.adapter.post(thread, CARD, 'k1', { only: { id: 'T1/U2' } });
  const alone = world.slack.messages('C1').find((one) => one.onlyFor === 'U2');
  if (!alone) throw new Error('nothing for U2');
  await world.slack.click('U2', alone, 'Approve');
  expect(world.actions).toMatchObject([{ thread, messageId: id, author: { id: 'T1/U2' } }]);
});

test('A button of ours that cannot be read any more is answered, not lost silently', async () => {
  world = await openSlack();
  const { message } = await shown(CARD, 'C1');
  const actions = message.blocks.find((block) => block.type === 'actions') as { elements: { value: string }[] };
  for (const element of actions.elements) element.value = 'garbled';
  expect(await world.slack.click('U1', message, 'Approve')).toMatchObject({ state: 'acked' });
  const told = await world.slack.waitForMessage((one) => one.onlyFor === 'U1');
  expect(world.slack.text(told)).toBe(words.oldButton);
});

test('A file in a form is told as what it is; what is in it is not fetched', async () => {
  world = await openSlack();
  const form: Form = {
    title: 'Your answer',
    submit: 'Send',
    inputs: [{ kind: 'file', name: 'answer', label: 'Receipt?' }],
  };
  const choices = [{ name: 'ask.answer', value: 'exe_1:q:0', label: 'Answer', form }];
  const { message } = await shown({ title: 'A question', body: [], choices }, 'C3');
  await world.slack.click('U1', message, 'Answer');
  expect(await world.slack.submitView('U1', modal())).toMatchObject({ outcome: 'blocked' });
  world.slack.chooseFile('U1', modal(), 'Receipt?', { name: 'Märkte; 2, "neu".pdf', bytes: 'PDF' });
  expect(() => world.slack.chooseFile('U1', modal(), 'Receipt?', { name: 'b.pdf', bytes: '' })).toThrow(
    /no more files/,
  );
  expect(await world.slack.submitView('U1', modal())).toMatchObject({ outcome: 'cleared' });
  // Of one from another organisation only the id is told, so Slack is asked.
  await world.slack.click('UEXT', message, 'Answer');
  world.slack.chooseFile('UEXT', modal('UEXT'), 'Receipt?', { name: 'list.csv', bytes: 'a,b' });
  expect(await world.slack.submitView('UEXT', modal('UEXT'))).toMatchObject({ outcome: 'cleared' });
  expect(world.actions.map((one) => fileIn(one.values?.answer ?? ''))).toEqual([
    { name: 'Märkte; 2, "neu".pdf', mediaType: 'application/pdf', size: 3 },
    { name: 'list.csv', mediaType: 'text/csv', size: 3 },
  ]);
  expect(world.slack.callsOf('files.info')).toHaveLength(1);
});

test('A file nothing can be found out about is still an answer, and in time', async () => {
  world = await openSlack();
  world.slack.fail('files.info', { hang: true, times: 5 });
  await world.slack.uploadFile('UEXT', 'C3', { name: 'list.csv', bytes: 'a,b', text: '<@UBOT> this one' });
  expect(world.messages).toMatchObject([
    { text: 'this one', attachments: [{ name: 'file', mediaType: 'application/octet-stream', size: 0 }] },
  ]);
  expect(world.slack.deliveries.flatMap((one) => one.attempts).every((one) => one.ms < 3000)).toBe(true);
});
