import { expect, it } from 'vitest';

import { OTIENO, proposal, type Room, roomForEach, STRANGER, WANJIRU } from './support.ts';

let room: Room;
roomForEach((one) => {
  room = one;
});

const propose = async (name?: string) => {
  room.planner.will(proposal(name));
  return room.say('a weekly report, please');
};

it('counts a double tap once and says who decided when', async () => {
  await propose();
  await room.tap('Approve');
  const { id, value } = { id: room.platform.last(room.thread).id, value: await draftValue('Weekly report') };
  const second = await tapChoice('draft.approve', value, id);
  expect(room.automation.count('approve')).toBe(1);
  expect(second?.text).toMatch(/^Already approved: Wanjiru decided it at \d\d:\d\d\.$/);
});

it('counts one of two taps at the same moment', async () => {
  await propose();
  const value = await draftValue('Weekly report');
  const messageId = room.platform.last(room.thread).id;
  const choice = { name: 'draft.approve', value };
  const sentAt = room.clock.now().toISOString();
  await Promise.all(
    [1, 2, 3].map((n) => room.platform.tap(room.thread, WANJIRU, { messageId, choice, sentAt, id: `tap-${n}` })),
  );
  await room.settle();
  expect(room.automation.count('approve')).toBe(1);
  expect(room.texts().filter((text) => text.includes('is on.'))).toHaveLength(1);
});

it('counts the same tap delivered twice once, without a second answer', async () => {
  await propose();
  await room.tap('Approve', WANJIRU, '', { id: 'same' });
  const before = room.texts().length;
  await tapChoice('draft.approve', await draftValue('Weekly report'), 'any', WANJIRU, 'same');
  expect(room.automation.count('approve')).toBe(1);
  expect(room.texts()).toHaveLength(before);
});

it('lets nobody else decide, and says who can', async () => {
  await propose();
  const foreign = await room.tap('Approve', OTIENO);
  expect(foreign?.text).toBe('Only Wanjiru can decide this one.');
  expect(room.platform.last(room.thread).only?.id).toBe(OTIENO.id);
  await room.tap('Approve', STRANGER);
  expect(room.platform.last(room.thread).only?.id).toBe(STRANGER.id);
  expect(room.automation.count('approve')).toBe(0);
  expect(room.card('Weekly report').choices?.map((choice) => choice.label)).toContain('Approve');
});

it('refuses forged taps: unknown drafts, unknown choices, another conversation', async () => {
  await propose();
  const value = await draftValue('Weekly report');
  expect((await tapChoice('draft.approve', 'drf_nothing:seal', 'm'))?.text).toMatch(/do not know that button/);
  expect((await tapChoice('constructor', value, 'm'))?.text).toMatch(/do not know that button/);
  const elsewhere = room.open();
  await room.say('hello', WANJIRU, elsewhere);
  await room.platform.tap(elsewhere, WANJIRU, { messageId: 'm', choice: { name: 'draft.approve', value } });
  await room.settle(elsewhere);
  expect(room.texts(elsewhere).at(-1)).toMatch(/belongs to another conversation/);
  expect((await tapChoice('draft.approve', `${value.split(':')[0]}:0000`, 'm'))?.text).toMatch(/has changed since/);
  expect(room.automation.count('approve')).toBe(0);
});

it('answers a tap on a replaced card with the newest one', async () => {
  await propose('First');
  const old = await draftValue('First');
  room.planner.will(proposal('Second'));
  await room.say('call it Second');
  expect(room.card('First').footer).toBe('Replaced by a newer card.');
  expect(room.card('First').choices).toBeUndefined();
  const late = await tapChoice('draft.approve', old, 'm');
  expect(late?.text).toMatch(/^This card was replaced at \d\d:\d\d; the newest is below\.$/);
  expect(room.platform.last(room.thread).content).toMatchObject({ title: 'Second' });
  expect(room.automation.count('approve')).toBe(0);
  await room.tap('Approve', WANJIRU, 'Second');
  expect(room.automation.count('approve')).toBe(1);
  const cards = room.platform
    .shown(room.thread)
    .filter((one) => typeof one.content !== 'string' && one.content.title === 'Second');
  expect(cards.map((one) => typeof one.content !== 'string' && one.content.choices)).toEqual([undefined, undefined]);
});

it('finishes an approval that a crash cut off after it was made', async () => {
  await propose();
  room.automation.faults.push({ method: 'approve', when: 'after', error: new Error('killed') });
  await room.tap('Approve', WANJIRU, '', { id: 'cut' });
  room.clock.advance(120_000);
  await room.settle();
  expect(room.automation.count('approve')).toBe(1);
  expect(room.texts().filter((text) => text.includes('is on.'))).toHaveLength(1);
  expect(room.card('Weekly report').footer).toMatch(/^✅ Approved by Wanjiru/);
});

