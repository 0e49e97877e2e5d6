import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition, Step } from '../../src/automation/definition.ts';
import { conversation, plainReplyTo } from './talking.ts';

/** One thing of a draft is changed in many wordings: that changes and nothing else; a question is no fault. */

interface Way {
  /** What people call it. */
  nouns: string[];
  order: (text: string) => string;
  step: (text: string) => Pick<Step, 'action' | 'params'>;
  to: { name: string; is: string; next: string };
  says: string;
}

const WAYS: Way[] = [
  {
    nouns: ['slack message', 'Slack post'],
    order: (text) => `post '${text}' in #ops`,
    step: (text) => ({ action: 'send_message', params: { channel: '#ops', message: text } }),
    to: { name: 'channel', is: '#ops', next: '#dev' },
    says: 'message',
  },
  {
    nouns: ['WhatsApp message', 'whatsapp'],
    order: (text) => `whatsapp +254712345678 '${text}'`,
    step: (text) => ({ action: 'send_whatsapp', params: { phone: '+254712345678', message: text } }),
    to: { name: 'phone', is: '+254712345678', next: '+254799888777' },
    says: 'message',
  },
  {
    nouns: ['sms', 'text message'],
    order: (text) => `text +254733111222 '${text}'`,
    step: (text) => ({ action: 'send_sms', params: { phone: '+254733111222', message: text } }),
    to: { name: 'phone', is: '+254733111222', next: '+254799888777' },
    says: 'message',
  },
  {
    nouns: ['email', 'mail'],
    order: (text) => `email jo@acme.example with the subject 'Note' and the text '${text}'`,
    step: (text) => ({ action: 'send_email', params: { to: 'jo@acme.example', subject: 'Note', body: text } }),
    to: { name: 'to', is: 'jo@acme.example', next: 'mia@acme.example' },
    says: 'body',
  },
];
const STARTS = [
  { words: 'every day at 9am', cron: '* * *' },
  { words: 'every Monday at 9am', cron: '* * 1' },
  { words: 'on the 1st of every month at 9am', cron: '1 * *' },
];
const TEXTS = ['Hello there', 'Time to go', 'Rent is due'];

const anyOf = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
const drafted = fc.record({
  start: anyOf(STARTS),
  ways: fc.uniqueArray(anyOf(WAYS), { minLength: 2, maxLength: 2 }),
  texts: fc.uniqueArray(anyOf(TEXTS), { minLength: 2, maxLength: 2 }),
  which: anyOf([0, 1]),
});
type Drafted = typeof drafted extends fc.Arbitrary<infer T> ? T : never;

const request = ({ start, ways, texts }: Drafted) =>
  `${start.words}, ${ways.map((way, at) => way.order(texts[at] ?? '')).join(' and ')}`;
const stepsOf = ({ ways, texts }: Drafted) => ways.map((way, at) => way.step(texts[at] ?? ''));
const short = ({ triggers, steps }: Definition) => ({
  starts: triggers.map((one) => (one.type === 'schedule' ? one.schedule_cron : one.type)),
  steps: steps.map(({ action, params }) => ({ action, params })),
});

/** What becomes of the draft; null where a question comes of the change. */
async function after(one: Drafted, change: string): Promise<ReturnType<typeof short> | null> {
  const { says } = conversation({ workflows: [], check: () => [] });
  const draft = await says(request(one));
  if (draft.kind !== 'propose') throw new Error(`${request(one)}: ${draft.kind}`);
  expect(short(draft.definition)).toEqual({ starts: [`0 9 ${one.start.cron}`], steps: stepsOf(one) });
  const reply = await says(change);
  return reply.kind === 'propose' ? short(reply.definition) : null;
}

