import { describe, expect, it } from 'vitest';
import { conversation, gist, limitsAndSteps, plainReplyTo } from './talking.ts';

/** A yes that is wished for, and the time it is wished for by, are never dropped and start nothing. */
const PAY = 'Every Monday at 9am pay 0712345678 KES 1000';

describe('a yes in a sentence of its own', () => {
  it.each([
    'I want to say yes each time.',
    'I want to give my ok each time.',
    'I want to be asked each time.',
    'I must be asked.',
    'I want to OK it by 8:30 each time.',
    'Nothing goes out unless I approve by 10am.',
    'Get my approval by 8am.',
    'Check with me at 8am.',
    'Skip it if I say no before 8am.',
    'I approve on Sundays.',
    'Never pay after 10am.',
    "Ask me first. If I have not answered by noon, don't pay.",
  ])('is asked about, whatever its words: %s', async (sentence) => {
    expect((await plainReplyTo(`${PAY}. ${sentence}`)).kind).toBe('ask');
  });

  it.each(['I have to say yes.', 'I need to give the go-ahead.'])('is asked for: %s', async (sentence) => {
    expect(limitsAndSteps(await plainReplyTo(`${PAY}. ${sentence}`))).toBe(
      'requires_user_confirmation true > withdraw(+254712345678 | 1000)',
    );
  });

  it('holds for both of two automations, as a limit does', async () => {
    const both = `${PAY}, and every Friday at 5pm pay 0722333444 KES 2000`;
    expect(limitsAndSteps(await plainReplyTo(`${both}. Ask me before each payment.`))).toBe(
      'requires_user_confirmation true > withdraw(+254712345678 | 1000)',
    );
    expect(limitsAndSteps(await plainReplyTo(`${both}. Never more than 5,000 a day.`))).toBe(
      'daily_spend_limit 5000 > withdraw(+254712345678 | 1000)',
    );
    const { says } = conversation({ workflows: [], check: () => [] });
    expect((await says(`${both}. Ask me before each payment.`)).next).toContain('Ask me before each payment');
  });
});

describe('times that no reading took', () => {
  it.each([
    'When a Stripe payment comes in, text 0712345678 "ok" on Fridays at 9am',
    'remind me on the 5th at 9am to pay rent',
    'Text 0712345678 "Take pills" at 8am, noon and a quarter to ten at night',
  ])('are asked about: %s', async (message) => {
    expect(gist(await plainReplyTo(message))).toBe('ask unclear');
  });

  it('an amount keeps its thousands', async () => {
    expect(
      gist(await plainReplyTo('When Stripe tells me a payment of more than 50,000 came in, text 0712345678 "ok"')),
    ).toBe('stripe.payment_intent.succeeded > send_sms(+254712345678 | ok) if {{ trigger.amount > 50000 }}');
  });
});
