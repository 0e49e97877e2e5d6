import { describe, expect, it } from 'vitest';
import { plainReplyTo, whole } from './talking.ts';

/** People from elsewhere, people who dictate, people who write in keywords: the same requests. */
const VOICES: [string, string, string][] = [
  [
    'India: the needful, share the message',
    'Kindly do the needful: every Friday 4:30 pm share the message "Claims please" on Slack #hr',
    '30 16 * * 5 > send_message(#hr | Claims please)',
  ],
  [
    'India: revert to, once he pays',
    'Please revert to the client by email once he makes the payment via IntaSend, with subject Received and body We got it',
    'intasend.payment.confirmed > send_email(Received | We got it | {{ trigger.email }})',
  ],
  [
    'India: regarding, telling that',
    'Every Monday 9 am send mail to hr@acme.in regarding attendance, body Please fill the sheet',
    '0 9 * * 1 > send_email(hr@acme.in | attendance | Please fill the sheet)',
  ],
  [
    'India: lakhs',
    "Once payment of more than 2 lakh is received in stripe intimate #finance 'Big one'",
    'stripe.payment_intent.succeeded > send_message(#finance | Big one) if {{ trigger.amount > 200000 }}',
  ],
  [
    'Nigeria: make you, ask me o',
    'Oga make you dey pay my tailor 4k every Saturday by 10am on +2348031234567 but make you ask me first o',
    '0 10 * * 6 > requires_user_confirmation true > withdraw(+2348031234567 | 4000)',
  ],
  [
    'Nigeria: money drops, say',
    'if money drop for stripe, tell #cash say e don enter',
    'stripe.payment_intent.succeeded > send_message(#cash | e don enter)',
  ],
  [
    'Kenya: tuma … kwa',
    'boss kila ijumaa at 5pm tuma 3k kwa mama mboga +254722111222, ask me first',
    '0 17 * * 5 > requires_user_confirmation true > withdraw(+254722111222 | 3000)',
  ],
  [
    'Kenya: unikumbushe',
    'nataka kila siku saa mbili usiku unikumbushe kufunga mlango',
    '0 20 * * * > set_reminder(kufunga mlango)',
  ],
  [
    'German: an email goes',
    'I would like that always on Fridays at 3pm a whatsapp to +4915112345678 goes, text Feierabend',
    '0 15 * * 5 > send_whatsapp(+4915112345678 | Feierabend)',
  ],
  [
    'French: her number is',
    'Each week on Monday at 9h I want to send to Marc an sms, his number is +33612345678, the text is "Bonjour"',
    '0 9 * * 1 > send_sms(+33612345678 | Bonjour)',
  ],
  [
    'Spanish: to the 9 of the morning, what says',
    'All the days to the 9 of the morning send a WhatsApp to +34600111222 what says "Listo"',
    '0 9 * * * > send_whatsapp(+34600111222 | Listo)',
  ],
  [
    'Spanish: bigger of',
    'If the payment of stripe is more of 900 put "grande" in #ventas',
    'stripe.payment_intent.succeeded > send_message(#ventas | grande) if {{ trigger.amount > 900 }}',
  ],
  [
    'bullets',
    '* fridays 4pm\n* slack #tills\n* "Close the tills"',
    '0 16 * * 5 > send_message(#tills | Close the tills)',
  ],
  [
    'keys',
    'when: calendly booking\ndo: slack #leads\ntext: "A lead"',
    'calendly.meeting.scheduled > send_message(#leads | A lead)',
  ],
  [
    'numbers in a line',
    '1) calendly booking 2) row in sheet Leads with name and email 3) slack #leads "new"',
    'calendly.meeting.scheduled > append_row(Leads | ["{{ trigger.name }}","{{ trigger.email }}"]) > send_message(#leads | new)',
  ],
  [
    'greater-than signs as arrows',
    'daily 6pm > get weather for Kisumu > whatsapp +254722111222',
    '0 18 * * * > forecast(Kisumu) > send_whatsapp(+254722111222 | {{ step_1.text }})',
  ],
  [
    'dictated: a number in words, taken back',
    'okay so um every saturday at nine thirty am text plus two five four seven double two one one one two double two saying bread no wait saying milk',
    '30 9 * * 6 > send_sms(+254722111222 | milk)',
  ],
  [
    'dictated: the channel by name',
    'so every weekday at nine fifteen in the morning post "hi" in the random channel on slack',
    '15 9 * * 1-5 > send_message(#random | hi)',
  ],
  [
    'dictated: money',
    'every first of the month at nine am pay two thousand shillings to zero seven two two one one one two two two',
    '0 9 1 * * > withdraw(+254722111222 | 2000)',
  ],
  [
    'capitals',
    'WITHDRAW 5000 KES TO +254722111222 EVERY MONDAY 8AM. MAX 5000 PER DAY. ASK ME FIRST.',
    '0 8 * * 1 > daily_spend_limit 5000 > requires_user_confirmation true > withdraw(+254722111222 | 5000)',
  ],
];

describe('requests in other voices', () => {
  it.each(VOICES)('%s', async (_what, words, expected) => {
    expect(whole(await plainReplyTo(words))).toBe(expected);
  });

  it('reads an address that is spelled out', async () => {
    const words = 'email mary at shop dot co dot ke every friday at 5pm saying stock list please, subject Stock';
    expect(whole(await plainReplyTo(words))).toBe(
      '0 17 * * 5 > send_email(mary@shop.co.ke | Stock | stock list please)',
    );
  });

  it('leaves quoted text as it is spoken', async () => {
    const words = 'every friday at 5pm post "um, call one two three four five six seven" in #x';
    expect(whole(await plainReplyTo(words))).toBe(
      '0 17 * * 5 > send_message(#x | um, call one two three four five six seven)',
    );
  });

  it.each([
    ['every tuesday and on the 1st of each month at 10am', '0 10 * * 2 + 0 10 1 * *'],
    ['every week on tuesday and also the last friday of month 10am', '0 10 * * 2 + 0 10 * * 5L'],
    ['every weekday 9am, and the first saturday of the month,', '0 9 * * 1-5 + 0 9 * * 6#1'],
  ])('takes days that are joined for both: %s', async (when, starts) => {
    expect(whole(await plainReplyTo(`${when} post 'x' in #a`))).toBe(`${starts} > send_message(#a | x)`);
  });

  it('leaves times in what is told to the words', async () => {
    const words = 'every day at 8am send a text to the driver +254722111222 that the truck leaves at 9 in Mombasa';
    expect(whole(await plainReplyTo(words))).toBe(
      '0 8 * * * > send_sms(+254722111222 | The truck leaves at 9 in Mombasa)',
    );
    expect((await plainReplyTo('every monday 9am tell #ops that rent is due, not on holidays')).kind).toBe('ask');
  });

  it('posts what the AI sorted it as where the result is meant', async () => {
    const words =
      'when our form calls the webhook, classify the message as urgent or normal and post the result to #in';
    expect(whole(await plainReplyTo(words))).toBe(
      'custom.* > classify(urgent or normal | {{ trigger.message }}) > send_message(#in | {{ step_1.label }})',
    );
  });

  it('asks what is meant by what does not happen', async () => {
    const reply = await plainReplyTo("if nobody answers my webhook within 5 minutes post 'late' in #a");
    expect(reply.kind === 'ask' && reply.missing.map(({ name }) => name)).toEqual(['condition']);
  });
});
