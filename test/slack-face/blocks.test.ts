import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderContent } from '../../adapters/slack/face/blocks.ts';
import { decodeChoice } from '../../adapters/slack/face/choices.ts';
import type { KnownBlock } from '../../adapters/slack/face/kit.ts';
import { BLOCK_KIT, LIMITS } from '../../adapters/slack/face/limits.ts';
import { clean, withoutMarkup } from '../../adapters/slack/face/markup.ts';
import { asText } from '../../src/chat/plain.ts';
import { splitContent } from '../../src/chat/split.ts';
import type { Card, Content } from '../../src/chat/types.ts';
import { card, inputs, longText, nastyText } from './cards.ts';
import { idsOf, parts, refusedBlocks, textShown } from './shown.ts';

const blocksOf = (content: Content, options = {}): KnownBlock[] => renderContent(content, options).blocks ?? [];

const approval: Card = {
  title: 'Invoice on payment',
  body: [
    { kind: 'text', text: 'Starts when IntaSend confirms a payment' },
    {
      kind: 'steps',
      steps: [{ text: 'Create an invoice', detail: 'if over KES 10,000' }, { text: 'Email the payer' }],
    },
    { kind: 'text', text: '**What this does for you:** writes invoices' },
  ],
  image: { svg: '<svg/>', alt: 'Payment, invoice, email' },
  footer: '✅ Approved by Wanjiru, Friday 20 November, 10:42 · `7F3-K2`',
  choices: [
    { name: 'draft.approve', value: 'd:1', label: 'Approve', style: 'primary' },
    { name: 'draft.cancel', value: 'd:1', label: 'Cancel', style: 'danger' },
  ],
};

describe('a card', () => {
  test('is a header, what it does, numbered steps, the drawing, buttons and the seal, in that order', () => {
    const blocks = blocksOf(approval, { imageFile: 'F1' });
    expect(blocks.map((block) => block.type)).toEqual([
      'header',
      'rich_text',
      'rich_text',
      'rich_text',
      'image',
      'actions',
      'context',
    ]);
    expect(blocks[0]).toMatchObject({ text: { type: 'plain_text', text: 'Invoice on payment' } });
    expect(blocks[2]).toMatchObject({ elements: [{ type: 'rich_text_list', style: 'ordered' }] });
    expect(textShown(blocks[2])).toBe('1. Create an invoice\nif over KES 10,000\n2. Email the payer');
    expect(blocks[4]).toMatchObject({ slack_file: { id: 'F1' }, alt_text: 'Payment, invoice, email' });
    expect(blocks[6]).toMatchObject({
      elements: [
        { type: 'plain_text', text: '✅ Approved by Wanjiru, Friday 20 November, 10:42' },
        { type: 'mrkdwn', text: '`7F3-K2`' },
      ],
    });
  });

  test('stands without its drawing while there is no file', () => {
    expect(blocksOf(approval).map((block) => block.type)).not.toContain('image');
  });

  test('says everything in its text too', () => {
    const { text } = renderContent(approval);
    for (const words of ['Invoice on payment', '1. Create an invoice', 'Email the payer', '7F3-K2']) {
      expect(text).toContain(words);
    }
  });

  test.each([
    ['waiting', '·'],
    ['running', '⏳'],
    ['done', '✅'],
    ['failed', '⚠️'],
    ['skipped', '–'],
    ['paused', '⏸'],
  ] as const)('a step that is %s has its mark, the same as in plain words', (state, mark) => {
    const run: Card = { title: 'Run', body: [{ kind: 'steps', steps: [{ state, text: 'Email', detail: 'to Acme' }] }] };
    expect(textShown(blocksOf(run)[1])).toBe(`${mark} Email — to Acme`);
    expect(asText(run)).toContain(`${mark} Email — to Acme`);
  });

  test('short facts stand side by side, other fields one below the other', () => {
    const facts: Card = {
      title: 'x',
      body: [
        {
          kind: 'fields',
          fields: [
            { label: 'Invoice', value: 'INV-1042' },
            { label: 'Amount', value: 'KES 15,000' },
          ],
        },
      ],
    };
    expect(blocksOf(facts)[1]).toMatchObject({ type: 'section', fields: [{ text: '*Invoice*\nINV-1042' }, {}] });
    const data: Card = {
      title: 'x',
      body: [
        {
          kind: 'fields',
          fields: [
            { label: 'Done', value: '*x* <!here>' },
            { label: 'Not done', value: 'y' },
          ],
        },
      ],
    };
    expect(textShown(blocksOf(data)[1])).toBe('Done: *x* <!here>\nNot done: y');
  });

  test('a link shows where it leads when its words are an address themselves', () => {
    const link = (text: string, url: string) => blocksOf({ title: 'x', body: [{ kind: 'link', text, url }] })[1];
    expect(parts(link('Connect QuickBooks', 'https://nod.example/connect/1'))).toContainEqual({
      type: 'link',
      url: 'https://nod.example/connect/1',
      text: 'Connect QuickBooks',
    });
    expect(textShown(link('https://bank.example', 'https://evil.example/'))).toBe(
      'https://bank.example: https://evil.example/',
    );
    expect(textShown(link('Open', 'javascript:alert(1)'))).toBe('Open: javascript:alert(1)');
    expect(parts(link('Open', 'javascript:alert(1)')).some((part) => part.type === 'link')).toBe(false);
  });

  test('code is shown to the letter', () => {
    const code = 'curl -d \'{"a": "<b>&*c*"}\' $URL\n`x`';
    const [, block] = blocksOf({ title: 'x', body: [{ kind: 'code', text: code }] });
    expect(block).toMatchObject({ elements: [{ type: 'rich_text_preformatted', elements: [{ text: code }] }] });
  });

  test('a title too long for a header is given in full below', () => {
    const title = 'Word '.repeat(60).trim();
    const [first] = blocksOf({ title, body: [] });
    expect(first?.type).toBe('rich_text');
    expect(textShown(first)).toBe(title);
  });
});

