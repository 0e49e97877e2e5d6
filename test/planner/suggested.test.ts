import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** Words for messages nobody gave words for: made of what is known, or asked for; what was taken stands on the card. */
const proposed = async (...messages: string[]) => {
  const reply = await plainReplyTo(...messages);
  if (reply.kind !== 'propose') throw new Error(`${reply.kind}: ${reply.text}`);
  return reply;
};

it.each([
  [
    'when a customer pays me through IntaSend, create an invoice in QuickBooks and email them',
    'Invoice {{ step_1.invoice_number }}',
    /your payment of \{\{ trigger\.currency \}\} \{\{ trigger\.amount \}\}\. Your invoice number is \{\{ step_1\.invoice_number \}\}\.$/,
  ],
  ['when a stripe payment succeeds email the customer', 'Thank you for your payment', /We have received it\.$/],
  ['when a stripe payment fails email the customer', 'Your payment did not go through', /Please try again/],
  ['when somebody books on calendly send them an email', 'Your meeting is booked', /^Hello \{\{ trigger\.name \}\}, /],
])('%s', async (request, subject, body) => {
  const { definition, assumptions } = await proposed(request, 'you decide');
  expect(definition.steps.at(-1)?.params).toMatchObject({ subject, body: expect.stringMatching(body) });
  expect(assumptions.some((one) => one.startsWith('the subject: “'))).toBe(true);
  expect(assumptions.some((one) => one.startsWith('the text: “Hello'))).toBe(true);
  expect(assumptions.join()).not.toMatch(/trigger\.|step_|\{\{/);
});

it('says it in a sentence, and a long one is taken by a word', async () => {
  const request = 'when a customer pays through intasend thank them by sms';
  const reply = await plainReplyTo(request);
  expect(reply).toMatchObject({ kind: 'ask', options: ['Use it'] });
  expect(reply.text).toMatch(/I suggest “Hello, thank you for your payment of \[the amount\]\..*\.”$/);
  expect(gist(await plainReplyTo(request, 'Use it'))).toMatch(
    /Hello, thank you for your payment of \{\{ trigger\.currency/,
  );
});

it('tells others what happened instead of thanking them', async () => {
  const reply = await plainReplyTo('when a customer pays via intasend post in #sales', 'you decide');
  expect(gist(reply)).toMatch(
    /\{\{ trigger\.name \}\} paid \{\{ trigger\.currency \}\} \{\{ trigger\.amount \}\}|Payer|amount/i,
  );
  expect(JSON.stringify(reply)).not.toMatch(/thank you/i);
});

describe('where nothing is known', () => {
  it.each(['text +254712345678 every friday at 5pm', 'every monday at 9am post in #team'])('%s', async (request) => {
    const reply = await plainReplyTo(request);
    expect(reply).toMatchObject({ kind: 'ask' });
    expect(reply.text).not.toMatch(/suggest/);
    expect((await plainReplyTo(request, 'you decide')).kind).toBe('ask');
  });

  it('takes whom it is for for no words', async () => {
    const reply = await plainReplyTo('every month on the 1st at 9 email my accountant ann@example.com');
    expect(reply.text).not.toMatch(/accountant/i);
  });
});

it('says nothing of an amount that is called what it is', async () => {
  const { assumptions } = await proposed('when a customer pays via intasend, create an invoice in quickbooks');
  expect(assumptions).toEqual(["the client is the payer's name"]);
});

it('takes a service that was offered for the answer to where it comes from', async () => {
  const reply = await plainReplyTo('when a customer pays email them', 'stripe');
  expect(reply.text).toMatch(/What should the subject be\?/);
  expect(reply.text).not.toMatch(/Where does it come from|“stripe”/);
});

it('writes to the payer where somebody speaks of their client', async () => {
  const reply = await plainReplyTo(
    'When I get a payment over 10,000, create the invoice and email my client.',
    'IntaSend',
    'you decide',
    'you decide',
  );
  expect(gist(reply)).toMatch(/send_email\(\{\{ trigger\.email \}\}/);
});

describe('what is filled in', () => {
  const request = 'when a customer pays via intasend post in #sales';

  it('is shown by its name, and no braces', async () => {
    const reply = await plainReplyTo(request);
    expect(reply.text).toMatch(/I suggest “\[the name\] paid \[the amount\]”\.$/);
    expect(reply).toMatchObject({ options: ['Use it'] });
  });

  it.each([
    ['Use it', '{{ trigger.name }} paid {{ trigger.currency }} {{ trigger.amount }}'],
    ['[the name] paid [the amount]', '{{ trigger.name }} paid {{ trigger.currency }} {{ trigger.amount }}'],
    ['[the name] has just paid', '{{ trigger.name }} has just paid'],
  ])('stays what it is in “%s”', async (answer, message) => {
    const { definition } = await proposed(request, answer);
    expect(definition.steps.at(-1)?.params).toMatchObject({ message });
  });
});

describe('words that nobody could send are not suggested', () => {
  it.each([
    'Let #sales know each time somebody books me on Calendly',
    'every day at 5:30am sms it to the extension officer +254733123456',
    'every month on the 1st at 9 text my tenant on +254733123456',
    'every friday at 5pm email ann@example.com which items are low',
    'every morning at 7am whatsapp +254733123456 and',
  ])('%s', async (request) => {
    const { text } = await plainReplyTo(request);
    expect(text).not.toMatch(/“(?:know|it |my tenant|which )/i);
  });

  it.each([
    [
      'email reservas@hotelsol.es tomorrow at 9:30am to let them know our group will arrive a day late',
      /“Our group will arrive a day late”/,
    ],
    ['text +254733123456 every friday at 5pm asking them to lock the gate', /“Please lock the gate”/],
  ])('%s', async (request, suggested) => {
    expect((await plainReplyTo(request)).text).toMatch(suggested);
  });
});
