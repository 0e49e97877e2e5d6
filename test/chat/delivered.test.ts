import { expect, it } from 'vitest';
import { createPrompts, markDelivered } from '../../src/chat/prompts.ts';
import { systemClock } from '../../src/clock.ts';
import { openTestStore } from '../support/store.ts';

it('counts a card as read from when the platform showed it, not from when that was heard of', async () => {
  const { store, drop } = await openTestStore();
  const deps = { store, clock: systemClock };
  const prompts = createPrompts(deps);
  const place = { thread: 'slack:T1/D1/1700.0001', key: 'card' };
  const of = {
    workspace: 'w1',
    user: 'u1',
    kind: 'draft' as const,
    ref: 'd1',
    detail: { title: 'Report', choices: [] },
  };
  await prompts.open({ ...of, ...place });
  const shownAt = new Date(Date.now() - 30_000);
  await markDelivered(deps, 'w1', place, shownAt);
  const soonAfter = new Date(shownAt.getTime() + 1);
  expect((await prompts.lastDelivered('w1', place.thread, 'u1', soonAfter))?.ref).toBe('d1');
  const before = new Date(shownAt.getTime() - 1);
  expect(await prompts.lastDelivered('w1', place.thread, 'u1', before)).toBeNull();
  await drop();
});
