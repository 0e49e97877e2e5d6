import type { RichTextElement } from './kit.ts';

/** A run of a text and how it looks. */
export interface Piece {
  text: string;
  bold?: boolean;
  struck?: boolean;
  code?: boolean;
  /** Set where the run is a web address, shown as it is. */
  url?: string;
}

const TOKEN =
  /`(?!\u2060)([^`\n]+)`(?!\u2060)|\*\*(\S(?:[^*]|\*(?!\*))*?)\*\*|~~(\S[^~]*?)~~|(https?:\/\/[^\s<>"'`*|]+)/gu;

/** The engine puts a word joiner behind marks that belong to people's text, so that they do not count as markup. */
const DEFUSED = /([*`~])\u2060/gu;

/** Control characters that no message needs, and those that turn the order of what follows around; line ends stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/gu;

/** What was written, with nothing in it that only machines read. */
export const clean = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(CONTROL, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');

/** `**bold**`, `~~struck~~`, `` `code` `` and web addresses of a text; all else stays as it is. */
export function pieces(text: string): Piece[] {
  return parse(clean(text), {}, 0)
    .map((piece) => ({ ...piece, text: piece.text.replace(DEFUSED, '$1') }))
    .filter((piece) => piece.text !== '');
}

function parse(text: string, look: Omit<Piece, 'text'>, depth: number): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const inner = pieceOf(match, look, depth);
    if (!inner) continue;
    found.push({ ...look, text: text.slice(end, match.index) }, ...inner.pieces);
    end = match.index + inner.length;
  }
  found.push({ ...look, text: text.slice(end) });
  return found;
}

function pieceOf(match: RegExpMatchArray, look: Omit<Piece, 'text'>, depth: number) {
  const [whole, code, bold, struck, address] = match;
  const length = whole.length;
  if (code !== undefined) return { pieces: [{ ...look, code: true, text: code }], length };
  const inner = bold ?? struck;
  if (inner !== undefined) {
    if (depth > 2) return null;
    const inside = { ...look, ...(bold === undefined ? { struck: true } : { bold: true }) };
    return { pieces: parse(inner, inside, depth + 1), length };
  }
  // The full stop that ends a sentence is not part of the address in it.
  const shown = (address ?? '').replace(/[.,;:!?)\]]+$/, '');
  if (webAddress(shown) === null) return null;
  return { pieces: [{ ...look, text: shown, url: shown }], length: shown.length };
}

/** The address if it may stand in a link: http and https only, short enough for Slack; null for anything else. */
export function webAddress(text: string): string | null {
  if (text.length > 3_000 || !URL.canParse(text)) return null;
  const { protocol, username, password } = new URL(text);
  // What looks like a host in front of an @ is a name to sign in with, and the host another one.
  if (username || password) return null;
  return protocol === 'http:' || protocol === 'https:' ? text : null;
}

/** The words of a text without its markup. */
export const withoutMarkup = (text: string): string =>
  pieces(text)
    .map((piece) => piece.text)
    .join('');

/** A text as elements of a `rich_text` block: Slack shows their words as they are, whatever stands in them. */
export function richElements(text: string, base: Omit<Piece, 'text' | 'url'> = {}): RichTextElement[] {
  return pieces(text).map((piece) => richElement({ ...base, ...piece }));
}

export function richElement(piece: Piece): RichTextElement {
  const style = {
    ...(piece.bold && { bold: true }),
    ...(piece.struck && { strike: true }),
    ...(piece.code && { code: true }),
  };
  const styled = Object.keys(style).length > 0 ? { style } : {};
  if (piece.url !== undefined) return { type: 'link', url: piece.url, ...styled };
  return { type: 'text', text: piece.text, ...styled };
}
