import { expect, it } from 'vitest';
import { proposal, type Room, roomForEach, STRANGER, WANJIRU } from './support.ts';

let room: Room;
roomForEach((one) => {
  room = one;
});

it('shows nobody anything, an empty state, then what waits and each workflow with what can be done', async () => {
  const page = room.open();
  const overview = (who = WANJIRU) => room.engine.inbox.overview(who, page);
  expect(JSON.stringify(await overview(STRANGER))).not.toContain('choices');
  expect((await overview()).map((card) => card.title)).toEqual(['Your workflows']);

  room.planner.will(proposal('Weekly report'));
  await room.say('a weekly report, please');
  const [waits, mine] = await overview();
  expect(waits).toMatchObject({ title: 'One thing waits for you', body: [{ kind: 'link', text: 'Weekly report' }] });
  expect(mine?.title).toBe('Your workflows');
  await room.tap('Approve');
  const [card, ...others] = await overview();
  expect(others).toEqual([]);
  expect(card?.title).toBe('Weekly report');
  expect(card?.choices?.map((choice) => choice.name)).toContain('workflow.pause');
  const pause = card?.choices?.find((choice) => choice.name === 'workflow.pause');
  await room.platform.tap(page, WANJIRU, {
    messageId: 'page',
    choice: { name: pause?.name ?? '', value: pause?.value ?? '' },
    sentAt: room.clock.now().toISOString(),
  });
  await room.settle(page);
  expect(room.automation.count('pause')).toBe(1);
});
