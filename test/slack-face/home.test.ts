import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeChoice } from '../../adapters/slack/face/choices.ts';
import { homeView } from '../../adapters/slack/face/home.ts';
import { examples, greeting, suggestedPrompts } from '../../adapters/slack/face/prompts.ts';
import { words } from '../../adapters/slack/face/words.ts';
import { texts } from '../../src/chat/texts.ts';
import type { Card } from '../../src/chat/types.ts';
import type { State } from '../fakes/slack/state.ts';
import { checkView } from '../fakes/slack/views.ts';
import { card, inputs } from './cards.ts';
import { parts, textShown } from './shown.ts';

const accepted = (view: unknown): void =>
  checkView({ files: new Map() } as unknown as State, 'T1', view as Parameters<typeof checkView>[2], 'home');
const shown = (cards: Card[]): string[] => homeView(cards).blocks.map(textShown);

const workflow = (index: number): Card => ({
  title: `Workflow ${index}`,
  body: [
    { kind: 'steps', steps: [{ text: 'Email the team' }] },
    {
      kind: 'fields',
      fields: [
        { label: 'State', value: 'on' },
        { label: 'Runs', value: 'never ran' },
      ],
    },
  ],
  choices: [
    { name: 'workflow.run', value: `wf_${index}`, label: 'Run now', style: 'primary' },
    { name: 'workflow.delete', value: `wf_${index}`, label: 'Delete', style: 'danger' },
  ],
});
const gate: Card = {
  title: '⏸ Supplier payout needs you',
  body: [{ kind: 'text', text: 'Withdraw KES 20,000' }],
  choices: [{ name: 'gate.approve', value: 'e:1', label: 'Pay it', style: 'primary' }],
};

describe('the Home tab', () => {
  test('shows what waits for an answer first, then the workflows, each with its buttons', () => {
    const view = homeView([workflow(1), gate, workflow(2)]);
    accepted(view);
    const lines = view.blocks.map(textShown);
    const at = (text: string) => lines.findIndex((line) => line.includes(text));
    expect(lines[0]).toBe(words.homeWaiting);
    expect([at('Supplier payout'), at(words.homeTitle), at('Workflow 1'), at('Workflow 2')]).toEqual(
      [at('Supplier payout'), at(words.homeTitle), at('Workflow 1'), at('Workflow 2')].toSorted((a, b) => a - b),
    );
    const buttons = parts(view.blocks).filter((part) => part.type === 'button');
    expect(buttons.map((button) => decodeChoice(button)?.value)).toEqual(['e:1', 'wf_1', 'wf_1', 'wf_2', 'wf_2']);
    expect(new Set(buttons.map((button) => button.action_id)).size).toBe(5);
  });

  test('invites, with examples, where there is nothing yet', () => {
    const engines: Card = { title: texts.overviewTitle, body: [{ kind: 'text', text: texts.none }] };
    for (const cards of [[], [engines]]) {
      accepted(homeView(cards));
      expect(shown(cards)[0]).toBe(words.homeEmpty);
      for (const example of examples) expect(shown(cards).join('\n')).toContain(example);
    }
  });

  test('tells a stranger how to get in, and nothing else', () => {
    const stranger: Card = { title: texts.overviewStranger, body: [{ kind: 'text', text: texts.stranger }] };
    accepted(homeView([stranger]));
    expect(shown([stranger])).toEqual([texts.overviewStranger, texts.stranger]);
  });

  test('long facts are whole', () => {
    const value = 'word '.repeat(700).trim();
    const long: Card = { ...workflow(1), body: [{ kind: 'fields', fields: [{ label: 'Webhook', value }] }] };
    expect(shown([long]).join('\n')).toContain(value);
  });

  test('what must be filled in is answered where it was asked', () => {
    const asking: Card = { ...gate, inputs: [{ kind: 'number', name: 'amount', label: 'Amount' }] };
    const view = homeView([asking, asking]);
    accepted(view);
    expect(view.blocks.map((block) => block.type)).not.toContain('input');
    expect(parts(view.blocks).filter((part) => part.type === 'button')).toEqual([]);
    expect(view.blocks.map(textShown)).toContain(words.homeAnswer);
  });

  test('counts what does not fit', () => {
    const many = Array.from({ length: 60 }, (_, index) => workflow(index));
    const lines = shown(many);
    accepted(homeView(many));
    const there = lines.filter((line) => line.startsWith('Workflow ')).length;
    expect(there).toBeGreaterThanOrEqual(20);
    expect(lines.at(-1)).toBe(words.homeMore(60 - there));
  });

  test('whatever the cards, Slack shows it', () => {
    const cards = fc.array(
      fc.tuple(card, inputs(4)).map(([one, some]): Card => (some.length > 2 ? { ...one, inputs: some } : one)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(cards, (some) => accepted(homeView(some))),
      { numRuns: 60 },
    );
  });
});

describe('the first words', () => {
  test('prompts are few and short enough to be buttons', () => {
    expect(suggestedPrompts.length).toBeLessThanOrEqual(4);
    for (const { title, message } of suggestedPrompts) {
      expect(title.length).toBeLessThanOrEqual(40);
      expect(message).not.toMatch(/!/);
    }
  });

  test('a greeting uses the name where it is known', () => {
    expect(greeting('Wanjiru')).toMatch(/^Hello Wanjiru\. /);
    expect(greeting()).toMatch(/^Hello\. /);
  });
});
