import { splitText } from '../../src/chat/split.ts';
import type { Card, CardChoice, Content } from '../../src/chat/types.ts';
import { bold, plainWords } from '../shared/whatsapp-format.ts';
import { numbered, oneLine, renderText } from '../shared/whatsapp-text.ts';
import { choiceIds } from './choice-ids.ts';
import { LIMITS } from './limits.ts';
import { type Title, titles } from './titles.ts';
import { type ListRow, type Outgoing, textMessage } from './wire.ts';
import { words } from './words.ts';

/**
 * What is to be said as the messages it becomes, in order, the one with the choices last: up to three choices as reply
 * buttons, up to ten as a list, more over several lists. Nothing is cut: what does not fit a button's message is said
 * before it, and a label that was shortened stands whole beside it.
 */
export function renderMessages(content: Content): Outgoing[] {
  if (typeof content === 'string') return texts(renderText(content));
  const choices = content.choices ?? [];
  if (choices.length === 0) return texts(renderText(content));
  const text = renderText(content, { choices: false });
  if (choices.length <= LIMITS.rows) return withChoices(text, content, choices);
  const groups: CardChoice[][] = [];
  for (let at = 0; at < choices.length; at += LIMITS.rows) groups.push(choices.slice(at, at + LIMITS.rows));
  return [...texts(text), ...groups.flatMap((group, index) => interactive(groupBody(group, index), group))];
}

const groupBody = (group: readonly CardChoice[], index: number): string =>
  words.choices(index * LIMITS.rows + 1, index * LIMITS.rows + group.length);

const texts = (text: string): Outgoing[] => splitText(text, LIMITS.text).filter(isSaid).map(textMessage);

const isSaid = (text: string): boolean => text.trim() !== '';

function withChoices(text: string, card: Card, choices: readonly CardChoice[]): Outgoing[] {
  const most = bodyLimit(choices);
  const labels = fullLabels(choices);
  const whole = [text, labels].filter(isSaid).join('\n\n');
  if (isSaid(whole) && whole.length <= most) return interactive(whole, choices);
  const title = bold(card.title);
  const ask = [title.length <= most / 2 ? title : '', words.chooseOne].filter(isSaid).join('\n');
  const body = [ask, labels].filter(isSaid).join('\n\n');
  return body.length <= most
    ? [...texts(text), ...interactive(body, choices)]
    : [...texts(whole), ...interactive(ask, choices)];
}

const bodyLimit = (choices: readonly unknown[]): number =>
  choices.length <= LIMITS.buttons ? LIMITS.buttonsBody : LIMITS.listBody;

/** The labels in words, where a button or a row does not hold them whole. */
function fullLabels(choices: readonly CardChoice[]): string {
  const labels = choices.map((choice) => choice.label);
  const whole =
    choices.length <= LIMITS.buttons
      ? titles(labels, LIMITS.buttonTitle).every((title) => title.whole)
      : titles(labels, LIMITS.rowTitle).every((title, index) => title.whole || described(labels[index] ?? '') !== null);
  return whole ? '' : numbered(choices);
}

const described = (label: string): string | null =>
  oneLine(label).length <= LIMITS.rowDescription ? oneLine(label) : null;

function interactive(body: string, choices: readonly CardChoice[]): Outgoing[] {
  const labels = choices.map((choice) => choice.label);
  const ids = choiceIds(choices);
  if (choices.length <= LIMITS.buttons) {
    const buttons = titles(labels, LIMITS.buttonTitle).map(({ title }, index) => ({
      type: 'reply' as const,
      reply: { id: ids[index] ?? '', title },
    }));
    return [{ type: 'interactive', interactive: { type: 'button', body: { text: body }, action: { buttons } } }];
  }
  const rows = titles(labels, LIMITS.rowTitle).map((title, index) => row(ids[index] ?? '', title, labels[index] ?? ''));
  const action = { button: words.choose, sections: [{ rows }] };
  return [{ type: 'interactive', interactive: { type: 'list', body: { text: body }, action } }];
}

function row(id: string, { title, whole }: Title, label: string): ListRow {
  const description = whole ? null : described(label);
  return { id, title, ...(description ? { description } : {}) };
}

/** A message that may be there already, saying so. */
export function again(message: Outgoing): Outgoing {
  const labelled = (body: string, most: number) => {
    const text = `${words.again}\n\n${body}`;
    return text.length <= most ? text : body;
  };
  if (message.type === 'text') return textMessage(labelled(message.text.body, LIMITS.text));
  if (message.type !== 'interactive') return message;
  const { interactive: given } = message;
  const most = given.type === 'button' ? LIMITS.buttonsBody : LIMITS.listBody;
  return { type: 'interactive', interactive: { ...given, body: { text: labelled(given.body.text, most) } } };
}

/** A title as the one parameter of a template: one line, no tabs, no runs of spaces, not too long. */
export function templateWords(content: Content): string {
  const title = oneLine(plainWords(typeof content === 'string' ? '' : content.title.replaceAll('**', '')));
  const said = title === '' ? words.waitsUntitled : words.waits(title);
  return said.length <= LIMITS.templateParameter ? said : words.waitsUntitled;
}
