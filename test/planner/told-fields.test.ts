import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** An own webhook that is told of first, with what it sends: a message, or several, and what becomes of them. */
const SAME: [string, string[], string][] = [
  [
    'two fields and no more',
    ["Our booking tool sends a webhook with name and phone. Whenever that happens, text the customer 'Booked'"],
    'custom.* > send_sms({{ trigger.phone }} | Booked)',
  ],
  [
    'fields of names of their own',
    ["our form posts to a webhook with guest_name and guest_phone; text the guest 'Welcome'"],
    'custom.* > send_sms({{ trigger.guest_phone }} | Welcome)',
  ],
  [
    'two of a kind',
    [
      "our app posts to a webhook with tenant_phone, landlord_phone and rent. text the landlord 'Paid' and text the tenant 'Thanks'",
    ],
    'custom.* > send_sms({{ trigger.landlord_phone }} | Paid) > send_sms({{ trigger.tenant_phone }} | Thanks)',
  ],
  [
    'somebody whose number comes in',
    [
      "Our depot will call a webhook with order_no, status and driver_phone. If the status is 'late', text the driver 'Ring us'",
    ],
    'custom.* > send_sms({{ trigger.driver_phone }} | Ring us) if {{ trigger.status == "late" }}',
  ],
  [
    'a field by its name',
    [
      'Our shop will call a webhook with order_no, total and courier_email. Email the courier_email \'Ready\' with subject "Ready"',
    ],
    'custom.* > send_email(Ready | {{ trigger.courier_email }} | Ready)',
  ],
  [
    'a field as an answer',
    ["our form posts to a webhook with name and mobile. Text 'Welcome'", 'the mobile field'],
    'custom.* > send_sms(Welcome | {{ trigger.mobile }})',
  ],
  [
    'what was said to come in holds no number',
    ["our form posts to a webhook with name and city. Text the customer 'Welcome'"],
    'ask phone',
  ],
  [
    'only what comes in is passed on',
    [
      'Our form can call a webhook; it sends name, email and message. When that happens, create a HubSpot contact for them and post the message in #leads',
    ],
    'custom.* > create_contact({{ trigger.email }} | {{ trigger.name }}) > send_message(#leads | Message: {{ trigger.message }})',
  ],
  [
    'what came in rather than where it went',
    [
      "Our site posts each order to a webhook with customer_name, phone and total. When one comes in, WhatsApp the customer 'Thanks' and add a row with the name, phone and total to my Orders sheet",
    ],
    'custom.* > send_whatsapp({{ trigger.phone }} | Thanks) > append_row(Orders | ["{{ trigger.customer_name }}","{{ trigger.phone }}","{{ trigger.total }}"])',
  ],
  [
    'in a sentence of its own about each',
    [
      "My shop will post orders to you; each has total and country. If the total's over 100 and the country is GB, post 'VIP' in #vip",
    ],
    'custom.* > send_message(#vip | VIP) if {{ (number(trigger.total) > 100) && (trigger.country == "GB") }}',
  ],
  [
    'two fields, said to be two',
    [
      "The scale at our collection centre posts every delivery to a webhook with two fields, phone and litres. For each delivery sms the phone 'Received'",
    ],
    'custom.* > send_sms({{ trigger.phone }} | Received)',
  ],
  [
    'behind a colon',
    ["a webhook tells us about each delivery: it has two fields called phone and weight. sms the phone 'Received'"],
    'custom.* > send_sms({{ trigger.phone }} | Received)',
  ],
  [
    'each called a field',
    [
      "Orders come to a webhook. Each order contains a field status and a field email. If the status is shipped email that email 'On its way' with subject Shipped",
    ],
    'custom.* > send_email(Shipped | {{ trigger.email }} | On its way) if {{ trigger.status == "shipped" }}',
  ],
  [
    'what will be found there',
    ["our site sends a webhook on every signup, you'll find name and email in there. Email them 'Welcome' subject Hi"],
    'custom.* > send_email(Hi | {{ trigger.email }} | Welcome)',
  ],
  [
    'what it brings, and nights among it',
    [
      "Our booking app hits a webhook, in it are guest_name, phone and nights. If nights is more than 3, text the guest 'Hi'",
    ],
    'custom.* > send_sms({{ trigger.phone }} | Hi) if {{ number(trigger.nights) > 3 }}',
  ],
  [
    'a number of its own',
    ["my shop's webhook posts an order with country and number. If the country is NG post the order number in #ng"],
    'custom.* > send_message(#ng | Number: {{ trigger.number }}) if {{ trigger.country == "NG" }}',
  ],
  [
    'what a message is to hold is no field',
    ['When our form webhook fires, text +254711909192. The message has name and total'],
    'ask message',
  ],
  [
    'as soon as one arrives',
    ["Our depot calls a webhook with order_no and phone. As soon as one arrives, text that phone 'On its way'"],
    'custom.* > send_sms({{ trigger.phone }} | On its way)',
  ],
  [
    'every time it fires',
    ['Our till sends a webhook with amount and cashier. Every time it fires post the amount in #till'],
    'custom.* > send_message(#till | Amount: {{ trigger.amount }})',
  ],
  [
    'when someone fills it in',
    ["The contact form posts to a webhook. When someone fills it in, post 'New lead' in #leads"],
    'custom.* > send_message(#leads | New lead)',
  ],
  [
    'behind a story',
    ["We keep losing leads. Our website's contact form can call a webhook. When it does, post 'New lead' in #leads"],
    'custom.* > send_message(#leads | New lead)',
  ],
];

describe('the built-in planner knows what an own webhook was said to send', () => {
  it.each(SAME)('%s', async (_what, messages, expected) => {
    expect(gist(await plainReplyTo(...messages))).toBe(expected);
  });
});

const COUNTY =
  'custom.* > send_email(n@b.co | S | A) if {{ trigger.county == "Nakuru" }} > send_email(h@b.co | T | B) if {{ !(trigger.county == "Nakuru") }}';
const FIRST = "email n@b.co 'A' with subject S";
const SECOND = "email h@b.co 'B' with subject T";
const COURIER = "Our courier's system will call your webhook with a field called county.";

it.each([
  `${COURIER} When county is Nakuru, ${FIRST}; for any other county ${SECOND}.`,
  `${COURIER} When county is Nakuru, ${FIRST}; for all other counties ${SECOND}.`,
  `${COURIER} If county is Nakuru, ${FIRST}. For every other county just ${SECOND}.`,
  `${COURIER} If the county is Nakuru, ${FIRST}, and for any other county please ${SECOND}.`,
  `${COURIER} If the county is Nakuru ${FIRST}. From any other county, ${SECOND}.`,
  `The courier's app will post to your webhook with a field called county. When county is Nakuru, ${FIRST}; otherwise ${SECOND}.`,
])('reads who will call the webhook, and the other case by what it is called: %s', async (text) => {
  expect(gist(await plainReplyTo(text))).toBe(COUNTY);
});

it.each(["for every other day email h@b.co 'B' with subject T", "for any other email h@b.co 'B' with subject T"])(
  'takes no day and no order for the other case: %s',
  async (tail) => {
    expect(gist(await plainReplyTo(`${COURIER} If county is Nakuru, ${FIRST}; ${tail}`))).not.toBe(COUNTY);
  },
);
