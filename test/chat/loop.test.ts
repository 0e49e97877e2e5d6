import { expect, it } from 'vitest';
import { proposal, type Room, roomForEach } from './support.ts';

let room: Room;
roomForEach((one) => {
  room = one;
});

it('goes from words to an approved workflow', async () => {
  room.planner.will(
    { kind: 'ask', text: 'What should the subject be?', missing: [{ name: 'subject', label: 'the subject' }] },
    proposal(),
  );
  const asked = await room.say('every Monday at 9 email me the open invoices');
  expect(asked).toMatchObject({ kind: 'ask', text: 'What should the subject be?', missing: [{ name: 'subject' }] });
  const proposed = await room.say('Open invoices');
  expect(proposed).toMatchObject({ kind: 'propose' });
  expect(room.planner.asked[1]?.history.map((line) => line.text)).toEqual([
    'every Monday at 9 email me the open invoices',
    'What should the subject be?',
  ]);
  const approved = await room.say('Yes, create it!');
  expect(approved?.text).toContain('“Weekly report” is on.');
  expect(room.automation.count('approve')).toBe(1);
  const card = room.card('Weekly report');
  expect(card.choices).toBeUndefined();
  expect(card.footer).toBe('✅ Approved by Wanjiru, Friday 20 November, 07:42');
  expect(room.texts().join('\n')).toContain('https://nod.example/once/abc');
});
