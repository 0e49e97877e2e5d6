import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlannerReply } from '../../src/planner/types.ts';
import { planned, replyTo } from './talking.ts';

/** Whom a run asks, what it waits for and which workflows it runs, planned without a model and held to the product's own checks. */
const POST = "post 'Standup' in #team";
const DONE = ['slack.send_message'];

describe('a yes of people who are named', () => {
  it.each<[string, object]>([
    ['ask Anna first, then', { who: 'Anna' }],
    ['ask Anna and Ben, both must agree, then', { who: ['Anna', 'Ben'], needed: 2 }],
    ['get approval from Anna or Ben, either is enough, then', { who: ['Anna', 'Ben'] }],
    ['ask any two of the #finance channel to approve it, then', { who: '#finance', needed: 2 }],
    ['ask two of Anna, Ben and Carol for their ok, then', { who: ['Anna', 'Ben', 'Carol'], needed: 2 }],
    ['ask Anna, Ben and Carol to approve, at least two must agree, then', { who: ['Anna', 'Ben', 'Carol'], needed: 2 }],
    ['once both Anna and Ben have approved it,', { who: ['Anna', 'Ben'], needed: 2 }],
    ['ask me and Anna to approve it, both must say yes, then', { who: ['owner', 'Anna'], needed: 2 }],
    [
      'ask Anna to approve it, if nobody answers within 2 days reject it, then',
      { who: 'Anna', on_silence: 'reject', timeout: '2d' },
    ],
    [
      'ask Anna to approve it, go on anyway if she does not answer within 3 hours, then',
      { who: 'Anna', on_silence: 'continue', timeout: '3h' },
    ],
    [
      'ask Anna to approve it within 4 days, remind her every day, then',
      { who: 'Anna', timeout: '4d', reminders: ['1d', '2d', '3d'] },
    ],
    [
      'ask #finance for approval, remind them after 1 day and after 3 days, then',
      { who: '#finance', reminders: ['1d', '3d'] },
    ],
  ])('%s', async (words, params) => {
    expect(await planned(`every monday at 9am ${words} ${POST}`)).toEqual([
      ['flow.approve', { ...params, guards: 'step_2' }],
      DONE,
    ]);
  });

  it.each(['but ask Anna and Ben first, both must agree', "after Anna's approval, Ben must approve it too"])(
    'comes before the money, said after it: %s',
    async (words) => {
      const [first, ...rest] = await planned(`every friday at 2pm pay 5,000 KES to +254712345678, ${words}`);
      expect(first?.[0]).toBe('flow.approve');
      expect(rest.at(-1)).toEqual(['payment.withdraw']);
    },
  );

  it('is added to an open card', async () => {
    expect(await planned(`every monday at 9am ${POST}`, 'ask Anna and Ben first, both must agree')).toEqual([
      ['flow.approve', { who: ['Anna', 'Ben'], needed: 2, guards: 'step_2' }],
      DONE,
    ]);
  });

  it.each([
    `every monday at 9am ask Zoe first, then ${POST}`,
    `every monday at 9am ${POST}, ask Anna`,
    `every monday at 9am ${POST}, ask all of #finance first`,
    `every monday at 9am ask Anna first, if nobody answers within 2 days ring the bell, then ${POST}`,
    `every monday at 9am ${POST} unless Anna says no`,
  ])('asks about what it cannot place: %s', async (words) => {
    expect((await replyTo(words)).kind).not.toBe('propose');
  });
});

