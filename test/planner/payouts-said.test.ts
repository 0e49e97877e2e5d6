import { describe, expect, it } from 'vitest';
import type { PlannerReply } from '../../src/planner/types.ts';
import { gist, limitsAndSteps, plainReplyTo } from './talking.ts';

/** Payouts of a share, of so much for each of something, and of what the rows of a sheet say. */

describe('a share of what came in', () => {
  const PAID = 'intasend.payment.confirmed > withdraw(+254722999000';
  const tenth = '{{ trigger.amount * 0.1 }} | {{ trigger.currency }})';
  it.each([
    ['each time i get paid through intasend take 10% of the amount and send it to +254722999000', `${PAID} | ${tenth}`],
    [
      'each time i get paid through intasend take 10% of the amount and send it to +254722999000 (tithe)',
      `${PAID} | tithe | ${tenth}`,
    ],
    ['each time i get an intasend payment, keep 90% and send the other 10% to +254722999000', `${PAID} | ${tenth}`],
    ['each time i get an intasend payment, keep 90% and send the rest to +254722999000', `${PAID} | ${tenth}`],
    ['for each intasend payment pay +254722999000 a commission of 10 %', `${PAID} | ${tenth}`],
    [
      'when an intasend payment of any size comes in send 10% to +254722999000 as commission',
      `${PAID} | commission | ${tenth}`,
    ],
  ])('%s', async (said, expected) => {
    expect(gist(await plainReplyTo(said))).toBe(expected);
  });

  it('of an own webhook is of a number', async () => {
    const said =
      'a webhook from our shop with total and agent_phone: pay the agent 5% of the total, no more than 1,000 each';
    expect(limitsAndSteps(await plainReplyTo(said))).toBe(
      'max_withdraw_amount 1000 > withdraw({{ number(trigger.total) * 0.05 }} | {{ trigger.agent_phone }})',
    );
  });
});

describe('so much for each', () => {
  const litres = 'withdraw({{ number(trigger.litres) * 50 }} | {{ trigger.phone }})';
  it.each([
    'our webhook brings phone and litres. pay the farmer 50 KES per litre, to that phone',
    'our webhook brings phone and litres. pay KES 50 a litre to the phone',
    'when our webhook comes with phone and litres, send litres x 50 KES to the phone',
    'our webhook brings phone and litres. pay the phone 50/litre',
  ])('%s', async (said) => {
    expect(gist(await plainReplyTo(said))).toBe(`custom.* > ${litres}`);
  });

  it('with limits, and numbers that are only limits', async () => {
    const said =
      'The scale posts every delivery to a webhook with two fields, phone and litres. For each delivery pay the farmer 50 KES per litre, to that phone. Only two farmers are in the pilot, +254720000010 and +254720000020, nobody else may be paid. Never more than 4,000 in one payment and never over 40,000 in a day.';
    expect(limitsAndSteps(await plainReplyTo(said))).toBe(
      `daily_spend_limit 40000 > max_withdraw_amount 4000 > allowed_phone_numbers +254720000010,+254720000020 > ${litres}`,
    );
  });

  it('of something nobody told of is asked about', async () => {
    const said = 'our webhook brings phone and litres. pay the phone 50 KES per mile';
    expect(gist(await plainReplyTo(said))).toBe('ask unclear');
  });
});

describe('what the rows say', () => {
  const pays = (reply: PlannerReply) =>
    reply.kind === 'propose'
      ? [
          ...Object.entries(reply.definition.policy ?? {}).map(String),
          ...reply.definition.steps
            .slice(1)
            .map((step) => `${step.for_each} ${step.params.amount} ${step.params.phone}`),
        ]
      : gist(reply);
  const ROW = '{{ step_1.rows }} {{ item.Amount }} {{ item.Phone }}';
  it.each([
    'on the 10th of each month at 10am read my Shares sheet and pay every row: the Amount column to the number in the Phone column',
    'on the 10th of each month at 10am read my Shares sheet, for each row send the Amount column to the Phone column',
    'on the 10th of each month at 10am go through my Shares sheet and pay everyone in it, the Amount column says how much and the Phone column says where to',
    'on the 10th of each month at 10am read Shares sheet and pay each row: amount from the Amount column, phone from the Phone column',
  ])('%s', async (said) => {
    expect(pays(await plainReplyTo(said))).toEqual([ROW]);
  });

  it('goes to nobody but those who are named, and to none of them twice', async () => {
    const said =
      'on the 10th of each month at 10am read my Shares sheet and pay every row: the Amount column to the number in the Phone column, only ever to these two: +254711000001, +254711000002';
    expect(pays(await plainReplyTo(said))).toEqual(['allowed_phone_numbers,+254711000001,+254711000002', ROW]);
  });
});

describe('words that only look like an order', () => {
  it('are whose number it is', async () => {
    const said = "a webhook from our shop with total and agent_phone: text the agent 'Hi'";
    expect(gist(await plainReplyTo(said))).toBe('custom.* > send_sms({{ trigger.agent_phone }} | Hi)');
  });

  it('are what is sent', async () => {
    const said = "for each intasend payment send +254722999000 a text 'Hi'";
    expect(gist(await plainReplyTo(said))).toBe('intasend.payment.confirmed > send_sms(+254722999000 | Hi)');
  });
});
