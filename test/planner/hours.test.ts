import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** Hours as people write them in passing, and the half of the day said afterwards. It is Friday 20 November 2026. */
describe('an hour behind a day', () => {
  const CALL = 'remind me to call Otieno';
  it.each([
    [[`${CALL} next Friday 4`, 'pm'], '2026-11-27T16:00 > set_reminder(call Otieno)'],
    [[`${CALL} next Friday 4`, '4pm'], '2026-11-27T16:00 > set_reminder(call Otieno)'],
    [[`${CALL} tomorrow 10`], '2026-11-21T10:00 > set_reminder(call Otieno)'],
    [[`${CALL} next Friday`, '4', 'in the afternoon'], '2026-11-27T16:00 > set_reminder(call Otieno)'],
    [["every monday 9 post 'Hi' in #team"], '0 9 * * 1 > send_message(#team | Hi)'],
  ])('%s', async (said, becomes) => {
    expect(gist(await plainReplyTo(...said))).toBe(becomes);
  });

  it('is asked about where it may be morning or afternoon, and nothing else is', async () => {
    const reply = await plainReplyTo(`${CALL} next Friday 4`);
    expect(reply).toMatchObject({ kind: 'ask', options: ['4am', '4pm'] });
    expect(gist(await plainReplyTo('remind me next Friday 4 people come'))).toBe('ask time');
  });
});

describe('the other half of the day, said of a card', () => {
  it.each(['pm', 'actually pm', 'I meant in the evening', 'no, in the evening please'])('“%s”', async (said) => {
    expect(gist(await plainReplyTo('remind me to call Otieno tomorrow at 9', said))).toBe(
      '2026-11-21T21:00 > set_reminder(call Otieno)',
    );
    const weekly = await plainReplyTo("every monday at 8:30 post 'Hi' in #team", said);
    expect(gist(weekly)).toBe('30 20 * * 1 > send_message(#team | Hi)');
  });

  it('answers what was asked, in other words', async () => {
    expect(gist(await plainReplyTo('remind me to call Otieno tomorrow at 4', 'I meant pm'))).toBe(
      '2026-11-21T16:00 > set_reminder(call Otieno)',
    );
  });
});

it('takes no end of a name for a day left out', async () => {
  expect(gist(await plainReplyTo('remind me to call Otieno on Friday at 9:30'))).toBe(
    '2026-11-27T09:30 > set_reminder(call Otieno)',
  );
});

it.each([
  ["intasend payment, amount > kes 5000, post 'Big' in #cash", /trigger\.amount > 5000/],
  ["intasend payment with total > five thousand -> post 'Big' in #cash", /trigger\.amount > 5000/],
  ["payment in via intasend > post 'Big' in #cash", /> send_message\(#cash \| Big\)$/],
])('reads “>” as more than beside an amount, else as what follows: %s', async (said, becomes) => {
  expect(gist(await plainReplyTo(said))).toMatch(becomes);
});
