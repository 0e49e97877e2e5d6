import { asText, blockText } from './plain.ts';
import type { Block, Card, Content, Limits, StepLine } from './types.ts';

/** Text over several messages: never cut, broken at paragraphs, then lines, then words, then between characters. */
export function splitText(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const at = breakPoint(rest, limit);
    parts.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).replace(/^[ \n]+/, '');
  }
  if (rest.length > 0 || parts.length === 0) parts.push(rest);
  return parts.filter((part) => part.length > 0 || parts.length === 1);
}

function breakPoint(text: string, limit: number): number {
  const head = text.slice(0, limit);
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = head.lastIndexOf(mark);
    if (at > limit / 3) return at;
  }
  return betweenCharacters(text, limit);
}

/** The last place at or before `limit` that does not fall inside what a person sees as one character. */
function betweenCharacters(text: string, limit: number): number {
  let at = 0;
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const { index, segment } of segmenter.segment(text.slice(0, limit + 64))) {
    if (index + segment.length > limit) break;
    at = index + segment.length;
  }
  if (at > 0) return at;
  // One "character" longer than the limit: at least keep surrogate pairs whole.
  return /[\uD800-\uDBFF]/.test(text[limit - 1] ?? '') && limit > 1 ? limit - 1 : limit;
}

/**
 * Content as messages that each fit the platform: everything a person must read comes before the choices, which stand
 * on the last ones. One message where it fits.
 */
export function splitContent(content: Content, limits: Pick<Limits, 'text' | 'choices'>): Content[] {
  if (typeof content === 'string') return splitText(content, limits.text);
  return splitChoices(splitBody(content, limits.text), limits.choices);
}

function splitBody(card: Card, limit: number): Card[] {
  if (asText(card).length <= limit) return [card];
  const { choices, inputs, footer, image, ...rest } = card;
  const [title = '', ...titleRest] = splitText(card.title, Math.floor(limit / 2));
  const overflow: Block[] = titleRest.map((text) => ({ kind: 'text', text }));
  const room = Math.max(1, limit - title.length - 1);
  const footerParts = footer ? splitText(footer, room) : [];
  const blocks = [...overflow, ...card.body, ...footerParts.slice(0, -1).map(textBlock)].flatMap((block) =>
    splitBlock(block, room),
  );
  const parts: Card[] = [];
  let body: Block[] = [];
  let used = 0;
  for (const block of blocks) {
    const size = blockText(block).length + 1;
    if (body.length > 0 && used + size > room) {
      parts.push({ ...rest, title, body });
      [body, used] = [[], 0];
    }
    body.push(block);
    used += size;
  }
  const last = footerParts.at(-1);
  if (last && used + last.length + 1 > room && body.length > 0) {
    parts.push({ ...rest, title, body });
    body = [];
  }
  const end: Card = { ...rest, title, body };
  if (last) end.footer = last;
  if (choices) end.choices = choices;
  if (inputs) end.inputs = inputs;
  parts.push(end);
  if (image && parts[0]) parts[0].image = image;
  return parts;
}

const textBlock = (text: string): Block => ({ kind: 'text', text });

function splitBlock(block: Block, room: number): Block[] {
  if (blockText(block).length <= room) return [block];
  switch (block.kind) {
    case 'text':
    case 'code':
      return splitText(block.text, room).map((text) => ({ kind: block.kind, text }));
    case 'alert':
      return splitText(block.text, room).map((text) => ({ ...block, text }));
    case 'link':
      return [...splitText(block.text, room).map(textBlock), ...splitText(block.url, room).map(textBlock)];
    case 'fields':
      return grouped(
        block.fields,
        room,
        (field) => `${field.label}: ${field.value}`,
        (fields) => ({
          kind: 'fields',
          fields,
        }),
      );
    case 'steps':
      return splitSteps(block.steps, room);
  }
}

/** Steps keep their numbers when they go over several messages. */
function splitSteps(steps: StepLine[], room: number): Block[] {
  const numbered = steps.map((step, index) => (step.state ? step : { ...step, text: `${index + 1}. ${step.text}` }));
  const words = (step: StepLine) => `⚠️ ${step.text}${step.detail ? ` — ${step.detail}` : ''}`;
  return grouped(numbered, room, words, (group) =>
    group.every((step) => step.state) ? { kind: 'steps', steps: group } : textBlock(group.map(plainStep).join('\n')),
  );
}

const plainStep = (step: StepLine): string => `${step.text}${step.detail ? ` — ${step.detail}` : ''}`;

/** Packs items into blocks of at most `room` characters; an item longer than that becomes texts of its own. */
function grouped<T>(items: T[], room: number, words: (item: T) => string, block: (items: T[]) => Block): Block[] {
  const blocks: Block[] = [];
  let group: T[] = [];
  let used = 0;
  const flush = () => {
    if (group.length > 0) blocks.push(block(group));
    [group, used] = [[], 0];
  };
  for (const item of items) {
    const size = words(item).length + 1;
    if (size > room) {
      flush();
      blocks.push(...splitText(words(item), room).map(textBlock));
      continue;
    }
    if (used + size > room) flush();
    group.push(item);
    used += size;
  }
  flush();
  return blocks;
}

function splitChoices(parts: Card[], most: number): Card[] {
  const last = parts.at(-1);
  const choices = last?.choices ?? [];
  if (!last || choices.length <= most || most < 1) return parts;
  const cards = parts.slice(0, -1);
  for (let at = 0; at < choices.length; at += most) {
    const some = choices.slice(at, at + most).map((choice, index) => ({ ...choice, number: at + index + 1 }));
    cards.push(at === 0 ? { ...last, choices: some } : { title: last.title.slice(0, 100), body: [], choices: some });
  }
  return cards;
}
