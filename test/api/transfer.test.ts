import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WorkflowRow } from '../../src/store/workflows.ts';
import { type Caller, type House, openHouse } from '../support/house.ts';

let house: House;
let ann: Caller;
const BEN = 'usr_ben_of_the_same_workspace';

beforeAll(async () => {
  house = await openHouse();
  ann = await house.person('Ann');
  const { workspace } = ann;
  await house.store.users.updateOne({ _id: ann.user, workspace }, { $set: { admin: true } });
  await house.store.users.create({
    _id: BEN,
    workspace,
    name: 'Ben',
    email: null,
    phone: null,
    timeZone: null,
    locale: null,
    admin: false,
    stoppedAt: null,
    createdAt: new Date(),
  });
});
afterAll(async () => {
  await house.close();
});

interface Answer {
  conversation_id: string;
  kind: string;
  response: string;
  missing?: { name: string }[];
  workflow_draft: { id: string; definition: { name: string } } | null;
}
async function say(message: string, conversation_id: string | null = null): Promise<Answer> {
  const body = { message, conversation_id, timezone: 'Africa/Nairobi' };
  const answer = await ann.call<Answer>('POST', '/api/workflows/chat/', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}
const row = async (name: string) =>
  (await house.store.workflows.findOne({ workspace: ann.workspace, name }).lean<WorkflowRow>()) as WorkflowRow;

it('gives a workflow to another person on a yes, with its times, paused where its accounts stay behind', async () => {
  let reply = await say('every monday at 9 email boss@example.com "All fine"');
  for (let round = 0; reply.kind === 'ask' && round < 5; round++) {
    const given = (reply.missing ?? []).map(({ name }) => `${name}: Weekly`).join('; ');
    reply = await say(given, reply.conversation_id);
  }
  await say('yes', reply.conversation_id);
  const name = reply.workflow_draft?.definition.name ?? '';
  expect((await row(name)).user).toBe(ann.user);

  const asked = await say(`transfer ${name} to Ben`, reply.conversation_id);
  expect(asked.response).toContain(`Transfer “${name}” from Ann to Ben?`);
  expect((await row(name)).user).toBe(ann.user);
  const done = await say('yes', reply.conversation_id);
  expect(done.response).toBe(`“${name}” is Ben's now.`);

  const after = await row(name);
  const triggers = await house.store.triggers.find({ workspace: ann.workspace, workflow: after._id }).lean();
  const version = await house.store.versions.findOne({ _id: `${after._id}:1`, workspace: ann.workspace }).lean();
  const accounts = await house.store.connections
    .find({ workspace: ann.workspace, _id: { $in: Object.values(version?.connections ?? {}) } })
    .lean();
  expect(after.user).toBe(BEN);
  expect(triggers.map((trigger) => trigger.user)).toEqual([BEN]);
  // Its e-mail account (here the sandbox) is Ann's and was not passed on.
  expect(accounts.map((one) => one.user)).toEqual([ann.user]);
  expect(after).toMatchObject({ status: 'paused', pausedReason: 'its accounts belong to its earlier owner' });
  expect((await ann.call('GET', `/api/workflows/${after._id}`)).status).toBe(403);
});