describe('inputs of a message', () => {
  const asking: Card = {
    title: 'Which invoice?',
    body: [],
    inputs: [
      { kind: 'text', name: 'note', label: 'Note', value: 'Thanks', multiline: true },
      { kind: 'number', name: 'amount', label: 'Amount', value: '1500' },
      { kind: 'select', name: 'who', label: 'Who', options: [{ label: 'Acme', value: 'acme' }], value: 'acme' },
      { kind: 'date', name: 'due', label: 'Due', value: '2026-12-04' },
      { kind: 'file', name: 'scan', label: 'The scan' },
    ],
    choices: [{ name: 'answer.send', value: 'q1', label: 'Send', style: 'primary' }],
  };

  test('each kind is Slack’s own, with what is known filled in', () => {
    const elements = blocksOf(asking).flatMap((block) => (block.type === 'input' ? [block.element] : []));
    expect(elements).toMatchObject([
      { type: 'plain_text_input', multiline: true, initial_value: 'Thanks' },
      // Its own field for numbers Slack has in modals only.
      { type: 'plain_text_input', initial_value: '1500' },
      { type: 'static_select', initial_option: { value: 'acme' } },
      { type: 'datepicker', initial_date: '2026-12-04' },
    ]);
  });

  test('a file is asked for in words, since a message has no field for it', () => {
    expect(blocksOf(asking).map(textShown)).toContain('The scan: send the file here in this thread.');
    expect(blocksOf(asking, { channel: true }).map(textShown)).toContain(
      'The scan: send the file here in this thread and mention me.',
    );
  });
});

