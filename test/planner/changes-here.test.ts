import { describe, expect, it } from 'vitest';
import type { Definition } from '../../src/automation/definition.ts';
import type { KnownWorkflow } from '../../src/planner/types.ts';
import { conversation } from './talking.ts';

/** A workflow that is on is changed in its thread without its name; a card says what it can be changed by. */
const email = { to: 'ann@example.com', subject: 'Hello', body: 'Hello Ann' };
const known = (name: string, more: Partial<Definition>): KnownWorkflow => ({
  id: `wf_${name}`,
  name,
  status: 'active',
  version: 3,
  here: true,
  definition: {
    name,
    description: '',
    policy: {},
    triggers: [{ type: 'schedule', schedule_cron: '0 9 * * 1', schedule_timezone: 'Africa/Nairobi' }],
    steps: [{ id: 'step_1', service: 'email', action: 'send_email', params: email }],
    ...more,
  },
});
const REPORT = known('Weekly report', {});
const PAYOUT = known('Rent', {
  policy: { requires_user_confirmation: true },
  steps: [{ id: 'step_1', service: 'payment', action: 'withdraw', params: { amount: 10000, phone: '+254712345678' } }],
});
const talked = (workflow = REPORT) => conversation({ workflows: [workflow, known('Other', {})], about: workflow.id });
const CARD = 'every monday at 9 email ann@example.com with the subject "Hello" saying "Hello Ann"';
const INVOICE =
  'when a customer pays me through IntaSend, create an invoice in QuickBooks for them and email them with the subject "Thanks" saying "Thank you", only over 10,000';

describe('A workflow that is on', () => {
  it.each([
    ['change the recipient to boss@example.com', { steps: [{ params: { ...email, to: 'boss@example.com' } }] }],
    ['change the time to 8', { triggers: [{ schedule_cron: '0 8 * * 1' }] }],
    ['make it Tuesdays at 10', { triggers: [{ schedule_cron: '0 10 * * 2' }] }],
    ['make it only on the first Friday of the month', { triggers: [{ schedule_cron: '0 9 * * 5#1' }] }],
    ['change the subject to "Numbers"', { steps: [{ params: { ...email, subject: 'Numbers' } }] }],
  ])('“%s” makes a new version of the one talked of', async (words, definition) => {
    const reply = await talked().says(words);
    expect(reply).toMatchObject({
      kind: 'propose',
      workflow: { id: REPORT.id, baseVersion: 3 },
      definition: { name: 'Weekly report', ...definition },
    });
  });

  it('changes the amount that is paid', async () => {
    expect(await talked(PAYOUT).says('make it 15,000')).toMatchObject({
      kind: 'propose',
      workflow: { id: PAYOUT.id },
      definition: { steps: [{ params: { amount: 15000 } }] },
    });
  });

  it.each([
    ['history', 'history'],
    ['show history', 'history'],
    ['show me what it does now', 'show'],
    ['show me the card', 'show'],
  ])('“%s” looks at it', async (words, command) => {
    expect(await talked().says(words)).toMatchObject({ kind: 'act', command, workflow: { id: REPORT.id } });
  });

  it('says that it does not understand the change, and what can be said, rather than that no service does it', async () => {
    const reply = await talked().says('make it more glamorous');
    expect(reply.text).toMatch(/^I can’t tell what to change in “Weekly report”/);
  });

  it('leaves a request of its own alone', async () => {
    const reply = await talked().says('also every friday at 4pm post "Bye" in #general');
    expect(reply).toMatchObject({ kind: 'propose', definition: { steps: [{ service: 'slack' }] } });
    expect(reply).not.toHaveProperty('workflow');
  });
});

describe('A card that is open', () => {
  it('puts something known into a text', async () => {
    const reply = await conversation({ workflows: [] }).says(INVOICE, 'put the invoice number in the subject');
    expect(reply).toMatchObject({
      kind: 'propose',
      revises: true,
      definition: { steps: [{}, { params: { subject: 'Thanks, invoice number {{ step_1.invoice_number }}' } }] },
    });
  });

  it.each(['or equal', 'no, above 10,000 or equal', 'make it above 10,000 or equal'])(
    'takes “%s” into the condition',
    async (words) => {
      const reply = await conversation({ workflows: [] }).says(INVOICE, words);
      const conditions = reply.kind === 'propose' ? reply.definition.steps.map((step) => step.condition) : [reply.text];
      for (const one of conditions) expect(one).toMatch(/>= 10000/);
    },
  );

  it('adds one more who is written to, and keeps the first', async () => {
    const reply = await conversation({ workflows: [] }).says(
      CARD,
      'and email tom@example.com too saying "Money in" with the subject "Money"',
    );
    expect(reply).toMatchObject({
      kind: 'propose',
      definition: { steps: [{ params: email }, { params: { to: 'tom@example.com', body: 'Money in' } }] },
    });
  });

  it('does not take out the only thing it does', async () => {
    const talk = conversation({ workflows: [] });
    expect(await talk.says(CARD, 'remove the email')).toMatchObject({
      kind: 'say',
      text: expect.stringContaining('the only thing it does'),
    });
    expect(await talk.says('make it 10am')).toMatchObject({
      kind: 'propose',
      definition: { triggers: [{ schedule_cron: '0 10 * * 1' }] },
    });
  });

  it('says that nothing changes where nothing does', async () => {
    expect(await conversation({ workflows: [] }).says(CARD, 'make it Mondays')).toMatchObject({
      kind: 'say',
      text: expect.stringContaining('says that already'),
    });
  });
});

describe('A sentence that leads nowhere', () => {
  it.each(['asdf', 'fuck you', 'Bonjour, ça va ?', 'undo that', 'glorble the wumpus', 'Kumbusha kesho zzyx'])(
    '“%s” is not understood, and no service is blamed',
    async (words) => {
      const reply = await conversation({ workflows: [] }).says(words);
      expect(reply.text).not.toContain('I know no service');
    },
  );

  it.each(['order food', 'feed my cat every day at 8', 'call my mother tomorrow at 9', 'book me a taxi'])(
    '“%s” asks for what no service does',
    async (words) => {
      expect((await conversation({ workflows: [] }).says(words)).text).toContain('I know no service for that');
    },
  );

  it('names what is talked of here, and keeps what is asked', async () => {
    expect((await talked().says('glorble wumpus')).text).toMatch(
      /^I didn’t understand “glorble wumpus”\. Say what to change about “Weekly report”/,
    );
  });
});
