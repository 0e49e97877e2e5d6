import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition, Step } from '../../src/automation/definition.ts';
import { plainReplyTo } from './talking.ts';

/** Parts whose meaning is known, put together in many ways: what is proposed means all of them, and a question is no fault. */

interface Start {
  words: string[];
  triggers: string;
  /** What a condition may be about there. */
  compared?: { words: string[]; sign: string }[];
}

const STARTS: Start[] = [
  { words: ['every day at 9am', 'at 9 in the morning each day', 'daily at 09:00'], triggers: '0 9 * * *' },
  { words: ['every Monday at 8:30', 'on Mondays at 8.30 am', 'Mondays 08:30'], triggers: '30 8 * * 1' },
  { words: ['on weekdays at 5pm', 'Monday to Friday at 5 p.m.'], triggers: '0 17 * * 1-5' },
  { words: ['on the 1st of every month at 10am', 'monthly on the 1st at 10:00'], triggers: '0 10 1 * *' },
  {
    words: [
      'when I get a payment through IntaSend',
      'whenever a customer pays me on intasend',
      'for each intasend payment I receive',
      'after every IntaSend payment',
    ],
    triggers: 'intasend.payment.confirmed',
    compared: [
      { words: ['it is over 5,000', 'the amount is over 5,000', "it's more than 5k"], sign: 'trigger.amount > 5000' },
      { words: ['it is at least 2,000', "it's not less than 2,000"], sign: 'trigger.amount >= 2000' },
      { words: ['it is under 300', 'the amount is less than 300'], sign: 'trigger.amount < 300' },
    ],
  },
  {
    words: ['when someone books on calendly', 'for every new Calendly booking', 'after a calendly booking'],
    triggers: 'calendly.meeting.scheduled',
  },
  {
    words: ['when our form posts to a webhook with score and email'],
    triggers: 'custom.*',
    compared: [
      { words: ['the score is over 7', 'score exceeds 7'], sign: 'number(trigger.score) > 7' },
      { words: ['the score is 3 or less', "the score isn't more than 3"], sign: 'number(trigger.score) <= 3' },
    ],
  },
];

interface Order {
  action: string;
  values: string[];
  words: (text: string) => string[];
  speaks: boolean;
}

const ORDERS: Order[] = [
  {
    action: 'send_message',
    values: ['#ops'],
    speaks: true,
    words: (text) => [`post ${text} in #ops`, `post ${text} to #ops on slack`, `put ${text} in the #ops channel`],
  },
  {
    action: 'send_whatsapp',
    values: ['+254712345678'],
    speaks: true,
    words: (text) => [`whatsapp +254712345678 ${text}`, `send ${text} to +254712345678 on WhatsApp`],
  },
  {
    action: 'send_sms',
    values: ['+254733111222'],
    speaks: true,
    words: (text) => [`text +254733111222 ${text}`, `send +254733111222 an SMS saying ${text}`],
  },
  {
    action: 'withdraw',
    values: ['+254700123456', '1500'],
    speaks: false,
    words: () => ['pay 1,500 KES to +254700123456', 'send KES 1,500 to +254700123456 by M-Pesa'],
  },
  {
    action: 'request',
    values: ['https://api.example.com/sync'],
    speaks: false,
    words: () => ['call https://api.example.com/sync', 'GET https://api.example.com/sync'],
  },
];

/** What is said may read like an order of its own: quoted, it is none. */
const TEXTS = ['Hello there', 'If not, then stop', 'Pay 500 to Ann', 'Done at 9am', 'Yes or no?'];

const anyOf = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
const started = anyOf(STARTS).chain((start) =>
  fc.record({ start: fc.constant(start), when: anyOf(start.words), mark: anyOf(["'", '"']) }),
);
const ordered = (mark: string) =>
  anyOf(ORDERS).chain((order) =>
    anyOf(TEXTS).chain((text) =>
      fc.record({ order: fc.constant(order), text: fc.constant(text), words: anyOf(order.words(mark + text + mark)) }),
    ),
  );

const capital = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

async function proposed(message: string): Promise<Definition | null> {
  const reply = await plainReplyTo(message);
  if (reply.kind === 'propose') return reply.definition;
  expect(['ask', 'say']).toContain(reply.kind);
  return null;
}

function startsAs(definition: Definition, start: Start): void {
  const said = definition.triggers.map((one) =>
    one.type === 'schedule' ? one.schedule_cron : one.type === 'webhook' ? `${one.service}.${one.event}` : one.type,
  );
  expect(said.join(' + ')).toBe(start.triggers);
}