describe('one thing on a yes, another on a no', () => {
  const PAY = 'pay 5,000 KES to +254712345678';
  const TELL = "post 'Declined' in #money";
  const BRANCHES = [
    ['payment.withdraw', '{{ step_1.approved }}'],
    ['slack.send_message', '{{ !step_1.approved }}'],
  ];

  it.each<[string, object]>([
    [`ask Anna, if yes ${PAY}, otherwise ${TELL}`, { who: 'Anna' }],
    [`ask Anna to approve. If she approves, ${PAY}. If not, ${TELL}`, { who: 'Anna' }],
    [`ask Anna for approval within 2 days: if approved ${PAY}, else ${TELL}`, { who: 'Anna', timeout: '2d' }],
    [`check with Anna and Ben. If they both agree ${PAY}, if they refuse ${TELL}`, { who: ['Anna', 'Ben'], needed: 2 }],
    [`if Anna approves, ${PAY}, otherwise ${TELL}`, { who: 'Anna' }],
    [`ask Anna whether we should ${PAY}; if she says no, ${TELL}`, { who: 'Anna' }],
  ])('%s', async (words, params) => {
    expect(await planned(`every friday at 5pm ${words}`)).toEqual([
      ['flow.approve', { ...params, guards: 'step_2' }],
      ...BRANCHES,
    ]);
  });

  it('is a step of its own where one asks oneself, and a confirmation where only the yes leads on', async () => {
    expect(await planned(`every friday at 5pm ask me first. If I say yes ${PAY}, if I say no ${TELL}`)).toEqual([
      ['flow.approve', {}],
      ...BRANCHES,
    ]);
    const reply = await replyTo(`every friday at 5pm ask me first. If I say yes, ${PAY}`);
    expect(reply).toMatchObject({ definition: { policy: { requires_user_confirmation: true } } });
  });

  it.each([
    `ask me. If I say no ${TELL}. Then ${PAY}`,
    `ask me to approve. If I say no, ${TELL}. Then ${PAY}`,
    `wait for my approval. If I decline, ${TELL}. Then ${PAY}`,
    `ask Anna to approve. If she says no, ${TELL}. Then ${PAY} and pay 2,000 KES to +254712345679`,
    `ask Anna to approve. If she says no, ${TELL}. Then ${PAY} and post 'Paid' in #team`,
    `ask me, if yes post 'Fine' in #team, if no ${TELL}. Then ${PAY}`,
  ])('does what comes after the no on a yes alone: %s', async (words) => {
    const steps = await planned(`every friday at 5pm ${words}`);
    const after = steps.slice(steps.findIndex((step) => step.includes('{{ !step_1.approved }}')) + 1);
    expect(after.length).toBeGreaterThan(0);
    expect(after.map((step) => step.at(-1))).toEqual(after.map(() => '{{ step_1.approved }}'));
  });

  it('takes up the no of what was asked first, wherever it is said', async () => {
    for (const words of [
      `ask me first, then ${PAY}. If I say no, ${TELL}`,
      `ask me first. ${PAY}. If I decline, ${TELL}`,
    ])
      expect(await planned(`every friday at 5pm ${words}`)).toEqual([
        ['flow.approve', {}],
        ['payment.withdraw'],
        ['slack.send_message', '{{ !step_1.approved }}'],
      ]);
  });

  it.each([
    ['ask Anna "Did you pay?", if yes', 'Did you pay?'],
    ['ask Anna "Did you pay?". If she says yes,', 'Did you pay?'],
    ['ask Anna whether she paid, if yes', 'Is it so that she paid?'],
  ])('is of the answer where a question is asked: %s', async (words, question) => {
    expect(await planned(`every day at 9am ${words} post 'Paid' in #team, if no ${TELL}`)).toEqual([
      ['flow.ask', { question, kind: 'choice', options: ['yes', 'no'], to: 'Anna' }],
      ['slack.send_message', '{{ step_1.answer == "yes" }}'],
      ['slack.send_message', '{{ step_1.answer == "no" }}'],
    ]);
  });

  it.each([
    `ask Anna which colour suits and post 'Hello' in #team. If no, ${TELL}`,
    `ask Anna "Which colour?", then post 'Hello' in #team. If she says no, ${TELL}`,
  ])('is asked about where nobody can say no: %s', async (words) => {
    expect(await replyTo(`every day at 9am ${words}`)).toMatchObject({ kind: 'ask', missing: [{ name: 'condition' }] });
  });

  it('does not hang a yes that the next sentence asks for on the condition of the last', async () => {
    const words = `when a customer pays me through IntaSend, if it is over 5,000 ${TELL}. Then ask Ben to approve, then ${PAY}`;
    expect(await planned(words)).toEqual([
      ['slack.send_message', '{{ trigger.amount > 5000 }}'],
      ['flow.approve', { who: 'Ben', guards: 'step_3' }],
      ['payment.withdraw'],
    ]);
  });

  it('leads on from both where both were provided for', async () => {
    const words = `ask me, if no ${TELL}, otherwise ${PAY}. Then post 'Done' in #team`;
    expect((await planned(`every friday at 5pm ${words}`)).at(-1)).toEqual(['slack.send_message']);
  });

  it('holds beside what it is asked for', async () => {
    const words = `when a customer pays me through IntaSend over 50,000 ask me, if yes ${PAY}, if no ${TELL}`;
    expect((await planned(words)).map((step) => step.at(-1))).toEqual([
      '{{ trigger.amount > 50000 }}',
      '{{ (trigger.amount > 50000) && (step_1.approved) }}',
      '{{ (trigger.amount > 50000) && (!step_1.approved) }}',
    ]);
  });
});

