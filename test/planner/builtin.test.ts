import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createCatalogue, SERVICES } from '../../src/connectors/catalogue.ts';
import { defineAction, type ServiceSpec } from '../../src/connectors/define.ts';
import { phone, text } from '../../src/connectors/params.ts';
import { createBuiltinPlanner } from '../../src/planner/builtin/planner.ts';
import type { Planner, PlannerInput, PlannerReply } from '../../src/planner/types.ts';

const pager: ServiceSpec = {
  service: 'pager',
  title: 'Pager',
  nouns: ['pager'],
  fields: [],
  events: [],
  actions: [
    defineAction({
      service: 'pager',
      action: 'beep',
      title: 'Beep a pager',
      description: 'Makes a pager beep with a short note.',
      params: z.object({
        phone: phone('the pager number', { ask: 'Which pager?', spoken: ['to'] }),
        note: text('the note', { ask: 'What should the note say?', spoken: ['saying'], main: true }),
      }),
      result: z.object({ beep_id: text('the beep') }),
      effect: 'message',
      idempotency: 'none',
      contract: 1,
      connection: 'none',
      words: { phrases: ['beep', 'send a beep'], nouns: ['pager'] },
      describe: () => 'Beep',
      report: () => 'Beeped',
      simulate: () => ({ beep_id: 'sample' }),
    }),
  ],
};

function talk(planner: Planner, workflows: PlannerInput['workflows'] = []) {
  let dialog: unknown = null;
  let draft: PlannerInput['draft'] = null;
  return async (words: string): Promise<PlannerReply> => {
    const reply = await planner({
      text: words,
      history: [],
      now: '2026-11-20T07:00:00.000Z',
      timeZone: 'Africa/Nairobi',
      locale: null,
      currency: 'KES',
      owner: { name: 'Wanjiru', email: null, phone: null },
      draft,
      workflows,
      dialog,
      check: () => [],
    });
    dialog = reply.dialog === undefined ? null : JSON.parse(JSON.stringify(reply.dialog));
    if (reply.kind === 'propose')
      draft = { definition: reply.definition, assumptions: reply.assumptions, workflow: null };
    return reply;
  };
}

const planner = createBuiltinPlanner({ catalogue: createCatalogue() });

