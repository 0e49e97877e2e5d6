import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionRows, confirmText, decodeChoice, encodeChoice, unshortened } from '../../adapters/slack/face/choices.ts';
import { BLOCK_KIT } from '../../adapters/slack/face/limits.ts';
import type { CardChoice } from '../../src/chat/types.ts';
import { choice } from './cards.ts';

describe('a choice on a button', () => {
  test('comes back as it was, whatever its value', () => {
    const name = fc.string({ unit: fc.constantFrom(...'abcXYZ019.'), minLength: 1, maxLength: 60 });
    const value = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(name, value, fc.nat(99), (name, value, index) => {
        const button = encodeChoice({ name, value }, index);
        expect(button.action_id.length).toBeLessThanOrEqual(BLOCK_KIT.actionId);
        expect(button.value.length).toBeLessThanOrEqual(BLOCK_KIT.buttonValue);
        expect(decodeChoice(button)).toEqual({ name, value });
      }),
    );
  });

  test('is readable in ids of ours', () => {
    expect(encodeChoice({ name: 'draft.approve', value: 'draft_1:7F3K2' }, 0)).toEqual({
      action_id: 'choice.0.draft.approve',
      value: 'draft.approve=draft_1:7F3K2',
    });
  });

  test('is nothing where it is none of ours', () => {
    for (const [action_id, value] of [
      ['approve', 'wf_1'],
      ['choice.0.draft.approve', undefined],
      ['choice.0.draft.approve', 'draft.cancel=x'],
      ['choice.x.draft.approve', 'draft.approve=x'],
      ['choice.0.draft.approve', 'draft.approve x'],
      ['choice.0.draft.approve', 'draft.approve~***'],
      [undefined, undefined],
    ]) {
      expect(decodeChoice({ action_id, value })).toBeNull();
    }
  });

  test('too long for Slack is refused here, before anything is sent', () => {
    expect(() => encodeChoice({ name: 'a'.repeat(300), value: '' }, 0)).toThrow(RangeError);
    expect(() => encodeChoice({ name: 'a', value: 'x'.repeat(3_000) }, 0)).toThrow(RangeError);
  });
});

describe('rows of buttons', () => {
  const choices = (count: number): CardChoice[] =>
    Array.from({ length: count }, (_, index) => ({
      name: 'answer.option',
      value: `q|${index}`,
      label: `Option ${index}`,
    }));

  test('five side by side, each with an id of its own', () => {
    const rows = actionRows(choices(12));
    expect(rows.map((row) => row.elements.length)).toEqual([5, 5, 2]);
    const ids = rows.flatMap((row) => row.elements.map((element) => element.action_id));
    expect(new Set(ids).size).toBe(12);
  });

  test('primary, danger and plain; a question before it counts', () => {
    const [row] = actionRows([
      { name: 'draft.approve', value: 'd', label: 'Approve', style: 'primary', confirm: 'Pay **KES 20,000**?' },
      { name: 'draft.change', value: 'd', label: 'Change', style: 'plain' },
      { name: 'draft.cancel', value: 'd', label: 'Cancel', style: 'danger', confirm: 'Drop it?' },
    ]);
    expect(row?.elements).toMatchObject([
      { style: 'primary', confirm: { text: { text: 'Pay KES 20,000?' }, confirm: { text: 'Approve' } } },
      { text: { text: 'Change' } },
      { style: 'danger', confirm: { style: 'danger' } },
    ]);
    expect(row?.elements[1]).not.toHaveProperty('style');
    expect(row?.elements[1]).not.toHaveProperty('confirm');
  });

  test('any choice makes a button Slack takes', () => {
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 30 }), (all) => {
        for (const row of actionRows(all)) {
          for (const element of row.elements) {
            if (element.type !== 'button') throw new Error('not a button');
            expect(element.text.text.length).toBeGreaterThan(0);
            expect(element.text.text.length).toBeLessThanOrEqual(BLOCK_KIT.buttonText);
            expect(element.confirm?.text.text.length ?? 1).toBeLessThanOrEqual(BLOCK_KIT.confirmText);
          }
        }
      }),
    );
  });

  test('labels a phone would cut short are also given in full', () => {
    const label = 'Every payment, whatever its amount, and also the ones from before today';
    const { labels } = unshortened([
      { name: 'a', value: '', label },
      { name: 'b', value: '', label: 'No' },
    ]);
    expect(labels).toEqual([label, 'No']);
    expect(unshortened(choices(3)).labels).toEqual([]);
  });
});

describe('a question in a dialog', () => {
  test('short ones stay as they are', () => {
    expect(confirmText('Pay KES 20,000?')).toBe('Pay KES 20,000?');
  });

  test('however long, it is short enough and the amount is in it', () => {
    const amount = fc.integer({ min: 1_000, max: 9_999_999 }).map((number) => `KES ${number.toLocaleString('en')}`);
    const filler = fc.lorem({ mode: 'sentences', maxCount: 12 });
    fc.assert(
      fc.property(filler, amount, filler, amount, filler, (a, one, b, two, c) => {
        const text = confirmText(`${a} ${one} ${b} ${two} ${c}`);
        expect(text.length).toBeLessThanOrEqual(BLOCK_KIT.confirmText);
        expect(text).toContain(one);
        expect(text).toContain(two);
      }),
    );
  });

  test('one with more numbers than fit is given in full above the buttons', () => {
    const confirm = Array.from({ length: 80 }, (_, index) => `KES ${(index + 1) * 1000}`).join(', ');
    expect(confirmText(confirm).length).toBeLessThanOrEqual(BLOCK_KIT.confirmText);
    expect(unshortened([{ name: 'a', value: '', label: 'Pay', confirm }]).questions).toEqual([confirm]);
  });
});
