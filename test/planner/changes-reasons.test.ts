import { describe, expect, it } from 'vitest';
import { conversation, gist } from './talking.ts';

/** What people say around a change: why they want it, what they think aloud. It neither changes anything nor stands in the way. */
const talk = () => conversation({ workflows: [], check: () => [] });
const BOTH = "when someone books on Calendly post 'New' in #leads and WhatsApp +447700900123 'New'";
const PAY = 'every Friday at 3pm send 2,000 KES to +254799123123';
const VAT =
  "on 1 January, 1 April, 1 July and 1 October at 8am email p@example.com with subject VAT and text 'The pack is due.'";
const DAILY = "every day at 6pm email ada@example.com 'Orders' with subject Orders";

describe('A step goes, with its reason or without', () => {
  it.each([
    'hmm, leave the whatsapp out',
    "drop the whatsapp, she's always on slack anyway",
    "oh, no whatsapp please, he doesn't have it",
    'you can drop the whatsapp. They all moved to Slack last month.',
    'skip whatsapp, it costs too much',
    'no need for the whatsapp because we already call them',
  ])('“%s”', async (words) => {
    expect(gist(await talk().says(BOTH, words))).toBe('calendly.meeting.scheduled > send_message(#leads | New)');
  });
});

describe('An amount changes, with its reason or without', () => {
  it.each(['he got a raise, make it 2,500', 'rent has gone up, make it 2,500', 'make it 2,500, he works longer now'])(
    '“%s”',
    async (words) => {
      expect(gist(await talk().says(PAY, words))).toBe('0 15 * * 5 > withdraw(+254799123123 | 2500)');
    },
  );
});

describe('What tells more than a reason is asked about', () => {
  it.each([
    [PAY, 'make it 2,500, she wants it on Thursdays', 'thursdays'],
    [PAY, 'make it 2,500, we split the rest', 'split'],
    [BOTH, 'drop the whatsapp, they get an sms', ''],
  ])('“%s”, “%s”', async (request, words, asked) => {
    const reply = await talk().says(request, words);
    expect(reply).toMatchObject({ kind: 'ask', text: expect.stringMatching(new RegExp(asked, 'i')) });
  });
});

describe('Months of a schedule', () => {
  it.each([
    ['Please drop July, we do that one by hand.', '1,4,10'],
    ['skip October', '1,4,7'],
    ['not in July', '1,4,10'],
    ['leave out January and July', '4,10'],
    ['take July out', '1,4,10'],
    ['December too', '1,4,7,10,12'],
  ])('“%s”', async (words, months) => {
    const reply = await talk().says(VAT, words);
    expect(gist(reply)).toBe(`0 8 1 ${months} * > send_email(p@example.com | VAT | The pack is due.)`);
  });
});

describe('By hand from now on', () => {
  it.each([
    "no schedule please, i'll start it myself when i need it",
    "take the schedule off, I'll press the button when I want it",
    "don't run it daily, I will run it by hand",
    'just give me a button instead',
    'no timing, only when I ask',
  ])('“%s”', async (words) => {
    expect(gist(await talk().says(DAILY, words))).toBe('manual > send_email(ada@example.com | Orders | Orders)');
  });

  it('is not what “I’ll send it myself” says for sure', async () => {
    expect((await talk().says(DAILY, "I'll send it myself")).kind).not.toBe('propose');
  });
});
