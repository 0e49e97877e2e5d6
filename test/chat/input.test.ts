import { expect, it } from 'vitest';

import { type Room, roomForEach } from './support.ts';

let room: Room;
roomForEach((one) => {
  room = one;
});

it.each([
  ['empty', '', /came without words/],
  ['only space', ' \n\t ', /came without words/],
  ['100 KB', 'x'.repeat(100_000), /100,000 characters; I can take 20,000/],
  ['binary', '\u0001\u0002\u0003\u0004\u0005\u0000\uFFFDPNG', /could not read/],
  ['only punctuation', '…', /could not read/],
])('answers a message that is %s, without a planner', async (_what, text, answer) => {
  const outcome = await room.say(text);
  expect(outcome?.text).toMatch(answer);
  expect(room.planner.asked).toEqual([]);
  expect((await room.say('and now?'))?.text).toBe('You said: and now?');
});

it.each([
  '🎉🎉',
  'כל יום שני בשעה תשע',
  '毎週月曜日に報告',
  '<script>alert(1)</script>',
  '{"__proto__":{"admin":true}}',
  'a\uD800b',
])('passes “%s” on as it is', async (text) => {
  await room.say(text);
  expect(room.planner.texts).toEqual([text.replace('\uD800', '\uFFFD')]);
  expect(({} as Record<string, unknown>).admin).toBeUndefined();
});

it('names files it cannot read', async () => {
  const id = await room.send('', undefined, undefined, {
    attachments: [{ name: 'list.csv', mediaType: 'text/csv', size: 3, ref: 'r' }],
  });
  await room.settle();
  expect((await room.outcome(id))?.outcome).toMatchObject({ text: expect.stringContaining('list.csv') });
});

it('splits a long answer over messages, in order and whole', async () => {
  const words = Array.from({ length: 2000 }, (_, index) => `word${index}`).join(' ');
  room.planner.will({ kind: 'say', text: words });
  await room.say('tell me a lot');
  expect(room.texts().length).toBeGreaterThan(2);
  expect(room.texts().join(' ')).toBe(words);
});

it('remembers the zone a message comes from', async () => {
  await room.send('hello', undefined, undefined, { timeZone: 'Africa/Nairobi' });
  await room.send('again', undefined, undefined, { timeZone: 'Not/AZone' });
  await room.settle();
  await room.say('and again');
  expect(room.planner.asked.map((input) => input.timeZone)).toEqual(
    ['Africa/Nairobi', 'Africa/Nairobi'].slice(0, room.planner.asked.length),
  );
});
