import { expect, it } from 'vitest';
import type { PlannerReply } from '../../src/planner/types.ts';
import { type Room, roomForEach } from './support.ts';

/** Words that are a request elsewhere are the answer while something is asked. */
let room: Room;
roomForEach(
  (one) => {
    room = one;
  },
  { catalogue: true },
);

const SUBJECT: PlannerReply = {
  kind: 'ask',
  text: 'What should the subject be?',
  missing: [{ name: 'subject', label: 'subject' }],
};

it.each([
  'Agenda',
  'Schedule for today',
  "What's next?",
  'What did you do yesterday?',
  'Drafts',
  'Accounts',
  'API key',
  'Progress',
  'Weekly report',
])('“%s” is the subject that was asked for', async (words) => {
  await room.workflow('Weekly report', { createdFromRoom: room.thread });
  room.planner.will(SUBJECT);
  await room.say('email Anna every Monday');
  await room.say(words);
  expect(room.planner.texts).toEqual(['email Anna every Monday', words]);
});

it.each([
  ['show me my reminders', /no reminders/],
  ['what runs were there today?', /nothing ran/],
  ['which accounts do I have?', /account/],
])('“%s” can mean nothing else, and the question stays open', async (words, answer) => {
  room.planner.will(SUBJECT);
  await room.say('email Anna every Monday');
  await room.say(words);
  expect(room.texts().at(-1)).toMatch(answer);
  await room.say('Agenda');
  expect(room.planner.texts).toEqual(['email Anna every Monday', 'Agenda']);
});