describe('whatever the card', () => {
  const rendered = fc.tuple(card, inputs(30)).chain(([one, some]) => {
    const content: Card = some.length > 20 ? { ...one, inputs: some } : one;
    const whole: Content[] = splitContent(content, LIMITS);
    return fc.constant(whole.map((part) => ({ part, ...renderContent(part, { imageFile: 'F1' }) })));
  });

  test('split to our limits it fits one message, and what must not be seen by Slack is not', () => {
    fc.assert(
      fc.property(rendered, (messages) => {
        for (const { text, blocks = [] } of messages) {
          expect(blocks.length).toBeLessThanOrEqual(BLOCK_KIT.messageBlocks);
          expect(refusedBlocks(blocks, 'message')).toEqual([]);
          expect(text.length).toBeLessThanOrEqual(BLOCK_KIT.fallback);
          const kinds = new Set(blocks.flatMap(parts).map((part) => part.type));
          for (const kind of ['user', 'usergroup', 'channel', 'broadcast', 'emoji', 'team'])
            expect(kinds).not.toContain(kind);
          for (const part of blocks.flatMap(parts)) {
            if (part.type === 'mrkdwn') expect(part.text).not.toMatch(/<|@(here|channel|everyone)/);
            if (part.type === 'plain_text' || part.type === 'text') expect(part.text).not.toBe('');
          }
          const ids = idsOf(blocks);
          expect(new Set(ids).size).toBe(ids.length);
        }
      }),
      { numRuns: 80 },
    );
  });

  test('every word of it is shown, and every choice can be tapped', () => {
    const squeezed = (text: string) => clean(text).replace(/[\s*`~\u2060·…•—–]+/gu, '');
    fc.assert(
      fc.property(card, (one) => {
        for (const part of splitContent(one, LIMITS)) {
          if (typeof part === 'string') continue;
          const { image: _image, ...rest } = part;
          const { blocks = [] } = renderContent(rest);
          const shown = squeezed(blocks.map(textShown).join(' '));
          for (const block of rest.body) {
            if (block.kind === 'text') expect(shown).toContain(squeezed(withoutMarkup(block.text)));
            if (block.kind === 'code') expect(shown).toContain(squeezed(block.text));
            if (block.kind === 'steps') {
              for (const step of block.steps) expect(shown).toContain(squeezed(withoutMarkup(step.text)));
            }
          }
          const decoded = blocks.flatMap(parts).flatMap((element) => {
            const choice = element.type === 'button' ? decodeChoice(element) : null;
            return choice ? [choice] : [];
          });
          expect(decoded).toEqual((rest.choices ?? []).map(({ name, value }) => ({ name, value })));
        }
      }),
      { numRuns: 80 },
    );
  });

  test('a message stays below what Slack takes of all blocks together', () => {
    fc.assert(
      fc.property(rendered, (messages) => {
        for (const { part, blocks = [] } of messages) {
          // Inputs carry what their lists hold; a card with few of them is what the engine makes.
          if (typeof part !== 'string' && (part.inputs?.length ?? 0) > 0) continue;
          expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(BLOCK_KIT.messageJson);
        }
      }),
      { numRuns: 80 },
    );
  });

  const extremes: [string, Card][] = [
    ['many short runs of bold', { title: 'x', body: [{ kind: 'text', text: '**a** b '.repeat(349) }] }],
    ['nothing but signs to escape', { title: '<', body: [{ kind: 'text', text: '<&>'.repeat(930) }] }],
    ['quotes, which JSON doubles', { title: '"', body: [{ kind: 'code', text: '"\\'.repeat(1_390) }] }],
    ['hundreds of blocks', { title: 'x', body: Array.from({ length: 900 }, () => ({ kind: 'text', text: 'ab' })) }],
    ['a footer of seals', { title: 'x', body: [], footer: '`7F3` · '.repeat(300) }],
    [
      'the most buttons, each with all it can carry',
      {
        title: 'x'.repeat(150),
        body: [{ kind: 'text', text: 'word '.repeat(500) }],
        choices: Array.from({ length: LIMITS.choices }, (_, index) => ({
          name: 'answer.option',
          value: `${index}`.padEnd(200, 'v'),
          label: `${index} `.padEnd(75, 'l'),
          confirm: 'c'.repeat(100),
        })),
      },
    ],
  ];

  test.each(extremes)('%s: one message, all of it', (_name, extreme) => {
    expect(splitContent(extreme, LIMITS)).toHaveLength(1);
    const { text, blocks = [] } = renderContent(extreme);
    expect(refusedBlocks(blocks, 'message')).toEqual([]);
    expect(blocks.length).toBeLessThanOrEqual(BLOCK_KIT.messageBlocks);
    expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(BLOCK_KIT.messageJson);
    expect(text.length).toBeLessThanOrEqual(BLOCK_KIT.fallback);
    const squeezed = (words: string) => words.replace(/[\s·]+/g, '');
    const shown = squeezed(blocks.map(textShown).join(''));
    for (const block of extreme.body) {
      if ('text' in block)
        expect(shown).toContain(squeezed(block.kind === 'code' ? block.text : withoutMarkup(block.text)));
    }
  });

  test('a plain answer is whole', () => {
    fc.assert(
      fc.property(fc.oneof(nastyText, longText), (text) => {
        for (const part of splitContent(text, LIMITS)) {
          const { blocks = [] } = renderContent(part);
          const words = typeof part === 'string' ? withoutMarkup(part) : '';
          expect(blocks.map(textShown).join('')).toBe(words);
        }
      }),
    );
  });
});
