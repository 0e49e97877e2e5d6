import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeBlock, formatted } from '../../adapters/shared/whatsapp-format.ts';
import { namedBy, numbered, renderText } from '../../adapters/shared/whatsapp-text.ts';
import { splitContent } from '../../src/chat/split.ts';
import type { Card } from '../../src/chat/types.ts';

const CARD: Card = {
  title: 'Invoice on payment',
  body: [
    { kind: 'text', text: 'Starts when **IntaSend** confirms a payment' },
    {
      kind: 'steps',
      steps: [{ text: 'Create an invoice' }, { text: 'Email the payer', detail: 'if over KES 10,000' }],
    },
    { kind: 'fields', fields: [{ label: 'Only over', value: 'KES ~~10,000~~ **20,000**' }] },
    { kind: 'alert', level: 'warning', text: 'Emails cannot be taken back' },
    { kind: 'link', text: 'Open it', url: 'https://nod.example/w/_1_' },
    { kind: 'code', text: 'curl *x*' },
  ],
  choices: [
    { name: 'draft.approve', value: 'd', label: 'Approve' },
    { name: 'draft.change', value: 'd', label: 'Change' },
    { name: 'draft.cancel', value: 'd', label: 'Cancel' },
  ],
  footer: '`7F3-K2`',
};

/** What WhatsApp would show in bold, italics or struck through, as its documented rules read. */
function formatsOf(text: string): string[] {
  const outside = text.replace(/```[\s\S]*?```|`[^`\n]+`|https?:\/\/\S+/g, 'x');
  return [...outside.matchAll(/(?<![\p{L}\p{N}])([*_~])(?!\s)((?:(?!\1)[^\n])+?)(?<!\s)\1(?![\p{L}\p{N}])/gu)].map(
    (found) => found[0],
  );
}

describe('a card on WhatsApp', () => {
  test('is one text in its own formatting, with what to reply', () => {
    expect(renderText(CARD)).toBe(
      [
        '*Invoice on payment*',
        'Starts when *IntaSend* confirms a payment',
        '',
        '1. Create an invoice',
        '2. Email the payer — if over KES 10,000',
        '',
        '*Only over:* KES ~10,000~ *20,000*',
        '',
        '⚠️ Emails cannot be taken back',
        '',
        'Open it: https://nod.example/w/_1_',
        '',
        '```\ncurl *x*\n```',
        '',
        '`7F3-K2`',
        '',
        'Reply 1 to Approve, 2 to Change or 3 to Cancel.',
      ].join('\n'),
    );
  });

  test('leaves title and choices out where they stand elsewhere', () => {
    const text = renderText(CARD, { choices: false, title: false });
    expect(text).not.toContain('Reply');
    expect(text.startsWith('Starts when')).toBe(true);
  });

  test('shows how far a run is by marks', () => {
    const steps = (['done', 'running', 'waiting', 'failed', 'skipped', 'paused'] as const).map((state) => ({
      state,
      text: state,
    }));
    expect(renderText({ title: 'Run', body: [{ kind: 'steps', steps }] })).toBe(
      '*Run*\n✅ done\n⏳ running\n· waiting\n⚠️ failed\n– skipped\n⏸ paused',
    );
  });

  test('asks for what a form would ask', () => {
    const text = renderText({
      title: 'Details',
      body: [],
      inputs: [
        {
          kind: 'select',
          name: 'a',
          label: 'Currency',
          options: [
            { label: 'KES', value: 'k' },
            { label: 'USD', value: 'u' },
          ],
        },
        { kind: 'text', name: 'b', label: 'Subject', value: 'Hello' },
      ],
    });
    expect(text).toContain('Currency: KES, USD');
    expect(text).toContain('Subject (now: Hello)');
  });
});

describe('formatting', () => {
  test('data that merely looks like formatting is not formatted, and still reads the same', () => {
    expect(formatsOf(formatted('Subject *Sale* and _this_ and ~that~'))).toEqual([]);
    expect(formatted('Subject *Sale*')).toBe('Subject ∗Sale∗');
  });

  test('what formats nothing stays as it is', () => {
    for (const text of [
      '5 * 3 = 15',
      'a_b_c@shop.example',
      'customer_name',
      'https://x.example/_a_/*b*',
      'it’s ~5 km',
      '* one',
    ]) {
      expect(formatted(text)).toBe(text);
    }
  });

  test('a mark in the data does not open or close ours', () => {
    expect(formatsOf(formatted('*foo **bar** baz*'))).toEqual(['*bar*']);
    expect(formatsOf(renderText({ title: 'Two *stars', body: [] }))).toHaveLength(1);
  });

  test('bold over lines is bold on each; beside a letter it is left out', () => {
    expect(formatted('**one\ntwo**')).toBe('*one*\n*two*');
    expect(formatted('x**one**y')).toBe('xoney');
  });

  test('a quote mark at the start of a line quotes nothing', () => {
    expect(formatted('> said')).toBe('› said');
  });

  test('code cannot leave its block', () => {
    expect(codeBlock('a```b').match(/```/g)).toHaveLength(2);
  });

  test('no data gets formatting of its own, and nothing of it is lost', () => {
    const piece = fc.constantFrom('*', '_', '~', ' ', 'a', 'é', '1', '\n', '(', '.', '`', '>', '**');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const text = pieces.join('');
        const shown = formatted(text);
        const letters = (of: string) => of.replace(/[^a-zé0-9]/g, '');
        expect(letters(shown)).toBe(letters(text));
        if (!/\*\*|~~|`/.test(text)) expect(formatsOf(shown)).toEqual([]);
        expect(shown).not.toMatch(/[\uE000-\uE002]/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what to reply', () => {
  const choice = (label: string, name = 'draft.approve') => ({ name, label });

  test('one choice is named alone', () => expect(numbered([choice('Connect')])).toBe('Reply 1 to Connect.'));
  test('none says nothing', () => expect(numbered([])).toBe(''));
  test('long ones stand on lines', () => {
    const labels = ['Every payment, whatever the amount is', 'Only those above a certain amount', 'Neither'];
    expect(numbered(labels.map((label) => choice(label)))).toBe(
      `Reply with a number:\n${labels.map((label, index) => `${index + 1}. ${label}`).join('\n')}`,
    );
  });
  test('options that hold numbers are answered by word, since a number may be the answer', () => {
    expect(numbered([choice('KES 1,000', 'question.option'), choice('KES 5,000', 'question.option')])).toBe(
      'Reply with one of these:\n• KES 1,000\n• KES 5,000',
    );
  });
});

describe('choices that go over several messages', () => {
  const card: Card = {
    title: 'Which list?',
    body: [],
    choices: Array.from({ length: 15 }, (_, n) => ({
      name: 'question.option',
      value: `q|${n}`,
      label: `List ${'abcdefghijklmno'[n]}`,
    })),
  };

  test('count on, and a number means the same wherever it is typed', () => {
    const parts = splitContent(card, { text: 3500, choices: 12 }) as Card[];
    expect(parts).toHaveLength(2);
    expect(renderText(parts[1] as Card)).toContain('13. List m');
    expect(namedBy('13', parts[1]?.choices ?? [])?.value).toBe('q|12');
    expect(namedBy('1', parts[1]?.choices ?? [])).toBeUndefined();
    expect(namedBy('2', parts[0]?.choices ?? [])?.value).toBe('q|1');
  });
});
