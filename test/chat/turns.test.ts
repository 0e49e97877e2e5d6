import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PlannerUnavailable } from '../../src/planner/types.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import { eventually } from '../support/eventually.ts';
import { deferred, OTIENO, proposal, type Room, roomForEach, STRANGER, WANJIRU } from './support.ts';

let room: Room;
roomForEach((one) => {
  room = one;
});

it('handles a delivery once, however often it comes', async () => {
  await Promise.all([1, 2, 3].map(() => room.say('hello', undefined, undefined, { id: 'same' })));
  await room.say('hello', undefined, undefined, { id: 'same' });
  expect(room.planner.texts).toEqual(['hello']);
  expect(room.texts()).toEqual(['You said: hello']);
});

it('keeps the order of a conversation while several processes handle it', async () => {
  const others = [room.another(), room.another()];
  for (let index = 0; index < 6; index++) {
    await room.send(`message ${index}`);
    await Promise.all([room.engine, ...others].map((engine) => engine.handleConversation(room.thread)));
  }
  await Promise.all([room.engine, ...others].map((engine) => engine.deliverOutbox(room.thread)));
  await room.settle();
  expect(room.planner.texts.join(' ')).toBe([0, 1, 2, 3, 4, 5].map((n) => `message ${n}`).join(' '));
  expect(room.texts()).toEqual(room.planner.texts.map((text) => `You said: ${text}`));
});

it('handles many conversations side by side', async () => {
  const release = deferred();
  room.planner.will(async (input) => {
    await release.promise;
    return { kind: 'say', text: input.text };
  });
  await room.send('slow');
  const slow = room.engine.handleConversation(room.thread);
  await eventually(() => expect(room.planner.texts).toEqual(['slow']));
  const other = room.open();
  expect((await room.say('quick', undefined, other))?.text).toBe('You said: quick');
  release.resolve();
  await slow;
});

it('shows at once that it works, and joins what arrives meanwhile into the next turn', async () => {
  const release = deferred();
  room.planner.will(async (input) => {
    input.onProgress?.('Reading your message');
    await release.promise;
    return { kind: 'say', text: 'first done' };
  });
  await room.send('first');
  const turn = room.engine.handleConversation(room.thread);
  await eventually(() => expect(room.planner.texts).toEqual(['first']));
  expect(room.platform.working).toEqual(['Working on it…', 'Reading your message']);
  await room.send('second');
  await room.send('third');
  await room.engine.handleConversation(room.thread);
  expect(room.planner.texts).toEqual(['first']);
  release.resolve();
  await turn;
  await room.settle();
  expect(room.planner.texts).toEqual(['first', 'second\n\nthird']);
  expect(room.planner.asked[1]?.history.map((line) => line.text)).toEqual(['first', 'first done']);
  expect(room.platform.working.at(-1)).toBeNull();
});

describe('a planner that takes long', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => vi.useRealTimers());

  /** A turn that is being thought about, and what ends it. */
  async function thinking() {
    const release = deferred();
    room.planner.will(async (input) => {
      input.onProgress?.('Looking at your workflows');
      await release.promise;
      return { kind: 'say', text: 'done' };
    });
    await room.send('take your time');
    const turn = room.engine.handleConversation(room.thread);
    await eventually(() => expect(room.planner.texts).toHaveLength(1));
    return { release, turn };
  }
  const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

  it('is shown to be at work again every twenty seconds, until it has answered', async () => {
    const { release, turn } = await thinking();
    await seconds(61);
    expect(room.platform.working).toEqual(['Working on it…', ...Array(4).fill('Looking at your workflows')]);
    release.resolve();
    await turn;
    const shown = room.platform.working.length;
    await seconds(60);
    expect(room.platform.working).toHaveLength(shown);
    expect(room.platform.working.at(-1)).toBeNull();
  });

  it('is stopped by the person it works for, and by nobody else; nothing comes of it', async () => {
    const { release, turn } = await thinking();
    await room.engine.inbox.stop?.(room.thread, OTIENO);
    await room.engine.inbox.stop?.(room.thread, STRANGER);
    await seconds(2);
    expect(room.platform.working.at(-1)).not.toBeNull();
    await room.another().inbox.stop?.(room.thread, WANJIRU);
    await seconds(2);
    await turn;
    release.resolve();
    await room.settle();
    expect(room.texts().at(-1)).toBe('I stopped. Nothing was set up or changed by that message.');
    expect(room.texts().join()).not.toContain('done');
    expect((await room.say('again'))?.text).toBe('You said: again');
  });
});

