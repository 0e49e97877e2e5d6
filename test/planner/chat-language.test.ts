import { describe, expect, it } from 'vitest';
import { callsOf, plainReplyTo } from './talking.ts';

/** What starts it and what it does, in a line; what is asked for where it asks. */
async function gist(...messages: string[]): Promise<string> {
  const reply = await plainReplyTo(...messages);
  if (reply.kind !== 'propose')
    return reply.kind === 'ask'
      ? `ask ${reply.missing.map((one) => one.name).join(',')}`
      : `${reply.kind} ${reply.text}`;
  const starts = reply.definition.triggers.map((one) =>
    one.type === 'schedule'
      ? (one.schedule_cron ?? one.schedule_at)
      : one.type === 'webhook'
        ? `${one.service}.${one.event}`
        : one.type,
  );
  const loops = reply.definition.steps.flatMap((step) => (step.for_each ? [` each ${step.for_each}`] : []));
  return `${starts.join(' + ')} > ${callsOf(reply.definition.steps).join(' > ')}${loops.join('')}`;
}

describe('The language of chats is read as the request in it', () => {
  it.each([
    [
      'a new github issue in acme/api should become a jira ticket in project OPS, same title',
      'github.issues.opened > create_issue({{ trigger.title }} | OPS)',
    ],
    [
      "Tuesdays 6pm put 'Kiln is hot' in #studio, and an hour after that 'Last pots in' in the same channel",
      '0 18 * * 2 > send_message(#studio | Kiln is hot) > wait(1h) > send_message(#studio | Last pots in)',
    ],
    [
      'our form fires a webhook. guests at least 8? then post "Big table" in #floor. smaller groups: nothing',
      'custom.* > send_message(#floor | Big table) if {{ number(trigger.guests) >= 8 }}',
    ],
    [
      "Somebody grabs a slot on my Calendly. Let 2 hours go by, then post 'New one' in #desk",
      'calendly.meeting.scheduled > wait(2h) > send_message(#desk | New one)',
    ],
    ["sms +254711222333 'Doors open' on my command", 'manual > send_sms(+254711222333 | Doors open)'],
    [
      "call https://x.example.org/ping every hour on the hour. Should the request come back broken, sms +254711222333 'Down'",
      '0 * * * * > request(https://x.example.org/ping) > send_sms(+254711222333 | Down) if {{ step_1.status == "failed" }}',
    ],
    [
      'weekdays at 5am get the weather for Ålesund and post it in #quay',
      '0 5 * * 1-5 > forecast(Ålesund) > send_message(#quay | {{ step_1.text }})',
    ],
    [
      'every day at 7am get the weather for São Tomé and post it in #team',
      '0 7 * * * > forecast(São Tomé) > send_message(#team | {{ step_1.text }})',
    ],
    [
      "mondays 9am search the web for 'solar grants' and post what comes up in #news",
      '0 9 * * 1 > search_info(solar grants) > send_message(#news | {{ step_1.text }})',
    ],
    [
      'when our webhook gets a message let AI sort the message into bug or praise, and if it is a bug post it in #dev',
      'custom.* > classify(bug or praise | {{ trigger.message }}) > send_message(#dev | {{ trigger.message }}) if {{ step_1.label == "bug" }}',
    ],
    [
      "yo can u sms +254711222333 'Gate code changed' evry sat n sun at 6am lol",
      '0 6 * * 0,6 > send_sms(+254711222333 | Gate code changed)',
    ],
    [
      "bakery in Nyeri here 🍞 weekdays 5am post 'Ovens on' in #bakers",
      '0 5 * * 1-5 > send_message(#bakers | Ovens on)',
    ],
    [
      "ok so long story, I run a gym and nobody pays on time 😩 What I need: every 1st of the month at 9am post 'Fees due' in #members. thats all",
      '0 9 1 * * > send_message(#members | Fees due)',
    ],
    [
      "Got a Stripe payment? post 'Ka-ching' in #sales",
      'stripe.payment_intent.succeeded > send_message(#sales | Ka-ching)',
    ],
    ["stripe payment = post 'Money in' in #money", 'stripe.payment_intent.succeeded > send_message(#money | Money in)'],
    [
      "Chaque lundi à 8h, envoie un sms à +33612345678 : « Bonjour l'équipe »",
      "0 8 * * 1 > send_sms(+33612345678 | Bonjour l'équipe)",
    ],
    [
      "Todos los viernes a las 17:30 envía un whatsapp a +573001234567 diciendo 'Feliz fin de semana'",
      '30 17 * * 5 > send_whatsapp(+573001234567 | Feliz fin de semana)',
    ],
    [
      "cada vez que alguien paga en Stripe publica 'Nuevo pago' en #ventas",
      'stripe.payment_intent.succeeded > send_message(#ventas | Nuevo pago)',
    ],
    [
      'sms +61412345678 3 hours from now: Kiln can be opened',
      '2026-11-20T13:00 > send_sms(+61412345678 | Kiln can be opened)',
    ],
    [
      'Every 15 mins between 8am and 6pm, mon-fri call https://api.acme.io/ping',
      '*/15 8-17 * * 1-5 > request(https://api.acme.io/ping)',
    ],
    [
      "Friday evenings at half six text +254711222333 'Lock the store'",
      '30 18 * * 5 > send_sms(+254711222333 | Lock the store)',
    ],
    [
      'mondays 7am pull my calendly meetings and sms me the list, my number is +254711222333',
      '0 7 * * 1 > list_meetings() > send_sms(+254711222333 | {{ step_1.text }})',
    ],
  ])('%s', async (said, meant) => {
    expect(await gist(said)).toBe(meant);
  });

  it('leaves what is quoted letter for letter', async () => {
    expect(await gist("every day at 9 post 'yo u n me lol 🎉 & co = ta' in #fun")).toContain(
      'send_message(#fun | yo u n me lol 🎉 & co = ta)',
    );
  });
});

