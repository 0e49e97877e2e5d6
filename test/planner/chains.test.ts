import { describe, expect, it } from 'vitest';
import { plainReplyTo, whole } from './talking.ts';

/** How the parts of a request are put together: arrows, a yes in between, what goes on to somewhere, several who get the same. */
const said = async (...messages: string[]): Promise<string> => {
  const reply = await plainReplyTo(...messages);
  const loops =
    reply.kind === 'propose'
      ? reply.definition.steps.flatMap((one) => (one.for_each ? [` each ${one.for_each}`] : []))
      : [];
  const parallel =
    reply.kind === 'propose' && reply.definition.steps.filter((one) => one.needs?.length === 0).length > 1;
  return `${whole(reply)}${loops.join('')}${parallel ? ' side by side' : ''}`;
};

describe.each(
  Object.entries({
    'a yes between two parts': [
      [
        'new calendly booking -> AI writes a short welcome note -> I say ok -> email the note to the invitee, subject Welcome',
        'calendly.meeting.scheduled > generate(writes a short welcome note) > approve() > send_email(Welcome | {{ trigger.email }} | {{ step_1.text }})',
      ],
      [
        'mondays 9am let the AI write a tip about coffee → show it to me, I approve → post it in #marketing',
        '0 9 * * 1 > generate(write a tip about coffee) > approve() > send_message(#marketing | {{ step_1.text }})',
      ],
      [
        'mondays 9am have AI think up five tweet ideas about coffee; once I approve they go in #marketing',
        '0 9 * * 1 > generate(write five tweet ideas about coffee) > approve() > send_message(#marketing | {{ step_1.text }})',
      ],
      [
        'our form posts to a webhook => AI drafts an answer => I check it => it gets emailed to the sender, subject Hi',
        'custom.* > generate(drafts an answer) > approve() > send_email(Hi | {{ trigger.email }} | {{ step_1.text }})',
      ],
    ],
    'what goes on': [
      [
        'daily at 8am grab https://api.x.io/stats → let the AI boil it down to three bullets → #ops',
        '0 8 * * * > request(https://api.x.io/stats) > summarise({{ step_1.body }} | in three bullets) > send_message(#ops | {{ step_2.text }})',
      ],
      [
        'mondays 9am pull https://api.x.io/stats, have AI cut it down to one paragraph and post that in #leads',
        '0 9 * * 1 > request(https://api.x.io/stats) > summarise({{ step_1.body }} | in one paragraph) > send_message(#leads | {{ step_2.text }})',
      ],
      [
        'get the forecast for Nyeri at 6am daily and sms it to the extension officer +254733123456',
        '0 6 * * * > forecast(Nyeri) > send_sms(+254733123456 | {{ step_1.text }})',
      ],
      [
        '5pm every friday summarise https://blog.x.io and email it to our editor bob@x.io subject Digest',
        '0 17 * * 5 > request(https://blog.x.io) > summarise({{ step_1.body }}) > send_email(bob@x.io | Digest | {{ step_2.text }})',
      ],
      [
        'fridays 1pm ask me who the star of the week is. whatever i answer gets posted in #year-5',
        '0 13 * * 5 > ask(Who is the star of the week?) > send_message(#year-5 | {{ step_1.answer }})',
      ],
      [
        'weekdays at 5pm ask me how the day went. What I reply goes to bob@x.io by email, subject Day',
        '0 17 * * 1-5 > ask(How did the day go?) > send_email(bob@x.io | Day | {{ step_1.answer }})',
      ],
    ],
    'what is told of a payment': [
      [
        'when a stripe payment succeeds post how much was paid in #revenue',
        'stripe.payment_intent.succeeded > send_message(#revenue | Amount: {{ trigger.amount }})',
      ],
      [
        'when someone pays on intasend, post the sum they paid in #cash and at the very same moment text me on +254700000001 who paid',
        "intasend.payment.confirmed > send_message(#cash | Amount: {{ trigger.amount }}) > send_sms(+254700000001 | Payer's name: {{ trigger.name }}) side by side",
      ],
    ],
    'one for each': [
      [
        'at the top of every hour read the feed https://blog.x.io/feed.xml and post the title of each item, one message per item, in #news',
        '0 * * * * > read(https://blog.x.io/feed.xml) > send_message(#news | Title: {{ item.title }}) each {{ step_1.items }}',
      ],
      [
        'every morning at 8 read https://blog.x.io/feed.xml and post each title in #news',
        '0 8 * * * > read(https://blog.x.io/feed.xml) > send_message(#news | Title: {{ item.title }}) each {{ step_1.items }}',
      ],
      [
        'every hour read the feed https://blog.x.io/feed.xml. for each item post the title and the link in #news',
        '0 * * * * > read(https://blog.x.io/feed.xml) > send_message(#news | Title: {{ item.title }}\nLink: {{ item.link }}) each {{ step_1.items }}',
      ],
    ],
    'several get the same': [
      [
        'mondays 8am whatsapp these three: +254711000001, +254711000002 and +254711000003, all the same text “Van leaves at 9”',
        '0 8 * * 1 > send_whatsapp(+254711000001 | Van leaves at 9) > send_whatsapp(+254711000002 | Van leaves at 9) > send_whatsapp(+254711000003 | Van leaves at 9)',
      ],
      [
        'fridays at 5pm text the following numbers: +254711000001, +254711000002 the same words “Well done”',
        '0 17 * * 5 > send_sms(+254711000001 | Well done) > send_sms(+254711000002 | Well done)',
      ],
    ],
    'what is paid for': [
      [
        'every friday at 5pm pay the cleaner, 2,000 KES to +254790000123',
        '0 17 * * 5 > withdraw(+254790000123 | the cleaner | 2000)',
      ],
      [
        'every friday at 5pm pay 2,000 KES (cleaning) to +254790000123. ask me first',
        '0 17 * * 5 > requires_user_confirmation true > withdraw(+254790000123 | cleaning | 2000)',
      ],
      [
        'each time i get paid through intasend take 10% of the amount and send it to +254722999000 (tithe). check with me first',
        'intasend.payment.confirmed > requires_user_confirmation true > withdraw(+254722999000 | tithe | {{ trigger.amount * 0.1 }} | {{ trigger.currency }})',
      ],
      [
        '28th of every month at 9am make a payment link for 35,000 KES (rent) and whatsapp the link to +254701998877',
        '0 9 28 * * > create_payment_link(35000 | rent) > send_whatsapp(+254701998877 | {{ step_1.url }})',
      ],
    ],
    'where only what follows is on a condition': [
      [
        'when a payment is confirmed on IntaSend post “Paid” in #a. Then, only if it is less than 2,000, also whatsapp +254711909090 “chase”',
        'intasend.payment.confirmed > send_message(#a | Paid) > send_whatsapp(+254711909090 | chase) if {{ trigger.amount < 2000 }}',
      ],
      [
        'when a payment is confirmed on IntaSend post “Paid” in #a. All of them, big or small. Then, only where it is less than 2,000, text +254711909090 “chase”',
        'intasend.payment.confirmed > send_message(#a | Paid) > send_sms(+254711909090 | chase) if {{ trigger.amount < 2000 }}',
      ],
    ],
  }),
)('%s', (_name, cases) => {
  it.each(cases as [string, string][])('%s', async (request, expected) => expect(await said(request)).toBe(expected));
});

