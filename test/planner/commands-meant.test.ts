import { describe, expect, it } from 'vitest';
import { conversation } from './talking.ts';

/** Commands in the words people use for them, and what is said to them that asks for nothing. */
const names = ['Rent chaser', 'Stock alert', 'Pay Otieno', 'Weekly report', 'Water reminder', 'Team lunch reminder'];
const workflows = names.map((name, at) => ({
  id: `wf_${at}`,
  name,
  status: name === 'Stock alert' ? ('paused' as const) : ('active' as const),
  version: 1,
  definition: null,
}));
const talk = () => conversation({ workflows });

async function deed(words: string): Promise<string> {
  const reply = await talk().says(words);
  return reply.kind === 'act' ? `${reply.command} ${reply.workflow?.name ?? ''}` : reply.kind;
}

it.each([
  ['how did rent chaser do the last few times it ran?', 'history Rent chaser'],
  ['how has rent chaser been doing lately?', 'history Rent chaser'],
  ['any problems with rent chaser lately?', 'history Rent chaser'],
  ['stop paying Otieno', 'pause Pay Otieno'],
  ["don't pay Otieno any more", 'pause Pay Otieno'],
  ["don't send the weekly report", 'pause Weekly report'],
  ['restore stock alert', 'resume Stock alert'],
  ["don't pause the weekly report", 'say'],
  ["don't send the weekly report to Ann", 'say'],
])('“%s”', async (words, done) => {
  expect(await deed(words)).toBe(done);
});

it.each(['pause all reminders', 'stop both reminders please'])('“%s” is taken one after another', async (words) => {
  expect(await talk().says(words)).toMatchObject({
    kind: 'say',
    text: expect.stringMatching(/“pause Water reminder”.*“pause Team lunch reminder”/),
  });
});

describe('A run of later is never one of now', () => {
  it.each([
    'run rent chaser this evening',
    'run rent chaser tonight',
    'run rent chaser this afternoon',
    'run rent chaser by the end of the day',
    'run rent chaser at 6 this evening',
  ])('“%s”', async (words) => {
    expect((await talk().says(words)).kind).not.toBe('act');
  });
});

describe('Thanks in many words', () => {
  it.each([
    'Thank you so much my dear, you have been a great help. Have a blessed evening!',
    'thanks a lot dear, God bless you',
    'asante sana, ubarikiwe',
    "thanks so much! you're a life saver 🙏",
    'cheers mate, legend',
    'thanks for everything you have done for us this week, we really appreciate it',
  ])('“%s”', async (words) => {
    expect(await talk().says(words)).toMatchObject({ kind: 'say', text: expect.stringContaining('welcome') });
  });
});