function does(step: Step | undefined, order: Order, text: string): void {
  expect(step?.action).toBe(order.action);
  const values = Object.values(step?.params ?? {}).map(String);
  for (const value of order.speaks ? [...order.values, text] : order.values) expect(values).toContain(value);
}

/** What a condition compares, without braces and what it says of the currency. */
const comparedBy = (step: Step | undefined): string => step?.condition?.replace(/^\{\{ | \}\}$/g, '') ?? '';

const RUNS = { numRuns: 50 };

describe('requests put together of parts', () => {
  it('does each of the orders, whatever stands between them and wherever the start is said', async () => {
    const requests = started.chain((one) =>
      fc.record({
        one: fc.constant(one),
        orders: fc.uniqueArray(ordered(one.mark), {
          minLength: 1,
          maxLength: 3,
          selector: ({ order }) => order.action,
        }),
        join: anyOf([', then ', ' and ', ' and then ', '. Then ', '. Also ']),
        front: fc.boolean(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(requests, async ({ one, orders, join, front }) => {
        const [first, ...more] = orders.map(({ words }) => words);
        const rest = more.map((words) => join + words).join('');
        const message = front ? `${capital(one.when)}, ${first}${rest}` : `${capital(first ?? '')} ${one.when}${rest}`;
        const definition = await proposed(message);
        if (!definition) return;
        startsAs(definition, one.start);
        expect(definition.steps).toHaveLength(orders.length);
        for (const [at, { order, text }] of orders.entries()) {
          does(definition.steps[at], order, text);
          expect(definition.steps[at]?.condition).toBeUndefined();
        }
      }),
      RUNS,
    );
  });

  it('does what hangs on a condition there and nowhere else', async () => {
    const conditional = started
      .filter(({ start }) => start.compared !== undefined)
      .chain((one) =>
        fc.record({
          one: fc.constant(one),
          orders: fc.uniqueArray(ordered(one.mark), {
            minLength: 2,
            maxLength: 2,
            selector: ({ order }) => order.action,
          }),
          compared: anyOf(one.start.compared ?? []).chain(({ words, sign }) =>
            fc.record({ words: anyOf(words), sign: fc.constant(sign) }),
          ),
          way: anyOf(['before both', 'behind the first', 'before the second', 'unless', 'otherwise'] as const),
        }),
      );
    await fc.assert(
      fc.asyncProperty(conditional, async ({ one, orders, compared, way }) => {
        const [first, second] = orders;
        if (!first || !second) return;
        const start = capital(one.when);
        const message = {
          'before both': `${start}, if ${compared.words}, ${first.words} and ${second.words}`,
          'behind the first': `${start}, ${first.words} if ${compared.words}. Then ${second.words}`,
          'before the second': `${start}, ${first.words}. If ${compared.words}, also ${second.words}`,
          unless: `${start}, ${first.words} unless ${compared.words}. Then ${second.words}`,
          otherwise: `${start}, if ${compared.words} ${first.words}, otherwise ${second.words}`,
        }[way];
        const definition = await proposed(message);
        if (!definition) return;
        startsAs(definition, one.start);
        expect(definition.steps).toHaveLength(2);
        does(definition.steps[0], first.order, first.text);
        does(definition.steps[1], second.order, second.text);
        const holds = definition.steps.map(comparedBy);
        const not = `!(${compared.sign})`;
        expect(holds).toEqual(
          {
            'before both': [compared.sign, compared.sign],
            'behind the first': [compared.sign, ''],
            'before the second': ['', compared.sign],
            unless: [not, ''],
            otherwise: [compared.sign, not],
          }[way],
        );
      }),
      RUNS,
    );
  });

  it('asks for a yes before each payment, on whatever condition it is made', async () => {
    const paid = started
      .filter(({ start }) => start.compared !== undefined)
      .chain((one) =>
        fc.record({
          one: fc.constant(one),
          compared: anyOf(one.start.compared ?? []).chain(({ words, sign }) =>
            fc.record({ words: anyOf(words), sign: fc.constant(sign) }),
          ),
          order: anyOf(ORDERS[3]?.words('') ?? []),
          asks: anyOf(['Ask me before paying', 'Ask me first', 'Only after I approve']),
          only: anyOf(['if', 'but only if']),
        }),
      );
    await fc.assert(
      fc.asyncProperty(paid, async ({ one, compared, order, asks, only }) => {
        const definition = await proposed(`${capital(one.when)}, ${order}, ${only} ${compared.words}. ${asks}`);
        if (!definition) return;
        expect(definition.policy?.requires_user_confirmation).toBe(true);
        expect(definition.steps.map(comparedBy)).toEqual([compared.sign]);
      }),
      RUNS,
    );
  });
});