it('opens the card again when the approval did not happen', async () => {
  await propose();
  room.automation.faults.push({ method: 'approve', when: 'before', error: new Error('the database is away') });
  await room.tap('Approve');
  room.clock.advance(120_000);
  await room.settle();
  expect(room.texts().join()).toContain('is on.');
  expect(room.automation.count('approve')).toBe(2);
});

it('drops a draft', async () => {
  await propose();
  const outcome = await room.tap('Cancel');
  expect(outcome).toMatchObject({ kind: 'act', act: { command: 'cancel', workflow: null, needs_confirmation: false } });
  expect(room.card('Weekly report').footer).toMatch(/^✖ Cancelled by Wanjiru/);
  room.planner.will((input) => ({ kind: 'say', text: String(input.draft) }));
  expect((await room.say('and now?'))?.text).toBe('null');
});

it('offers the sandbox where nothing is connected, with a new seal on the same card', async () => {
  room.automation.missing.add('email');
  await propose();
  expect((await room.say('yes'))?.text).toMatch(/cannot be approved yet/);
  await room.tap('Use the sandbox');
  expect(room.card('Weekly report').choices?.[0]?.label).toBe('Approve');
  await room.say('yes');
  expect(room.automation.count('approve')).toBe(1);
});

it('shows the card anew when what it uses has changed under it', async () => {
  room.automation.missing.add('email');
  await propose();
  room.automation.missing.clear();
  const { workspace, user } = await room.member();
  const draft = await room.store.drafts.findOne({ workspace }).lean();
  await room.automation.useSandbox(await room.member(), draft?._id ?? '');
  await room.engine.refreshDrafts({ workspace, user });
  await room.settle();
  expect(room.card('Weekly report').choices?.[0]?.label).toBe('Approve');
});

it('rehearses on a tap', async () => {
  await propose();
  const tried = await room.tap('Try it');
  expect(tried?.text).toContain('Nothing was sent or written.');
  expect(room.card('With a sample')).toBeTruthy();
});

it('catches up with a decision that came another way', async () => {
  await propose();
  const draft = await room.store.drafts.findOne({ workspace: (await room.member()).workspace }).lean();
  await room.automation.approve(await room.member(), draft?._id ?? '', draft?.seal ?? '', 'api');
  expect((await room.tap('Approve'))?.text).toMatch(/decided already/);
  expect(room.card('Weekly report').choices).toBeUndefined();
});

async function draftValue(title: string): Promise<string> {
  const rows = await room.store.drafts.find({ workspace: (await room.member()).workspace }).lean();
  const row = rows.find((one) => one.definition?.name === title);
  return `${row?._id}:${row?.seal ?? ''}`;
}

async function tapChoice(name: string, value: string, messageId: string, from = WANJIRU, id?: string) {
  const sentAt = room.clock.now().toISOString();
  const made = await room.platform.tap(room.thread, from, {
    messageId,
    choice: { name, value },
    sentAt,
    ...(id ? { id } : {}),
  });
  await room.settle();
  return (await room.outcome(made))?.outcome as { text: string } | null;
}

it('makes a new card of what was filled in, once, and retires the one before', async () => {
  await propose();
  const value = await draftValue('Weekly report');
  const fill = (id: string, name: string) =>
    room.platform.tap(room.thread, WANJIRU, {
      messageId: 'm',
      choice: { name: 'draft.change', value },
      values: { name },
      sentAt: room.clock.now().toISOString(),
      id,
    });
  await fill('refused', '');
  await room.settle();
  expect(room.texts().at(-1)).toBe('Some of this cannot be used yet.');
  await Promise.all([fill('one', 'Friday report'), fill('one', 'Friday report')]);
  await room.settle();
  expect(room.automation.count('changeDraft')).toBe(2);
  expect(room.card('Friday report').choices?.map((choice) => choice.name)).toContain('draft.approve');
  expect(room.card('Weekly report').choices).toBeUndefined();
  await fill('late', 'Monday report');
  await room.settle();
  expect(room.automation.count('changeDraft')).toBe(2);
  await room.say('yes');
  expect(room.automation.count('approve')).toBe(1);
});

it('shows what a form made even when it was cut off before showing it', async () => {
  await propose();
  const value = await draftValue('Weekly report');
  room.automation.faults.push({ method: 'changeDraft', when: 'after', error: new Error('cut off') });
  await room.platform.tap(room.thread, WANJIRU, {
    messageId: 'm',
    choice: { name: 'draft.change', value },
    values: { name: 'Friday report' },
    sentAt: room.clock.now().toISOString(),
  });
  await room.settle();
  room.clock.advance(60_000);
  await room.settle();
  expect(room.automation.count('changeDraft')).toBe(1);
  expect(room.card('Friday report').choices?.map((choice) => choice.name)).toContain('draft.approve');
});
