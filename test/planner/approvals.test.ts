import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../src/automation/definition.ts';
import { replyTo } from './talking.ts';

/** Whose yes comes before what: a yes said after an order comes before it, money never goes out first. */
const PAY = 'every monday at 9am pay KES 5000 to +254712345678';
const PAID = "post 'Paid' in #team";

async function proposed(text: string): Promise<Step[] | null> {
  const reply = await replyTo(text);
  return reply.kind === 'propose' ? reply.definition.steps : null;
}

const doings = (steps: Step[] | null): string[] | null => steps?.map((step) => step.action) ?? null;

/** Payments that no yes stands before; a step needs the one before it where nothing else is said. */
function ungated(steps: Step[]): Step[] {
  const gated = new Set<string>();
  for (const [at, step] of steps.entries()) {
    const needs = step.needs ?? (at > 0 ? [steps[at - 1]?.id ?? ''] : []);
    if (step.action === 'approve' || needs.some((id) => gated.has(id))) gated.add(step.id);
  }
  return steps.filter((step) => step.action === 'withdraw' && !gated.has(step.id));
}

describe('a yes said after the money', () => {
  it.each([
    ` once Anna has approved it, then ${PAID}`,
    ` after Anna has approved, then ${PAID}`,
    ` when Anna approves it, then ${PAID}`,
    ` as soon as Anna has confirmed it, then ${PAID}`,
    `, but ask Anna for approval first, then ${PAID}`,
    `, but ask Anna first, then ${PAID}`,
    `, ask Anna to approve it first, and then ${PAID}`,
    `. Anna must approve it first. Then ${PAID}`,
    `. Anna has to confirm it first. After that ${PAID}`,
    `. Anna needs to agree. Then ${PAID}`,
    ` with approval from Anna, then ${PAID}`,
    ` subject to approval from Anna, then ${PAID}`,
    ` subject to Anna's approval, then ${PAID}`,
    ` with Anna's ok, then ${PAID}`,
    ` after approval from Anna. Then ${PAID}`,
    `, but get approval from Anna first, then ${PAID}`,
    `. Let Anna approve it first, then ${PAID}`,
    `, but wait for approval from Anna, then ${PAID}`,
    `, ask Anna for approval, then ${PAID}`,
  ])('comes before it: pay …%s', async (words) => {
    expect(doings(await proposed(PAY + words))).toEqual(['approve', 'withdraw', 'send_message']);
  });

  it('comes before both payments', async () => {
    const twice = `${PAY} after Anna has approved, then pay KES 7000 to +254712345679`;
    expect(doings(await proposed(twice))).toEqual(['approve', 'withdraw', 'withdraw']);
  });

  it.each([
    `, then ask Anna for approval, then ${PAID}`,
    ` and then ask Anna to approve it, then pay KES 7000 to +254712345679`,
    `. Then get approval from Anna, then ${PAID}`,
    `. After that ask Anna for her ok, then ${PAID}`,
  ])('is asked about where it is said to come later: pay …%s', async (words) => {
    const reply = await replyTo(PAY + words);
    expect(reply.kind).toBe('ask');
    expect(reply.text).toContain('before');
  });

  it.each([
    ['before', ['approve', 'withdraw', 'send_message']],
    ['After', ['withdraw', 'approve', 'send_message']],
    ['Anna should say yes first', ['approve', 'withdraw', 'send_message']],
  ])('and is put where the answer says: %s', async (answer, actions) => {
    const reply = await replyTo(`${PAY}, then ask Anna for approval, then ${PAID}`, answer);
    expect(reply.kind === 'propose' && doings(reply.definition.steps)).toEqual(actions);
  });

  it.each([
    `every monday at 9am at the same time pay KES 5000 to +254712345678 and ${PAID}, but ask Anna first`,
    `every monday at 9am at the same time pay KES 5000 to +254712345678 and ${PAID} once Anna has approved it`,
    `every monday at 9am at the same time pay KES 5000 to +254712345678 and ${PAID}, Anna must approve it`,
  ])('comes before all that is done at the same time: %s', async (text) => {
    const steps = await proposed(text);
    expect(steps && [steps[0]?.action, ungated(steps)]).toEqual(['approve', []]);
  });

  it('added to an open card comes before the money, whichever service pays', async () => {
    const reply = await replyTo(`every monday at 9am ${PAID}, then pay KES 5000 to +254712345678`, 'ask Anna first');
    expect(reply.kind === 'propose' && doings(reply.definition.steps)?.[0]).toBe('approve');
  });

  it('holds for both ways where it is asked before one of them', async () => {
    const text =
      'when an intasend payment is confirmed, if the amount is over 5000 pay KES 100 to +254712345678, otherwise pay KES 50 to +254712345679, but ask Anna first';
    const steps = await proposed(text);
    const gate = steps?.find((step) => step.action === 'approve');
    expect(steps && [steps[0]?.action, gate?.condition]).toEqual(['approve', undefined]);
  });
});