describe('a question', () => {
  it.each<[string, object]>([
    ['ask Anna which date suits, then', { question: 'Which date suits?', kind: 'date', to: 'Anna' }],
    ['ask me how many people come, then', { question: 'How many people come?', kind: 'number' }],
    [
      'ask #ops which size: small, medium or large, then',
      { question: 'Which size?', kind: 'choice', options: ['small', 'medium', 'large'], to: '#ops' },
    ],
    ['ask Anna "What shall I say?" within 3 hours, then', { question: 'What shall I say?', to: 'Anna', timeout: '3h' }],
    ['ask Ben for the report title, then', { question: 'What is the report title?', to: 'Ben' }],
  ])('%s', async (words, params) => {
    expect(await planned(`every monday at 9am ${words} ${POST}`)).toEqual([['flow.ask', params], DONE]);
  });

  it('is answered before what needs it, and its answer goes there', async () => {
    const reply = await replyTo('every friday at 9am ask me for the amount first, then pay it to +254712345678');
    expect(reply).toMatchObject({
      kind: 'propose',
      definition: {
        steps: [
          { action: 'ask', params: { question: 'What is the amount?', kind: 'number' } },
          { action: 'withdraw', params: { amount: '{{ step_1.answer }}' } },
        ],
      },
    });
  });

  it('decides what follows', async () => {
    const words = `every monday at 9am ask Anna whether it rains. If she says yes, ${POST}, otherwise post 'Dry' in #team`;
    expect((await planned(words)).map((one) => one.at(-1))).toEqual([
      { question: 'Is it so that it rains?', kind: 'choice', options: ['yes', 'no'], to: 'Anna' },
      '{{ step_1.answer == "yes" }}',
      '{{ !(step_1.answer == "yes") }}',
    ]);
  });
});

describe('another workflow', () => {
  it('is run with what came, or for each row', async () => {
    expect(
      await planned(
        'when an intasend payment is confirmed, post "Paid" in #cash, then run my workflow Invoice on payment',
      ),
    ).toEqual([DONE, ['flow.run_workflow', { workflow: 'Invoice on payment', data: '{{ trigger.data }}' }]]);
    expect(
      await planned('every day at 9am read rows from the sheet Clients and for each row run Invoice on payment'),
    ).toEqual([
      ['sheets.read_rows'],
      ['flow.run_workflow', { workflow: 'Invoice on payment', data: '{{ item }}' }, '{{ step_1.rows }}'],
    ]);
  });

  it('is asked for where there is none of that name', async () => {
    expect(await replyTo('every monday at 9am run my workflow Sales')).toMatchObject({
      kind: 'ask',
      text: expect.stringContaining('You have no workflow “Sales”'),
    });
  });
});

describe('an event in the middle', () => {
  const START = "when someone books on calendly, sms +254712345678 'New', ";
  it('ends the wait; what follows is left out where it does not come', async () => {
    expect(await planned(`${START}wait until an intasend payment is confirmed, at most 3 days, then ${POST}`)).toEqual([
      ['sms.send_sms'],
      ['flow.wait', { service: 'intasend', event: 'payment.confirmed', timeout: '3d' }],
      ['slack.send_message', '{{ !step_2.timed_out }}'],
    ]);
  });

  it('and what else is done then is said', async () => {
    const words = `${START}wait at most 2 days for an intasend payment, then ${POST}. If they don't pay, post 'Late' in #team`;
    expect((await planned(words)).slice(2)).toEqual([
      ['slack.send_message', '{{ !step_2.timed_out }}'],
      ['slack.send_message', '{{ step_2.timed_out }}'],
    ]);
  });

  it('is asked about where it is none that is known', async () => {
    expect((await replyTo(`${START}wait until the moon is full, then ${POST}`)).kind).toBe('ask');
  });
});

it('never proposes the same for words about people with a clause added that it does not understand', {
  timeout: 60_000,
}, async () => {
  const requests = [
    `every monday at 9am ask Anna first, then ${POST}`,
    `every monday at 9am ask Anna and Ben to approve it, both must agree, then ${POST}`,
    `every monday at 9am ask Anna which date suits, then ${POST}`,
  ];
  const clauses = [
    'unless the minister agrees',
    'but only if Ben is on holiday',
    'except in the harvest',
    'until the festival ended',
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...requests),
      fc.constantFrom(...clauses),
      fc.boolean(),
      async (request, clause, early) => {
        const [before, after] = request.split(', then ');
        const said = early ? `${before} ${clause}, then ${after}` : `${request} ${clause}`;
        const plain = await replyTo(request);
        const reply = await replyTo(said);
        const effect = (one: PlannerReply) =>
          one.kind === 'propose' ? JSON.stringify([one.definition.triggers, one.definition.steps]) : null;
        expect(effect(plain)).not.toBeNull();
        expect(effect(reply) === null || effect(reply) !== effect(plain), said).toBe(true);
      },
    ),
    { numRuns: 24 },
  );
});
