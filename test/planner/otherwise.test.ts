import { describe, expect, it } from 'vitest';
import { gist, limitsAndSteps, plainReplyTo } from './talking.ts';

const PAID = 'stripe.payment_intent.succeeded';
const BIG = "When a stripe payment over 5,000 comes in post 'Big' in #big";
const BOTH = `${PAID} > send_message(#big | Big) if {{ trigger.amount > 5000 }} > send_message(#small | Small) if {{ !(trigger.amount > 5000) }}`;

const IN = 'When someone pays on IntaSend';
const ASKED_OF_ONE =
  'requires_user_confirmation true > withdraw(+254712345678 | {{ trigger.amount * 0.1 }} | {{ trigger.currency }}) if {{ trigger.amount > 5000 }} > send_sms({{ trigger.phone }} | Thanks) if {{ !(trigger.amount > 5000) }}';

describe('the other case of what I must agree to', () => {
  it.each([
    `${IN}, if the amount is over 5,000, ask me, then pay 10% to +254712345678, otherwise text the customer "Thanks"`,
    `${IN}, if it is over 5,000 ask me and pay 10% to +254712345678, otherwise text the customer "Thanks"`,
    `${IN}: over 5,000 → I approve → pay 10% to +254712345678, the rest → text the customer "Thanks"`,
  ])('is that of the condition alone: %s', async (text) => {
    expect(limitsAndSteps(await plainReplyTo(text))).toBe(ASKED_OF_ONE);
  });
});

/** "…, and post 'up' in #ops otherwise": of which case it is stands behind the order. */
const BEHIND: [string, string][] = [
  [
    "Every day at 6pm call https://example.com/x. If it fails text +254712345678 'Down' and post 'up' in #ops otherwise",
    'send_message(#ops | up) if {{ step_1.status != "failed" }}',
  ],
  [
    `${IN}, text +254712345678 'Big' only if it is above 50,000, and text +254722345678 'Small' otherwise`,
    'send_sms(+254722345678 | Small) if {{ !(trigger.amount > 50000) }}',
  ],
  [
    `${IN}, text +254712345678 'Big' if it is above 50,000, text +254722345678 'Small' if not`,
    'send_sms(+254722345678 | Small) if {{ !(trigger.amount > 50000) }}',
  ],
  [
    `${IN}, if it is above 50,000 text +254712345678 'Big'. Post 'Small' in #ops otherwise.`,
    'send_message(#ops | Small) if {{ !(trigger.amount > 50000) }}',
  ],
];

describe('an otherwise behind its order', () => {
  it.each(BEHIND)('%s', async (text, step) => {
    expect(gist(await plainReplyTo(text))).toContain(step);
  });

  it.each([
    `${IN} post the amount in #big only if it is above 50,000, and the payer's name in #small otherwise`,
    `${IN}, text +254712345678 'Big' if it is above 50,000 and +254722345678 'Small' otherwise`,
  ])('is asked about where no order is left to it: %s', async (text) => {
    expect((await plainReplyTo(text)).kind).toBe('ask');
  });
});

/** The condition stands with what starts it: what is said of the other case is of the other case. */
const OTHER_CASE: [string, string][] = [
  [`${BIG}. Otherwise post 'Small' in #small`, BOTH],
  [`${BIG}. Otherwise just post 'Small' in #small`, BOTH],
  [`${BIG}. If not, simply post 'Small' in #small`, BOTH],
  [`${BIG}, otherwise only post 'Small' in #small`, BOTH],
  [`${BIG}, else post 'Small' in #small`, BOTH],
  [`${BIG}. For anything less, post 'Small' in #small`, BOTH],
  [`${BIG}. On anything smaller post 'Small' in #small`, BOTH],
  [`${BIG}. Everything else goes to #small as 'Small'`, BOTH],
  [`${BIG}. If it's less, post 'Small' in #small`, BOTH.replace('!(trigger.amount > 5000)', 'trigger.amount <= 5000')],
  [
    "When the order webhook arrives and the status is 'cancelled', post 'Gone' in #orders. Any other status: post 'Fine' in #ok",
    'custom.* > send_message(#orders | Gone) if {{ trigger.status == "cancelled" }} > send_message(#ok | Fine) if {{ !(trigger.status == "cancelled") }}',
  ],
];

const ONE = 'custom.* > send_message(#orders | Gone) if {{ trigger.status == "cancelled" }}';
/** What is left alone: nothing is done, and nothing is asked. */
const LEFT_ALONE = [
  'Any other status, do nothing.',
  'Otherwise ignore it.',
  'Skip the rest.',
  'Leave all other statuses alone.',
  'For any other status nothing should happen.',
  'If it is anything else, do nothing.',
  'With any other status just skip it.',
  "Don't do anything for other statuses.",
  'If not, nothing to do.',
  'In every other case stay silent.',
  'The rest can be ignored.',
  "Everything else doesn't matter.",
  'All others: skip.',
  'No message for the others.',
];

describe('the other case', () => {
  it.each(OTHER_CASE)('%s', async (text, expected) => {
    expect(gist(await plainReplyTo(text))).toBe(expected);
  });

  it.each(LEFT_ALONE)('is left alone: %s', async (tail) => {
    const text = `When the order webhook arrives and the status is 'cancelled', post 'Gone' in #orders. ${tail}`;
    expect(gist(await plainReplyTo(text))).toBe(ONE);
  });

  it('is nothing where the words stand in quotes', async () => {
    expect(gist(await plainReplyTo("every monday at 9am post 'Leave the rest alone. Skip the others' in #shop"))).toBe(
      '0 9 * * 1 > send_message(#shop | Leave the rest alone. Skip the others)',
    );
  });
});

const ALERT = 'when our monitoring posts an alert to the webhook and its severity is critical';
const CRITICAL = `${ALERT}, text +254711909192 'Alert'.`;
const CALLED = 'custom.* > send_sms(+254711909192 | Alert) if {{ trigger.severity == "critical" }}';

describe('the comparison said once more', () => {
  it.each([
    "If it isn't critical do nothing.",
    "If it's not critical, ignore it.",
    'If it is not critical skip it.',
    'If not critical, do nothing.',
    "If it's anything else do nothing.",
    'If it is something else, do nothing.',
    'If that is anything but critical, ignore it.',
  ])('leaves the other case alone: %s', async (tail) => {
    expect(gist(await plainReplyTo(`${CRITICAL} ${tail}`))).toBe(CALLED);
  });

  it.each([
    "If it isn't critical, post 'Minor' in #ops",
    "If it's not critical post 'Minor' in #ops",
    "If not critical, post 'Minor' in #ops",
  ])('has orders of its own: %s', async (tail) => {
    expect(gist(await plainReplyTo(`${CRITICAL} ${tail}`))).toBe(
      `${CALLED} > send_message(#ops | Minor) if {{ !(trigger.severity == "critical") }}`,
    );
  });

  it('is not another value', async () => {
    expect(gist(await plainReplyTo(`${CRITICAL} If it's a warning, post 'Minor' in #ops`))).toBe('ask condition');
  });
});
