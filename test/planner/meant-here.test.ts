import { describe, expect, it } from 'vitest';
import type { Definition } from '../../src/automation/definition.ts';
import type { KnownWorkflow } from '../../src/planner/types.ts';
import { conversation } from './talking.ts';

/** What commands without a name mean: what is open in this thread, else what was talked of in it. */
const definition = (name: string): Definition => ({
  name,
  description: '',
  policy: {},
  triggers: [{ type: 'schedule', schedule_cron: '0 7 * * *', schedule_timezone: 'Africa/Nairobi' }],
  steps: [
    { id: 'step_1', service: 'email', action: 'send_email', params: { to: 'a@b.co', subject: 'Hi', body: 'Hi there' } },
  ],
});
const known = (name: string, more: Partial<KnownWorkflow> = {}): KnownWorkflow => ({
  id: `wf_${name}`,
  name,
  status: 'active',
  version: 1,
  definition: definition(name),
  here: false,
  ...more,
});
const PARTY = known('Party');
const CARD = 'every monday at 9 email ann@example.com with the subject "Hello" saying "Hello Ann"';
const ASKING = 'every monday at 9 email ann@example.com saying "Hello Ann"';

describe('With a card or a question open', () => {
  it.each([
    'run it now',
    'run it',
    'please run this now',
    'run it twice',
    'pause it',
    'pause it until Friday',
    'resume it',
  ])('“%s” is about the card, never about a workflow of another thread', async (words) => {
    const reply = await conversation({ workflows: [PARTY] }).says(CARD, words);
    expect(reply).toMatchObject({ kind: 'say', text: expect.stringMatching(/^It isn’t approved yet: “Hello”/) });
  });

  it.each(['run it now', 'run it', 'pause it until Friday'])(
    '“%s” while something is asked runs nothing',
    async (words) => {
      const talk = conversation({ workflows: [PARTY] });
      const asked = await talk.says(ASKING);
      expect(asked.kind).toBe('ask');
      const reply = await talk.says(words);
      expect(reply).toMatchObject({
        kind: 'ask',
        text: `It isn’t set up yet, so there is nothing to run or pause. This is still open:\n\n${asked.text}`,
      });
      expect(await talk.says('Weekly hello')).toMatchObject({ kind: 'propose' });
    },
  );

  it.each(['skip the next one', 'duplicate it for bob@example.com', 'change the recipient', 'history'])(
    '“%s” is never taken for the words that are asked for',
    async (words) => {
      const talk = conversation({ workflows: [PARTY] });
      const asked = await talk.says(ASKING);
      expect(await talk.says(words)).toMatchObject({ kind: 'ask', text: expect.stringContaining(asked.text ?? '') });
      expect(await talk.says('Weekly hello')).toMatchObject({ kind: 'propose' });
    },
  );

  it('runs and pauses others by their names, also while something is asked', async () => {
    const talk = conversation({ workflows: [PARTY] });
    await talk.says(ASKING);
    expect(await talk.says('pause Party')).toMatchObject({
      kind: 'act',
      command: 'pause',
      workflow: { name: 'Party' },
    });
    expect(await talk.says('Weekly hello')).toMatchObject({ kind: 'propose' });
    expect(await talk.says('run the party')).toMatchObject({
      kind: 'act',
      command: 'run',
      workflow: { name: 'Party' },
    });
  });

  it('drops the card where it is to be deleted, and of a changed workflow only says how', async () => {
    expect(await conversation({ workflows: [PARTY] }).says(CARD, 'delete it')).toMatchObject({
      kind: 'act',
      command: 'cancel',
    });
    const change = conversation({ workflows: [PARTY], changes: PARTY });
    expect(await change.says('run it')).toMatchObject({
      kind: 'say',
      text: expect.stringContaining('This change isn’t approved yet'),
    });
  });

  it.each(['never mind', 'forget it', 'leave it', 'cancel'])(
    '“%s” leaves a question about the card, and the card stands',
    async (words) => {
      const talk = conversation({ workflows: [] });
      await talk.says(CARD);
      expect((await talk.says('also post in slack saying "Hello"')).kind).toBe('ask');
      expect(await talk.says(words)).toMatchObject({
        kind: 'say',
        text: expect.stringContaining('The card stays as it was'),
      });
      expect(await talk.says('make it 10am')).toMatchObject({
        kind: 'propose',
        definition: { triggers: [{ schedule_cron: '0 10 * * 1' }] },
      });
    },
  );

  it('drops everything where it is to start over', async () => {
    expect(
      await conversation({ workflows: [] }).says(CARD, 'also post in slack saying "Hello"', 'start over'),
    ).toMatchObject({ kind: 'act', command: 'cancel' });
  });
});

