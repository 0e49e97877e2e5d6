import { describe, expect, it } from 'vitest';
import type { Definition, Policy } from '../../src/automation/definition.ts';
import type { KnownWorkflow } from '../../src/planner/types.ts';
import { conversation } from './talking.ts';

/** Limits of what is on, changed in one sentence: a new version in which nothing else changes. */
const definition: Definition = {
  name: 'Pay Otieno',
  description: 'Pays Otieno.',
  policy: { max_withdraw_amount: 50_000, daily_spend_limit: 90_000, allowed_phone_numbers: ['+254712345678'] },
  triggers: [{ type: 'manual' }],
  steps: [
    {
      id: 'pay',
      service: 'payment',
      action: 'withdraw',
      params: { amount: '{{ trigger.amount }}', phone: '+254712345678' },
    },
  ],
  on_failure: 'ask',
};
const workflow = (name: string, more: Partial<Definition> = {}): KnownWorkflow => ({
  id: `wf_${name}`,
  name,
  status: 'active',
  version: 2,
  definition: { ...definition, name, ...more },
});
const PAY = workflow('Pay Otieno');
const REPORT = workflow('Weekly report', {
  policy: {},
  steps: [
    { id: 'tell', service: 'email', action: 'send_email', params: { to: 'a@example.com', subject: 'Hi', body: 'Hi' } },
  ],
});
const said = (text: string, about?: string) =>
  conversation({ workflows: [PAY, REPORT], ...(about && { about }) }).says(text);
const { policy } = definition;

describe('The limits of a workflow that is on', () => {
  it.each<[string, Partial<Policy>]>([
    ['raise the daily limit of Pay Otieno to KES 200,000', { daily_spend_limit: 200_000 }],
    ["Increase Pay Otieno's daily spending limit to 200k please", { daily_spend_limit: 200_000 }],
    ['lower the daily limit for Pay Otieno to 60,000', { daily_spend_limit: 60_000 }],
    ['can you bump up the limit per day of pay otieno by 10,000?', { daily_spend_limit: 100_000 }],
    ['reduce the daily limit of Pay Otieno by 10k', { daily_spend_limit: 80_000 }],
    ['double the daily limit of Pay Otieno', { daily_spend_limit: 180_000 }],
    ['set the limit per payment of Pay Otieno to 20000', { max_withdraw_amount: 20_000 }],
    ['raise the payment limit on Pay Otieno to 60,000', { max_withdraw_amount: 60_000 }],
    ['set the limit per run of Pay Otieno to 60,000', { max_spend_per_run: 60_000 }],
    ['Pay Otieno may spend up to KES 200,000 a day', { daily_spend_limit: 200_000 }],
    ['let Pay Otieno pay at most 5k at once', { max_withdraw_amount: 5_000 }],
    ['Pay Otieno may only run at most 3 times a day', { max_runs_per_day: 3 }],
    ['no more than 5 runs a day for Pay Otieno', { max_runs_per_day: 5 }],
    ['set the run limit of Pay Otieno to 4', { max_runs_per_day: 4 }],
  ])('“%s” makes a new version of it', async (text, change) => {
    expect(await said(text)).toMatchObject({
      kind: 'propose',
      workflow: { id: PAY.id, baseVersion: 2 },
      definition: { ...definition, policy: { ...policy, ...change } },
    });
  });

  it('are of the one talked of where none is named', async () => {
    expect(await said('raise the daily limit to 95,000', PAY.id)).toMatchObject({
      kind: 'propose',
      workflow: { id: PAY.id },
      definition: { policy: { daily_spend_limit: 95_000 } },
    });
  });

  it.each(['remove the daily limit from Pay Otieno', 'drop the daily limit of Pay Otieno'])(
    '“%s” takes the limit away, not the workflow',
    async (text) => {
      const reply = await said(text);
      expect(reply).toMatchObject({ kind: 'propose', workflow: { id: PAY.id } });
      const { daily_spend_limit: _gone, ...rest } = policy;
      expect(reply).toMatchObject({ definition: { policy: rest } });
      expect(JSON.stringify(reply)).not.toContain('daily_spend_limit');
    },
  );

  it.each([
    ['raise the daily limit of Pay Otieno to 900,000', /most that is allowed here is KES 500,000/],
    ['raise the limit of Pay Otieno to 60,000', /Which limit: the daily limit or the limit per payment/],
    ['raise the daily limit of Pay Otieno', /To how much/],
    ['raise the daily limit of Pay Otieno to $500', /count in KES/],
    ['remove the limit per run of Pay Otieno', /no such limit/],
    ['reduce the daily limit of Pay Otieno by 90,000', /To how much/],
  ])('“%s” is answered, and changes nothing', async (text, answer) => {
    const reply = await said(text);
    expect(reply.kind).toBe('say');
    expect(reply.text).toMatch(answer);
  });

  it('are not what a workflow called after a limit is', async () => {
    const named = workflow('Limit watch');
    const reply = await conversation({ workflows: [PAY, named] }).says('delete Limit watch');
    expect(reply).toMatchObject({ kind: 'act', command: 'delete', workflow: { id: named.id } });
  });

  it('are none where something else is limited', async () => {
    expect((await said('raise the speed limit of my car to 90')).kind).not.toBe('propose');
  });
});

it('changes the limit of the card that is open in the same words', async () => {
  const open = conversation({ workflows: [PAY], changes: PAY });
  expect(await open.says('raise the daily limit to 95,000')).toMatchObject({
    kind: 'propose',
    definition: { policy: { ...policy, daily_spend_limit: 95_000 } },
  });
});