it.each([
  [`ask Anna to approve it, then ${PAID}`, ['approve', 'send_message']],
  [
    `post 'Draft' in #team, then ask Anna to approve it, then post 'Out' in #all`,
    ['send_message', 'approve', 'send_message'],
  ],
  [
    `post 'Draft' in #team once Anna has approved it, then post 'Out' in #all`,
    ['approve', 'send_message', 'send_message'],
  ],
])('stands where it is said: %s', async (words, actions) => {
  expect(doings(await proposed(`every monday at 9am ${words}`))).toEqual(actions);
});

it('never proposes money without the yes that was asked for', { timeout: 120_000 }, async () => {
  const who = fc.constantFrom('Anna', 'Ben', 'Anna and Ben', 'Anna or Ben', '#finance', 'two of Anna, Ben and Carol');
  const way = fc.constantFrom<(who: string) => string>(
    (one) => ` once ${one} has approved it`,
    (one) => ` after ${one} approves`,
    (one) => ` when ${one} says yes`,
    (one) => ` if ${one} agrees`,
    (one) => ` with approval from ${one}`,
    (one) => ` with the ok of ${one}`,
    (one) => ` subject to approval by ${one}`,
    (one) => ` pending sign-off from ${one}`,
    (one) => `, ask ${one} for approval`,
    (one) => `, but ask ${one} first`,
    (one) => `. ${one} must approve it`,
    (one) => `. ${one} should confirm it first`,
    (one) => `, let ${one} approve it`,
    (one) => `, then ask ${one} to approve`,
    (one) => `. Then get approval from ${one}`,
    (one) => `, provided ${one} approves it`,
    (one) => `, only with the consent of ${one}`,
    (one) => ` unless ${one} refuses`,
    (one) => `, ${one} has the last word`,
    (one) => ` as long as ${one} okays it`,
    (one) => `, it needs the blessing of ${one}`,
    (one) => ` only if ${one} gives the go-ahead`,
  );
  const after = fc.constantFrom(
    '',
    `, then ${PAID}`,
    `. Then ${PAID}`,
    `. After that ${PAID}`,
    ', then pay KES 7000 to +254712345679',
    ` and ${PAID}`,
    `, afterwards ${PAID}`,
  );
  const early = fc.constantFrom('', `${PAID}, then `, 'pay KES 900 to +254712345677, then ');
  await fc.assert(
    fc.asyncProperty(who, way, after, early, async (one, said, then, first) => {
      const text = `every monday at 9am ${first}pay KES 5000 to +254712345678${said(one)}${then}`;
      const reply = await replyTo(text);
      if (reply.kind !== 'propose') return;
      expect(ungated(reply.definition.steps), text).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

describe('how many must say yes', () => {
  it.each<[string, string[], number | null]>([
    ['get approval from Anna and Ben, then', ['Anna', 'Ben'], 2],
    ['ask Anna and Ben to approve it, then', ['Anna', 'Ben'], 2],
    ['ask Anna & Ben for approval, then', ['Anna', 'Ben'], 2],
    ['ask Anna, Ben and Carol for their ok, then', ['Anna', 'Ben', 'Carol'], 3],
    ['ask me and Anna first, then', ['owner', 'Anna'], 2],
    ['once Anna and Ben have approved it,', ['Anna', 'Ben'], 2],
    ['with the ok of Anna, Ben, and Carol', ['Anna', 'Ben', 'Carol'], 3],
    ['ask Anna or Ben for approval, then', ['Anna', 'Ben'], null],
    ['ask Anna, Ben or Carol to approve it, then', ['Anna', 'Ben', 'Carol'], null],
    ['ask either Anna or Ben first, then', ['Anna', 'Ben'], null],
    ['ask any of Anna, Ben and Carol to approve it, then', ['Anna', 'Ben', 'Carol'], null],
    ['ask any one of Anna, Ben and Carol to approve it, then', ['Anna', 'Ben', 'Carol'], null],
    ['ask Anna and Ben to approve it, either is enough, then', ['Anna', 'Ben'], null],
    ['ask Anna and Ben to approve it, one of them is enough, then', ['Anna', 'Ben'], null],
    ['ask two of Anna, Ben and Carol for their ok, then', ['Anna', 'Ben', 'Carol'], 2],
    ['ask Anna, Ben and Carol to approve, at least two must agree, then', ['Anna', 'Ben', 'Carol'], 2],
  ])('%s', async (words, who, needed) => {
    const steps = await proposed(`every monday at 9am ${words} pay KES 5000 to +254712345678`);
    const gate = steps?.find((step) => step.action === 'approve');
    expect([gate?.params.who, gate?.params.needed ?? null]).toEqual([who, needed]);
  });

  it('is said on the card where nobody said it', async () => {
    const said = async (...texts: string[]) => {
      const reply = await replyTo(...texts);
      return reply.kind === 'propose' ? reply.assumptions.filter((one) => one.includes('must')) : reply.kind;
    };
    const all = ['Anna and Ben must both say yes'];
    expect(await said(`${PAY}, but ask Anna and Ben first`)).toEqual(all);
    expect(await said(PAY, 'ask Anna and Ben first')).toEqual(all);
    expect(await said(`${PAY}, ask Anna, Ben and Carol first`)).toEqual(['Anna, Ben and Carol must all say yes']);
    expect(await said(`${PAY}, but ask Anna and Ben first, both must agree`)).toEqual([]);
    expect(await said(`${PAY}, but ask Anna or Ben first`)).toEqual([]);
  });

  it('is asked about where nobody knows: a channel and a person', async () => {
    expect((await replyTo(`${PAY} once #finance and Anna have approved it`)).kind).not.toBe('propose');
  });
});

describe('what the people asked are shown', () => {
  it.each<[string, string | null]>([
    [`pay KES 5000 to +254712345678 once Anna has approved it`, 'step_2'],
    [`pay KES 5000 to +254712345678 once Anna has approved it, then ${PAID}`, 'step_2'],
    [`${PAID}, then pay KES 5000 to +254712345678, but ask Anna and Ben first`, 'step_3'],
    [`ask #finance to approve it, then ${PAID}`, 'step_2'],
    [`pay KES 5000 to +254712345678, then pay KES 7000 to +254712345679, but ask Anna first`, null],
    [`at the same time pay KES 5000 to +254712345678 and ${PAID}, but ask Anna first`, null],
    [`${PAID}, but ask me first`, null],
  ])('%s', async (words, guards) => {
    const steps = await proposed(`every monday at 9am ${words}`);
    const gate = steps?.find((step) => step.action === 'approve');
    expect(gate).toBeDefined();
    expect(gate?.params.guards ?? null).toBe(guards);
  });

  it('is what is paid, with the yes asked for on an open card and after a change of it', async () => {
    for (const texts of [
      [PAY, 'ask Anna first'],
      [`${PAY}, but ask Anna first`, 'make it 6000'],
    ]) {
      const reply = await replyTo(...texts);
      const [gate, pay] = reply.kind === 'propose' ? reply.definition.steps : [];
      expect([gate?.params.guards, pay?.id, pay?.action], texts.join(' / ')).toEqual(['step_2', 'step_2', 'withdraw']);
    }
  });
});
