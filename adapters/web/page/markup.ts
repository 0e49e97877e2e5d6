/** A piece of a text: `**bold**`, `~~struck~~`, `` `code` ``, a web address, a status mark, or just words. */
export type Piece =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'bold' | 'struck'; pieces: Piece[] }
  | { kind: 'link'; text: string; url: string }
  | { kind: 'mark'; mark: Mark };

export type Mark = 'done' | 'running' | 'warning' | 'failed' | 'paused';

const MARKS: Record<string, Mark> = {
  '✅': 'done',
  '⏳': 'running',
  '⚠️': 'warning',
  '⚠': 'warning',
  '✖': 'failed',
  '✖️': 'failed',
  '⏸': 'paused',
  '⏸️': 'paused',
};

const TOKEN = /`([^`\n]+)`|\*\*(\S(?:[^*]|\*(?!\*))*?)\*\*|~~(\S[^~]*?)~~|(https?:\/\/[^\s<>"'`*]+)|(✅|⏳|⚠️?|✖️?|⏸️?)/gu;

/** Splits a text into its pieces; whatever is not markup stays as it is. Nothing is ever read as HTML. */
export function parseMarkup(text: string, depth = 0): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const piece = pieceOf(match, depth);
    if (!piece) continue;
    if (match.index > end) pieces.push({ kind: 'text', text: text.slice(end, match.index) });
    pieces.push(piece.piece);
    end = match.index + piece.length;
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) });
  return pieces;
}

function pieceOf(match: RegExpMatchArray, depth: number): { piece: Piece; length: number } | null {
  const [whole, code, bold, struck, address, mark] = match;
  const length = whole.length;
  if (code !== undefined) return { piece: { kind: 'code', text: code }, length };
  const inner = bold ?? struck;
  if (inner !== undefined) {
    if (depth > 2) return null;
    return { piece: { kind: bold === undefined ? 'struck' : 'bold', pieces: parseMarkup(inner, depth + 1) }, length };
  }
  if (address !== undefined) {
    // The full stop that ends a sentence is not part of the address in it.
    const shown = address.replace(/[.,;:!?)\]]+$/, '');
    const url = webAddress(shown);
    return url === null ? null : { piece: { kind: 'link', text: shown, url }, length: shown.length };
  }
  const known = mark === undefined ? undefined : MARKS[mark];
  return known === undefined ? null : { piece: { kind: 'mark', mark: known }, length };
}

/** The address as it may stand in a link: http and https only, null for anything else. */
export function webAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
}

/** The text without its markup, for titles and for being read aloud. */
export function plainText(text: string): string {
  return parseMarkup(text).map(plainPiece).join('').trim();
}

function plainPiece(piece: Piece): string {
  if (piece.kind === 'mark') return '';
  return 'pieces' in piece ? piece.pieces.map(plainPiece).join('') : piece.text;
}
