import { describe, expect, it } from 'vitest';
import { plainReplyTo, replyTo } from './talking.ts';

/** No question goes round in circles, and families of wordings that orders, fields and commands come in. */
describe('The built-in planner', () => {
  it('explains once what only the person can decide, then leaves it out', async () => {
    const request = "every monday at 9am post 'Standup' in #team unless the minister agrees";
    const [asked, told] = [await plainReplyTo(request), await plainReplyTo(request, 'you decide')];
    expect(told.kind).toBe('ask');
    expect(told.text).not.toBe(asked.text);
    expect((await plainReplyTo(request, 'you decide', 'leave it out')).kind).toBe('propose');
  });

  it('gives one answer to the question it fits', async () => {
    const request = "every monday at 9am email a@b.co saying 'Hi' in the blue frobnitz";
    const reply = await plainReplyTo(request, 'Weekly');
    expect(reply.text ?? '').not.toMatch(/subject/);
  });

  it('asks for the rest where only a part cannot be done', async () => {
    const request = "every monday at 9am post 'Hi' in #team and feed my cat";
    expect(await plainReplyTo(request)).toMatchObject({ kind: 'ask', text: expect.stringContaining('can’t') });
    expect((await plainReplyTo(request, 'yes, without it')).kind).toBe('propose');
  });

  it.each([
    ['whatsapp 0722 000 111 each Monday at 11 am: Please close the float', { message: 'Please close the float' }],
    ['sms +447700900123 in 90 minutes: Taxi is booked, be ready', { message: 'Taxi is booked, be ready' }],
    ['in 45 min ping #release on slack: Freeze starts', { message: 'Freeze starts' }],
  ])('takes what stands after the colon for what is said: %s', async (words, params) => {
    expect(await plainReplyTo(words)).toMatchObject({ definition: { steps: [{ params }] } });
  });

  it.each([
    ['orders arrive on a webhook with a `country` field. if country is KE post "Local" in #ops', 'trigger.country'],
    [
      'bookings come through a webhook with party_size. for groups of 8 or more post "Big" in #ops',
      'trigger.party_size',
    ],
    [
      'our CMS calls a webhook with `status` and `title`. Post "New" in #ops unless the status is draft',
      'trigger.status',
    ],
  ])('knows fields it was told of: %s', async (words, path) => {
    const reply = await plainReplyTo(words);
    expect(reply).toMatchObject({
      kind: 'propose',
      definition: { steps: [{ condition: expect.stringContaining(path) }] },
    });
  });

  it.each([
    ['Invoice on payment failed last night, what went wrong?', 'why'],
    ["delete Invoice on payment, we don't need it any more", 'delete'],
    ['we are closed next week so put invoice on payment on hold', 'pause'],
    ['you can resume the invoice on payment workflow now', 'resume'],
    ['what has Invoice on payment done lately?', 'history'],
  ])('reads a command in a sentence of its own: %s', async (words, command) => {
    expect(await replyTo(words)).toMatchObject({ kind: 'act', command, workflow: { name: 'Invoice on payment' } });
  });

  it.each(['hi! what kind of stuff could i automate with you?', 'how does a webhook trigger work here?'])(
    'tells what it is for: %s',
    async (words) => {
      expect((await plainReplyTo(words)).kind).toBe('say');
    },
  );
});
