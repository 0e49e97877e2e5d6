import type { Block, CardChoice, Content, Input, StepLine } from '../../src/chat/types.ts';
import { bold, codeBlock, formatted, plainWords } from './whatsapp-format.ts';

export interface TextOptions {
  /** Say what to reply with; left out where real buttons carry the choices. */
  choices?: boolean;
  /** Left out where the title stands elsewhere (a header, a caption). */
  title?: boolean;
}

const MARKS: Record<NonNullable<StepLine['state']>, string> = {
  waiting: '·',
  running: '⏳',
  done: '✅',
  failed: '⚠️',
  skipped: '–',
  paused: '⏸',
};

/** A message or a card in WhatsApp's own formatting, whole; a choice is offered as something to reply with. */
export function renderText(content: Content, options: TextOptions = {}): string {
  const { choices = true, title = true } = options;
  if (typeof content === 'string') return formatted(content);
  const parts = [
    title ? bold(content.title) : '',
    ...content.body.map(renderBlock),
    ...(content.inputs ?? []).map(renderInput),
    content.footer ? formatted(content.footer) : '',
    choices ? numbered(content.choices ?? []) : '',
  ];
  return joined(parts.filter((part) => part.trim() !== ''));
}

/** The title close to what it is about, everything else with air between. */
const joined = ([first, ...rest]: string[]): string =>
  rest.length === 0 ? (first ?? '') : `${first}\n${rest.join('\n\n')}`;

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'text':
      return formatted(block.text);
    case 'fields':
      return block.fields.map((field) => `${bold(`${field.label}:`)} ${formatted(field.value)}`).join('\n');
    case 'steps':
      return block.steps.map(renderStep).join('\n');
    case 'alert':
      return block.level === 'info' || /^[⚠✖]/u.test(block.text) ? formatted(block.text) : `⚠️ ${formatted(block.text)}`;
    case 'link':
      return `${formatted(block.text)}: ${block.url}`;
    case 'code':
      return codeBlock(block.text);
  }
}

function renderStep(step: StepLine, index: number): string {
  const mark = step.state ? MARKS[step.state] : `${index + 1}.`;
  return `${mark} ${formatted(step.text)}${step.detail ? ` — ${formatted(step.detail)}` : ''}`;
}

/** WhatsApp has no fields to fill in: what is asked, and what may be answered. */
function renderInput(input: Input): string {
  const label = plainWords(input.label);
  if (input.kind === 'select') return `${label}: ${input.options.map((option) => plainWords(option.label)).join(', ')}`;
  if (input.kind === 'file') return label;
  return input.value ? `${label} (now: ${plainWords(input.value)})` : label;
}

/** Where a line for each reads better than one sentence. */
const LONG = 60;

/**
 * The choices as something to reply with: "Reply 1 to Approve, 2 to Change or 3 to Cancel." One alone is named; the
 * options of a question that hold numbers are not numbered, because a number is then read as what is meant.
 */
export function numbered(choices: readonly Pick<CardChoice, 'name' | 'label' | 'number'>[]): string {
  const numberAt = (index: number): number => choices[index]?.number ?? index + 1;
  const labels = choices.map((choice) => plainWords(oneLine(choice.label)));
  if (labels.length === 0) return '';
  if (isByWord(choices)) return `Reply with one of these:\n${labels.map((label) => `• ${label}`).join('\n')}`;
  if (choices.some((choice) => choice.name === 'question.option') || labels.join('').length > LONG) {
    return `Reply with a number:\n${labels.map((label, index) => `${numberAt(index)}. ${label}`).join('\n')}`;
  }
  const items = labels.map((label, index) => `${numberAt(index)} to ${label}`);
  const last = items.pop() ?? '';
  return `Reply ${items.length > 0 ? `${items.join(', ')} or ${last}` : last}.`;
}

/** A question with amounts or dates to choose from: "2" may be an answer of its own. */
const isByWord = (choices: readonly Pick<CardChoice, 'name' | 'label'>[]): boolean =>
  choices.some((choice) => choice.name === 'question.option') && choices.some((choice) => /\d/.test(choice.label));

/**
 * The choice a whole message names by its number or its words; undefined where it names none. Only for a message that says
 * which card it means.
 */
export function namedBy<T extends Pick<CardChoice, 'name' | 'label' | 'number'>>(
  text: string,
  choices: readonly T[],
): T | undefined {
  const bare = (words: string) =>
    oneLine(words)
      .toLowerCase()
      .replace(/^["'“”«]+|["'“”».!]+$/gu, '');
  const labelled = choices.find((choice) => bare(choice.label) === bare(text));
  const number = isByWord(choices) ? undefined : /^#?(\d{1,2})[.)]?$/.exec(text.trim())?.[1];
  return labelled ?? choices.find((choice, index) => (choice.number ?? index + 1) === Number(number));
}

/** A label on one line. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
