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

  it.each<[string, object]>([
    ['double the daily limit of Pay Otieno 2', { daily_spend_limit: 180_000 }],
    ['set the daily limit of pay otieno 2 to 4,000', { daily_spend_limit: 4_000 }],
    ["drop Pay Otieno 2's daily limit to 80k", { daily_spend_limit: 80_000 }],
    ['remove the daily limit of Pay Otieno 2', { daily_spend_limit: undefined }],
  ])('“%s” takes no number out of the name', async (text, change) => {
    const other = workflow('Pay Otieno 2');
    const reply = await conversation({ workflows: [PAY, other] }).says(text);
    expect(reply).toMatchObject({ kind: 'propose', workflow: { id: other.id } });
    expect(reply.kind === 'propose' && reply.definition.policy).toEqual({ ...policy, ...change });
  });

  it.each([
    ['remove the daily limit of 100,000 from Pay Otieno', /go, or be less/],
    ['remove 5,000 from the daily limit of Pay Otieno', /go, or be less/],
    ['drop 5,000 from the daily limit of Pay Otieno', /go, or be less/],
    ['cut 5,000 from the daily limit of Pay Otieno', /To how much/],
    ['double the daily limit of Pay Otieno to 5,000', /To how much/],
    ['raise the daily limit of Pay Otieno by 10%', /To how much/],
    ['change the daily limit of Pay Otieno by 10,000', /To how much/],
  ])('“%s” is asked about: its number is no new limit', async (text, answer) => {
    const reply = await said(text);
    expect(reply.kind).toBe('say');
    expect(reply.text).toMatch(answer);
  });

  it.each([
    ['raise the limit of Weekly report to KES 5,000', /no such limit/],
    ['set the run limit of Weekly report to KES 5,000', /To how much/],
  ])('“%s” makes no money of runs', async (text, answer) => {
    const report = { ...REPORT, definition: { ...definition, name: REPORT.name, policy: { max_runs_per_day: 5 } } };
    const reply = await conversation({ workflows: [PAY, report] }).says(text);
    expect(reply.kind).toBe('say');
    expect(reply.text).toMatch(answer);
  });

  it('are part of the change that is open', async () => {
    const open = conversation({ workflows: [PAY, REPORT], changes: PAY });
    await open.says('rename it to Pay him');
    expect(await open.says('raise the daily limit of Pay Otieno to 95,000')).toMatchObject({
      kind: 'propose',
      workflow: { id: PAY.id, baseVersion: 2 },
      definition: { name: 'Pay him', policy: { daily_spend_limit: 95_000 } },
    });
    expect(await open.says('undo that')).toMatchObject({ definition: { name: 'Pay him', policy } });
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

it.each([
  ['it should pay 700 a day', {}],
  ['it may pay at most 700 a day', { daily_spend_limit: 700 }],
  ['it should only pay 700 a day', { daily_spend_limit: 700 }],
  ['set the daily spending budget to 700', { daily_spend_limit: 700 }],
])('tells what is paid from what may be: %s', async (text, policy) => {
  const open = conversation({ workflows: [] });
  await open.says('every day at 9am pay 500 KES to +254712345678');
  expect(await open.says(text)).toMatchObject({
    kind: 'propose',
    definition: { policy, steps: [{ params: { amount: 'daily_spend_limit' in policy ? 500 : 700 } }] },
  });
});

it.each(['set the daily budget to 700', 'change the daily allowance of Otieno to 700'])(
  'makes no limit of a budget that may be what is paid: %s',
  async (text) => {
    expect((await conversation({ workflows: [PAY], changes: PAY }).says(text)).kind).not.toBe('propose');
  },
);

describe('A limit said as what may never be', () => {
  const SATURDAY = 'pay 7,500 KES to +254711000333 every saturday at noon';
  const AT_ONCE = { max_withdraw_amount: 8000 };
  const changed = (text: string) => conversation({ workflows: [] }).says(SATURDAY, text);

  it.each([
    ['and never let it send more than 8,000 at a time', AT_ONCE],
    ["don't let it pay out more than 8,000 in one go please", AT_ONCE],
    ['also, it must never send more than 8,000', AT_ONCE],
    ['it should never be allowed to send more than 8,000 per payment', AT_ONCE],
    ['make sure it never sends more than 8,000 at once', AT_ONCE],
    ['never let a payment be more than 8,000', AT_ONCE],
    ['never ever pay anyone more than 8k', AT_ONCE],
    ['under no circumstances more than 8,000 per payment', AT_ONCE],
    ["it can't ever pay more than 8,000 in one go", AT_ONCE],
    ['never let it go over 30,000 in a day', { daily_spend_limit: 30_000 }],
    ['never let it spend more than 8,000 per run', { max_spend_per_run: 8000 }],
    ['never let it run more than twice a day', { max_runs_per_day: 2 }],
    [
      'never let it send more than 8,000 at a time or 20,000 a day',
      { max_withdraw_amount: 8000, daily_spend_limit: 20_000 },
    ],
  ])('%s', async (text, policy) => {
    expect(await changed(text)).toMatchObject({ kind: 'propose', definition: { policy } });
  });

  it.each([
    'never send 8,000',
    'never let it send more than $80 at a time',
    'never let it send more than 8,000 a week',
    'never more than 20,000 per month',
    'never let it send more than 3 times a day',
    'never send more than 8,000 at once and never on public holidays',
    "don't ever pay to more than one number",
  ])('is asked about where it is none that can be kept: %s', async (text) => {
    expect((await changed(text)).kind).toBe('ask');
  });
});
