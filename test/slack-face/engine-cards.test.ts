import { describe, expect, test } from 'vitest';
import { renderContent } from '../../adapters/slack/face/blocks.ts';
import { homeView } from '../../adapters/slack/face/home.ts';
import { LIMITS } from '../../adapters/slack/face/limits.ts';
import { formModal } from '../../adapters/slack/face/modal.ts';
import { splitContent } from '../../src/chat/split.ts';
import type { Card } from '../../src/chat/types.ts';
import * as cards from './engine-cards.ts';
import { refusedBlocks, textShown } from './shown.ts';

const { approval, approved, moneyApproval, unconnected, gate, gateWithInputs, question, runs, overview, changeForm } =
  cards;
const all: Record<string, Card> = {
  approval,
  approved,
  moneyApproval,
  unconnected,
  gate,
  gateWithInputs,
  question,
  ...runs,
};
const meta = { thread: 'slack:T1/D1', messageId: 'D1/1.1', choice: { name: 'draft.change', value: 'drf_1' } };

describe('what the engine says', () => {
  test.each(Object.entries(all))('%s: one message that Slack takes', (_name, card) => {
    expect(splitContent(card, LIMITS)).toHaveLength(1);
    const { text, blocks } = renderContent(card, { imageFile: 'F1' });
    expect(refusedBlocks(blocks, 'message')).toEqual([]);
    expect(text).toContain(card.title.replaceAll('&', '&amp;'));
  });

  test('the form of Change is a modal Slack opens', () => {
    const view = formModal(changeForm, meta);
    expect(refusedBlocks(view.blocks, 'modal')).toEqual([]);
    expect(view.blocks.filter((block) => block.type === 'input')).toHaveLength(changeForm.inputs.length);
  });

  test('the Home tab is one Slack shows', () => {
    expect(refusedBlocks(homeView(overview).blocks, 'home')).toEqual([]);
  });

  test('an approved card keeps its words and loses its buttons', () => {
    const { blocks = [] } = renderContent(approved);
    expect(blocks.map((block) => block.type)).not.toContain('actions');
    expect(blocks.map(textShown).join('\n')).toContain('✅ Approved by Wanjiru, Friday 20 November, 10:42');
  });

  test('options longer than a phone shows stand above their buttons', () => {
    const shown = (renderContent(question).blocks ?? []).map(textShown);
    expect(shown.some((words) => words.startsWith('Every payment, also the ones from before today\nOnly above'))).toBe(
      true,
    );
  });
});