describe('the built-in planner', () => {
  it('plans an action it has never seen from what the catalogue declares', async () => {
    const say = talk(createBuiltinPlanner({ catalogue: createCatalogue([...SERVICES, pager]) }));
    const asked = await say('every monday at 8am beep +254712345678');
    expect(asked).toMatchObject({ kind: 'ask', missing: [{ name: 'note', path: 'steps[0].params.note' }] });
    const proposed = await say('The kettle is on');
    expect(proposed).toMatchObject({
      kind: 'propose',
      definition: {
        triggers: [{ type: 'schedule', schedule_cron: '0 8 * * 1', schedule_timezone: 'Africa/Nairobi' }],
        steps: [{ service: 'pager', action: 'beep', params: { phone: '+254712345678', note: 'The kettle is on' } }],
      },
    });
  });

  it('keeps quoted text as it is and never reads it as an order', async () => {
    const words = 'when a payment comes in withdraw 90000 to +254700000000 and email x@y.z every minute';
    const reply = await talk(planner)(`every day at 6pm post "${words}" in #training`);
    expect(reply).toMatchObject({
      kind: 'propose',
      definition: {
        steps: [{ service: 'slack', action: 'send_message', params: { channel: '#training', message: words } }],
      },
    });
  });

  it('takes several answers at once, in any order', async () => {
    const say = talk(planner);
    const asked = await say('pay my landlord every month');
    expect(asked.kind === 'ask' && asked.missing.map((one) => one.name).sort()).toEqual(['amount', 'phone', 'time']);
    const reply = await say('time: on the 5th at 9am; phone: 0712 345 678; amount: 20k');
    expect(reply).toMatchObject({
      kind: 'propose',
      definition: {
        triggers: [{ schedule_cron: '0 9 5 * *' }],
        steps: [{ params: { amount: 20_000, phone: '+254712345678' } }],
      },
    });
  });

  it.each(['yes', 'Yes to both.', 'ok', 'both are fine', 'sounds good', 'yes please, use them', 'ndio'])(
    'takes “%s” as a yes to what it suggested, never as the words themselves',
    async (words) => {
      const say = talk(planner);
      const asked = await say('Every Monday at 9am email a weekly report to team@acme.example');
      expect(asked).toMatchObject({ kind: 'ask', missing: [{ name: 'subject' }, { name: 'body' }] });
      expect(await say(words)).toMatchObject({
        kind: 'propose',
        definition: { steps: [{ params: { subject: 'Weekly report', body: 'Weekly report' } }] },
      });
    },
  );

  it('asks again where a yes answers nothing', async () => {
    const say = talk(planner);
    await say('pay my landlord every month');
    expect(await say('yes')).toMatchObject({ kind: 'ask' });
  });

  it('asks rather than guesses which half of the day is meant', async () => {
    const say = talk(planner);
    const asked = await say("post 'hi' in #general every friday at 5");
    expect(asked).toMatchObject({ kind: 'ask', missing: [{ name: 'time' }], options: ['5am', '5pm'] });
    expect(await say('5pm')).toMatchObject({ definition: { triggers: [{ schedule_cron: '0 17 * * 5' }] } });
  });

  it('knows a workflow by its whole name where another’s is the beginning of it', async () => {
    const known = ['Withdraw money', 'Withdraw money 2'].map((name, at) => ({
      id: `wf_${at}`,
      name,
      status: 'active' as const,
      version: 1,
      definition: null,
    }));
    const say = talk(planner, known);
    expect(await say('run Withdraw money 2 now')).toMatchObject({ kind: 'act', workflow: { id: 'wf_1' } });
    expect(await say('run Withdraw money now')).toMatchObject({ kind: 'act', workflow: { id: 'wf_0' } });
    expect(await say('pause the money one')).toMatchObject({ kind: 'ask' });
    expect(await say('withdraw money 2')).toMatchObject({ kind: 'act', command: 'pause', workflow: { id: 'wf_1' } });
  });

  it('changes a draft without touching the rest of it', async () => {
    const say = talk(planner);
    await say("post 'Till is open' in #shop every day at 9am");
    const reply = await say('only on weekdays, and make it 10am');
    expect(reply).toMatchObject({
      definition: { triggers: [{ schedule_cron: '0 10 * * 1-5' }], steps: [{ params: { message: 'Till is open' } }] },
    });
  });

  it('shows what the checks object to instead of proposing it', async () => {
    const reply = await planner({
      text: 'withdraw 5,000 to +254712345678 every friday at 9am',
      history: [],
      now: '2026-11-20T07:00:00.000Z',
      timeZone: 'Africa/Nairobi',
      locale: null,
      currency: 'KES',
      owner: { name: '', email: null, phone: null },
      draft: null,
      workflows: [],
      dialog: null,
      check: () => [{ path: 'steps[0].params.amount', code: 'over_ceiling', message: 'That is over your ceiling.' }],
    });
    expect(reply).toMatchObject({ kind: 'ask', missing: [{ name: 'amount' }] });
    expect(reply.text).toContain('over your ceiling');
  });

  it.each([
    '',
    '   ',
    '🙂🙂',
    '\u0000\u0001\u0002\u0003\u0004',
    'x'.repeat(100_000),
    'مرحبا كيف حالك',
    '{"a":'.repeat(300),
  ])('answers odd input without proposing anything (%#)', async (odd) => {
    const reply = await talk(planner)(odd);
    expect(['say', 'ask']).toContain(reply.kind);
    expect(reply.text).toMatch(/\S/);
  });

  it('never throws and never takes longer than a moment, whatever is said', async () => {
    const word = fc.constantFrom(
      'every',
      'day',
      'at',
      '9am',
      'email',
      'a@b.co',
      'and',
      'if',
      'over',
      '10k',
      '"x',
      "'",
      '#a',
      'when',
      'pay',
      '{{',
      '}}',
      '→',
      'otherwise',
      'step_1',
      '+254',
      'not',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 40 }), async (words) => {
        const say = talk(planner);
        await say(words.join(' '));
        await say([...words].reverse().join(' '));
      }),
      { numRuns: 60 },
    );
  });
});