it('stops everything and takes taps while the planner is thinking', async () => {
  room.planner.will(proposal());
  await room.say('a report');
  await room.workflow('Another');
  const release = deferred();
  room.planner.will(async () => {
    await release.promise;
    return { kind: 'say', text: 'done thinking' };
  });
  await room.send('something long');
  const turn = room.engine.handleConversation(room.thread);
  await eventually(() => expect(room.planner.asked).toHaveLength(2));
  await room.send('Stop everything!');
  await eventually(() => expect(room.automation.count('stopEverything')).toBe(1));
  await room.engine.deliverOutbox(room.thread);
  await room.engine.idle();
  const card = room.platform.card(room.thread, 'Weekly report');
  const choice = card.card.choices?.[0];
  await room.platform.tap(
    room.thread,
    { id: 'wanjiru' },
    { messageId: card.id, choice: { name: choice?.name ?? '', value: choice?.value ?? '' } },
  );
  await eventually(() => expect(room.automation.count('approve')).toBe(1));
  release.resolve();
  await turn;
  await room.settle();
  expect(room.texts()).toContain('Stopped: 1 workflow paused. Nothing starts until you resume them one by one.');
  expect(room.texts()).toContain('done thinking');
});

it('hears what is said after a tap once the tap is done, also when it had to be tried again', async () => {
  room.planner.will(proposal());
  await room.say('a report');
  // What it uses was away for a moment: the tap is put off, and what is said then is about what it will have done.
  room.automation.faults.push({ method: 'approve', when: 'before', error: new Error('away') });
  await room.tap('Approve');
  await room.send('run it now');
  await room.engine.handleConversation(room.thread);
  expect(room.planner.texts).toEqual(['a report']);
  room.clock.advance(2_000);
  await eventually(() => expect(room.planner.texts).toEqual(['a report', 'run it now']));
  const workflow = await room.store.workflows.findOne({ workspace: EVERY_WORKSPACE }).lean();
  expect(workflow).not.toBeNull();
  expect(room.planner.asked[1]?.about).toBe(workflow?._id);
});

it('makes a change of what was approved while the planner was thinking about it', async () => {
  room.planner.will(proposal());
  await room.say('a report');
  const release = deferred();
  room.planner.will(async () => {
    await release.promise;
    return proposal('Weekly report');
  });
  await room.send('make it 10am');
  const turn = room.engine.handleConversation(room.thread);
  await eventually(() => expect(room.planner.asked).toHaveLength(2));
  await room.member();
  const card = room.platform.card(room.thread, 'Weekly report');
  const choice = card.card.choices?.[0];
  await room.platform.tap(
    room.thread,
    { id: 'wanjiru' },
    { messageId: card.id, choice: { name: choice?.name ?? '', value: choice?.value ?? '' } },
  );
  await eventually(() => expect(room.automation.count('approve')).toBe(1));
  await eventually(async () =>
    expect(await room.store.drafts.exists({ workspace: EVERY_WORKSPACE, status: 'confirmed' })).toBeTruthy(),
  );
  release.resolve();
  await turn;
  await room.settle();
  const drafts = await room.store.drafts.find({ workspace: EVERY_WORKSPACE }).sort({ createdAt: 1 }).lean();
  const workflow = await room.store.workflows.findOne({ workspace: EVERY_WORKSPACE }).lean();
  expect(drafts[1]).toMatchObject({ workflow: workflow?._id, baseVersion: 1 });
  expect(room.texts().join('\n')).toContain('became a change to it');
});

it('lets another process go on when a lease runs out, and the first one writes nothing more', async () => {
  const release = deferred();
  room.planner.will(async () => {
    await release.promise;
    return { kind: 'say', text: 'from the one that hung' };
  });
  await room.send('hello');
  const hung = room.engine.handleConversation(room.thread);
  await eventually(() => expect(room.planner.texts).toEqual(['hello']));
  room.clock.advance(60_000);
  const other = room.another();
  await other.handleConversation(room.thread);
  release.resolve();
  await hung;
  await room.settle();
  expect(room.texts()).toEqual(['You said: hello']);
});

it('goes on with what the planner said when a crash cuts a turn off, without asking it again', async () => {
  room.planner.will(proposal());
  room.automation.faults.push({ method: 'propose', when: 'after', error: new Error('killed') });
  await room.say('a report');
  room.clock.advance(60_000);
  await room.settle();
  expect(room.planner.asked).toHaveLength(1);
  const cards = room.platform.shown(room.thread).filter((one) => typeof one.content !== 'string');
  expect(cards).toHaveLength(1);
  const draft = await room.store.drafts.findOne({ workspace: EVERY_WORKSPACE, status: 'awaiting_confirmation' }).lean();
  expect((await room.say('yes'))?.draft).toBe(draft?._id);
});

