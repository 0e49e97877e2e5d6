import { describe, expect, it } from 'vitest';
import { asideIn } from '../../src/planner/builtin/aside.ts';
import { plainReplyTo, planned } from './talking.ts';

const ASKING = 'every friday at 4pm remind the team in #general to submit timesheets';
const ZONE = 'Africa/Nairobi';

it.each([
  'who will get this?',
  'and who gets it?',
  'is it free?',
  'What does it cost?',
  'how much?',
  'can I change it later?',
  'what do you mean?',
  'why do you ask?',
  'what would you suggest?',
  'are you a robot?',
  'hold on',
  'hi',
  'what happens then?',
])('answers “%s” beside the point and asks again', async (aside) => {
  const asked = await plainReplyTo(ASKING);
  const reply = await plainReplyTo(ASKING, aside);
  expect(reply.kind).toBe('ask');
  expect(reply.text).toMatch(/^.+\n\n/);
  expect(reply.text?.replace(/^.+\n\n/, '')).toBe(asked.text);
  const [step] = await planned(ASKING, aside, 'Timesheets please');
  expect(step?.[0]).toBe('slack.send_message');
});

it.each([
  'How was your stay?',
  'Who will be attending?',
  'Did you like it?',
  'Can you confirm your booking?',
  '"Is it free?"',
  'message: what does it cost?',
  'Thanks for staying with us',
  'Wait for us at the gate',
])('takes “%s” as words to send', (words) => {
  expect(asideIn(words, [], ZONE)).toBeNull();
});

it('never makes a yes the words of a message', async () => {
  const noIdea = await plainReplyTo('when I get a payment text them', 'yes');
  expect(JSON.stringify(noIdea)).not.toMatch(/"(?:message|text|body)":"yes"/i);
  const agreed = await plainReplyTo(ASKING, 'ok create it');
  expect(agreed.kind).toBe('propose');
  expect(JSON.stringify(agreed)).not.toContain('create it');
});

it('reads labels within one line, and fields in double braces', async () => {
  const reply = await plainReplyTo(
    'when someone pays me via IntaSend, thank them by email',
    'Subject: Thanks! Body: We got your payment of {{ amount }}.',
  );
  expect(reply).toMatchObject({
    kind: 'propose',
    definition: { steps: [{ params: { subject: 'Thanks!', body: 'We got your payment of {{ trigger.amount }}.' } }] },
  });
});

it('answers while a card waits, and leaves the card as it is', async () => {
  const card = 'every friday at 4pm post "Timesheets" in #general';
  expect(await plainReplyTo(card, 'is it free?')).toMatchObject({
    kind: 'say',
    text: expect.stringMatching(/Approve/),
  });
  expect(await plainReplyTo(card, 'who will get this?')).toMatchObject({ kind: 'say' });
});

describe('A change said while something is asked', () => {
  const card = 'every friday at 4 post a reminder in #general';

  it.each(['can you also do it on thursday?', 'and also on thursdays please', 'add thursday too'])(
    '“%s” becomes no words of the message, and leaves open which time was meant',
    async (change) => {
      const reply = await plainReplyTo(card, change);
      expect(reply.kind).toBe('ask');
      expect(reply.text).toMatch(/4 in the morning or 4 in the afternoon/);
      const done = await plainReplyTo(card, change, 'pm', 'Timesheets, please');
      expect(done).toMatchObject({
        kind: 'propose',
        definition: {
          triggers: [{ schedule_cron: '0 16 * * 4,5' }],
          steps: [{ params: { message: 'Timesheets, please' } }],
        },
      });
    },
  );

  it('swaps what carries the message', async () => {
    const reply = await plainReplyTo('send an sms to my client', '+254722000111', 'hmm wait, use email instead');
    expect(reply).toMatchObject({ kind: 'ask', text: expect.stringMatching(/address should the email go to/) });
  });

  it('takes back what was just added', async () => {
    const [step, ...more] = await planned(
      'every friday at 4pm post "Timesheets" in #general',
      'and email hr@acme.co as well',
      'no not the email',
    );
    expect(step?.[0]).toBe('slack.send_message');
    expect(more).toEqual([]);
  });
});

it('forgets that it starts only by hand once it starts at a time', async () => {
  const reply = await plainReplyTo('invoice Acme 20000 for design, due in 14 days', 'every month on the 1st at 9am');
  expect(reply.kind === 'propose' && reply.assumptions).not.toContain('it starts only when you ask');
});

describe('a goodbye', () => {
  it.each([
    "thanks a lot, you've been really helpful today 🙏 bye!",
    'cheers mate, see you tomorrow',
    'thank you, you have been very kind. goodbye',
    'ok thanks, talk later!',
    'asante sana, kwaheri',
    'thanks for everything, have a nice weekend!',
    'brilliant, thanks very much, speak soon',
    'that was really helpful, thanks',
    'great, thanks a million, catch you later',
    "thanks, you've been a great help, good night",
    'thanks for all your help and have a lovely evening',
    "perfect. thank you! that's all for today. bye bye",
    'right, thanks again and see you on monday',
  ])('is one in many words: %s', async (text) => {
    expect(await plainReplyTo(text)).toMatchObject({ kind: 'say', text: expect.stringContaining('You are welcome') });
  });

  it.each([
    "thanks but text +254700111222 'bye' every day at 9",
    'thanks, when someone pays email me',
    "bye, see you on monday at 9 post 'x' in #shop",
    'thanks, pause the report',
    'thanks. delete it',
    'thank you, you have been paid',
  ])('is none where something else is said: %s', async (text) => {
    expect((await plainReplyTo(text)).text ?? '').not.toContain('You are welcome');
  });

  it('leaves the card as it is', async () => {
    const reply = await plainReplyTo("every monday at 9am post 'x' in #shop", "thanks, you've been helpful, bye!");
    expect(reply).toMatchObject({ kind: 'say', text: expect.stringMatching(/welcome.*Approve/) });
  });
});
