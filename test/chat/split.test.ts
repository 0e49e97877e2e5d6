import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asText } from '../../src/chat/plain.ts';
import { splitContent, splitText } from '../../src/chat/split.ts';
import type { Block, Card } from '../../src/chat/types.ts';

const bare = (text: string): string => text.replace(/\s+/g, '');

it('breaks text at paragraphs, then lines, then words', () => {
  expect(splitText('one two\n\nthree four', 12)).toEqual(['one two', 'three four']);
  expect(splitText('one two\nthree four', 12)).toEqual(['one two', 'three four']);
  expect(splitText('one two three four', 9)).toEqual(['one two', 'three', 'four']);
  expect(splitText('short', 100)).toEqual(['short']);
});

it('never breaks inside what people see as one character', () => {
  const family = '👨‍👩‍👧‍👦';
  const parts = splitText(family.repeat(10), 30);
  expect(parts.join('')).toBe(family.repeat(10));
  for (const part of parts) expect(part.length % family.length).toBe(0);
});

it('keeps every character of any text, in parts that fit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), fc.integer({ min: 40, max: 200 }), (text, limit) => {
      const parts = splitText(text, limit);
      for (const part of parts) expect(part.length).toBeLessThanOrEqual(limit);
      expect(bare(parts.join(''))).toBe(bare(text));
    }),
  );
});

const words = fc
  .array(fc.stringMatching(/^[a-z0-9]{1,12}$/), { minLength: 1, maxLength: 60 })
  .map((list) => list.join(' '));
const block: fc.Arbitrary<Block> = fc.oneof(
  words.map((text) => ({ kind: 'text' as const, text })),
  words.map((text) => ({ kind: 'alert' as const, level: 'info' as const, text })),
  fc
    .array(fc.record({ label: fc.constant('Label'), value: words }), { maxLength: 8 })
    .map((fields) => ({ kind: 'fields' as const, fields })),
  fc
    .array(
      words.map((text) => ({ text })),
      { maxLength: 8 },
    )
    .map((steps) => ({ kind: 'steps' as const, steps })),
);
const card: fc.Arbitrary<Card> = fc.record({
  title: words,
  body: fc.array(block, { maxLength: 8 }),
  choices: fc.constant([
    { name: 'draft.approve', value: 'a', label: 'Approve' },
    { name: 'draft.change', value: 'b', label: 'Change' },
    { name: 'draft.try', value: 'c', label: 'Try it' },
    { name: 'draft.cancel', value: 'd', label: 'Cancel' },
  ]),
  footer: words,
});

it('shows everything of a card before its choices, each once, in messages that fit', () => {
  fc.assert(
    fc.property(card, fc.integer({ min: 200, max: 1500 }), fc.integer({ min: 1, max: 5 }), (whole, text, choices) => {
      const parts = splitContent(whole, { text, choices }) as Card[];
      for (const part of parts) {
        expect(asText(part).length).toBeLessThanOrEqual(text);
        expect(part.choices?.length ?? 0).toBeLessThanOrEqual(choices);
      }
      const offered = parts.flatMap((part) => part.choices ?? []);
      expect(offered.map(({ number: _, ...choice }) => choice)).toEqual(whole.choices);
      expect(offered.map((choice, index) => choice.number ?? index + 1)).toEqual(offered.map((_, index) => index + 1));
      const shown = new Set(parts.flatMap((part) => asText(part).split(/\s+/)));
      expect(
        asText(whole)
          .split(/\s+/)
          .filter((word) => !shown.has(word)),
      ).toEqual([]);
      const firstChoice = parts.findIndex((part) => part.choices);
      for (const part of parts.slice(firstChoice + 1)) expect(part.body).toEqual([]);
    }),
  );
});

it('leaves a card that fits as it is', () => {
  const small: Card = { title: 'A', body: [{ kind: 'text', text: 'b' }], footer: 'c' };
  expect(splitContent(small, { text: 100, choices: 3 })).toEqual([small]);
});
