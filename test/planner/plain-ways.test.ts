import { describe, expect, it } from 'vitest';
import { limitsAndSteps as gist, plainReplyTo } from './talking.ts';

const PAID = 'withdraw(+254720555666 | 900)';
const WAYS: [string, string, string][] = [
  [
    'consent each time',
    'pay 900 KES to +254720555666 on the 28th each month, 9am. I want to ok it every single time before it goes',
    `requires_user_confirmation true > ${PAID}`,
  ],
  [
    'consent before money leaves',
    'pay 900 KES to +254720555666 on the 28th each month at 9am, but check with me before any money leaves',
    `requires_user_confirmation true > ${PAID}`,
  ],
  [
    'a yes between two orders',
    'Mondays at 9am let the AI write a tip about bees, show it to me for a yes, and after my yes post it in #hive',
    'generate(write a tip about bees) > approve() > send_message(#hive | {{ step_1.text }})',
  ],
  [
    'a yes told as a step, then the passive',
    'every day at 7am have AI write a proverb, I approve it, then it is posted in #x',
    'generate(write a proverb) > approve() > send_message(#x | {{ step_1.text }})',
  ],
  [
    'a limit of a sentence of its own',
    'Every Friday at 4pm send my gardener 900 bob through mpesa on +254720555666. No single payment may exceed 1,000',
    `max_withdraw_amount 1000 > ${PAID}`,
  ],
  [
    'no verb, by hand, two limits',
    "I'd like a button: 900 KES from my wallet to M-Pesa +254720555666. Limit it to 900 per go, no other number may ever be paid",
    `max_withdraw_amount 900 > allowed_phone_numbers +254720555666 > ${PAID}`,
  ],
  [
    'a limit of a day where money is only sent',
    'send my tailor 900 bob by M-Pesa on +254720555666 every Friday at 4pm and never spend more than 3,000 in a day',
    `daily_spend_limit 3000 > ${PAID}`,
  ],
  [
    'days to pay',
    'QuickBooks invoice for Ndovu Ltd of KES 8,000 on the 3rd of the month at 9am, they get 10 days to pay',
    'create_invoice(in 10 days | 8000 | Ndovu Ltd)',
  ],
  [
    'an amount as the heading of its branch',
    "Stripe payment received. Over 500: post 'big' in #a. Less than that: post 'small' in #b",
    'send_message(#a | big) if {{ trigger.amount > 500 }} > send_message(#b | small) if {{ trigger.amount <= 500 }}',
  ],
  [
    'a condition in the clause that starts it and its other side',
    "If a payment confirmed on IntaSend is more than 500, post 'big' in #a, if it's 500 or less post 'small' in #b",
    'send_message(#a | big) if {{ trigger.amount > 500 }} > send_message(#b | small) if {{ trigger.amount <= 500 }}',
  ],
  [
    'what an own system sends, and silence otherwise',
    "our till posts sales to you with a total field. If the total is 9,000 or more post 'big' in #a, and if it's lower just ignore it.",
    'send_message(#a | big) if {{ number(trigger.total) >= 9000 }}',
  ],
  [
    'the number nearest to what it is compared with',
    "stock system webhook w/ quantity below 10 -> 'Reorder' in #stock",
    'send_message(#stock | Reorder) if {{ number(trigger.quantity) < 10 }}',
  ],
  [
    'an order in the passive, a field called email',
    'all new Calendly bookings should be logged in Airtable, base Studio, table Visits, with name and email.',
    `create_record(Studio | Visits | {"Invitee's name":"{{ trigger.name }}","Invitee's email":"{{ trigger.email }}"})`,
  ],
  [
    'what becomes what, with the same title',
    'new issue in github repo kontor/web should become a Jira issue in project KON with the same title',
    'create_issue({{ trigger.title }} | KON)',
  ],
  [
    'telling a field',
    "Whenever somebody books through Calendly send an SMS to +254720555666 telling me the invitee's name",
    "send_sms(+254720555666 | Invitee's name: {{ trigger.name }})",
  ],
  [
    'the calendar is not Calendly',
    'list the events of my calendar and post them in #day, daily at 8am',
    'list_events() > send_message(#day | {{ step_1.text }})',
  ],
  [
    'a Quartz line with a comma behind it',
    "quartz expression 0 30 17 ? * FRI, post 'Timesheets' in #studio",
    'send_message(#studio | Timesheets)',
  ],
];

describe('wordings brought into plain ones', () => {
  it.each(WAYS)('%s', async (_what, words, expected) => {
    expect(gist(await plainReplyTo(words))).toBe(expected);
  });

  it('asks what is narrowed where an own webhook “says” something', async () => {
    expect((await plainReplyTo("If the booking webhook says a guest cancelled, post 'gone' in #desk")).kind).toBe(
      'ask',
    );
  });

  it('asks what each message says rather than posting the whole list once for each', async () => {
    const words =
      'every Sunday at 8am read https://x.example.com/feed.xml and post each article as a separate message in #x';
    expect((await plainReplyTo(words)).kind).toBe('ask');
  });

  it('never cuts an amount in two', async () => {
    expect(gist(await plainReplyTo('pay 12,500 KES to +254720555666 on the 28th each month at 9am'))).toBe(
      'withdraw(+254720555666 | 12500)',
    );
  });
});
