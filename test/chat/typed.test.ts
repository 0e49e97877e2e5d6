import { expect, it } from 'vitest';
import { shortSeal } from '../../src/automation/seal.ts';
import { createPrompts } from '../../src/chat/prompts.ts';

import { proposal, type Room, roomForEach, WANJIRU } from './support.ts';

let room: Room;
roomForEach((one) => {
  room = one;
});

const propose = async (name?: string) => {
  room.planner.will(proposal(name));
  return room.say('a weekly report, please');
};

it.each(['yes', 'Yes, create it!', 'APPROVE', 'ndio', 'go ahead', 'ok 👍🏽'.slice(0, 2), '👍', ' “Yes.” '])(
  'takes “%s” for a yes to the card',
  async (words) => {
    await propose();
    await room.say(words);
    expect(room.automation.count('approve')).toBe(1);
  },
);

it.each(['yes, but at 10', 'yes and also tell me', 'not yes', 'yesterday', 'create it tomorrow'])(
  'takes “%s” for something to think about',
  async (words) => {
    await propose();
    await room.say(words);
    expect(room.automation.count('approve')).toBe(0);
    expect(room.planner.texts.at(-1)).toBe(words);
  },
);

it('takes a number or a label for the choice it names', async () => {
  await propose();
  expect((await room.say('change'))?.text).toMatch(/^What should be different about “Weekly report”/);
  expect((await room.say('3'))?.text).toContain('Nothing was sent or written.');
  expect((await room.say('1'))?.text).toContain('is on.');
});

it('does not take a yes for a card that came after it was sent', async () => {
  const sentAt = room.clock.now().toISOString();
  await propose();
  await room.send('yes', WANJIRU, room.thread, { sentAt });
  await room.settle();
  expect(room.automation.count('approve')).toBe(0);
  expect(room.texts().at(-1)).toMatch(/Your yes came before “Weekly report”/);
});

it('does not take a yes for a card that was replaced meanwhile', async () => {
  await propose('First');
  const sentAt = room.clock.now().toISOString();
  await propose('Second');
  await room.send('yes', WANJIRU, room.thread, { sentAt });
  await room.settle();
  expect(room.automation.count('approve')).toBe(0);
  expect(room.texts().join('\n')).toMatch(/This card was replaced at/);
  expect(room.platform.last(room.thread).content).toMatchObject({ title: 'Second' });
});

it('answers a newer question with a yes, not the card', async () => {
  await propose();
  room.planner.will(
    {
      kind: 'ask',
      text: 'On public holidays too?',
      options: ['Yes', 'No'],
      missing: [{ name: 'time', label: 'when' }],
    },
    { kind: 'say', text: 'Noted.' },
  );
  await room.say('make it weekdays');
  await room.say('yes');
  expect(room.automation.count('approve')).toBe(0);
  expect(room.planner.texts.at(-1)).toBe('Yes');
});

it('asks which one is meant where several wait, and a tap on the answer counts', async () => {
  await propose('First');
  await gate('Payout');
  const asked = await room.say('yes');
  expect(asked?.kind).toBe('ask');
  expect(asked?.text).toContain('“First”');
  expect(asked?.text).toContain('“Payout”');
  expect(room.automation.count('approve') + room.automation.count('decide')).toBe(0);
  await room.tap('Approve: First');
  expect(room.automation.count('approve')).toBe(1);
});

it('takes a yes for the only gate that waits', async () => {
  await gate('Payout');
  await room.say('ndio');
  expect(room.automation.count('decide')).toBe(1);
});

it('does not join a yes with what was said before it', async () => {
  await propose();
  room.planner.will(proposal('At ten'));
  await room.send('make it 10am');
  await room.send('yes');
  await room.settle();
  expect(room.planner.texts.at(-1)).toBe('make it 10am');
  expect(room.automation.count('approve')).toBe(0);
});

it('takes a no for the card', async () => {
  await propose();
  expect((await room.say('no'))?.act?.command).toBe('cancel');
});

it('passes yes and no on when nothing waits', async () => {
  await room.say('yes');
  expect(room.planner.texts).toEqual(['yes']);
});

it('lets nobody else say yes', async () => {
  await propose();
  await room.say('yes', { id: 'otieno', name: 'Otieno' });
  expect(room.automation.count('approve')).toBe(0);
});

it('says an option in its own words when its number is typed', async () => {
  room.planner.will({ kind: 'ask', text: 'Which day?', options: ['Monday', 'Friday'], missing: [] });
  await room.say('a report');
  await room.say('2');
  expect(room.planner.texts.at(-1)).toBe('Friday');
  expect(room.card('Which day?').choices).toBeUndefined();
});

it('takes a tap on an option as the answer, once', async () => {
  room.planner.will({ kind: 'ask', text: 'Which day?', options: ['Monday', 'Friday'], missing: [] });
  await room.say('a report');
  const question = room.platform.last(room.thread);
  const choice = typeof question.content === 'string' ? undefined : question.content.choices?.[0];
  await room.tap('Friday');
  await room.platform.tap(room.thread, WANJIRU, {
    messageId: question.id,
    choice: { name: choice?.name ?? '', value: choice?.value ?? '' },
  });
  await room.settle();
  expect(room.planner.texts).toEqual(['a report', 'Friday']);
  expect(room.texts().join()).toContain('answered already');
});

/** A run that waits for its owner, shown in the thread. */
async function gate(name: string): Promise<void> {
  const { executionRow } = await import('./fake-automation.ts');
  const workflow = await room.workflow(name);
  await room.member();
  const { openConversation } = await import('../../src/chat/conversations.ts');
  await openConversation(room, room.thread, await room.member());
  const run = executionRow(workflow, { startedAt: room.clock.now() });
  await room.store.executions.create(run);
  await room.store.steps.create({
    _id: `${run._id}:pay:0`,
    workspace: run.workspace,
    execution: run._id,
    path: 'pay',
    iteration: 0,
    service: 'flow',
    action: 'approve',
    state: 'waiting',
    status: null,
    attempt: 1,
    input: {},
    output: null,
    error: null,
    report: null,
    gate: {
      kind: 'approve',
      seal: 'gate-seal',
      text: 'Withdraw KES 20,000 to Otieno',
      deadline: '2026-11-27T07:42:00.000Z',
      deciders: [run.user],
      decision: null,
      decidedBy: null,
      at: null,
    },
    startedAt: room.clock.now(),
    endedAt: null,
  });
  await room.engine.renderRun(run._id);
  await room.settle();
}

it('takes a yes with the code of a card as an answer to exactly that card', async () => {
  room.planner.will(proposal('First'));
  await room.say('the first one');
  const { workspace, user } = await room.member();
  const [draft] = await createPrompts(room).openDrafts(workspace, user);
  const code = shortSeal(draft?.detail.seal ?? '');
  expect((await room.say('approve ABC-12'))?.text).toMatch(/No card that waits here carries the code ABC-12/);
  expect(room.automation.count('approve')).toBe(0);
  await room.say(`approve ${code.toLowerCase()}`);
  expect(room.automation.count('approve')).toBe(1);
  await room.say(`yes ${code}`);
  expect(room.automation.count('approve')).toBe(1);
});
