import { describe, expect, it } from 'vitest';
import { definitionSchema } from '../../src/automation/definition.ts';
import type { PlannerInput, PlannerReply } from '../../src/planner/types.ts';
import { drive } from './drive.ts';
import { parseCase } from './format.ts';
import { inProcess } from './in-process.ts';
import { judge } from './judge.ts';
import { draft, email, runtime } from './judge-support.ts';

/** Talks a case through with a planner that says what it is told to, and keeps what it was given. */
async function talk(the: Record<string, unknown>, replies: PlannerReply[]) {
  const heard: PlannerInput[] = [];
  const driver = inProcess({
    planner: async (input) => {
      heard.push(input);
      const reply = replies[heard.length - 1];
      if (!reply) throw new Error('nothing more to say');
      return reply;
    },
    check: (definition) => ({ definition: definitionSchema.parse(definition), findings: [] }),
  });
  const parsed = parseCase({ id: 'x', timezone: 'Africa/Nairobi', turns: ['email someone'], expect: {}, ...the });
  const transcript = await drive(parsed, driver);
  return {
    heard,
    transcript,
    outcome: judge(parsed, transcript, runtime).outcome,
    said: heard.map((input) => input.text),
  };
}

const ask = (...names: string[]): PlannerReply => ({
  kind: 'ask',
  text: 'What?',
  missing: names.map((name) => ({ name, label: name })),
});
const propose = (name = 'A draft'): PlannerReply => ({
  kind: 'propose',
  definition: draft({ name, steps: [email()] }),
  assumptions: ['it is fine'],
});
const say: PlannerReply = { kind: 'say', text: 'I cannot.' };

describe('questions', () => {
  it('are answered by name and alias: bare for one, labelled for several', async () => {
    const answers = { to: 'a@b.co', subject: 'Hi', body: 'Hello' };
    const one = await talk({ answers }, [ask('recipient'), propose()]);
    expect(one.said).toEqual(['email someone', 'a@b.co']);
    const several = await talk({ answers }, [ask('title', 'message', 'colour'), propose()]);
    expect(several.said[1]).toBe('title: Hi; message: Hello');
    expect(several).toMatchObject({ outcome: 'right', transcript: { questions: 1, needless: 0, replies: 2 } });
  });

  it('about when are one, whatever they are called', async () => {
    const { said } = await talk({ answers: { time: '9am' } }, [ask('schedule', 'trigger'), propose()]);
    expect(said[1]).toBe('9am');
  });

  it('for nothing known are left to the planner once, and fail the second time', async () => {
    const once = await talk({}, [ask('colour'), propose()]);
    expect(once).toMatchObject({
      said: ['email someone', 'You decide.'],
      outcome: 'right',
      transcript: { needless: 1 },
    });
    const twice = await talk({}, [ask('colour'), ask('size'), propose()]);
    expect(twice).toMatchObject({ outcome: 'asked', transcript: { needless: 2 } });
    expect(twice.said).toHaveLength(2);
  });

  it('end the case after five', async () => {
    const answers = { to: 'a@b.co' };
    expect(await talk({ answers }, [...Array<PlannerReply>(5).fill(ask('to')), propose()])).toMatchObject({
      outcome: 'right',
    });
    const six = await talk({ answers }, [...Array<PlannerReply>(6).fill(ask('to')), propose()]);
    expect(six).toMatchObject({ outcome: 'asked', transcript: { questions: 6 } });
  });

  it('that are what was expected end it at once', async () => {
    const { said, outcome } = await talk({ expect: { any_of: [{}, { kind: 'ask', missing: ['to'] }] } }, [ask('to')]);
    expect({ said, outcome }).toEqual({ said: ['email someone'], outcome: 'right' });
  });
});

describe('turns', () => {
  const turns = ['email someone', 'call it Nudge'];

  it('go on only after a proposal, with the open draft, history and notes kept', async () => {
    const kept = { ...propose(), dialog: { step: 1 } };
    const { heard, outcome } = await talk({ turns, expect: { name_any: ['Nudge'] } }, [kept, propose('Nudge')]);
    expect(outcome).toBe('right');
    expect(heard[1]).toMatchObject({
      text: 'call it Nudge',
      dialog: { step: 1 },
      draft: { definition: { name: 'A draft' }, assumptions: ['it is fine'], workflow: null },
      history: [{ from: 'user', text: 'email someone' }, { from: 'bot' }],
      now: '2026-11-20T07:00:00.000Z',
    });
  });

  it('stop where no proposal came', async () => {
    const { said, outcome, transcript } = await talk({ turns }, [say, propose('Nudge')]);
    expect({ said, outcome }).toEqual({ said: ['email someone'], outcome: 'asked' });
    expect(transcript.broke).toContain('say');
  });

  it('are all said where the draft is to be dropped', async () => {
    const cancel: PlannerReply = { kind: 'act', command: 'cancel', workflow: null, needsConfirmation: false };
    const { outcome } = await talk({ turns, expect: { kind: 'command', command: 'cancel' } }, [propose(), cancel]);
    expect(outcome).toBe('right');
  });

  it('stop at the first reply where a kind of reply is expected', async () => {
    const { said, outcome } = await talk({ turns, expect: { kind: 'refuse' } }, [say]);
    expect({ said, outcome }).toEqual({ said: ['email someone'], outcome: 'right' });
  });
});

it('a planner that breaks fails the case, with the reason', async () => {
  const { outcome, transcript } = await talk({}, []);
  expect(outcome).toBe('asked');
  expect(transcript.broke).toContain('nothing more to say');
});

it('gives the person’s workflows as the case says', async () => {
  const given_workflows = [{ name: 'Report', status: 'failed', last_run: { status: 'failed', error: 'x' } }];
  const { heard } = await talk({ given_workflows, expect: { kind: 'say' } }, [say]);
  expect(heard[0]?.workflows).toMatchObject([
    { name: 'Report', status: 'failed', lastRun: { status: 'failed', error: 'x' } },
  ]);
});
