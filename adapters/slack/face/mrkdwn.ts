import { BLOCK_KIT } from './limits.ts';
import { clean, type Piece, pieces, withoutMarkup } from './markup.ts';

/** The three characters that mean something to Slack wherever its own markup is read. */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const unescapeText = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Same length, same look, no meaning: for the rare text that would grow too long by being escaped. */
const LOOKALIKES: Record<string, string> = { '&': '＆', '<': '‹', '>': '›' };

/** `@here` and its like stay words even where Slack looks for mentions in plain text. */
const BROADCAST = /@(?=here|channel|everyone|group)/giu;

/**
 * What notifications and screen readers get of a message, and what `text` of a post is: all the words, no markup, no
 * mention, no link. At most `BLOCK_KIT.fallback` characters for words that fit the limits of a post.
 */
export function fallbackText(text: string): string {
  const words = withoutMarkup(text).replace(BROADCAST, '@\u2060');
  const escaped = escapeText(words);
  if (escaped.length <= BLOCK_KIT.fallback) return escaped;
  return words.replace(/[&<>]/g, (sign) => LOOKALIKES[sign] ?? sign);
}

/** A line of mrkdwn in which only code is marked up; everything else must be given as plain text. */
export const codeMrkdwn = (text: string): string =>
  `\`${escapeText(clean(text)).replaceAll('`', "'").replace(BROADCAST, '@\u2060')}\``;

/**
 * A text for a streamed message, where Slack reads standard Markdown: our own markup stays, and whatever else would be
 * read as Markdown, a mention or a link is escaped.
 */
export function streamText(text: string): string {
  return pieces(text).map(markdownOf).join('');
}

function markdownOf(piece: Piece): string {
  // Nothing is decoded inside code, so what could be a mention there only looks like one.
  if (piece.code) return `\`${piece.text.replace(/[<>]/g, (sign) => LOOKALIKES[sign] ?? sign)}\``;
  if (piece.url !== undefined) return piece.url;
  const words = escapeText(piece.text)
    .replace(/[\\*_~`[\]|]|(?<=^[ \t]{0,9})#|^[=-]+(?=[ \t]*$)/gm, '\\$&')
    .replace(BROADCAST, '@\u2060');
  const mark = `${piece.bold ? '**' : ''}${piece.struck ? '~~' : ''}`;
  return `${mark}${words}${[...mark].toReversed().join('')}`;
}

/** Names of users (`U…`), channels (`C…`) and groups (`S…`) by id, as far as they are known. */
export type Names = ReadonlyMap<string, string>;

const CONTROL = /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/gu;

/**
 * A message as Slack delivers it, in plain words: mentions by name, links as they were written, entities as characters.
 * `emoji`: what `emojiOf` found in its blocks; what is not in it stays as it is named.
 */
export function plainText(slackText: string, names: Names = new Map(), emoji: Names = new Map()): string {
  const words = (text: string) => unescapeText(withEmoji(text, emoji));
  let plain = '';
  let end = 0;
  for (const match of slackText.matchAll(CONTROL)) {
    plain += words(slackText.slice(end, match.index));
    const [whole, sign = '', target = '', label] = match;
    plain += controlText(sign, unescapeText(target), label === undefined ? undefined : unescapeText(label), names);
    end = match.index + whole.length;
  }
  return plain + words(slackText.slice(end));
}

const EMOJI = /:([\w+'-]+):(?::(skin-tone-[2-6]):)?/gu;

/** Slack writes a 👍 as `:+1:`. */
const withEmoji = (text: string, emoji: Names): string =>
  emoji.size === 0 ? text : text.replace(EMOJI, (whole: string, name: string) => emoji.get(name) ?? whole);

/** The characters of the emoji in a message, by the name Slack gives them: they stand in its rich text only. */
export function emojiOf(blocks: unknown): Map<string, string> {
  const found = new Map<string, string>();
  const look = (value: unknown, depth: number): void => {
    if (depth > 8 || typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const one of value) look(one, depth + 1);
      return;
    }
    const { type, name, unicode, elements } = value as Record<string, unknown>;
    if (type === 'emoji' && typeof name === 'string' && typeof unicode === 'string') {
      const character = characterOf(unicode);
      if (character !== null) found.set(name, character);
    }
    look(elements, depth + 1);
  };
  look(blocks, 0);
  return found;
}

/** `1f44d-1f3fd` as the character it means. */
function characterOf(unicode: string): string | null {
  const points = unicode.split('-').map((part) => Number.parseInt(part, 16));
  const known = points.length <= 10 && points.every((point) => point > 0 && point <= 0x10ffff);
  return known ? String.fromCodePoint(...points) : null;
}

function controlText(sign: string, target: string, label: string | undefined, names: Names): string {
  switch (sign) {
    case '@':
      return `@${bare(names.get(target) ?? label ?? target, '@')}`;
    case '#':
      return `#${bare(label || names.get(target) || target, '#')}`;
    case '!':
      return specialText(target, label, names);
    default:
      return linkText(target, label);
  }
}

const bare = (name: string, sign: string): string => (name.startsWith(sign) ? name.slice(1) : name);

/** `<!here>`, `<!subteam^S1|@team>`, `<!date^…|words>`. */
function specialText(target: string, label: string | undefined, names: Names): string {
  const [kind = '', id = ''] = target.split('^');
  if (kind === 'subteam') return `@${bare(label ?? names.get(id) ?? id, '@')}`;
  if (kind === 'date') return label ?? '';
  return label && label !== kind ? label : `@${kind}`;
}

/** What was typed where Slack made the link itself; both where the label says something else than the address. */
function linkText(target: string, label: string | undefined): string {
  const address = target.replace(/^(mailto|tel):/u, '');
  if (label === undefined || label === '') return address;
  const same = (text: string) =>
    text
      .replace(/^https?:\/\//u, '')
      .replace(/\/$/u, '')
      .toLowerCase();
  if (address !== target || same(label) === same(address)) return label;
  return `${label} (${address})`;
}
