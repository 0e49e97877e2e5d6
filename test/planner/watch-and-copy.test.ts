import { describe, expect, it } from 'vitest';
import { callsOf, gist, replyTo } from './talking.ts';

/** Conditions that are the whole point, further recipients, and texts that are set letter for letter. */

describe('an address that is watched', () => {
  const DOWN = 'request(https://example.com) > send_sms(+254722000111 | Down) if {{ step_1.status == "failed" }}';
  it.each([
    ['text 0722000111 "Down" when my website https://example.com goes down', 'check it every 10 minutes'],
    ['if our shop (https://example.com) stops responding text 0722000111 "Down"', 'every 10 minutes'],
    ['every 10 minutes, if https://example.com is unreachable, text 0722000111 "Down"'],
    ['text 0722000111 "Down" as soon as https://example.com doesn’t answer, check every 10 minutes'],
    ['text 0722000111 "Down" when my website goes down', 'https://example.com', 'every 10 minutes'],
  ])('%j acts only where it failed', async (...messages) => {
    expect(gist(await replyTo(...messages))).toBe(`*/10 * * * * > ${DOWN}`);
  });

  it('has its failure suggested as the message', async () => {
    const reply = await replyTo(
      'send me a whatsapp at 0722 000 111 when my website https://example.com goes down',
      'check it every 10 minutes',
    );
    expect(reply.text).toContain('example.com does not answer');
  });

  it('what nobody can tell is said on the card, never dropped in silence', async () => {
    const reply = await replyTo('whatsapp 0722 000 111 "Rain" when it feels like rain', 'every day at 7am');
    expect(reply).toMatchObject({
      kind: 'propose',
      assumptions: expect.arrayContaining(['it runs every time, as I can’t tell “when it feels like rain”']),
    });
  });
});

describe('one more who gets it', () => {
  const first = ['every monday at 9am email ann@example.com "Hello"', 'Hi'] as const;
  const sent = async (...messages: string[]) => {
    const reply = await replyTo(...messages);
    if (reply.kind !== 'propose') throw new Error(reply.text);
    expect(reply.definition.steps).toHaveLength(1);
    return reply.definition.steps[0]?.params;
  };

  it.each([
    'and send a copy to bob@example.com',
    'send a copy of it to bob@example.com too',
    'and bob@example.com too',
    'also send it to bob@example.com',
    'add bob@example.com',
    'and email bob@example.com as well',
  ])('%s', async (text) => expect((await sent(...first, text))?.to).toBe('ann@example.com, bob@example.com'));

  it.each(['cc bob@example.com', 'add bob@example.com in cc', 'and cc bob@example.com please'])('%s', async (text) =>
    expect(await sent(...first, text)).toMatchObject({ to: 'ann@example.com', cc: 'bob@example.com' }),
  );

  it.each([
    'every monday at 9am email ann@example.com "Hello" and send a copy to bob@example.com',
    'every monday at 9am email ann@example.com "Hello", and cc bob@example.com',
  ])('in the request: %s', async (text) =>
    expect(await sent(text, 'Hi')).toMatchObject({ to: 'ann@example.com', cc: 'bob@example.com' }),
  );

  it('instead is still instead', async () =>
    expect((await sent(...first, 'send it to bob@example.com instead'))?.to).toBe('bob@example.com'));
});

describe('texts letter for letter', () => {
  const two = 'when I get a payment on intasend text 0722000111 "Kaching" and post "Kaching" in #sales';
  const texts = async (...messages: string[]) => {
    const reply = await replyTo(...messages);
    if (reply.kind !== 'propose') throw new Error(reply.text);
    return callsOf(reply.definition.steps).map((call) => call.replace(/^\w+\([^|]*\| |\)$/g, ''));
  };

  it.each([
    ['say "Yes! {{ amount }}" in both', 'Yes! {{ trigger.amount }}', 'Yes! {{ trigger.amount }}'],
    ['make both say "Yes"', 'Yes', 'Yes'],
    ['change the text of both to “Yes”', 'Yes', 'Yes'],
    ['change the text to "Yes" in the slack message', 'Kaching', 'Yes'],
    ['say "Yes" in step 1', 'Yes', 'Kaching'],
    ['say "Yes" everywhere', 'Yes', 'Yes'],
  ])('%s', async (text, one, other) => expect(await texts(two, text)).toEqual([one, other]));

  it.each([
    [
      'text 0722000111 "He said \\"pay now\\", she said \'no\'" every friday at 9am',
      'He said "pay now", she said \'no\'',
    ],
    ['text 0722000111 "He said "pay now" twice" every friday at 9am', 'He said "pay now" twice'],
    ['every friday at 9am text 0722000111 “He said "pay now" twice”', 'He said "pay now" twice'],
    ['text 0722000111 \'Say "cheese"\' every friday at 9am', 'Say "cheese"'],
  ])('%s', async (text, said) => expect(await texts(text)).toEqual([said]));

  it('fields in quotes are those of the event, and thanks are a subject', async () => {
    const reply = await replyTo(
      'when I get a payment on intasend email the client "Thanks for your payment, {{ name }}"',
      'Thank you',
    );
    expect(gist(reply)).toBe(
      'intasend.payment.confirmed > send_email({{ trigger.email }} | Thanks for your payment, {{ trigger.name }} | Thank you)',
    );
  });

  it('a quoted text after who is written to is the text', async () => {
    const reply = await replyTo(
      'when I get a payment on intasend then ask me before emailing the client "Thank you for your payment"',
      'Thanks',
    );
    expect(gist(reply)).toContain('approve(');
    expect(gist(reply)).toContain('Thank you for your payment | Thanks');
  });
});
