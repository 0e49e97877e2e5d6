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
export const codeMrkdwn = (text: string): string => `\`${escapeText(clean(text)).replaceAll('`', "'")}\``;

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
    .replace(/[\\*_~`[\]|]|^#/gm, '\\$&')
    .replace(BROADCAST, '@\u2060');
  const mark = `${piece.bold ? '**' : ''}${piece.struck ? '~~' : ''}`;
  return `${mark}${words}${[...mark].toReversed().join('')}`;
}

/** Names of users (`U…`), channels (`C…`) and groups (`S…`) by id, as far as they are known. */
export type Names = ReadonlyMap<string, string>;

const CONTROL = /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/gu;

/** A message as Slack delivers it, in plain words: mentions by name, links as they were written, entities as characters. */
export function plainText(slackText: string, names: Names = new Map()): string {
  let plain = '';
  let end = 0;
  for (const match of slackText.matchAll(CONTROL)) {
    plain += unescapeText(slackText.slice(end, match.index));
    const [whole, sign = '', target = '', label] = match;
    plain += controlText(sign, unescapeText(target), label === undefined ? undefined : unescapeText(label), names);
    end = match.index + whole.length;
  }
  return plain + unescapeText(slackText.slice(end));
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
