import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { ownerHere } from '../../src/chat/owner.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import { eventually } from '../support/eventually.ts';
import { openTestStore } from '../support/store.ts';
import { emptyRoom, proposal, type Room } from './support.ts';

let test: Awaited<ReturnType<typeof openTestStore>>;
let room: Room;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.drop());
beforeEach(async () => {
  room = await emptyRoom(test.store);
});
afterEach(() => room.close());

const EVERY = { workspace: EVERY_WORKSPACE };
const [place = '', , mark = ''] = ownerHere().split('|');
/** As a process of this machine that was killed left its name. */
const dead = () => `${place}|${spawnSync(process.execPath, ['-e', '']).pid}|${mark}`;

/** Puts a conversation into somebody's hands, for as long as anybody may have it. */
async function hold(owner: string): Promise<void> {
  const lease = { owner, until: new Date(room.clock.now().getTime() + 3_600_000), fence: 1 };
  await room.store.conversations.updateOne({ ...EVERY, _id: room.thread }, { $set: { lease, outLease: lease } });
}

it('goes on at once with what a killed process of this machine was answering', async () => {
  await room.say('hello');
  await hold(dead());
  await room.say('anybody there?');
  expect(room.texts()).toEqual(['You said: hello']);
  room.another().start();
  await eventually(() => expect(room.texts()).toEqual(['You said: hello', 'You said: anybody there?']));
});

it('leaves what is in the hands of anybody who may be there', async () => {
  await room.say('hello');
  for (const owner of [`${place}|${process.ppid}|${mark}`, `another-host|1|${mark}`, 'lease_of_old']) {
    await hold(owner);
    const other = room.another();
    other.start();
    await other.stop();
    const row = await room.store.conversations.findOne({ ...EVERY, _id: room.thread }).lean();
    expect([row?.lease?.owner, row?.outLease?.owner]).toEqual([owner, owner]);
  }
});

it('carries out at once a tap that a killed process had begun with, and once', async () => {
  room.planner.will(proposal());
  await room.say('a report');
  room.automation.faults.push({ method: 'approve', when: 'before', error: new Error('killed') });
  await room.tap('Approve');
  // As the row stands while somebody works on it.
  const dueAt = new Date(room.clock.now().getTime() + 3_600_000);
  await room.store.inbox.updateOne({ ...EVERY, kind: 'action' }, { $set: { dueAt, holder: dead() } });
  room.another().start();
  await eventually(async () =>
    expect(await room.store.workflows.countDocuments({ ...EVERY, status: 'active' })).toBe(1),
  );
  await eventually(async () => expect(await room.store.inbox.countDocuments({ ...EVERY, state: 'new' })).toBe(0));
  expect(await room.store.workflows.countDocuments(EVERY)).toBe(1);
});
