import fc from 'fast-check';
import type { Block, Card, CardChoice, Input, StepLine } from '../../src/chat/types.ts';

/** Words people and services bring along, among them everything Slack could read something into. */
const NASTY = [
  '<!channel>',
  '<!here|here>',
  '<!everyone>',
  '<@U0123ABCD>',
  '<#C0123ABCD|ops>',
  '<!subteam^S0123ABCD|@team>',
  '<!date^1700000000^{date}|x>',
  '<https://evil.example|https://bank.example>',
  '<mailto:a@b.example|pay>',
  '@here',
  '@channel',
  '#general',
  '&lt;!channel&gt;',
  '&amp;lt;',
  '*bold*',
  '_slanted_',
  '~struck~',
  '`code`',
  '```\nfence\n```',
  '**ours**',
  '**',
  '`',
  '> quote',
  ':tada:',
  'https://acme.example/a?b=1&c=<x>',
  'https://bank.example@evil.example/login',
  'acme.example',
  'javascript:alert(1)',
  '*\u2060not ours*\u2060',
  '\u202egnirts',
  '👩‍👩‍👧‍👦',
  '\ud800',
  '\u0000\u0007',
  'KES 20,000',
  'snake_case_name',
  'a|b',
];

export const nastyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 12 }), fc.lorem({ maxCount: 6 })), {
    maxLength: 10,
  })
  .map((parts) => parts.join(' '));

/** Texts up to the length of a long post. */
export const longText: fc.Arbitrary<string> = fc
  .tuple(nastyText, fc.integer({ min: 0, max: 200 }))
  .map(([text, times]) => `${text} `.repeat(times).slice(0, 4_000).trim());

const state = fc.constantFrom<NonNullable<StepLine['state']>>(
  'waiting',
  'running',
  'done',
  'failed',
  'skipped',
  'paused',
);

const stepLine: fc.Arbitrary<StepLine> = fc.record(
  { text: nastyText, detail: nastyText, state },
  { requiredKeys: ['text'] },
);

export const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: fc.oneof(nastyText, longText) }),
  fc.record({
    kind: fc.constant('fields' as const),
    fields: fc.array(fc.record({ label: nastyText, value: nastyText }), { maxLength: 20 }),
  }),
  fc.record({ kind: fc.constant('steps' as const), steps: fc.array(stepLine, { maxLength: 30 }) }),
  fc.record({
    kind: fc.constant('alert' as const),
    level: fc.constantFrom('info' as const, 'warning' as const, 'error' as const),
    text: nastyText,
  }),
  fc.record({
    kind: fc.constant('link' as const),
    text: nastyText,
    url: fc.oneof(fc.webUrl(), nastyText),
  }),
  fc.record({ kind: fc.constant('code' as const), text: fc.oneof(nastyText, longText) }),
);

const value = fc.string({ unit: fc.constantFrom(...'abcdefXYZ0123456789:|_-'), maxLength: 200 });
const name = fc.constantFrom('draft.approve', 'draft.cancel', 'workflow.run', 'gate.approve', 'answer.option');

export const choice: fc.Arbitrary<CardChoice> = fc.record(
  {
    name,
    value,
    label: fc.oneof(
      fc.constantFrom('Approve', 'Change', 'Cancel'),
      nastyText.map((text) => text.slice(0, 120)),
    ),
    style: fc.constantFrom('primary' as const, 'danger' as const, 'plain' as const),
    confirm: nastyText.map((text) => text.slice(0, 150)),
  },
  { requiredKeys: ['name', 'value', 'label'] },
);

const inputName = fc.string({ unit: fc.constantFrom(...'abcxyz0189._-'), minLength: 1, maxLength: 40 });
const optional = fc.boolean();

export const input: fc.Arbitrary<Input> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), name: inputName, label: nastyText, value: nastyText, optional }),
  fc.record({
    kind: fc.constant('text' as const),
    name: inputName,
    label: nastyText,
    value: longText,
    multiline: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('number' as const),
    name: inputName,
    label: nastyText,
    value: fc.oneof(fc.integer().map(String), nastyText),
  }),
  fc.record({
    kind: fc.constant('select' as const),
    name: inputName,
    label: nastyText,
    options: fc.array(fc.record({ label: nastyText, value: fc.oneof(inputName, nastyText) }), { maxLength: 120 }),
    value: inputName,
  }),
  fc.record({
    kind: fc.constant('date' as const),
    name: inputName,
    label: nastyText,
    value: fc.constantFrom('2026-12-01', '2026-13-01', 'tomorrow', ''),
  }),
  fc.record({ kind: fc.constant('file' as const), name: inputName, label: nastyText }),
);

export const inputs = (maxLength: number): fc.Arbitrary<Input[]> =>
  fc.uniqueArray(input, { maxLength, selector: (one) => one.name });

export const card: fc.Arbitrary<Card> = fc.record(
  {
    title: nastyText,
    body: fc.array(block, { maxLength: 25 }),
    choices: fc.array(choice, { maxLength: 14 }),
    footer: fc.oneof(nastyText, fc.constant('✅ Approved by Wanjiru, Friday 20 November, 10:42 · `7F3-K2`')),
    image: fc.record({ svg: fc.constant('<svg/>'), alt: longText }),
  },
  { requiredKeys: ['title', 'body'] },
);
