import { blockText } from '../../../src/chat/plain.ts';
import type { Block, StepLine } from '../../../src/chat/types.ts';
import type { KnownBlock, RichTextBlock, RichTextBlockElement, RichTextElement, RichTextSection } from './kit.ts';
import { BLOCK_KIT, LOOKS } from './limits.ts';
import { clean, richElement, richElements, webAddress, withoutMarkup } from './markup.ts';

/** Parts of a card's body. `rich_text` shows data as it is: nothing in it is read as markup, mention or link. */

const section = (elements: RichTextElement[]): RichTextSection => ({ type: 'rich_text_section', elements });

export const richBlock = (elements: RichTextBlockElement[]): RichTextBlock => ({ type: 'rich_text', elements });

/** A text as one block; empty for a text without words. */
export function textElements(text: string): RichTextBlockElement[] {
  const elements = richElements(text);
  return elements.length > 0 ? [section(elements)] : [];
}

/** A title inside a block of text. */
export function titleElements(title: string): RichTextBlockElement[] {
  const elements = richElements(withoutMarkup(title).replace(/\s+/g, ' ').trim(), { bold: true });
  return elements.length > 0 ? [section(elements)] : [];
}

/** A text without any markup of ours, as one run of words. */
export const bareElements = (text: string): RichTextBlockElement[] => {
  const words = withoutMarkup(text);
  return words === '' ? [] : [section([{ type: 'text', text: words }])];
};

/** One block of a card as parts of a `rich_text` block. */
export function bodyElements(block: Block): RichTextBlockElement[] {
  switch (block.kind) {
    case 'text':
      return textElements(block.text);
    case 'fields':
      return fieldElements(block.fields);
    case 'steps':
      return stepElements(block.steps);
    case 'alert': {
      const mark = block.level === 'warning' ? richElements('⚠️ ') : [];
      const elements = richElements(block.text);
      return elements.length > 0 ? [{ type: 'rich_text_quote', elements: [...mark, ...elements] }] : [];
    }
    case 'link':
      return linkElements(block.text, block.url);
    case 'code': {
      const text = clean(block.text);
      return text === '' ? [] : [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }];
    }
  }
}

function fieldElements(fields: { label: string; value: string }[]): RichTextBlockElement[] {
  const lines = fields.flatMap(({ label, value }, index) => [
    ...(index > 0 ? [richElement({ text: '\n' })] : []),
    ...richElements(`${label}: `, { bold: true }),
    ...richElements(value),
  ]);
  return lines.length > 0 ? [section(lines)] : [];
}

/** What plain words call a state: the same marks everywhere. */
const markOf = (state: NonNullable<StepLine['state']>): string =>
  blockText({ kind: 'steps', steps: [{ state, text: '' }] }).trim();

function stepElements(steps: StepLine[]): RichTextBlockElement[] {
  if (steps.length === 0) return [];
  // On an approval card none has a state: a numbered list, details below their step.
  if (steps.every((step) => step.state === undefined)) {
    const items = steps.map((step) => section(stepWords(step, '\n')));
    return [{ type: 'rich_text_list', style: 'ordered', elements: items }];
  }
  const lines = steps.flatMap((step, index) => {
    const mark = step.state ? markOf(step.state) : `${index + 1}.`;
    return [richElement({ text: `${index > 0 ? '\n' : ''}${mark} ` }), ...stepWords(step, ' — ')];
  });
  return [section(lines)];
}

function stepWords(step: StepLine, between: string): RichTextElement[] {
  const now = step.state === 'running' || step.state === 'paused';
  const text = richElements(step.text || '…', now ? { bold: true } : {});
  return step.detail ? [...text, richElement({ text: between }), ...richElements(step.detail)] : text;
}

/** Words that are an address themselves: shown beside where the link leads, never in place of it. */
const ADDRESS = /:\/\/|\bwww\.|[\p{L}\d-]\.\p{L}{2,}(?=$|[\s/:?#])/iu;

function linkElements(text: string, url: string): RichTextBlockElement[] {
  const label = withoutMarkup(text).trim();
  const address = webAddress(url);
  if (address === null) return bareElements(`${label}: ${url}`);
  if (label === '') return [section([{ type: 'link', url: address }])];
  if (!ADDRESS.test(label)) return [section([{ type: 'link', url: address, text: label }])];
  return [
    section([
      { type: 'text', text: `${label}: ` },
      { type: 'link', url: address },
    ]),
  ];
}

/** Characters that Slack's own markup gives no meaning. */
const HARMLESS = /^[^*_~`<>&@#:\n\\]*$/u;

/** Short facts side by side; null where they are longer or Slack would read something into them. */
export function factColumns(block: Block): KnownBlock | null {
  if (block.kind !== 'fields' || block.fields.length < 2 || block.fields.length > BLOCK_KIT.fields) return null;
  const parts = block.fields.flatMap((field) => [field.label, field.value]);
  const short = parts.every((text) => text.length > 0 && text.length <= LOOKS.shortField && HARMLESS.test(text));
  // A bare domain would become a link.
  if (!short || parts.some((text) => ADDRESS.test(text) || text !== clean(text).trim())) return null;
  return {
    type: 'section',
    fields: block.fields.map(({ label, value }) => ({ type: 'mrkdwn', text: `*${label}*\n${value}`, verbatim: true })),
  };
}
