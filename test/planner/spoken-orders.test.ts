import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo, whole } from './talking.ts';

/** Orders that are not said as orders: things without a verb, wishes, who gets paid, what the AI decides. */
const SAID: [string, string[], string][] = [
  [
    'things behind arrows',
    ["Stripe payment → row in my Sales sheet with name and amount → note in #sales 'Paid'"],
    'stripe.payment_intent.succeeded > append_row(Sales | ["{{ trigger.name }}","{{ trigger.amount }}"]) > send_message(#sales | Paid)',
  ],
  [
    'a card behind an arrow',
    ["Stripe payment comes in → sms to +254722000111 'Paid' → contact in HubSpot"],
    'ask email',
  ],
  [
    'a title before an arrow',
    [
      "Calendly booking comes in → card in the Onboarding list of my Clients board on Trello with the person's name as the title → post 'New' in #team",
    ],
    'calendly.meeting.scheduled > create_card({{ trigger.name }} | Clients | Onboarding) > send_message(#team | New)',
  ],
  [
    'somebody who wants to be written to about some of them',
    [
      'The store posts every order to a webhook as JSON with country and total. I need ann@b.co emailed about orders where country is UG and total is more than 2000, and about no others.',
      'subject: Uganda; body: A big one',
    ],
    'custom.* > send_email(ann@b.co | Uganda | A big one) if {{ (trigger.country == "UG") && (number(trigger.total) > 2000) }}',
  ],
  [
    'what the AI decides, and where some of it goes',
    [
      'Guest reviews reach us through a webhook. Have the AI decide whether each one is positive or negative; the negative ones, and just those, go to #care on Slack.',
    ],
    'custom.* > classify(positive or negative | {{ trigger.message }}) > send_message(#care | {{ trigger.message }}) if {{ step_1.label == "negative" }}',
  ],
  [
    'what the AI decides of a field, and which of it are posted',
    [
      'Feedback reaches a webhook with the field comment. Ask the AI if the comment is good or bad. Post the bad ones in #care',
    ],
    'custom.* > classify(good or bad | {{ trigger.comment }}) > send_message(#care | {{ trigger.comment }}) if {{ step_1.label == "bad" }}',
  ],
  [
    'a text that is read before it goes',
    [
      "Thursdays at 11:00 let the AI write a tip about bees. I'd like to read it first, then it should go by email to a@b.co with the subject Bees",
    ],
    '0 11 * * 4 > generate(write a tip about bees) > approve() > send_email(a@b.co | Bees | {{ step_1.text }})',
  ],
  [
    'a text that is agreed to before it goes',
    ['Thursdays at 11:00 let the AI write a tip about bees. I want to OK the text, and then it goes to #garden'],
    '0 11 * * 4 > generate(write a tip about bees) > approve() > send_message(#garden | {{ step_1.text }})',
  ],
  [
    'who gets paid',
    [
      'My cleaner gets 3,500 shillings on M-Pesa (0733 456 789) on Saturdays at 1 pm. Check with me every time before the money leaves. A single payout must never be above 4k.',
    ],
    '0 13 * * 6 > max_withdraw_amount 4000 > requires_user_confirmation true > withdraw(+254733456789 | 3500)',
  ],
  [
    'who gets paid, by name, and when',
    ['Jane gets 1,500 bob every Thursday at 6pm on M-Pesa 0712345678. Ask me first.'],
    '0 18 * * 4 > requires_user_confirmation true > withdraw(+254712345678 | 1500 | Jane)',
  ],
  [
    'several categories',
    [
      'Reviews come through a webhook. Have the AI decide whether each review is positive, neutral or negative; the negative ones go to #care',
    ],
    'custom.* > classify(positive, neutral or negative | {{ trigger.review }}) > send_message(#care | {{ trigger.review }}) if {{ step_1.label == "negative" }}',
  ],
  [
    'what happens once it has gone through',
    [
      "On demand withdraw 10,000 KES to +254727313131. Once it has gone through, post 'Sent' in #ops; if it fails instead, post 'Failed' in #ops. It mustn't spend more than 20,000 in a day.",
    ],
    'manual > daily_spend_limit 20000 > withdraw(+254727313131 | 10000) > send_message(#ops | Sent) if {{ step_1.status == "success" }} > send_message(#ops | Failed) if {{ step_1.status == "failed" }}',
  ],
  [
    'a wish in the conditional',
    [
      'Hi! All our calls get booked in Calendly, you see. What would honestly save me is if, on Sundays at eight in the evening, you listed the Calendly meetings, had the AI turn that list into a short overview, and then posted the overview in #team. Nothing fancier than that. Bless you!',
    ],
    '0 20 * * 0 > list_meetings() > summarise({{ step_1.text }}) > send_message(#team | {{ step_2.text }})',
  ],
  [
    'another wish',
    ["I'd love it if every Friday at 4pm you sent 'Reports' to #sales"],
    '0 16 * * 5 > send_message(#sales | Reports)',
  ],
  [
    'what it is for',
    ["Weekdays at 09:00 post this in #class: 'Be careful.' We use it in our AI safety class."],
    '0 9 * * 1-5 > send_message(#class | Be careful.)',
  ],
  [
    'the smaller ones',
    ["When a payment over 500 comes in on Stripe post 'Big' in #a. The smaller ones go to #b"],
    "stripe.payment_intent.succeeded > send_message(#a | Big) if {{ trigger.amount > 500 }} > send_message(#b | Amount: {{ trigger.amount }}\nCustomer's email: {{ trigger.email }}\nCustomer's name: {{ trigger.name }}\nDescription: {{ trigger.description }}) if {{ !(trigger.amount > 500) }}",
  ],
  [
    'a message whose words are described',
    [
      'At 5 pm every day go through my Deliveries spreadsheet and send everyone on it an SMS that starts with their name and tells them their parcel comes tomorrow.',
    ],
    'ask phone,message',
  ],
];

describe('orders that are not said as orders', () => {
  it.each(SAID)('%s', async (_what, messages, expected) => {
    expect(whole(await plainReplyTo(...messages))).toBe(expected);
  });

  it('are side by side where none waits for another', async () => {
    const reply = await plainReplyTo(
      "When a Stripe payment comes in, two things side by side please, none waiting for another: a note in #sales 'Paid', and an sms to +254722000111 'Paid'",
    );
    expect(gist(reply)).toBe(
      'stripe.payment_intent.succeeded > send_message(#sales | Paid) > send_sms(+254722000111 | Paid)',
    );
    expect(reply).toMatchObject({ definition: { steps: [{ needs: [] }, { needs: [] }] } });
  });

  it.each([
    'Everyone gets 500 bob on 0712345678 at 5pm on Friday',
    'I used to pay 2,000 KES to +254733456789 every Friday. Do it for me at 5pm',
  ])('%s pays nobody', async (said) => {
    expect((await plainReplyTo(said)).kind).not.toBe('propose');
  });

  it('an aside of a very long word is read at once', { timeout: 10_000 }, async () => {
    const long = 'neighbourhoodassociationmeetingspreparationcommitteeworkshop';
    const reply = await plainReplyTo(`Every Monday at 9am post 'Hi' in #a. We use it in our ${long} on 5 topics`);
    expect(reply.kind).toBe('ask');
  });

  it('an aside that narrows something is asked about', async () => {
    const reply = await plainReplyTo("Every Monday at 9am post 'Hi' in #a. We need it for orders over 500 only.");
    expect(reply.kind).toBe('ask');
  });
});