describe('What is told of the data is no order', () => {
  it.each([
    [
      "Sensor webhook (sends temperature and room): if temperature is above 30 sms +254711222333 'Too hot'",
      'custom.* > send_sms(+254711222333 | Too hot) if {{ number(trigger.temperature) > 30 }}',
    ],
    [
      "when my shop posts an order (fields: item, qty, buyer_email), email the buyer subject 'Order' body 'We got it'",
      'custom.* > send_email(Order | We got it | {{ trigger.buyer_email }})',
    ],
    [
      "every Monday at 8am read the Debtors sheet and sms everyone whose Paid column says no 'Please pay'. phone is in column Mobile",
      '0 8 * * 1 > read_rows(Debtors) > send_sms(Please pay | {{ item.Mobile }}) each {{ step_1.rows.filter(row, has(row.Paid) && string(row.Paid) == "no") }}',
    ],
    [
      'on the 3rd at 9am read my Staff sheet and raise an invoice for each row: client is the Company column, amount is the Due column, due in 7 days',
      '0 9 3 * * > read_rows(Staff) > create_invoice(in 7 days | {{ item.Due }} | {{ item.Company }}) each {{ step_1.rows }}',
    ],
    [
      "messages reach us on a webhook (field: body). ask AI to sort each one into refund, question or spam and if it's spam post 'Spam' in #junk",
      'custom.* > classify(refund, question or spam | {{ trigger.body }}) > send_message(#junk | Spam) if {{ step_1.label == "spam" }}',
    ],
  ])('%s', async (said, meant) => {
    expect(await gist(said)).toBe(meant);
  });
});

