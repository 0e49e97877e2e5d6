import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

const SAME: [string, string, string][] = [
  [
    'a story before the request',
    "I coach an under-12 team. Half of the kids never bring water. Thursdays at 4pm text +254711000111 'Bring water'",
    '0 16 * * 4 > send_sms(+254711000111 | Bring water)',
  ],
  [
    'why, before "so please"',
    "The library opens late on Tuesdays so please post 'Opening at 11' in #desk on Tuesdays at 8am",
    '0 8 * * 2 > send_message(#desk | Opening at 11)',
  ],
  [
    'what it is about, before a colon',
    "Fire drill: post 'Alarm test at noon' in #safety on the first Monday of every month at 9am",
    '0 9 * * 1#1 > send_message(#safety | Alarm test at noon)',
  ],
  [
    'the words behind a colon',
    "every Sunday at 18:00 put a note in #choir: 'Sheet music, please'",
    '0 18 * * 0 > send_message(#choir | Sheet music, please)',
  ],
  [
    'months in a list',
    "on the 10th of March and September at 8am whatsapp +254711000111 'Service the generator'",
    '0 8 10 3,9 * > send_whatsapp(+254711000111 | Service the generator)',
  ],
  [
    'the same day of several months',
    "On 5 February, 5 June and 5 October at noon post 'Termly fees' in #parents",
    '0 12 5 2,6,10 * > send_message(#parents | Termly fees)',
  ],
  [
    'days off',
    "post 'Milk run' in #dairy daily at 5am, Mondays off",
    '0 5 * * 0,2,3,4,5,6 > send_message(#dairy | Milk run)',
  ],
  [
    'a shop that is shut',
    "We're closed on Wednesdays. Post 'Tills open' in #tills every day at 8am",
    '0 8 * * 0,1,2,4,5,6 > send_message(#tills | Tills open)',
  ],
  [
    'again at another time',
    "text +254711000111 'Feed the calves' at 6am and again at 5pm, seven days a week",
    '0 6,17 * * * > send_sms(+254711000111 | Feed the calves)',
  ],
  [
    'an event as what brings it about',
    "stripe payments above a thousand dollars should trigger a slack message in #wins saying 'Big one'",
    'stripe.payment_intent.succeeded > send_message(#wins | Big one) if {{ trigger.amount > 1000 && trigger.?currency.orValue("USD") in ["USD", "usd"] }}',
  ],
  [
    'whoever does it',
    "Text everyone who pays through IntaSend 'Asante, karibu tena'",
    'intasend.payment.confirmed > send_sms({{ trigger.phone }} | Asante, karibu tena)',
  ],
  [
    'they get a message later',
    "Customers who pay via Stripe get a whatsapp saying 'How did we do?' three days later",
    'ask phone',
  ],
  [
    'one thing that ended well or badly',
    "every day at 3am call https://files.example.com/sync. If that works post 'Synced' in #files, if it doesn't post 'Not synced' in #alarms",
    '0 3 * * * > request(https://files.example.com/sync) > send_message(#files | Synced) if {{ step_1.status == "success" }} > send_message(#alarms | Not synced) if {{ step_1.status == "failed" }}',
  ],
  [
    'a slip of the finger',
    "evry thrusday at 7pm snd a mesage to #band saying 'Rehersal tonight'",
    '0 19 * * 4 > send_message(#band | Rehersal tonight)',
  ],
  [
    'a word taken back',
    "post 'Buses leave' in #school every day at 7am, no wait, at 7:30am",
    '30 7 * * * > send_message(#school | Buses leave)',
  ],
  [
    'German around an English service',
    "Jeden Mittwoch um 17 Uhr in #verein posten: 'Training um sechs'",
    '0 17 * * 3 > send_message(#verein | Training um sechs)',
  ],
  [
    'Swahili',
    "kila Jumatatu saa moja asubuhi tuma sms kwa +254711000111 ukisema 'Fungua lango'",
    '0 7 * * 1 > send_sms(+254711000111 | Fungua lango)',
  ],
  [
    'a payout and a second one',
    'pay 4,000 to +254711000111 and 2,500 to +254711000222 every Friday at 3pm',
    '0 15 * * 5 > withdraw(+254711000111 | 4000) > withdraw(+254711000222 | 2500)',
  ],
  [
    'a quote and fields',
    "when a calendly meeting is booked post 'New viewing' in #lettings with their name",
    "calendly.meeting.scheduled > send_message(#lettings | New viewing\nInvitee's name: {{ trigger.name }})",
  ],
  [
    'what goes where, without a verb',
    'when a stripe payment succeeds → invoice in QuickBooks → its number to #books',
    'stripe.payment_intent.succeeded > create_invoice({{ trigger.amount }} | {{ trigger.name }} | {{ trigger.currency }}) > send_message(#books | Invoice number: {{ step_1.invoice_number }})',
  ],
  [
    'days with a time each, on either side',
    "At 5pm from Monday until Thursday post 'Clean down' in #line, Fridays at noon instead",
    '0 17 * * 1-4 + 0 12 * * 5 > send_message(#line | Clean down)',
  ],
  [
    'a word that only looks like a slip',
    "post 'Bell' in #tower each Saturday midday",
    '0 12 * * 6 > send_message(#tower | Bell)',
  ],
  [
    'what stands at an address, summed up',
    'Summarise https://rivers.example.org/rss on Sundays at 8pm and post the result in #boats',
    '0 20 * * 0 > read(https://rivers.example.org/rss) > summarise({{ step_1.text }}) > send_message(#boats | {{ step_2.text }})',
  ],
  [
    'an event as a question',
    "Booked on Calendly? Then post 'New sitter' in #kennels",
    'calendly.meeting.scheduled > send_message(#kennels | New sitter)',
  ],
  [
    'an order on either side of what starts it',
    'Draft a thank-you note with AI for every IntaSend payment over 20k and post it in #thanks',
    'intasend.payment.confirmed > generate(Draft a thank-you note with AI) if {{ trigger.amount > 20000 }} > send_message(#thanks | {{ step_1.text }}) if {{ trigger.amount > 20000 }}',
  ],
  [
    'a feed told by its address',
    'Mondays 7am pull https://orchard.example.com/feed, have it summarised and post it to #growers',
    '0 7 * * 1 > read(https://orchard.example.com/feed) > summarise({{ step_1.text }}) > send_message(#growers | {{ step_2.text }})',
  ],
];

