import type { CardChoice, Choice } from '../../../src/chat/types.ts';
import { clip, plain } from './clip.ts';
import type { ActionsBlock, Button, ConfirmationDialog } from './kit.ts';
import { BLOCK_KIT, LOOKS } from './limits.ts';
import { withoutMarkup } from './markup.ts';
import { pack, unpack } from './pack.ts';
import { words } from './words.ts';

const ACTION = /^choice\.(\d+)\.([\w.-]+)$/;

/** A choice as a button carries it: an id that no other button of the message has, and a value that says it all. */
export function encodeChoice(choice: Choice, index: number): { action_id: string; value: string } {
  const action_id = `choice.${index}.${choice.name}`;
  const value = `${choice.name}${pack(choice.value)}`;
  if (!ACTION.test(action_id) || action_id.length > BLOCK_KIT.actionId || value.length > BLOCK_KIT.buttonValue) {
    throw new RangeError(`the choice ${choice.name} does not fit a button`);
  }
  return { action_id, value };
}

/** The choice a tapped button stands for; null for what is none of ours. */
export function decodeChoice(action: { action_id?: string | undefined; value?: string | undefined }): Choice | null {
  const name = ACTION.exec(action.action_id ?? '')?.[2];
  if (name === undefined || !action.value?.startsWith(name)) return null;
  const value = unpack(action.value.slice(name.length));
  return value === null ? null : { name, value };
}

/** Rows of buttons, as many side by side as fit. `from`: number of the first, where a view holds several cards. */
export function actionRows(choices: readonly CardChoice[], from = 0): ActionsBlock[] {
  const rows: ActionsBlock[] = [];
  for (let at = 0; at < choices.length; at += LOOKS.buttonsPerRow) {
    const elements = choices
      .slice(at, at + LOOKS.buttonsPerRow)
      .map((choice, index) => button(choice, from + at + index));
    rows.push({ type: 'actions', elements });
  }
  return rows;
}

function button(choice: CardChoice, index: number): Button {
  const label = withoutMarkup(choice.label).trim() || choice.name;
  const styled = choice.style === 'primary' || choice.style === 'danger' ? { style: choice.style } : {};
  return {
    type: 'button',
    text: plain(label, BLOCK_KIT.buttonText),
    ...encodeChoice(choice, index),
    ...styled,
    // A form asks again by being filled in; a dialog in front of it would be one too many.
    ...(choice.confirm && !choice.form && { confirm: dialog(choice, choice.confirm, label) }),
  };
}

function dialog(choice: CardChoice, question: string, label: string): ConfirmationDialog {
  return {
    title: plain(words.confirmTitle, BLOCK_KIT.confirmTitle),
    text: plain(confirmText(withoutMarkup(question)), BLOCK_KIT.confirmText),
    confirm: plain(label, BLOCK_KIT.confirmButton),
    deny: plain(words.confirmNo, BLOCK_KIT.confirmButton),
    ...(choice.style === 'danger' && { style: 'danger' }),
  };
}

const AMOUNT = /(?:\p{Lu}{2,4}[ \u00a0]?|\p{Sc} ?)?\d(?:[\d.,\u00a0]*\d)?(?:[ \u00a0]?\p{Lu}{3}\b)?/gu;

/** A question short enough for a dialog; the numbers in it always stay. */
export function confirmText(question: string): string {
  const amounts = [...new Set(question.match(AMOUNT) ?? [])];
  let room: number = BLOCK_KIT.confirmText;
  for (;;) {
    const head = clip(question, room);
    const lost = amounts.filter((amount) => !head.includes(amount));
    if (lost.length === 0 && room === BLOCK_KIT.confirmText) return head;
    const tail = lost.length > 0 ? ` (${lost.join('; ')})` : '';
    if (head.length + tail.length <= BLOCK_KIT.confirmText) return `${head}${tail}`;
    const next = Math.min(room - 1, BLOCK_KIT.confirmText - tail.length);
    // More numbers than fit beside words: the message itself says all of it.
    if (next < 40) return clip(amounts.join('; '), BLOCK_KIT.confirmText);
    room = next;
  }
}

/** What buttons and dialogs of these choices cannot show whole, to be read above them. */
export function unshortened(choices: readonly CardChoice[]): { labels: string[]; questions: string[] } {
  const labels = choices.map((choice) => withoutMarkup(choice.label).trim() || choice.name);
  const long = labels.some((label) => label.length > LOOKS.buttonShown);
  const questions = choices
    .map((choice) => (choice.form ? '' : withoutMarkup(choice.confirm ?? '')))
    .filter((question) => question.length > BLOCK_KIT.confirmText);
  return { labels: long ? labels : [], questions: [...new Set(questions)] };
}
