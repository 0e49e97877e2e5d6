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

describe('a call that brings no list is what "for each sale" speaks of', () => {
  it.each([
    ['Our till calls a webhook with total. For each sale post the total in #ops', 'Total: {{ trigger.total }}'],
    ['Our shop calls a webhook with total. For every order post the total in #ops', 'Total: {{ trigger.total }}'],
    ['A webhook comes in with name and score. For each one post the name in #ops', 'Name: {{ trigger.name }}'],
  ])('%s', async (said, message) => {
    expect(gist(await plainReplyTo(said))).toBe(`custom.* > send_message(#ops | ${message})`);
  });

  it('is called so beside a sheet of that name', async () => {
    const said = 'When our till calls the webhook with total, for each sale add the total to my Sales sheet';
    expect(loops(await plainReplyTo(said))).toEqual(['undefined append_row ["{{ trigger.total }}"]']);
  });

  it.each([
    "Our till sends the day's sales to a webhook. For each sale post the total in #ops",
    'Our till calls a webhook with a list of items. For each sale post the name in #ops',
    'Our till calls a webhook with total and items. For each item post the name in #ops',
  ])('is none where several come at once: %s', async (said) => {
    expect(loops(await plainReplyTo(said))).toEqual(['{{ trigger.items }} send_message undefined']);
  });
});
