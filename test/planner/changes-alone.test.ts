import { describe, expect, it } from 'vitest';
import { conversation, gist } from './talking.ts';

/** A change of one of several messages, and a change while the words of one are asked for. */
const TWO = 'every day at 6pm text 0712345678 "Hello" and post "Done" in #general';
const BOTH = 'send_sms(+254712345678 | Hello) > send_message(#general | Done)';
const talk = () => conversation({ workflows: [], check: () => [] });

describe('A time for one of two messages', () => {
  it.each(['the sms at 5pm', 'make the sms go out at 5pm', 'only post on Mondays', 'send the sms at 5pm instead'])(
    '“%s” moves neither',
    async (words) => {
      const room = talk();
      expect(await room.says(TWO, words)).toMatchObject({
        kind: 'ask',
        text: expect.stringContaining('at the same times'),
      });
      expect(gist(await room.says('make it Mondays'))).toBe(`0 18 * * 1 > ${BOTH}`);
    },
  );

  it.each(['make it 5pm', 'both at 5pm', 'make the messages go out at 5pm'])('“%s” moves both', async (words) => {
    expect(gist(await talk().says(TWO, words))).toBe(`0 17 * * * > ${BOTH}`);
  });

  it.each(['change the text to 5pm', 'drop the email, keep the sms'])('“%s” begins nothing new', async (words) => {
    const reply = await talk().says(TWO, words);
    expect(gist(reply)).toBe('ask change');
  });

  it('drops the one and keeps the other', async () => {
    const reply = await talk().says(TWO, 'drop the slack message, keep the sms');
    expect(gist(reply)).toBe('0 18 * * * > send_sms(+254712345678 | Hello)');
  });
});

describe('While the subject is asked for', () => {
  const ASKED = 'every Monday at 9am email bob@example.com saying "Hi Bob"';

  it.each([
    ['no, send it to ann@example.com', 'send_email(ann@example.com | Hi Bob | Numbers)'],
    ['change the message to "Hi"', 'send_email(bob@example.com | Hi | Numbers)'],
    ['ask me first', 'approve() > send_email(bob@example.com | Hi Bob | Numbers)'],
  ])('“%s” is a change', async (words, steps) => {
    const room = talk();
    expect(gist(await room.says(ASKED, words))).toBe('ask subject');
    expect(gist(await room.says('Numbers'))).toBe(`0 9 * * 1 > ${steps}`);
  });

  it('takes what is said of the subject itself', async () => {
    const reply = await talk().says(ASKED, 'set the subject to "Numbers"');
    expect(gist(reply)).toBe('0 9 * * 1 > send_email(bob@example.com | Hi Bob | Numbers)');
  });

  it('takes other words for it', async () => {
    const reply = await talk().says(ASKED, 'ask me anything');
    expect(gist(reply)).toBe('0 9 * * 1 > send_email(bob@example.com | Hi Bob | ask me anything)');
  });
});
