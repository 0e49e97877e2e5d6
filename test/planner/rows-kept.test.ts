import { describe, expect, it } from 'vitest';
import type { PlannerReply } from '../../src/planner/types.ts';
import { gist, plainReplyTo } from './talking.ts';

/** What is written into a sheet or a table, in the words people have for it, and which sheet it is. */
const LINK = 'https://docs.google.com/spreadsheets/d/1ab';
const PAID = 'intasend.payment.confirmed';
const row = (sheet: string, ...fields: string[]) =>
  `append_row(${sheet} | [${fields.map((one) => `"{{ ${one.includes('.') ? one : `trigger.${one}`} }}"`).join(',')}])`;

describe('fields for a row', () => {
  it.each([
    [
      "When a couple books on Calendly, put their name and email in my Leads sheet and then email them 'Hi' subject Hi",
      `calendly.meeting.scheduled > ${row('Leads', 'name', 'email')} > send_email(Hi | {{ trigger.email }} | Hi)`,
    ],
    [
      'every intasend payment goes in my Ledger google sheet as a new row: date, amount, phone',
      `${PAID} > ${row('Ledger', 'run.started_at', 'amount', 'phone')}`,
    ],
    [
      'new calendly meeting: jot down who booked and when in my Diary sheet',
      `calendly.meeting.scheduled > ${row('Diary', 'name', 'start_time')}`,
    ],
    [
      'Every time someone pays me through IntaSend please record it in the sheet named Income: amount, who paid, date',
      `${PAID} > ${row('Income', 'amount', 'name', 'run.started_at')}`,
    ],
    [
      'Each new Stripe payment should land in my Revenue sheet with the date, amount and customer email',
      `stripe.payment_intent.succeeded > ${row('Revenue', 'run.started_at', 'amount', 'email')}`,
    ],
    [
      'for every payment on intasend keep a row in Cashbook sheet with the amount, the phone number and the date',
      `${PAID} > ${row('Cashbook', 'amount', 'phone', 'run.started_at')}`,
    ],
    [
      'when a calendly booking comes in: row in Bookings sheet with name + email + start time',
      `calendly.meeting.scheduled > ${row('Bookings', 'name', 'email', 'start_time')}`,
    ],
    [
      "When a payment comes in on IntaSend put the amount in the Takings sheet and email ann@example.com 'Paid' with subject Paid",
      `${PAID} > ${row('Takings', 'amount')} > send_email(ann@example.com | Paid | Paid)`,
    ],
  ])('%s', async (said, expected) => {
    expect(gist(await plainReplyTo(said))).toBe(expected);
  });
});

describe('fields for a record', () => {
  const RECORD = 'create_record(Shop | VIP | {"Total":"{{ trigger.total }}","Country":"{{ trigger.country }}"})';
  it.each([
    'My shop will post orders to a webhook with total and country. make a record in Airtable, base Shop, table VIP, with those two fields',
    'My shop posts to a webhook (fields: total, country). Create an Airtable record in base Shop, table VIP with both fields',
    'webhook with total and country → make a record in Airtable (base Shop, table VIP): total, country',
  ])('%s', async (said) => {
    expect(gist(await plainReplyTo(said))).toBe(`custom.* > ${RECORD}`);
  });
});

describe('the link of a sheet', () => {
  const NAMED = `${PAID} > ${row(`Sales, ${LINK}`, 'phone', 'amount')}`;
  it.each([
    `when a payment comes in on intasend log the phone and the amount in my Sales sheet ${LINK}`,
    `when a payment comes in on intasend log the phone and the amount in my Sales sheet (${LINK})`,
    `when a payment comes in on intasend log the phone and the amount in my Sales sheet, ${LINK}`,
    `when a payment comes in on intasend log the phone and the amount in my Sales sheet <${LINK}>`,
    `when a payment comes in on intasend log the phone and the amount in my Sales sheet (link: ${LINK})`,
    `intasend payment → new row in Sales (${LINK}): phone, amount`,
  ])('stands with its name: %s', async (said) => {
    expect(gist(await plainReplyTo(said))).toBe(NAMED);
  });

  it.each([
    `when a payment comes in on intasend log the phone and the amount in our sheet, ${LINK}`,
    `add a row to ${LINK} with the phone and the amount whenever a payment comes in on intasend`,
  ])('is enough: %s', async (said) => {
    expect(gist(await plainReplyTo(said))).toBe(`${PAID} > ${row(LINK, 'phone', 'amount')}`);
  });

  it('is not taken for one where it is another address', async () => {
    const reply = await plainReplyTo(
      'when a payment comes in on intasend log the phone in my Sales sheet and then call https://example.com/done',
    );
    expect(gist(reply)).toBe(`${PAID} > ${row('Sales', 'phone')} > request(https://example.com/done)`);
  });
});

const loops = (reply: PlannerReply) =>
  reply.kind === 'propose'
    ? reply.definition.steps.slice(1).map((step) => `${step.for_each} ${Object.values(step.params).join(' | ')}`)
    : gist(reply);

describe('each of what was read', () => {
  const FEED = 'https://blog.example.com/feed.xml';
  it.each([
    `every hour read ${FEED} and for each item post the title in #news`,
    `at the top of every hour read the feed ${FEED} and post the title of each item, one message per item, in #news`,
    `daily at 8am read the feed (${FEED}) and post the title of every item in #news`,
    `daily at 8am check our feed, ${FEED}, and post every item's title in #news`,
  ])('has a title of its own: %s', async (said) => {
    expect(loops(await plainReplyTo(said))).toEqual(['{{ step_1.items }} #news | Title: {{ item.title }}']);
  });

  it('is a row of the sheet with the link', async () => {
    const said = `mondays at 8am read the sheet Rota, ${LINK}, and sms every row's Phone 'You are on duty'`;
    expect(loops(await plainReplyTo(said))).toEqual(['{{ step_1.rows }} You are on duty | {{ item.Phone }}']);
  });
});

describe('fields before quoted words', () => {
  const DIARY = 'meeting.scheduled > append_row(Diary | ';
  it.each([
    [
      'put their name, their email and "booked" in my Diary sheet',
      '["{{ trigger.name }}","{{ trigger.email }}","booked"])',
    ],
    [
      'add their name, "booked" and their email to my Diary sheet',
      '["{{ trigger.name }}","booked","{{ trigger.email }}"])',
    ],
    ['log their name & "booked" in my Diary sheet', '["{{ trigger.name }}","booked"])'],
    ['add "booked" to my Diary sheet', '["booked"])'],
  ])('%s', async (order, values) => {
    expect(gist(await plainReplyTo(`When someone books on Calendly, ${order}`))).toBe(`calendly.${DIARY}${values}`);
  });

  it('are asked about where one of them is nothing known', async () => {
    const said = 'When someone books on Calendly, save the weather in Nairobi and "booked" in my Diary sheet';
    expect((await plainReplyTo(said)).kind).toBe('ask');
  });
});
