import { describe, expect, it } from 'vitest';
import { plainReplyTo, whole } from './talking.ts';

/** English of people who think in another language: what they order is read as what it is, and nothing of it is lost. */
const WAYS: [string, string, string][] = [
  [
    'a verb without its s, "you call"',
    'each 15 minutes you check https://api.ndovu.co.ke/health and if it fail then sms to +254722111222 that api is dead',
    '*/15 * * * * > request(https://api.ndovu.co.ke/health) > send_sms(+254722111222 | Api is dead) if {{ step_1.status == "failed" }}',
  ],
  [
    '"one invoice", "2 weeks for paying"',
    'on day 15 of each month at 9am make in quickbooks one invoice for Lampard GmbH, 1200 eur, they have 2 weeks for paying',
    '0 9 15 * * > create_invoice(in 2 weeks | 1200 | EUR | Lampard GmbH)',
  ],
  [
    'what is found before the order that sends it',
    "with cron 0 7 * * 1 search in web 'maize price kenya', the result send by whatsapp for +254722111222",
    '0 7 * * 1 > search_info(maize price kenya) > send_whatsapp(+254722111222 | {{ step_1.text }})',
  ],
  [
    'questions for fields, "sms on"',
    'somebody cancel a meeting in my calendly, i want whatsapp on +31612345678 who it was and what time',
    "calendly.meeting.cancelled > send_whatsapp(+31612345678 | Invitee's name: {{ trigger.name }}\nTime of the meeting: {{ trigger.start_time }})",
  ],
  [
    'a page that makes a webhook, its fields, nothing for the others',
    "our booking page makes webhook to you with fields name and city, only when city is Lyon you send sms to +33612345678 'Hi', for other cities nothing",
    'custom.* > send_sms(+33612345678 | Hi) if {{ trigger.city == "Lyon" }}',
  ],
  [
    'by my own hand, a limit in shillings, no other phone',
    'make for us something which i run with my hand, it pays 1800 ksh to driver +254716123987, not one bob more than 1800 and never to another phone',
    'manual > max_withdraw_amount 1800 > allowed_phone_numbers +254716123987 > withdraw(+254716123987 | 1800)',
  ],
  [
    '"the AI must", a yes before, "it goes to"',
    'monday and thursday 9.15 the ai must write a short poem about tea, i want to read and confirm it before, after my ok it goes to slack #tea',
    '15 9 * * 1,4 > generate(write a short poem about tea) > approve() > send_message(#tea | {{ step_1.text }})',
  ],
  [
    'before the money goes',
    'on day 12 of every month, 6pm, pay 4k to +254728111000, but before the money goes please ask me',
    '0 18 12 * * > requires_user_confirmation true > withdraw(+254728111000 | 4000)',
  ],
  [
    'a summary of a field',
    'our contact form sends webhook to you with field message, the ai must make of the message one short summary and this summary you post on slack #leads',
    'custom.* > summarise({{ trigger.message }}) > send_message(#leads | {{ step_1.text }})',
  ],
  [
    'made short, to my number',
    'from monday to friday at 7am take the feed https://news.ke/rss.xml make it short in 3 sentences and send by sms to me, my nr is +254722111222',
    '0 7 * * 1-5 > read(https://news.ke/rss.xml) > summarise({{ step_1.text }} | in 3 sentences) > send_sms(+254722111222 | {{ step_2.text }})',
  ],
  [
    'the time of another city',
    "when it is 7 in the evening in new york, each monday, write in slack #us 'standup'",
    '0 19 * * 1 America/New_York > send_message(#us | standup)',
  ],
  [
    'German words around it',
    "jeden montag um 7 uhr morgens bitte sms an +4915112345678 'Eimer raus', danke sehr",
    '0 7 * * 1 > send_sms(+4915112345678 | Eimer raus)',
  ],
  [
    'an amount right behind a number',
    'Pay my gardener +254720555666 2.5k on the 3rd of each month, 8am. I need to OK it each time.',
    '0 8 3 * * > requires_user_confirmation true > withdraw(+254720555666 | 2500)',
  ],
  [
    'a source as a heading',
    'github repo acme/shop: a new issue should become a jira issue in project AB carrying the same title',
    'github.issues.opened > create_issue({{ trigger.title }} | AB)',
  ],
  [
    'that line',
    'our support form calls a webhook. have AI sum up the message in a line and post that line in #support',
    'custom.* > summarise({{ trigger.message }} | in a line) > send_message(#support | {{ step_1.text }})',
  ],
];

describe('English as people write it who learned it', () => {
  it.each(WAYS)('%s', async (_what, words, expected) => {
    expect(whole(await plainReplyTo(words))).toBe(expected);
  });

  it('reads how it went from questions', async () => {
    const words =
      "when our portal calls the webhook, get https://x.example.com. Went wrong? sms +61412345678 'down'. Went fine? post 'up' in #ok";
    expect(whole(await plainReplyTo(words))).toBe(
      'custom.* > request(https://x.example.com) > send_sms(+61412345678 | down) if {{ step_1.status == "failed" }} > send_message(#ok | up) if {{ step_1.status == "success" }}',
    );
  });

  it('asks about an order that has no verb rather than leaving it out', async () => {
    const reply = await plainReplyTo(
      'stripe payment goes through = new record in airtable base Shop, table Orders, with the amount, and then a warm email to the buyer',
    );
    expect(reply.kind === 'ask' && reply.missing.map(({ name }) => name)).toEqual(['subject', 'body']);
  });

  it('never takes a limit in a change for a new amount alone', async () => {
    const before = 'each 10th of month at 9am withdraw 7000 to +254717333444';
    expect(whole(await plainReplyTo(before, 'sorry it is 6500, and max for one payment put also 6500'))).toBe(
      '0 9 10 * * > max_withdraw_amount 6500 > withdraw(+254717333444 | 6500)',
    );
    expect((await plainReplyTo(before, 'make it 6500 and the max should be fair')).kind).toBe('ask');
  });

  it('sends the same words elsewhere', async () => {
    const before = "every tuesday 7:45 sms to +33612345678 'bins out'";
    for (const more of ['ok and same words also in slack #flat', 'could you put the same text in #flat on slack too?'])
      expect(whole(await plainReplyTo(before, more))).toBe(
        '45 7 * * 2 > send_sms(+33612345678 | bins out) > send_message(#flat | bins out)',
      );
  });

  it('asks to pay no more than a limit allows, however it is told', async () => {
    for (const limit of [
      'but limit for one payment must be 9000, more is forbidden',
      'but the max of one payment is 9,000, anything above is not allowed',
      '. Hard rule: no single payout above 9,000, ever.',
    ]) {
      const reply = await plainReplyTo(`each thursday 2pm pay 15000 ksh to +254722888999 ${limit}`);
      expect(reply.kind === 'ask' && reply.missing.map(({ name }) => name)).toEqual(['amount']);
    }
  });
});
