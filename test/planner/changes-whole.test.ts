import { describe, expect, it } from 'vitest';
import { conversation, gist } from './talking.ts';

/** What a change says is done whole, and what is only talked of changes nothing. */
const PAY = 'every Monday at 9am pay 0712345678 KES 1000';
const EMAIL = 'every Monday at 9am email bob@example.com with the subject "Hello" saying "Hi Bob"';
const talk = () => conversation({ workflows: [], check: () => [] });

describe('A day that is said with an amount', () => {
  it.each([
    ['make it 3k on Fridays', '0 9 * * 5', 3000],
    ['make it 1500 on Tuesdays', '0 9 * * 2', 1500],
    ['make it 1500 and on Fridays', '0 9 * * 5', 1500],
    ['make it 1500 every day', '0 9 * * *', 1500],
    ['make it 1500 on Mondays', '0 9 * * 1', 1500],
  ])('“%s”', async (words, cron, amount) => {
    const reply = await talk().says(PAY, words);
    expect(gist(reply)).toBe(`${cron} > withdraw(+254712345678 | ${amount})`);
  });

  it('is asked about where it goes nowhere', async () => {
    const reply = await talk().says('when a payment comes in, pay 0712345678 KES 1000', 'make it 3k on Fridays');
    expect(reply).toMatchObject({ kind: 'ask', text: expect.stringContaining('on Fridays') });
  });
});

describe('Talk about an amount changes nothing', () => {
  it.each([
    'I have 5000 now, is that enough?',
    'how much is it now, 2000?',
    'should it be 4000?',
    'make it up to 5000',
    'make it 500 more',
    'raise it by 500, it costs more',
    'add 500 to it, make it more',
  ])('“%s”', async (words) => {
    const reply = await talk().says(PAY, words);
    expect(reply.kind).not.toBe('propose');
    expect(reply.kind === 'ask' ? reply.missing.map((one) => one.name) : []).not.toContain('unclear');
  });

  it.each(['can you make it 5000?', 'increase it to 5000', 'it should be 5000', 'make it 5000 now'])(
    '“%s” does',
    async (words) => {
      expect(gist(await talk().says(PAY, words))).toBe('0 9 * * 1 > withdraw(+254712345678 | 5000)');
    },
  );
});

describe('What is named is what says it', () => {
  it.each([
    ['make the subject say "18:00"', '18:00 | Hi Bob'],
    ['make the email subject read "Z"', 'Z | Hi Bob'],
    ['make the subject say see you on Tuesday', 'see you on Tuesday | Hi Bob'],
    ['make the email say "Yo"', 'Hello | Yo'],
    ['make it say "18:00"', 'Hello | 18:00'],
  ])('“%s”', async (words, said) => {
    expect(gist(await talk().says(EMAIL, words))).toBe(`0 9 * * 1 > send_email(bob@example.com | ${said})`);
  });
});
