import { asText } from '../../../src/chat/plain.ts';
import type { Card, CardChoice, Content, Input } from '../../../src/chat/types.ts';
import { bareElements, bodyElements, factColumns, richBlock, textElements, titleElements } from './body.ts';
import { actionRows, unshortened } from './choices.ts';
import { plain } from './clip.ts';
import { inputBlock, type Surface } from './inputs.ts';
import type { ContextBlockElement, HeaderBlock, ImageBlock, KnownBlock, RichTextBlockElement } from './kit.ts';
import { BLOCK_KIT, LOOKS } from './limits.ts';
import { pieces, richElements, withoutMarkup } from './markup.ts';
import { codeMrkdwn, fallbackText } from './mrkdwn.ts';
import { words } from './words.ts';

export interface RenderOptions {
  /** Id of the uploaded drawing; without it the card stands without one. */
  imageFile?: string;
  /** Others read the message too. */
  channel?: boolean;
}

/**
 * A message for `chat.postMessage` and `chat.update`: `text` says all of it to notifications and screen readers,
 * `blocks` show it. Content that fits `LIMITS` is whole in both. To be sent with `unfurl_links: false`.
 */
export function renderContent(content: Content, options: RenderOptions = {}): { text: string; blocks?: KnownBlock[] } {
  const text = fallbackText(asText(content)) || '…';
  if (typeof content !== 'string') return { text, blocks: cardBlocks(content, options) };
  const elements = [textElements(content), bareElements(content)].find((some) => fits([richBlock(some)]));
  return elements && elements.length > 0 ? { text, blocks: [richBlock(elements)] } : { text };
}

const fits = (blocks: KnownBlock[]): boolean =>
  blocks.length <= BLOCK_KIT.messageBlocks && JSON.stringify(blocks).length <= BLOCK_KIT.messageJson;

/** How much room a card's looks may take: the plainest that still says everything is `bare`. */
type Looks = 'full' | 'tight' | 'bare';

function cardBlocks(card: Card, options: RenderOptions): KnownBlock[] {
  const all = (['full', 'tight', 'bare'] as const).map((looks) => () => laidOut(card, options, looks));
  for (const layOut of all) {
    const blocks = layOut();
    if (fits(blocks)) return blocks;
  }
  return laidOut(card, options, 'bare');
}

function laidOut(card: Card, options: RenderOptions, looks: Looks): KnownBlock[] {
  const surface: Surface = {
    modal: false,
    channel: options.channel ?? false,
    ...(looks !== 'full' && { mostOptions: 10 }),
  };
  return [
    ...titleBlocks(card.title, looks),
    ...bodyBlocks(card, looks),
    ...imageBlocks(card, options.imageFile),
    ...inputBlocks(card.inputs ?? [], surface),
    ...choiceBlocks(card.choices ?? []),
    ...footerBlocks(card.footer ?? '', looks),
  ];
}

function titleBlocks(title: string, looks: Looks): KnownBlock[] {
  const bare = withoutMarkup(title).replace(/\s+/g, ' ').trim();
  if (bare === '') return [];
  if (bare.length <= BLOCK_KIT.header) {
    const header: HeaderBlock = { type: 'header', text: plain(bare, BLOCK_KIT.header) };
    return [header];
  }
  const elements = looks === 'bare' ? bareElements(bare) : titleElements(bare);
  return [richBlock(elements)];
}

function bodyBlocks(card: Card, looks: Looks): KnownBlock[] {
  if (looks === 'bare') {
    const { choices: _choices, inputs: _inputs, footer: _footer, image: _image, ...rest } = card;
    const elements = bareElements(asText({ ...rest, title: '' }));
    return elements.length > 0 ? [richBlock(elements)] : [];
  }
  if (looks === 'tight') {
    const elements = bodyAsOne(card.body);
    return elements.length > 0 ? [richBlock(elements)] : [];
  }
  return card.body.flatMap((block): KnownBlock[] => {
    const columns = factColumns(block);
    if (columns) return [columns];
    const elements = bodyElements(block);
    return elements.length > 0 ? [richBlock(elements)] : [];
  });
}

/** All of a body in one block. */
export const bodyAsOne = (body: Card['body']): RichTextBlockElement[] => body.flatMap(bodyElements);

function imageBlocks(card: Card, file: string | undefined): ImageBlock[] {
  if (!card.image || !file) return [];
  // The steps above say the same; a description cut short loses nothing.
  const alt = plain(withoutMarkup(card.image.alt), BLOCK_KIT.altText).text;
  return [{ type: 'image', slack_file: { id: file }, alt_text: alt }];
}

/** Inputs of a message; those beyond what one should hold are asked for in words. */
function inputBlocks(inputs: readonly Input[], surface: Surface): KnownBlock[] {
  const shown = inputs.slice(0, LOOKS.messageInputs);
  const rest = inputs.slice(LOOKS.messageInputs);
  const blocks: KnownBlock[] = shown.map((input, index) => inputBlock(input, index, surface));
  if (rest.length > 0) {
    const labels = rest.map((input) => `• ${withoutMarkup(input.label)}`);
    blocks.push(richBlock(bareElements([words.moreInputs, ...labels].join('\n'))));
  }
  return blocks;
}

/** Buttons, and above them what they are too small to say. */
export function choiceBlocks(choices: readonly CardChoice[], from = 0): KnownBlock[] {
  const { labels, questions } = unshortened(choices);
  const blocks: KnownBlock[] = questions.map((question) => richBlock(bareElements(question)));
  if (labels.length > 0) {
    const elements = labels.map((label) => ({
      type: 'rich_text_section' as const,
      elements: [{ type: 'text' as const, text: label }],
    }));
    blocks.push(richBlock([{ type: 'rich_text_list', style: 'bullet', elements }]));
  }
  return [...blocks, ...actionRows(choices, from)];
}

/** The last line, small: its code (a seal) keeps its look, its words stay as they are. */
export function footerBlocks(footer: string, looks: Looks): KnownBlock[] {
  const runs = pieces(footer);
  const elements = runs.flatMap((piece): ContextBlockElement[] => {
    if (piece.code) return [{ type: 'mrkdwn', text: codeMrkdwn(piece.text), verbatim: true }];
    const text = piece.text.replace(/^[\s·]+|[\s·]+$/gu, '');
    return text === '' ? [] : [plain(text, BLOCK_KIT.text)];
  });
  if (elements.length === 0) return [];
  const small = elements.every((element) => 'text' in element && element.text.length < BLOCK_KIT.text);
  if (looks !== 'bare' && small && elements.length <= BLOCK_KIT.contextElements) return [{ type: 'context', elements }];
  return [richBlock([{ type: 'rich_text_section', elements: richElements(withoutMarkup(footer)) }])];
}
