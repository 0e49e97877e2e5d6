import { describe, expect, it } from 'vitest';
import { followUp } from '../../src/chat/follow-up.ts';
import type { Card } from '../../src/chat/types.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import { executionRow } from './fake-automation.ts';
import { proposal, type Room, roomForEach, touchRun, WANJIRU } from './support.ts';

/** A platform without threads on which nothing can be changed in place: what belongs together is quoted. */
let room: Room;
roomForEach(
  (one) => {
    room = one;
  },
  { limits: { update: false, quotes: true } },
);

const shown = () => room.platform.shown(room.thread);
const cardId = (about: string) => room.platform.card(room.thread, about).id;

async function propose(name: string) {
  room.planner.will(proposal(name));
  await room.say(`something called ${name}`);
  return cardId(name);
}

/** What a person says while quoting a message. */
async function quoting(replyTo: string, text: string) {
  const id = await room.send(text, WANJIRU, room.thread, { replyTo });
  await room.settle();
  return (await room.outcome(id))?.outcome ?? null;
}

async function approved(name: string) {
  const card = await propose(name);
  await room.say('yes');
  const workflow = await room.store.workflows.findOne({ workspace: (await room.member()).workspace, name }).lean();
  if (!workflow) throw new Error(`${name} was not approved`);
  return { card, workflow };
}

async function run(workflow: Parameters<typeof executionRow>[0], more: Partial<ExecutionRow> = {}) {
  const row = executionRow(workflow, { startedAt: room.clock.now(), triggerType: 'webhook', ...more });
  await room.store.executions.create(row);
  await touch(row);
  return row;
}

async function touch(of: ExecutionRow, set: Partial<ExecutionRow> = {}) {
  await touchRun(room, of, set);
  await room.engine.renderRun(of._id);
  await room.settle();
}

describe('what is said where nothing can be changed', () => {
  it('the decision below the card it is about, quoting it, and not the whole card again', async () => {
    const card = await propose('Weekly report');
    await room.say('yes');
    const outcome = shown().find((message) => message.replyTo === card);
    expect(outcome?.content).toMatchObject({
      title: 'Weekly report',
      body: [],
      footer: expect.stringMatching(/^✅ Approved by/),
    });
    expect(shown().filter((message) => JSON.stringify(message.content).includes('draft.approve'))).toHaveLength(1);
  });

  it('a short run once, when it is over, quoting the card of its workflow', async () => {
    const { card, workflow } = await approved('Weekly report');
    const before = shown().length;
    const one = await run(workflow);
    expect(shown()).toHaveLength(before);
    await touch(one, { status: 'completed', completedAt: room.clock.now() });
    expect(shown()).toHaveLength(before + 1);
    expect(shown().at(-1)?.replyTo).toBe(card);
  });

  it('a long run when it has taken a while, and when it is over', async () => {
    const { workflow } = await approved('Weekly report');
    const before = shown().length;
    const one = await run(workflow);
    room.clock.advance(40_000);
    await room.engine.renderRun(one._id);
    await room.settle();
    expect(shown()).toHaveLength(before + 1);
    const first = shown().at(-1)?.id;
    await touch(one);
    await touch(one);
    expect(shown()).toHaveLength(before + 1);
    await touch(one, { status: 'completed', completedAt: room.clock.now() });
    expect(shown()).toHaveLength(before + 2);
    expect(shown().at(-1)?.replyTo).toBe(first);
  });
});

describe('what is said while quoting something', () => {
  it('answers the card it quotes, however many wait', async () => {
    const first = await propose('First');
    const thread = room.open();
    room.planner.will(proposal('Second'));
    await room.say('another', WANJIRU, thread);
    expect(await quoting(first, 'ndio')).toMatchObject({ kind: 'say' });
    expect(room.automation.count('approve')).toBe(1);
    const workflows = await room.store.workflows.find({ workspace: (await room.member()).workspace }).lean();
    expect(workflows.map((workflow) => workflow.name)).toEqual(['First']);
  });

  it('by its number too, and says when it was decided before', async () => {
    const card = await propose('First');
    await quoting(card, '1');
    expect(room.automation.count('approve')).toBe(1);
    await quoting(card, 'yes');
    expect(room.automation.count('approve')).toBe(1);
    expect(room.texts().at(-1)).toMatch(/already/i);
  });

  it('decides nothing by quoting a card as it was before it changed, whose newest is shown again', async () => {
    room.automation.missing.add('email');
    const before = await propose('First');
    await room.tap('Use the sandbox');
    const now = cardId('First');
    expect(now).not.toBe(before);
    for (const said of ['yes', '1', 'Approve']) {
      expect(await quoting(before, said)).toMatchObject({ text: expect.stringMatching(/^“First” has changed since/) });
    }
    expect(room.automation.count('approve')).toBe(0);
    const shownAgain = cardId('First');
    expect(shownAgain).not.toBe(now);
    await quoting(shownAgain, 'yes');
    expect(room.automation.count('approve')).toBe(1);
  });

  it('a yes that quotes anything else is as good as one that quotes nothing', async () => {
    await propose('First');
    await quoting('m_unknown', 'yes');
    expect(room.automation.count('approve')).toBe(1);
  });

  it('makes "it" mean the workflow whose card or report is quoted', async () => {
    const first = await approved('First');
    const second = await approved('Second');
    const one = await run(first.workflow, { status: 'completed', completedAt: room.clock.now() });
    const report = shown().at(-1)?.id ?? '';
    const aboutNow = async () =>
      (await room.store.conversations.findOne({ _id: room.thread, workspace: one.workspace }).lean())?.about;
    await quoting(second.card, 'how is it doing, by the way?');
    expect(await aboutNow()).toBe(second.workflow._id);
    await quoting(report, 'and this one?');
    expect(await aboutNow()).toBe(first.workflow._id);
  });
});

describe('a follow-up', () => {
  const card: Card = {
    title: 'Payout',
    body: [{ kind: 'text', text: 'Every Friday' }],
    choices: [{ name: 'draft.approve', value: 'd', label: 'Approve' }],
    footer: '7F3',
  };
  const { choices: _gone, ...decided } = card;

  it('is nothing for no change, everything for a card still to be decided', () => {
    expect(followUp(card, structuredClone(card))).toBeNull();
    const changed = { ...card, body: [{ kind: 'text' as const, text: 'Every Monday' }] };
    expect(followUp(card, changed)).toBe(changed);
    expect(followUp(null, card)).toBe(card);
  });

  it('is the outcome alone once decided, with what was not said before', () => {
    expect(followUp(card, { ...decided, footer: '✅ Approved' })).toEqual({
      title: 'Payout',
      body: [],
      footer: '✅ Approved',
    });
    const warned: Card = { ...decided, body: [...card.body, { kind: 'alert', level: 'error', text: 'It failed' }] };
    expect(followUp(card, warned)).toEqual({
      title: 'Payout',
      body: [{ kind: 'alert', level: 'error', text: 'It failed' }],
    });
    expect(followUp(card, decided)).toBeNull();
  });

  it('is all of what had nothing to decide', () => {
    const after: Card = { ...decided, body: [{ kind: 'text', text: 'Done' }] };
    expect(followUp(decided, after)).toEqual(after);
    expect(followUp('a', 'b')).toBe('b');
  });
});
