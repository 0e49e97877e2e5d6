import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** Families of wordings: a message, or several said one after another, and what becomes of them. */
const SAME: [string, string[], string][] = [
  [
    'a condition turned round',
    ["every day at 6am call https://api.kiosk.example/up. Should the call fail, post 'Kiosk is down' in #ops"],
    '0 6 * * * > request(https://api.kiosk.example/up) > send_message(#ops | Kiosk is down) if {{ step_1.status == "failed" }}',
  ],
  [
    'a condition turned round, without an answer',
    ["hourly ping https://shop.example/health, and if it should not respond text +254722000111 'No answer'"],
    '0 * * * * > request(https://shop.example/health) > send_sms(+254722000111 | No answer) if {{ step_1.status == "failed" }}',
  ],
  [
    'what it comes to, after a colon',
    ['on the 3rd of every month at 10am bill Kito Traders in quickbooks: KES 4,200, due in 14 days'],
    '0 10 3 * * > create_invoice(in 14 days | 4200 | Kito Traders)',
  ],
  [
    'of what kind all customers are',
    ['when a dance student books on calendly, text +254722000111 who booked and when it is'],
    "calendly.meeting.scheduled > send_sms(+254722000111 | Invitee's name: {{ trigger.name }}\nTime of the meeting: {{ trigger.start_time }})",
  ],
  ['which customers are meant', ["when a platinum customer pays on stripe post 'Paid' in #sales"], 'ask condition'],
  [
    'what should be made of what comes in',
    [
      'every issue that gets opened in acme/pump on github must also be filed in jira, project PMP, with the same title',
    ],
    'github.issues.opened > create_issue({{ trigger.title }} | PMP)',
  ],
  [
    'numbers below zero',
    ["our cold room posts to a webhook. if the temperature is below -18 post 'Too cold' in #store"],
    'custom.* > send_message(#store | Too cold) if {{ number(trigger.temperature) < -18 }}',
  ],
  [
    'hours from one through another',
    ["on the hour from 9am through 5pm, Monday to Friday, message #reception 'Check the queue' on slack"],
    '0 9-17 * * 1-5 > send_message(#reception | Check the queue)',
  ],
  [
    'hours from one through another, every hour',
    ["every hour from 9am through 5pm on weekdays post 'Check the queue' in #reception"],
    '0 9-17 * * 1-5 > send_message(#reception | Check the queue)',
  ],
  [
    'a wait behind a condition, in one request',
    [
      "our till posts to a webhook. If the total is over 500 post 'Big' in #till. Wait 2 hours. Then post 'Later' in #till",
    ],
    'custom.* > send_message(#till | Big) if {{ number(trigger.total) > 500 }} > wait(2h) > send_message(#till | Later)',
  ],
  [
    'whose name ends in no',
    ['every friday at 5pm pay Otieno 5,000 KES to +254712345678'],
    '0 17 * * 5 > withdraw(+254712345678 | 5000 | Otieno)',
  ],
  [
    'a number that is told behind the order',
    ["every day at 7 am send 'Wake up' to me on WhatsApp, my number is +254733445566"],
    '0 7 * * * > send_whatsapp(+254733445566 | Wake up)',
  ],
  [
    'what a webhook brings, told with whose it is',
    ["our app calls your webhook with the person's email. Email them 'Welcome' with the subject 'Hello'"],
    'custom.* > send_email(Hello | {{ trigger.email }} | Welcome)',
  ],
  [
    'what is sent to a webhook',
    ['our helpdesk will post refund requests to a webhook, with payment_id and amount in them. Refund that payment'],
    'custom.* > refund({{ trigger.payment_id }} | {{ trigger.amount }})',
  ],
  [
    'a field that is called so',
    ['our form hits our webhook with a field called county. Post the county in #sales'],
    'custom.* > send_message(#sales | County: {{ trigger.county }})',
  ],
  [
    'an answer that says where it comes in',
    [
      "when a leave request hits our webhook, email the manager 'A request waits' with the subject 'Leave'",
      'the manager_email in the request',
    ],
    'custom.* > send_email(Leave | A request waits | {{ trigger.manager_email }})',
  ],
  [
    'what somebody answered',
    ['on thursdays at 3pm ask Anna how many crates we need, then post her answer in #milk'],
    '0 15 * * 4 > ask(How many crates we need? | number | Anna) > send_message(#milk | Answer: {{ step_1.answer }})',
  ],
  [
    'what is on a day',
    ["weekdays at 6:30am look at my calendar and whatsapp me what's on that day, my number is +254700555666"],
    '30 6 * * 1-5 > list_events() > send_whatsapp(+254700555666 | {{ step_1.text }})',
  ],
  [
    'how a payment ended, which starts nothing',
    ["every day at 9am pay 500 KES to +254713131313. If the payout fails, post 'It failed' in #ops"],
    '0 9 * * * > withdraw(+254713131313 | 500) > send_message(#ops | It failed) if {{ step_1.status == "failed" }}',
  ],
  [
    'words for one of two questions, the other of which offers times',
    ['every monday at 4:30 email a@b.co', 'Hello team', 'afternoon', 'Hello'],
    '30 16 * * 1 > send_email(a@b.co | Hello team | Hello)',
  ],
  [
    'a sentence behind a time that ends in am',
    ["post 'Hello' in #ops every day at 9am. Also ping https://api.example.com/sync"],
    '0 9 * * * > send_message(#ops | Hello) > request(https://api.example.com/sync)',
  ],
  [
    'a sentence behind a time that ends in a.m.',
    ["post 'Hello' in #ops on Mondays at 8.30 a.m. Also ping https://api.example.com/sync"],
    '30 8 * * 1 > send_message(#ops | Hello) > request(https://api.example.com/sync)',
  ],
  [
    'fields of a webhook before an order of any kind',
    ["when our form posts to a webhook with score and email, whatsapp +254712345678 'Hi'"],
    'custom.* > send_whatsapp(+254712345678 | Hi)',
  ],
  [
    'a comparison turned round',
    [
      "when our form posts to a webhook with score and email, ping https://a.example/x unless the score isn't more than 3",
    ],
    'custom.* > request(https://a.example/x) if {{ !(number(trigger.score) <= 3) }}',
  ],
  [
    'what is not under a sum',
    ["when I get a payment through IntaSend, post 'Big' in #ops if it isn't less than 5,000"],
    'intasend.payment.confirmed > send_message(#ops | Big) if {{ trigger.amount >= 5000 }}',
  ],
  [
    'where it is said and then after what',
    ["send 'Hello' to +254712345678 on WhatsApp after a calendly booking, then ping https://a.example/x"],
    'calendly.meeting.scheduled > send_whatsapp(+254712345678 | Hello) > request(https://a.example/x)',
  ],
  [
    'each payment that is received',
    ["for each payment I receive through stripe text +254733111222 'Hi'"],
    'stripe.payment_intent.succeeded > send_sms(+254733111222 | Hi)',
  ],
  [
    'a time inside the words that are said, before the one it runs at',
    ['sms +254720555010 saying The matatu leaves at 6 sharp, every weekday at 5:15am'],
    '15 5 * * 1-5 > send_sms(+254720555010 | The matatu leaves at 6 sharp)',
  ],
  [
    'a yes for what goes out, said before what is written',
    [
      "I want to OK it before it goes out: when our form calls a webhook (fields name, email, project), have AI write a short reply about the project, then email it to them with the subject 'Hi'",
    ],
    'custom.* > generate(write a short reply about the project) > approve() > send_email(Hi | {{ trigger.email }} | {{ step_1.text }})',
  ],
  [
    'two changes in one',
    ['withdraw 3,000 KES to +254714141414 on the 28th of each month at 9am', 'make it 3,500, and on the 25th'],
    '0 9 25 * * > withdraw(+254714141414 | 3500)',
  ],
  [
    'another number in its place',
    ['post the amount in #cash when an IntaSend payment comes in', 'only if it is at least 2,500', 'no wait, 4,000'],
    'intasend.payment.confirmed > send_message(#cash | Amount: {{ trigger.amount }}) if {{ trigger.amount >= 4000 }}',
  ],
  [
    'something started by hand that does a thing',
    ['build me a button that sends 1,500 KES to +254733444555'],
    'manual > withdraw(+254733444555 | 1500)',
  ],
  [
    'somebody before what they are sent',
    ['on the 1st of each month at 9am give Mutua & Sons an invoice for KES 7,000, due in 10 days'],
    '0 9 1 * * > create_invoice(in 10 days | 7000 | Mutua & Sons)',
  ],
  [
    'months of the year',
    ["weekdays at 6am, november to march, post 'Grit the yard' in #crew"],
    '0 6 * 1-3,11-12 1-5 > send_message(#crew | Grit the yard)',
  ],
  [
    'months left out',
    ["every monday at 7am except in july and august post 'Term starts' in #school"],
    '0 7 * 1,2,3,4,5,6,9,10,11,12 1 > send_message(#school | Term starts)',
  ],
  [
    'months of a card that is open',
    ["daily at 20:00 post 'Cover the plants' in #garden", 'only in december and january'],
    '0 20 * 1,12 * > send_message(#garden | Cover the plants)',
  ],
  [
    'the same for somebody else',
    ["Mondays at 8am post 'Stock count' in #store", 'and text the same to +254722000111'],
    '0 8 * * 1 > send_message(#store | Stock count) > send_sms(+254722000111 | Stock count)',
  ],
  [
    'a day with its year',
    ['every monday at 7am search flights from NBO to ZNZ on 3rd March 2027 and post them in #trips'],
    '0 7 * * 1 > search_flights(2027-03-03 | NBO | ZNZ) > send_message(#trips | {{ step_1.text }})',
  ],
  [
    'side by side in the middle of a sentence',
    ["when a stripe payment succeeds post 'Paid' in #till and at the same time text +254722000111 'Paid'"],
    'stripe.payment_intent.succeeded > send_message(#till | Paid) > send_sms(+254722000111 | Paid)',
  ],
];

describe('the built-in planner knows families of wordings', () => {
  it.each(SAME)('%s', async (_what, messages, expected) => {
    expect(gist(await plainReplyTo(...messages))).toBe(expected);
  });

  it('does things side by side that are said so in the middle of a sentence', async () => {
    const reply = await plainReplyTo(
      "when a stripe payment succeeds post 'Paid' in #till and simultaneously text +254722000111 'Paid'",
    );
    expect(reply).toMatchObject({ definition: { steps: [{ needs: [] }, { needs: [] }] } });
  });

  it('leaves what a message says to them out of its conditions', async () => {
    const reply = await plainReplyTo(
      'every friday at 4pm read the Rota sheet and text each person when they are on, number in the Phone column',
    );
    expect(reply).toMatchObject({ kind: 'ask', missing: [{ name: 'message' }] });
  });

  it('asks once more where the same request is said again, and takes it for no answer', async () => {
    const request =
      'when a customer pays me through IntaSend, create an invoice in QuickBooks and email them, only over 10,000';
    const [first, again] = [await plainReplyTo(request), await plainReplyTo(request, `${request}.`)];
    expect(first.kind === 'ask' && again.kind === 'ask' && again.missing).toEqual(
      first.kind === 'ask' && first.missing,
    );
  });
});
