import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** Hindi mixed with English, and slips of the finger, as chats have them; what is posted stays letter for letter. */
it.each([
  [
    "roz subah 9 baje slack pe #store channel mein 'Dukaan khol do' post karna",
    '0 9 * * * > send_message(#store | Dukaan khol do)',
  ],
  [
    "har somvar shaam 6 baje +919876501234 ko 'Stock check karo' whatsapp karo",
    '0 18 * * 1 > send_whatsapp(+919876501234 | Stock check karo)',
  ],
  [
    "har mahine ki 5 tareekh ko subah 10 baje +919876501234 ko sms bhejo 'Kiraya de do'",
    '0 10 5 * * > send_sms(+919876501234 | Kiraya de do)',
  ],
  ["har ghante #floor mein 'check the queue' post kar do", '0 * * * * > send_message(#floor | check the queue)'],
  ["kal subah 8 baje #team pe 'Meeting 10 baje' bhejo", '2026-11-21T08:00 > send_message(#team | Meeting 10 baje)'],
  [
    "evry 2 hrs mon-fri, first at 8am last at 6pm, pst 'anyone in the queue?' to #suport on slack",
    '0 8-18/2 * * 1-5 > send_message(#suport | anyone in the queue?)',
  ],
  [
    "every hour, first one at 7am and the last one at 7pm, post 'water' in #floor",
    '0 7-19 * * * > send_message(#floor | water)',
  ],
])('%s', async (request, expected) => expect(gist(await plainReplyTo(request))).toBe(expected));

it('leaves English with a word of it alone', async () =>
  expect(gist(await plainReplyTo('every day at 9am post “roz subah 9 baje” in #baje'))).toBe(
    '0 9 * * * > send_message(#baje | roz subah 9 baje)',
  ));

describe('what is said is letter for letter, with Hindi in it or not', () => {
  it.each(['that', 'saying', 'to say'])('%s', async (lead) => {
    const request = `Every Friday at 5pm text +254712345678 ${lead} Raat Rani ji kal main road pe hai, 9 baje`;
    expect(gist(await plainReplyTo(request))).toBe(
      '0 17 * * 5 > send_sms(+254712345678 | Raat Rani ji kal main road pe hai, 9 baje)',
    );
  });

  it('and a name is none of it', async () =>
    expect(gist(await plainReplyTo('Every Friday at 5pm text Roz on +254712345678 that the koi wait'))).toBe(
      '0 17 * * 5 > send_sms(+254712345678 | The koi wait)',
    ));

  it('while the order around it may be', async () =>
    expect(gist(await plainReplyTo('har somvar shaam 6 baje text +254712345678 that the shop is closed'))).toBe(
      '0 18 * * 1 > send_sms(+254712345678 | The shop is closed)',
    ));
});
