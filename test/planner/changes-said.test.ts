import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** Changes of a card, as people say them. */
const FEED = "every day at 6am post 'Feed the chickens' in #farm";

describe('days taken out of a card', () => {
  it.each([
    'and give me sundays off',
    'sundays off please',
    'let me rest on sundays',
    "I don't want it on Sundays",
    'leave Sundays alone',
    'Sundays are off',
    'keep sundays free',
    'every day but Sunday',
    "we don't work sundays",
    'drop sundays',
    'not sundays though',
  ])('%s', async (change) => {
    expect(gist(await plainReplyTo(FEED, change))).toBe('0 6 * * 1-6 > send_message(#farm | Feed the chickens)');
  });

  it('are taken out of a request too', async () => {
    for (const said of ['every day but Sunday at 6am', 'at 6am every day, we rest on Sundays,'])
      expect(gist(await plainReplyTo(`${said} post 'Eggs' in #farm`))).toBe('0 6 * * 1-6 > send_message(#farm | Eggs)');
  });

  it('are not lost beside another change', async () => {
    expect(gist(await plainReplyTo(FEED, 'give me sundays off, post in #yard instead'))).toBe(
      '0 6 * * 1-6 > send_message(#yard | Feed the chickens)',
    );
  });

  it('give way to another day', async () => {
    expect(gist(await plainReplyTo(FEED, 'not on mondays, on tuesdays instead'))).toBe(
      '0 6 * * 2 > send_message(#farm | Feed the chickens)',
    );
  });
});

describe('another time', () => {
  it.each([
    "hmm that's late for them, 5:45",
    'bit late, 5:45 please',
    'no, 6 is too late. make it 5:45',
    '5:45 is better',
    'too late for the hens, make it a quarter to six',
  ])('%s', async (change) => {
    expect(gist(await plainReplyTo(FEED, change))).toBe('45 5 * * * > send_message(#farm | Feed the chickens)');
  });

  it('near a clock is asked about', async () => {
    expect(gist(await plainReplyTo(FEED, 'make it just before 6pm'))).toBe('ask unclear');
  });
});

describe('a yes before each', () => {
  it.each([
    "I'd like to say yes before each one leaves",
    'and let me say yes each time before it leaves',
    'let me okay each one before it goes out',
    'get my go-ahead before each payment',
    "I'd rather confirm each of them myself before they leave",
    'I want to give the nod before any of them go out',
  ])('%s', async (change) => {
    const reply = await plainReplyTo('each wednesday 3pm withdraw 7,000 to +254756676767', change);
    expect(reply.kind === 'propose' && reply.definition.policy).toEqual({ requires_user_confirmation: true });
  });
});

describe('a step that goes, and why', () => {
  it.each([
    'leave the email out after all, slack is enough',
    'no email after all',
    'on second thought drop the email, slack will do',
    'only slack, no email',
    "take the email out, we don't need it",
  ])('%s', async (change) => {
    const both = "Mondays at 8am post 'Hi' in #team and email ann@b.co 'Hi', subject News";
    expect(gist(await plainReplyTo(both, change))).toBe('0 8 * * 1 > send_message(#team | Hi)');
  });

  it('is none of both', async () => {
    const both = "Mondays at 8am post 'Hi' in #team and email ann@b.co 'Hi', subject News";
    expect(gist(await plainReplyTo(both, 'slack is enough'))).toBe('ask change');
  });
});
