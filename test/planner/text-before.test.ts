import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

const AI = 'when our form webhook comes in have AI write a reply to the message';
const REPLY = '(write a reply to the message\n\n{{ trigger.message }})';
const WEATHER = 'every day at 6am get the weather for Kisumu';

/** What a message says by what stands before it. */
const SAME: [string[], string][] = [
  [
    [`${AI}, ask me before sending, then email that reply to the sender with subject 'Re'`],
    `custom.* > generate${REPLY} > approve() > send_email(Re | {{ trigger.email }} | {{ step_1.text }})`,
  ],
  [
    ['when our form webhook comes in let AI draft a response, and text the response to the phone in the form'],
    'custom.* > generate(draft a response) > send_sms({{ trigger.phone }} | {{ step_1.text }})',
  ],
  [
    [
      'when our form webhook fires have AI write a short invitation and whatsapp the invitation to the phone in the form',
    ],
    'custom.* > generate(write a short invitation) > send_whatsapp({{ trigger.phone }} | {{ step_1.text }})',
  ],
  [
    [
      "when a stripe payment comes in have AI write a thank-you note, then email that note to the customer with subject 'Ta'",
    ],
    'stripe.payment_intent.succeeded > generate(write a thank-you note) > send_email(Ta | {{ trigger.email }} | {{ step_1.text }})',
  ],
  [
    [`${WEATHER} and post it in #ops, we plan around it`],
    '0 6 * * * > forecast(Kisumu) > send_message(#ops | {{ step_1.text }})',
  ],
  [
    [`${WEATHER} and text it to +254710202303 because we work outside`],
    '0 6 * * * > forecast(Kisumu) > send_sms(+254710202303 | {{ step_1.text }})',
  ],
  [
    [`${WEATHER} and post it in #ops, I approve it first`],
    '0 6 * * * > forecast(Kisumu) > approve() > send_message(#ops | {{ step_1.text }})',
  ],
  [
    [`${WEATHER}, then whatsapp +254710202303 how it looks`, 'just the forecast please'],
    '0 6 * * * > forecast(Kisumu) > send_whatsapp(+254710202303 | {{ step_1.text }})',
  ],
  [
    ["every day at 8am post 'Hi all' in #ops and text +254716818283 the same"],
    '0 8 * * * > send_message(#ops | Hi all) > send_sms(+254716818283 | Hi all)',
  ],
  [
    ["every day at 8am email ann@b.co 'Hi all' with subject 'Hi' and WhatsApp +254716818283 the same text."],
    '0 8 * * * > send_email(ann@b.co | Hi | Hi all) > send_whatsapp(+254716818283 | Hi all)',
  ],
  [
    ["every day at 8am post 'Hi all' in #ops, then the same in #dev"],
    '0 8 * * * > send_message(#ops | Hi all) > send_message(#dev | Hi all)',
  ],
];

describe('words that stand before', () => {
  it.each(SAME)('%s', async (messages, expected) => {
    expect(gist(await plainReplyTo(...messages))).toBe(expected);
  });
});