/** How often a wording may lead to a question instead. */
async function holds(
  change: fc.Arbitrary<(one: Drafted) => { words: string; starts?: string[]; steps: unknown[] }>,
): Promise<void> {
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(drafted, change, async (one, changing) => {
      const { words, starts, steps } = changing(one);
      const next = await after(one, words);
      if (next) expect(next).toEqual({ starts: starts ?? [`0 9 ${one.start.cron}`], steps });
      else asked += 1;
    }),
    { numRuns: RUNS },
  );
  expect(asked).toBeLessThan(RUNS / 4);
}
const RUNS = 40;

describe('one thing of a draft is changed', () => {
  it('the words of one of two messages', async () => {
    const said = (text: string) => [
      (noun: string) => `the ${noun} should say '${text}'`,
      (noun: string) => `change the ${noun} to '${text}'`,
      (noun: string) => `make the ${noun} say '${text}'`,
    ];
    await holds(
      fc.tuple(anyOf(said('Good evening')), fc.nat()).map(([words, noun]) => (one) => {
        const steps = stepsOf(one);
        const way = one.ways[one.which];
        const step = steps[one.which];
        if (way && step) step.params = { ...step.params, [way.says]: 'Good evening' };
        return { words: words(way?.nouns[noun % 2] ?? ''), steps };
      }),
    );
  });

  it('what is left out', async () => {
    const without = ['drop the', 'no need for the', 'remove the', 'forget the', "I don't want the"];
    await holds(
      fc.tuple(anyOf([...without, 'leave … out']), fc.nat()).map(([words, noun]) => (one) => {
        const name = one.ways[one.which]?.nouns[noun % 2] ?? '';
        return {
          words: words.includes('…') ? words.replace('…', `the ${name}`) : `${words} ${name}`,
          steps: stepsOf(one).filter((_step, at) => at !== one.which),
        };
      }),
    );
  });

  it('what is done besides', async () => {
    const more = ['also …', 'and then …', '… as well', 'add a step: …', 'and … too'];
    await holds(
      fc.tuple(anyOf(more), anyOf(TEXTS)).map(([words, text]) => (one) => {
        const way = WAYS.find((each) => !one.ways.includes(each));
        return {
          words: words.replace('…', way?.order(text) ?? ''),
          steps: [...stepsOf(one), way?.step(text)],
        };
      }),
    );
  });

  it('where it goes', async () => {
    const moved = [
      (is: string, next: string) => `use ${next} instead of ${is}`,
      (is: string, next: string) => `change ${is} to ${next}`,
      (is: string, next: string) => `${next}, not ${is}`,
    ];
    await holds(
      anyOf(moved).map((words) => (one) => {
        const steps = stepsOf(one);
        const to = one.ways[one.which]?.to ?? { name: '', is: '', next: '' };
        const step = steps[one.which];
        if (step) step.params = { ...step.params, [to.name]: to.next };
        return { words: words(to.is, to.next), steps };
      }),
    );
  });

  it('when it runs', async () => {
    const times: [string, string][] = [
      ['7:15 in the morning', '15 7'],
      ['18:30', '30 18'],
      ['half past six in the evening', '30 18'],
      ['noon', '0 12'],
    ];
    const moved = ['make it …', 'no, at …', 'change the time to …', 'can you do it at … instead?', 'move it to …'];
    await holds(
      fc.tuple(anyOf(moved), anyOf(times)).map(([words, [said, at]]) => (one) => ({
        words: words.replace('…', said),
        starts: [`${at} ${one.start.cron}`],
        steps: stepsOf(one),
      })),
    );
  });
});

describe('words that may be of either message', () => {
  it('asks which is meant, and changes both where both are', async () => {
    const draft = "every day at 9am post 'Hi' in #ops and text +254733111222 'Ho'";
    const asked = await plainReplyTo(draft, "change the text to 'X'");
    expect(asked).toMatchObject({ kind: 'ask', text: expect.stringMatching(/^More than one message goes out/) });
    const both = await plainReplyTo(draft, "change the text to 'X'", "say 'X' in both");
    expect(both.kind === 'propose' && both.definition.steps.map(({ params }) => params.message)).toEqual(['X', 'X']);
  });
});