it('takes a column for an answer, and each of the rows gets one', async () => {
  const request = 'every monday at 9am read my Members sheet and send a reminder “Dues today” by sms';
  expect(await said(request, 'the Phone column')).toBe(
    '0 9 * * 1 > read_rows(Members) > send_sms(Dues today | {{ item.Phone }}) each {{ step_1.rows }}',
  );
});

it('takes no reason for the words of a message', async () => {
  const reply = await plainReplyTo(
    'when a payment is confirmed on IntaSend whatsapp me on +254711909090 so that I can chase it',
  );
  expect(reply).toMatchObject({ kind: 'ask', missing: [{ name: 'message' }] });
  expect(reply.text).not.toMatch(/chase/);
});

describe('what the customer is asked for is what it says, and nothing to look up', () => {
  it.each([
    [
      '2 days after an intasend payment email the customer and ask for a google review',
      /“May we ask you for a google review\?”/,
    ],
    [
      'a week after a stripe payment, email the buyer and ask them to review us on google',
      /“Please review us on google”/,
    ],
  ])('%s', async (request, suggested) => {
    const reply = await plainReplyTo(request);
    expect(reply.text).toMatch(suggested);
    expect(reply).toMatchObject({ missing: [{ name: 'subject' }, { name: 'body' }] });
  });
});

