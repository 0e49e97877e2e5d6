import { describe, expect, it } from 'vitest';
import { conversation, plainReplyTo } from './talking.ts';

/** A question that no answer closes: it is asked in other words each time, names what did not fit, and shows a way on. */
const saidTo = async (...messages: string[]): Promise<string[]> => {
  const room = conversation({ workflows: [], check: () => [] });
  const texts: string[] = [];
  for (const message of messages) texts.push((await room.says(message)).text ?? '');
  return texts;
};

describe('the same words are not said a third time', () => {
  it.each([
    ['every day at 9am whatsapp my mechanic “call me”', "the mechanic's number"],
    ['every day at 9am whatsapp my mechanic “call me”', 'you decide'],
    ['every friday', 'you decide'],
    ['when a customer pays via intasend, email bob “hi” subject “hi”', 'bob'],
    ['every day at 9am text +254733123456 “hello”, whoever has a birthday, and email', 'as before'],
  ])('%s / %s', async (request, answer) => {
    const texts = await saidTo(request, answer, answer, answer, answer);
    for (const text of texts) expect(texts.filter((one) => one === text).length).toBeLessThan(3);
    expect(texts.slice(1).join('\n')).toMatch(/cancel|leave it out/);
  });
});

it('names the answer that did not fit, and says what would', async () => {
  const [, text] = await saidTo('every day at 9am whatsapp my mechanic “call me”', "the mechanic's number");
  expect(text).toMatch(/^I can’t use “the mechanic's number” for that\..*\+254712345678/s);
});

it('goes on with one thing where two answers led nowhere, and still takes it', async () => {
  const room = conversation({ workflows: [], check: () => [] });
  const request = 'every friday at 5 whatsapp my mechanic “call me”';
  const third = await room.says(request, 'his number', 'his number');
  expect(third.text).not.toMatch(/things first/);
  expect(third).toMatchObject({ missing: [{ name: 'phone' }] });
  expect((await room.says('0712345678', '5pm')).kind).toBe('propose');
});

describe('words that are plainly no service', () => {
  it.each([
    ['every monday at 9am post “Hi” in #team. Blue ones, square or round', 'Blue ones, square or round'],
    ['every monday at 9am post “Hi” in #team → show the drafts around →', 'show the drafts around'],
  ])('are asked about as words with no place: %s', async (request, words) => {
    const { text } = await plainReplyTo(request);
    expect(text).toContain(`“${words}”`);
    expect(text).not.toContain('I know no service');
  });

  it('but a deed no service does is refused as one', async () => {
    const { text } = await plainReplyTo('every monday at 9am post “Hi” in #team, then mow the lawn');
    expect(text).toContain('I can’t do “mow the lawn”: I know no service for that.');
  });

  it('nor is what names where it goes', async () => {
    const { text } = await plainReplyTo('fridays 1pm whatever the mood is lives in #year-5');
    expect(text).not.toContain('I know no service');
  });
});