describe('the built-in planner takes what is said in many ways', () => {
  it.each(SAME)('%s', async (_family, words, meant) => {
    expect(gist(await plainReplyTo(words))).toBe(meant);
  });

  it.each([
    ['never without my go-ahead', 'Pay 3,000 to +254711000111 every Friday at 5pm, never without my go-ahead'],
    ['pending my approval', 'Pay 3,000 to +254711000111 every Friday at 5pm, pending my approval'],
    ['I have to say yes first', 'Pay 3,000 to +254711000111 every Friday at 5pm, I have to say yes first'],
    ['needs my blessing', 'Pay 3,000 to +254711000111 every Friday at 5pm. It needs my blessing first'],
  ])('asks the owner first: %s', async (_words, text) => {
    const reply = await plainReplyTo(text);
    expect(reply).toMatchObject({ kind: 'propose', definition: { policy: { requires_user_confirmation: true } } });
  });

  it('asks which days are meant where they leave none', async () => {
    const reply = await plainReplyTo("only on Saturdays, and only Monday to Wednesday: at 9am post 'Open' in #barn");
    expect(reply).toMatchObject({ kind: 'ask', missing: [{ name: 'time' }] });
  });

  it('asks for the phone of each row rather than taking whoever it is for as a column', async () => {
    const reply = await plainReplyTo(
      "Read the Members sheet on the 1st of each month at 10am and text each member 'Fees are due'",
    );
    expect(reply).toMatchObject({ kind: 'ask', missing: [{ name: 'phone' }] });
  });

  it('keeps quoted words letter for letter, slips, German and all', async () => {
    const words = "every day at 9am post 'evry custmer, jeden Tag, no wait, at 10' in #x";
    expect(gist(await plainReplyTo(words))).toContain('evry custmer, jeden Tag, no wait, at 10');
  });

  it.each([
    ['no Sundays, Monday to Saturday only', '0 9 * * 1-6'],
    ['send it on Sundays too', '0 9 * * 0,6', 'saturday'],
    ['move it to Wednesday', '0 9 * * 3'],
    ['make that half nine, and not on Sundays', '30 9 * * 1-6'],
  ])('changes the days of a draft: %s', async (change, cron, day = 'day') => {
    const reply = await plainReplyTo(`every ${day} at 9am post 'Standup' in #team`, change);
    expect(reply).toMatchObject({ kind: 'propose', definition: { triggers: [{ schedule_cron: cron }] } });
  });

  it('keeps each of two orders to its own time', async () => {
    const reply = await plainReplyTo('every day at 6am post "Open" in #shop and at 6pm post "Close" in #shop');
    expect(gist(reply)).toBe('0 6 * * * > send_message(#shop | Open)');
    expect(reply.text).toContain('every day at 6pm post "Close" in #shop');
  });

  it('takes a new way and its number in one change', async () => {
    const reply = await plainReplyTo(
      "when a calendly meeting is booked post 'New viewing' in #lettings",
      'use whatsapp to +254711000111 instead of slack',
    );
    expect(gist(reply)).toBe('calendly.meeting.scheduled > send_whatsapp(New viewing | +254711000111)');
  });
});
