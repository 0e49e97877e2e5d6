import { describe, expect, it } from 'vitest';
import type { PlannerReply } from '../../src/planner/types.ts';
import { gist, plainReplyTo } from './talking.ts';

/** A list that a webhook brings, told in a sentence, and one order for each of it. */
const loops = (reply: PlannerReply) =>
  reply.kind === 'propose'
    ? reply.definition.steps.map((step) => `${step.for_each} ${step.action} ${JSON.stringify(step.params.values)}`)
    : gist(reply);

describe('a list that comes in', () => {
  it.each([
    'our online store posts each order to a webhook, inside there is a list called items. for each item append a row to my Stock google sheet: sku and qty',
    'My shop will post each order to a webhook, the order has a list called items, each with sku and qty. For each of the items add a row with the sku and the qty to my Stock sheet',
    'Our till calls a webhook. In each sale there is an array named items. For each item add a row with sku and qty to my Stock sheet',
  ])('%s', async (said) => {
    expect(loops(await plainReplyTo(said))).toEqual([
      '{{ trigger.items }} append_row ["{{ item.sku }}","{{ item.qty }}"]',
    ]);
  });
});
