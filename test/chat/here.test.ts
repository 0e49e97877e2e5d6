import { expect, it } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { createBuiltinPlanner } from '../../src/planner/builtin/planner.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import { definition, proposal, type Room, roomForEach, WANJIRU } from './support.ts';

/** What is said in a thread is about what stands there: the card, the second request, the workflow made there. */
let room: Room;
roomForEach(
  (one) => {
    room = one;
  },
  { catalogue: true },
);
const builtin = createBuiltinPlanner({ catalogue: createCatalogue() });

/** Says something to the planner without a model. */
const says = (text: string) => {
  room.planner.will(builtin);
  return room.say(text);
};
const runs = () => room.automation.count('run');

it('says of a workflow of another thread that is not wholly named what it sends, and runs it on a yes', async () => {
  await room.workflow('Birthday party', { createdFromRoom: 'memory:elsewhere' });
  const asked = await says('run the party now');
  expect(asked).toMatchObject({ kind: 'act', act: { command: 'run', needs_confirmation: true } });
  expect(asked?.text).toMatch(/^Run “Birthday party” now\?[\s\S]*Email amina@example\.com/);
  expect(runs()).toBe(0);
  await room.say('yes');
  expect(runs()).toBe(1);
});

it('runs one of this thread at once, and one of another that is wholly named or reaches nobody', async () => {
  await room.workflow('Garden party', { createdFromRoom: room.thread });
  expect((await says('run the party now'))?.text).toBe('“Garden party” is running.');
  await room.workflow('Birthday', { createdFromRoom: 'memory:elsewhere' });
  expect((await says('run birthday now'))?.text).toBe('“Birthday” is running.');
  const steps = [{ id: 'step_1', service: 'reminder', action: 'set_reminder', params: { message: 'Drink' } }];
  await room.workflow('Water', { createdFromRoom: 'memory:elsewhere', definition: definition('Water', { steps }) });
  expect((await says('run water now'))?.text).toBe('“Water” is running.');
});

it('never runs a workflow of another thread for “run it now” under a card', async () => {
  await room.workflow('Party', { createdFromRoom: 'memory:elsewhere' });
  room.planner.will(proposal('Payout'));
  await room.say('pay Otieno on Fridays');
  expect((await says('run it now'))?.text).toMatch(/^It isn’t approved yet: “Payout”/);
  expect(runs()).toBe(0);
});

it('approves on a yes that comes after a sentence it did not understand, as long as the card stands as it was', async () => {
  for (const words of ['yes, create it!', 'ok', 'Great, looks good.']) {
    room.planner.will(proposal(`Report for ${words.length}`));
    await room.say('a weekly report, please');
    expect((await says('glorble the wumpus'))?.text).toMatch(/^I can’t tell what to change/);
    expect((await room.say(words))?.text).toContain('is on.');
  }
  expect(room.automation.count('approve')).toBe(3);
});

it('keeps the second of two requests through the approval of the first and a restart', async () => {
  const both =
    'Every weekday at 8 email team@example.com with the subject "Morning" saying "Good morning" and also every Sunday at 20:00 remind me to plan the week';
  await says(both);
  const approved = await room.say('yes');
  expect(approved?.text).toContain(
    'You asked for one more: “every Sunday at 20:00 remind me to plan the week”. Say “next”',
  );
  const again = room.another();
  room.platform.inbox = again.inbox;
  room.planner.will(builtin);
  await room.send('next');
  await again.handleConversation(room.thread);
  const drafts = await room.store.drafts.find({ workspace: EVERY_WORKSPACE, status: 'awaiting_confirmation' }).lean();
  expect(drafts.map((one) => one.definition?.triggers[0])).toMatchObject([{ schedule_cron: '0 20 * * 0' }]);
  expect((await says('next'))?.text).toContain('There is nothing else waiting');
});

it('says what a change of an open card changes', async () => {
  await says('every monday at 9 email ann@example.com with the subject "Hello" saying "Hello Ann"');
  const changed = await says('make it Tuesdays at 10');
  expect(changed?.text).toMatch(/^Starts every ~~Monday at 09:00~~ \*\*Tuesday at 10:00\*\*\.\nNothing else changes\./);
});

it('keeps the second of two requests where the first is dropped', async () => {
  await says(
    'Every weekday at 8 email team@example.com with the subject "Morning" saying "Good morning" and also every Sunday at 20:00 remind me to plan the week',
  );
  await room.tap('Cancel', WANJIRU);
  expect(await says('next')).toMatchObject({ kind: 'propose' });
});

it('says that a question is dropped where nothing but a question was open', async () => {
  await says('every monday at 9 email ann@example.com saying "Hello Ann"');
  expect((await says('never mind'))?.text).toBe('Dropped. Nothing was set up.');
  expect((await says('Weekly hello'))?.kind).not.toBe('propose');
});