it('keeps a turn together when it is tried again and more has come', async () => {
  room.planner.will(new Error('a hiccup'));
  await room.say('first');
  await room.send('second');
  room.clock.advance(60_000);
  await room.settle();
  expect(room.planner.texts).toEqual(['first', 'first', 'second']);
  expect(room.texts()).toEqual(['You said: first', 'You said: second']);
});

it('gives a message up after a few attempts, honestly, and goes on with the next', async () => {
  room.planner.will(...[1, 2, 3, 4, 5].map(() => new Error('broken')));
  const id = await room.send('poison');
  await room.send('stop everything');
  for (let round = 0; round < 6; round++) {
    await room.settle();
    room.clock.advance(60_000);
  }
  expect((await room.outcome(id))?.state).toBe('failed');
  expect(room.texts().join()).toContain('something of mine broke more than once');
  expect((await room.say('hello again'))?.text).toBe('You said: hello again');
});

it('says that the planner is down and goes on with the built-in one, for a while', async () => {
  room.planner.will(new PlannerUnavailable('overloaded'));
  const down = await room.say('a report');
  expect(down?.text).toContain('cannot reach the language model');
  await room.say('a report please');
  expect(room.fallback.texts).toEqual(['a report please']);
  room.clock.advance(11 * 60_000);
  await room.say('still there?');
  expect(room.planner.texts).toEqual(['a report', 'still there?']);
});

it('does not give one planner the notes of another', async () => {
  room.planner.will({ kind: 'say', text: 'noted', dialog: { '$secret.note': 1 } }, new PlannerUnavailable('down'));
  await room.say('one');
  await room.say('two');
  expect(room.planner.asked[1]?.dialog).toEqual({ '$secret.note': 1 });
  await room.say('three');
  expect(room.fallback.asked[0]?.dialog).toBeNull();
});

it('finds what a lost wake-up left behind', async () => {
  await room.send('hello');
  await room.engine.sweep();
  await room.engine.idle();
  expect(room.texts()).toEqual(['You said: hello']);
});

it("answers acts on an evaluation's workflows without carrying them out", async () => {
  const real = await room.workflow('Weekly report');
  room.planner.will((input) => ({
    kind: 'act',
    command: 'pause',
    workflow: { id: input.workflows[0]?.id ?? '', name: input.workflows[0]?.name ?? '' },
    needsConfirmation: false,
  }));
  const id = await room.send('pause the report', undefined, undefined, {
    overrides: { now: '2026-01-01T09:00:00Z', workflows: [{ name: 'Given report', status: 'active' }] },
  });
  await room.settle();
  expect((await room.outcome(id))?.outcome).toMatchObject({
    kind: 'act',
    act: { command: 'pause', workflow: 'Given report', needs_confirmation: false },
  });
  expect(room.planner.asked[0]?.now).toBe('2026-01-01T09:00:00.000Z');
  expect(room.automation.count('pause')).toBe(0);
  expect((await room.store.workflows.findOne({ _id: real._id, workspace: real.workspace }).lean())?.status).toBe(
    'active',
  );
});

it('carries commands out, and asks before deleting', async () => {
  const { _id: id, name } = await room.workflow('Weekly report');
  const act = (command: 'pause' | 'delete' | 'list' | 'run' | 'why') =>
    ({ kind: 'act', command, workflow: command === 'list' ? null : { id, name }, needsConfirmation: false }) as const;
  room.planner.will(act('pause'), act('list'), act('run'), act('why'), act('delete'), act('delete'));
  expect((await room.say('pause it'))?.act).toMatchObject({ command: 'pause', workflow: name });
  expect((await room.say('list'))?.text).toContain('Weekly report: paused');
  await room.say('run it');
  expect(room.automation.count('run')).toBe(1);
  expect((await room.say('why'))?.text).toContain('No run of “Weekly report” has failed');
  expect((await room.say('delete it'))?.act).toMatchObject({ command: 'delete', needs_confirmation: true });
  await room.say('no');
  expect(room.automation.count('remove')).toBe(0);
  await room.say('delete it');
  expect((await room.say('yes'))?.text).toContain('is deleted');
  expect(room.automation.count('remove')).toBe(1);
});

it('runs once when a crash comes between starting and telling', async () => {
  const { _id: id, name } = await room.workflow('Weekly report');
  room.planner.will({ kind: 'act', command: 'run', workflow: { id, name }, needsConfirmation: false });
  room.automation.faults.push({ method: 'run', when: 'after', error: new Error('killed') });
  await room.say('run it');
  room.clock.advance(60_000);
  await room.settle();
  expect(await room.store.executions.countDocuments({ workspace: EVERY_WORKSPACE })).toBe(1);
  expect(room.texts()).toEqual(['“Weekly report” is running.']);
});