describe('Branches, tries and side by side in short', () => {
  it.each([
    [
      "survey webhook, fields are score and comment. score 9 or more -> post 'Promoter' in #nps. 6 or less -> sms +254711222333 'Detractor'",
      'custom.* > send_message(#nps | Promoter) if {{ number(trigger.score) >= 9 }} > send_sms(+254711222333 | Detractor) if {{ number(trigger.score) <= 6 }}',
    ],
    [
      "when an intasend payment comes in: if it is 10,000 or more post 'Big one' in #wins, anything less goes to #all on slack saying 'Small one'",
      'intasend.payment.confirmed > send_message(#wins | Big one) if {{ trigger.amount >= 10000 }} > send_message(#all | Small one) if {{ !(trigger.amount >= 10000) }}',
    ],
    [
      "Every 30 minutes check https://acme.io/up (try up to 3 times). if it's still down after that post 'Site is down' in #ops",
      '*/30 * * * * > request(https://acme.io/up) > send_message(#ops | Site is down) if {{ step_1.status == "failed" }}',
    ],
    [
      "daily at 6am check the forecast for Kitale and if it's going to rain sms +254711222333 'Cover the maize'",
      '0 6 * * * > forecast(Kitale) > send_sms(+254711222333 | Cover the maize) if {{ step_1.rain >= 50 }}',
    ],
    [
      'every night at 22:00 call https://acme.io/total and add whatever it returns as a new row in my Takings sheet',
      '0 22 * * * > request(https://acme.io/total) > append_row(Takings | ["{{ step_1.body }}"])',
    ],
    [
      "intasend payment → their name and amount go in the 'Ledger' sheet → our cook gets an sms on +254711222333 saying 'New order'",
      'intasend.payment.confirmed > append_row(Ledger | ["{{ trigger.name }}","{{ trigger.amount }}"]) > send_sms(+254711222333 | New order)',
    ],
  ])('%s', async (said, meant) => {
    expect(await gist(said)).toBe(meant);
  });

  it('ends what is done side by side where something comes after it', async () => {
    const reply = await plainReplyTo(
      "github issue opened → at the same time post 'New issue' in #dev and email lead@acme.io subject 'Issue' body 'See GitHub'. once both are done sms +254711222333 'Filed'",
    );
    if (reply.kind !== 'propose') throw new Error(reply.text);
    expect(reply.definition.steps.map((step) => step.needs)).toEqual([[], [], ['step_1', 'step_2']]);
  });
});

describe('Money is paid more than once only where each is said', () => {
  const phones = '+254711222333 and +254722333444';
  it('to each of them, to nobody else and under a limit', async () => {
    const reply = await plainReplyTo(
      `each friday at noon pay both of my guards 1,500: ${phones}. only those two numbers, not more than 3,000 in a day`,
    );
    if (reply.kind !== 'propose') throw new Error(reply.text);
    expect(callsOf(reply.definition.steps)).toEqual([
      'withdraw(+254711222333 | 1500)',
      'withdraw(+254722333444 | 1500)',
    ]);
    expect(reply.definition.policy).toEqual({
      daily_spend_limit: 3000,
      allowed_phone_numbers: ['+254711222333', '+254722333444'],
    });
  });
  it('and is asked about otherwise', async () => {
    expect((await plainReplyTo(`each friday at noon pay 1,500 to ${phones}`)).kind).toBe('ask');
  });
  it('a correction of the amount and of whom it may go to', async () => {
    const reply = await plainReplyTo(
      'Every Monday at 9am withdraw 12,000 to +254715666777',
      'sorry I meant 1,200',
      'and only ever allow that number',
    );
    if (reply.kind !== 'propose') throw new Error(reply.text);
    expect(callsOf(reply.definition.steps)).toEqual(['withdraw(+254715666777 | 1200)']);
    expect(reply.definition.policy.allowed_phone_numbers).toEqual(['+254715666777']);
  });
});

it('takes a greeting for the subject where a subject is asked for', async () => {
  expect(await gist("every friday at 2pm email a@b.co 'How was it?'", 'Hello')).toBe(
    '0 14 * * 5 > send_email(a@b.co | How was it? | Hello)',
  );
});

it('never makes a condition of how a field is named', async () => {
  const reply = await gist(
    "orders arrive on a webhook with a `country` field. if country is KE sms +254711222333 'Local'",
  );
  expect(reply).not.toContain('trigger.a ');
});
