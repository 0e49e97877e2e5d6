import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choiceId, choiceIds, offered, readChoiceId } from '../../adapters/whatsapp-cloud/choice-ids.ts';
import { again, renderMessages, templateWords } from '../../adapters/whatsapp-cloud/render.ts';
import { titles } from '../../adapters/whatsapp-cloud/titles.ts';
import type { Card } from '../../src/chat/types.ts';
import { choicesOf } from '../fakes/whatsapp-cloud/model.ts';
import { checked } from '../fakes/whatsapp-cloud/schema.ts';

const card = (labels: string[], body = 'Body'): Card => ({
  title: 'Title',
  body: [{ kind: 'text', text: body }],
  choices: labels.map((label, index) => ({ name: 'draft.pick', value: `v${index}`, label })),
});
const wired = (message: object) => checked({ messaging_product: 'whatsapp', to: '254712345678', ...message });
const types = (given: Card) =>
  renderMessages(given).map((message) => (message.type === 'interactive' ? message.interactive.type : message.type));

describe('cards as messages', () => {
  it('up to three choices are buttons, up to ten a list, more over several', () => {
    expect(types(card([]))).toEqual(['text']);
    expect(types(card(['A', 'B', 'C']))).toEqual(['button']);
    expect(types(card(['A', 'B', 'C', 'D']))).toEqual(['list']);
    const many = Array.from({ length: 23 }, (_, index) => `Choice ${index}`);
    expect(types(card(many))).toEqual(['text', 'list', 'list', 'button']);
  });

  it('a label that does not fit stands whole in the text, in the order of the buttons', () => {
    const long = 'Use the sandbox until QuickBooks is connected';
    const [message] = renderMessages(card(['Approve', long]));
    if (message?.type !== 'interactive' || message.interactive.type !== 'button') return expect.fail('no buttons');
    expect(message.interactive.body.text).toContain(long);
    expect(message.interactive.body.text).toContain('2 to Use');
    expect(message.interactive.action.buttons.map((button) => button.reply.title)).toEqual([
      'Approve',
      'Use the sandbox…',
    ]);
  });

  it('nothing is lost where the text is too long for buttons: it is said first', () => {
    const words = Array.from({ length: 300 }, (_, index) => `word${index}`);
    const messages = renderMessages(card(['Yes', 'No'], words.join(' ')));
    expect(messages.map((message) => message.type)).toEqual(['text', 'interactive']);
    expect(words.filter((word) => !JSON.stringify(messages).includes(word))).toEqual([]);
  });

  it('whatever a card holds, WhatsApp takes it, every choice once, every label whole', () => {
    const label = fc.string({ minLength: 1, maxLength: 120, unit: 'grapheme' });
    fc.assert(
      fc.property(
        fc.array(label, { maxLength: 25 }),
        fc.string({ maxLength: 3000, unit: 'grapheme' }),
        (labels, body) => {
          const given = card(labels, body);
          const messages = renderMessages(given);
          const ids = messages.flatMap((message) => choicesOf(wired(message) as never).map((choice) => choice.id));
          expect(ids).toEqual(choiceIds(given.choices ?? []));
          for (const message of messages) wired(again(message));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('titles are short, different and not empty', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 60, unit: 'grapheme' }), { minLength: 1, maxLength: 10 }),
        (labels) => {
          const made = titles(labels, 20).map(({ title }) => title);
          expect(made.every((title) => title.trim() !== '' && title.length <= 20)).toBe(true);
          expect(new Set(made.map((title) => title.toLowerCase())).size).toBe(made.length);
        },
      ),
    );
    expect(titles(['Pay KES 20,000 to Otieno', 'Pay KES 20,000 to Wanjiru'], 20).map(({ title }) => title)).toEqual([
      '1. Pay KES 20,000…',
      '2. Pay KES 20,000…',
    ]);
  });

  it('ids lead back to their choice, also where they are too long or stand there twice', () => {
    const choices = [
      { name: 'a.b', value: 'short' },
      { name: 'a.b', value: 'x'.repeat(200) },
      { name: 'a.b', value: 'ünï' },
      { name: 'a.b', value: 'short' },
    ];
    const ids = choiceIds(choices);
    expect(new Set(ids).size).toBe(4);
    expect(ids.every((id) => id.length <= 200)).toBe(true);
    expect(ids.map((id) => offered(id, choices))).toEqual(choices);
    expect(readChoiceId(choiceId({ name: 'a.b', value: '1|2' }))).toEqual({ name: 'a.b', value: '1|2' });
    for (const strange of ['', '|x', '#abc', 'no', 'spa ce|x']) expect(readChoiceId(strange)).toBeNull();
  });

  it('a template parameter is one line without runs of spaces', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000, unit: 'grapheme' }), (title) => {
        const said = templateWords({ title, body: [] });
        expect(said.length).toBeLessThanOrEqual(1024);
        expect(said).not.toMatch(/[\n\r\t]| {4,}/);
      }),
    );
  });
});