describe('a wish for somebody', () => {
  it.each([
    'So my landlord always forgets.. I want him texted on the 28th of every month that the rent has been sent, can that be done?',
    'I would like them texted on the 28th of every month that the rent has been sent',
  ])('%s', async (request) => {
    expect(await said(request, 'phone: +254701707070; time: 8pm')).toBe(
      '0 20 28 * * > send_sms(The rent has been sent | +254701707070)',
    );
  });
});

describe('the rows say whose it is, and never the first of those who may be paid at all', () => {
  const rows = 'On the 10th of every month at 10am read the Dividends sheet';
  it.each([
    [
      `${rows} and pay every row: the Amount column to the number in the Phone column. Only ever to these two: +254711000001, +254711000002.`,
      '0 10 10 * * > allowed_phone_numbers +254711000001,+254711000002 > read_rows(Dividends) > withdraw({{ item.Amount }} | {{ item.Phone }}) each {{ step_1.rows }}',
    ],
    [
      `${rows} and pay each person the Amount column to the Phone column. ask me first`,
      '0 10 10 * * > requires_user_confirmation true > read_rows(Dividends) > withdraw({{ item.Amount }} | {{ item.Phone }}) each {{ step_1.rows }}',
    ],
    [`${rows} and for each row pay the amount in the Amount column, only to +254711000001, +254711000002`, 'ask phone'],
    ['every friday at 5pm pay 500, only to these two: +254711000001 and +254711000002', 'ask phone'],
    [
      'every friday at 5pm pay 500 each, only to +254711000001 and +254711000002',
      '0 17 * * 5 > allowed_phone_numbers +254711000001,+254711000002 > withdraw(+254711000001 | 500) > withdraw(+254711000002 | 500)',
    ],
    [
      'every friday at 5pm pay these two 500 each: +254711000001 and +254711000002',
      '0 17 * * 5 > withdraw(+254711000001 | 500) > withdraw(+254711000002 | 500)',
    ],
    [
      'every friday at 5pm pay 500 only ever to +254711000001',
      '0 17 * * 5 > allowed_phone_numbers +254711000001 > withdraw(+254711000001 | 500)',
    ],
  ])('%s', async (request, expected) => expect(await said(request)).toBe(expected));
});

it('asks for the number of whoever is paid, and keeps who it is', async () => {
  const request = 'pay the milk transporter 500 every saturday at 9am';
  expect(await said(request)).toBe('ask phone');
  expect(await said(request, '+254711000001')).toBe('0 9 * * 6 > withdraw(500 | milk transporter | +254711000001)');
});

describe('what stands in brackets', () => {
  const friday = 'every friday at 5pm';
  it.each([
    [`${friday} pay 500 to +254711000001 (the plumber)`, '0 17 * * 5 > withdraw(+254711000001 | the plumber | 500)'],
    [
      `${friday} pay 500 (max 600) to +254711000001`,
      '0 17 * * 5 > max_withdraw_amount 600 > withdraw(+254711000001 | 500)',
    ],
    [`${friday} pay 500 to +254711000001 (if he worked)`, 'ask condition'],
  ])('%s', async (request, expected) => expect(await said(request)).toBe(expected));

  it('is asked about in the words it was said in', async () => {
    const { text } = await plainReplyTo(`${friday} send 500 (five hundred) to +254711000001`);
    expect(text).not.toMatch(/described/);
  });
});

describe('who is told something besides gets a message of their own', () => {
  const paid = 'when a customer pays on IntaSend, text the customer and';
  it.each([
    [
      `${paid} tell the team in #ops that they paid`,
      '“Thanks”',
      'intasend.payment.confirmed > send_sms({{ trigger.phone }} | Thanks) > send_message(#ops | They paid)',
    ],
    [
      `${paid} tell the driver on +254712345678 that an order is paid`,
      '“Thanks”',
      'intasend.payment.confirmed > send_sms({{ trigger.phone }} | Thanks) > send_whatsapp(+254712345678 | An order is paid)',
    ],
    [
      `${paid} remind the landlord on +254712345678 to send a receipt`,
      '1. “Thanks” 2. “Receipt, please”',
      'intasend.payment.confirmed > send_sms({{ trigger.phone }} | Thanks) > send_whatsapp(+254712345678 | Receipt, please)',
    ],
    [
      'every friday at 5pm text +254722345678 and remind the whole team in #ops to clean up',
      '1. “Thanks” 2. “Clean up”',
      '0 17 * * 5 > send_sms(+254722345678 | Thanks) > send_message(#ops | Clean up)',
    ],
  ])('%s', async (request, answer, expected) => expect(await said(request, answer)).toBe(expected));
});