describe('With nothing open', () => {
  it('never runs the only workflow where it is one of another thread', async () => {
    const talk = conversation({ workflows: [PARTY] });
    expect(await talk.says('run it')).toMatchObject({ kind: 'ask', text: 'Which workflow do you mean: Party?' });
    expect(await talk.says('Party')).toMatchObject({ kind: 'act', command: 'run', workflow: { name: 'Party' } });
  });

  it('means what was talked of here, also after a sentence nobody understands', async () => {
    const water = known('Drink a lot', { here: true });
    const talk = conversation({ workflows: [PARTY, water, known('Bins', { here: true })], about: water.id });
    expect((await talk.says('flibber the gablotz')).kind).not.toBe('act');
    for (const [words, command] of [
      ['delete it', 'delete'],
      ['resume it', 'resume'],
      ['pause it', 'pause'],
      ['run it now', 'run'],
    ])
      expect(await talk.says(words as string)).toMatchObject({
        kind: 'act',
        command,
        workflow: { name: 'Drink a lot' },
      });
  });
});

describe('Loose names', () => {
  const pays = known('QuickBooks invoice on payment');
  const reminds = known('Unpaid invoice reminder');

  it.each(['pause the invoice thing', 'pause the invoices stuff', 'pause that invoicing workflow'])(
    '“%s” pauses the one it can mean',
    async (words) => {
      expect(await conversation({ workflows: [pays, PARTY] }).says(words)).toMatchObject({
        kind: 'act',
        command: 'pause',
        workflow: { name: pays.name },
      });
    },
  );

  it.each([
    ['QuickBooks invoice on payment', pays.name],
    ['the reminder one', reminds.name],
    ['2', reminds.name],
    ['the second one', reminds.name],
    ['the last', reminds.name],
    ['number 1', pays.name],
    ['quickbooks', pays.name],
  ])('asks which of several, and “%s” pauses it', async (answer, name) => {
    const talk = conversation({ workflows: [pays, reminds, PARTY] });
    const asked = await talk.says('pause the invoice thing');
    expect(asked).toMatchObject({ kind: 'ask', options: [pays.name, reminds.name] });
    expect(await talk.says(answer)).toMatchObject({ kind: 'act', command: 'pause', workflow: { name } });
  });

  it('takes a command that comes instead of the answer for what it is', async () => {
    const talk = conversation({ workflows: [pays, PARTY] });
    await talk.says('run the zebra workflow');
    expect(await talk.says('pause the invoice thing')).toMatchObject({
      kind: 'act',
      command: 'pause',
      workflow: { name: pays.name },
    });
  });
});

describe('The second of two requests', () => {
  const BOTH =
    'Every weekday at 8 email team@example.com with the subject "Morning" saying "Good morning" and also every Sunday at 20:00 remind me to plan the week';

  it('is kept beside the dialog and comes at “next” once the first card is gone', async () => {
    const talk = conversation({ workflows: [] });
    expect(await talk.says(BOTH)).toMatchObject({
      kind: 'propose',
      next: 'every Sunday at 20:00 remind me to plan the week',
    });
    expect(await talk.says('next')).toMatchObject({ kind: 'say', text: expect.stringContaining('isn’t approved yet') });
    talk.approved();
    expect(await talk.says('next')).toMatchObject({
      kind: 'propose',
      next: null,
      definition: { triggers: [{ schedule_cron: '0 20 * * 0' }] },
    });
  });

  it('outlives a request that comes between', async () => {
    const talk = conversation({ workflows: [] });
    await talk.says(BOTH);
    talk.approved();
    await talk.says('every friday at 4pm post "Bye" in #general');
    talk.approved();
    expect(await talk.says('next')).toMatchObject({
      kind: 'propose',
      definition: { triggers: [{ schedule_cron: '0 20 * * 0' }] },
    });
  });
});
