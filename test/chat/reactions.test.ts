import { expect, it } from 'vitest';
import type { Definition } from '../../src/automation/definition.ts';
import { reactionChoice } from '../../src/chat/reactions.ts';
import type { StepRow } from '../../src/store/runs.ts';
import { executionRow } from './fake-automation.ts';
import { definition, OTIENO, type Room, roomForEach, WANJIRU } from './support.ts';

let room: Room;
roomForEach(
  (opened) => {
    room = opened;
  },
  { catalogue: true },
);

const READS = { steps: [{ id: 'look', service: 'search', action: 'search_info', params: { query: 'rain' } }] };
const sendsAfter = { steps: [...READS.steps, ...definition().steps] };

/** An emoji on the newest message about something. */
async function react(emoji: string, about: string, from = WANJIRU): Promise<void> {
  const choice = reactionChoice(emoji);
  const on = room.platform
    .shown(room.thread)
    .filter((one) => JSON.stringify(one.content).includes(about))
    .at(-1);
  if (!choice || !on) throw new Error(`no reaction on “${about}”`);
  await room.platform.tap(room.thread, from, { messageId: on.id, choice, sentAt: room.clock.now().toISOString() });
  await room.settle();
}

const refusals = () => room.texts().filter((text) => text.startsWith('A reaction is not enough'));

/** A run that waits at a gate. */
async function gate(more: Pick<Definition, 'steps'>): Promise<void> {
  await room.say('hello');
  const workflow = await room.workflow('Payout', { definition: definition('Payout', more) });
  const { _id, workspace, user } = workflow;
  await room.store.versions.create({
    _id: `${_id}:1`,
    workspace,
    workflow: _id,
    number: 1,
    definition: workflow.definition,
    connections: {},
    contracts: {},
    seal: 's',
    approval: { user, name: 'Wanjiru', at: room.clock.now(), where: 'memory', seal: 's', revokedAt: null },
    createdAt: room.clock.now(),
  });
  const run = executionRow(workflow, { startedAt: room.clock.now(), triggerType: 'webhook', phase: 'waiting' });
  await room.store.executions.create(run);
  const deadline = new Date(room.clock.now().getTime() + 86_400_000).toISOString();
  const gateOf = {
    kind: 'approve',
    seal: 'g',
    text: 'Go on?',
    deadline,
    deciders: [user],
    decision: null,
    decidedBy: null,
    at: null,
  };
  await room.store.steps.create({
    _id: `${run._id}:ask:0`,
    workspace,
    execution: run._id,
    path: 'ask',
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
    gate: gateOf,
    startedAt: room.clock.now(),
    endedAt: null,
  } as StepRow);
  await room.engine.renderRun(run._id);
  await room.settle();
}

it.each(['👍', '👍🏾', '✅', '✔️', '👌'])('%s says yes', (emoji) => {
  expect(reactionChoice(emoji)?.value).toBe('yes');
});
it.each(['👎', '❌'])('%s says no', (emoji) => expect(reactionChoice(emoji)?.value).toBe('no'));
it.each(['🎉', '❤️', '😂', '', '🙏'])('%s says neither', (emoji) => expect(reactionChoice(emoji)).toBeNull());

it('approves no card that sends anything, and says once how to', async () => {
  room.planner.will({ kind: 'propose', definition: definition('Weekly report'), assumptions: [] });
  await room.say('a weekly report');
  await react('👍', 'Weekly report');
  await react('👍', 'Weekly report');
  expect(room.automation.count('approve')).toBe(0);
  expect(refusals()).toEqual(['A reaction is not enough for this one. Choose “Approve”, or write yes.']);
  await room.say('yes');
  expect(room.automation.count('approve')).toBe(1);
});

it('approves a card that only looks something up', async () => {
  room.planner.will({ kind: 'propose', definition: definition('Rain', READS), assumptions: [] });
  await room.say('look for rain');
  await react('👍', 'Rain');
  expect(room.automation.count('approve')).toBe(1);
  expect(room.card('search search_info').footer).toMatch(/^✅ Approved by Wanjiru/);
});

it('cancels such a card too, and nothing that was decided', async () => {
  room.planner.will({ kind: 'propose', definition: definition('Rain', READS), assumptions: [] });
  await room.say('look for rain');
  await react('👎', 'Rain');
  expect(room.automation.count('cancelDraft')).toBe(1);
  await react('👍', 'Rain');
  expect(room.automation.count('approve')).toBe(0);
});

it('decides a gate in a run from which nothing leaves', async () => {
  await gate(READS);
  await react('👍', 'Go on?');
  expect(room.automation.count('decide')).toBe(1);
});

it('decides no gate in a run that sends something, before or after it', async () => {
  await gate(sendsAfter);
  await react('👍', 'Go on?');
  await react('👎', 'Go on?');
  expect(room.automation.count('decide')).toBe(0);
  expect(refusals()).toHaveLength(1);
});

it('takes no other person’s, and answers none that is on a message that asks nothing', async () => {
  await gate(READS);
  await react('👍', 'You said: hello');
  const before = room.texts().length;
  await react('👍', 'Go on?', OTIENO);
  await react('👍', 'Go on?', { id: 'stranger' });
  expect(room.automation.count('decide')).toBe(0);
  expect(room.texts()).toHaveLength(before);
});

it('takes none that was given before the card was there to read', async () => {
  room.planner.will({ kind: 'propose', definition: definition('Rain', READS), assumptions: [] });
  await room.say('look for rain');
  const choice = reactionChoice('👍');
  const on = room.platform.shown(room.thread).at(-1);
  if (!choice || !on) throw new Error('no card');
  const sentAt = new Date(room.clock.now().getTime() - 60_000).toISOString();
  await room.platform.tap(room.thread, WANJIRU, { messageId: on.id, choice, sentAt });
  await room.settle();
  expect(room.automation.count('approve')).toBe(0);
  expect(room.texts().at(-1)).toBe(
    'Your reaction came before “Rain” was here to read. Please look at it and react again.',
  );
  await react('👍', 'choices');
  expect(room.automation.count('approve')).toBe(1);
});

it('starts no run that sends something where it was asked back', async () => {
  const { _id: id, name } = await room.workflow('Weekly report');
  const quiet = await room.workflow('Rain', { definition: definition('Rain', READS) });
  for (const workflow of [
    { id, name },
    { id: quiet._id, name: quiet.name },
  ]) {
    room.planner.will({ kind: 'act', command: 'run', workflow, needsConfirmation: true });
    await room.say(`run ${workflow.name}`);
    await react('👍', `Run “${workflow.name}”`);
  }
  expect(room.automation.count('run')).toBe(1);
});

it('deletes nothing', async () => {
  const { _id: id, name } = await room.workflow('Rain', { definition: definition('Rain', READS) });
  room.planner.will({ kind: 'act', command: 'delete', workflow: { id, name }, needsConfirmation: true });
  await room.say('delete it');
  await react('👍', 'Rain');
  expect(room.automation.count('remove')).toBe(0);
  expect(refusals()[0]).toContain('Choose “Yes”, or write yes.');
});
