import { afterEach, expect, test } from 'vitest';
import { openSlack, type SlackWorld } from './world.ts';

let world: SlackWorld;
afterEach(() => world.close());

test('What is written in a direct message arrives with its thread, and is answered there', async () => {
  world = await openSlack();
  expect(world.adapter.health()).toEqual({ ok: true, detail: 'connected' });
  const said = await world.slack.say('U1', 'dm', 'every Monday at 9 &lt; later');
  expect(world.messages).toMatchObject([
    { text: 'every Monday at 9 < later', author: { id: 'T1/U1' }, thread: `slack:T1/${said.channel}/${said.ts}` },
  ]);
  const [message] = world.messages;
  if (!message) throw new Error('nothing arrived');
  await world.adapter.post(message.thread, 'I can do that.', 'k1');
  const shown = world.slack.messages(said.channel, said.ts);
  expect(shown.map((one) => world.slack.text(one))).toEqual([
    expect.stringContaining('every Monday'),
    'I can do that.',
  ]);
});
