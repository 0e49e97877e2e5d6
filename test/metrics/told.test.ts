import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWatch } from '../../src/alerts/watch.ts';
import { byHand } from '../api/definitions.ts';
import { type Caller, type House, openHouse } from '../support/house.ts';
import { executionRow } from './rows.ts';

let house: House;
let ann: Caller;

beforeAll(async () => {
  house = await openHouse();
  ann = await house.person('Ann');
});
afterAll(async () => {
  await house.close();
});

it('an alert stands in the thread of the workflow it is about, in its own words', async () => {
  const message = 'Every Monday at 9 email ann@example.com “Good morning”';
  const said = await ann.call<{ conversation_id: string }>('POST', '/api/workflows/chat/', { message });
  const thread = (await house.store.conversations.findOne({ workspace: ann.workspace }).lean())?._id ?? '';
  expect(said.status, JSON.stringify(said.body)).toBe(200);
  const draft = await ann.call<{ id: string; seal: string }>('POST', '/api/workflows/', {
    definition: byHand('Greeting'),
  });
  const path = `/api/workflows/drafts/${draft.body.id}/approve`;
  const approved = await ann.call<{ workflow: { id: string } }>('POST', path, { seal: draft.body.seal });
  const workflow = approved.body.workflow.id;
  await house.store.workflows.updateOne(
    { _id: workflow, workspace: ann.workspace },
    { $set: { createdFromRoom: thread } },
  );
  const owner = { workspace: ann.workspace, user: ann.user };
  const failed = Array.from({ length: 7 }, () => executionRow(owner, { workflow, status: 'failed', rendered: 1 }));
  await house.store.executions.insertMany(failed);

  const clock = { now: () => new Date() };
  const lease = { hold: async () => true, release: async () => {} };
  await createWatch({ store: house.store, clock, lease, id: 'test' }).look();
  const text =
    '⚠️ **7 runs of yours failed in the last 24 hours**, all of them “Greeting”. Say “why did Greeting fail” for the reason, or “pause Greeting”.';
  await expect
    .poll(async () =>
      (await house.store.messages.find({ workspace: ann.workspace, thread, from: 'bot' }).lean()).map(
        (line) => line.text,
      ),
    )
    .toContain(text);
});
