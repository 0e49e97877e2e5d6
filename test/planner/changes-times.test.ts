import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

const FRYERS = "post 'Check the fryers' to #kitchen every day at 11am";
const POST = 'send_message(#kitchen | Check the fryers)';

describe('one more time of the day', () => {
  it.each(['and again at 5pm', 'also at 5pm', 'and at 5pm as well', 'once more at 5pm', 'and at 5pm', 'add 5pm too'])(
    '%s',
    async (text) => expect(gist(await plainReplyTo(FRYERS, text))).toBe(`0 11,17 * * * > ${POST}`),
  );

  it('at another minute, with the days there are', async () => {
    const reply = await plainReplyTo(FRYERS.replace('day at 11am', 'monday at 11:30am'), 'also at 5pm please');
    expect(gist(reply)).toBe(`30 11 * * 1 + 0 17 * * 1 > ${POST}`);
  });

  it.each(['make it 5pm', 'at 5pm instead', 'and make it 5pm'])('in place of the one there is: %s', async (text) =>
    expect(gist(await plainReplyTo(FRYERS, text))).toBe(`0 17 * * * > ${POST}`),
  );

  it('of something else it is a start of its own, and asked about', async () =>
    expect((await plainReplyTo(FRYERS, "also post 'Bye' in #team at 5pm")).kind).toBe('ask'));
});

describe('a step that others hang on is not taken out from under them', () => {
  it.each([
    [
      'Our form calls a webhook with note. Have AI classify the note as urgent or normal; if it is urgent pay 500 KES to +254712345678',
      'drop the AI step',
    ],
    ['Every Monday at 9am read my Rates sheet and text +254712345678 "Hi" for each row', 'drop the sheet'],
  ])('%s', async (request, change) => {
    const before = await plainReplyTo(request);
    expect(before.kind).toBe('propose');
    expect((await plainReplyTo(request, change)).kind).toBe('ask');
  });
});
