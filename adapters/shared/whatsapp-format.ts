/**
 * Marks of WhatsApp's own formatting and what looks like them. WhatsApp knows no escape, and invisible characters beside a
 * mark are read differently by its clients; a look-alike reads the same to people and is a mark to none of them.
 */
const LOOK_ALIKES: Record<string, string> = { '*': '\u2217', _: '\u02CD', '~': '\u223C', '`': '\u02CB' };

/** Our own marks while a text is put together, so that those of the data can be told from them. */
const OWN: Record<string, string> = { '\uE000': '*', '\uE001': '~', '\uE002': '`' };
const [BOLD, STRUCK, CODE] = Object.keys(OWN) as [string, string, string];

const MARKUP = /`([^`\n]+)`|\*\*(\S(?:[^*]|\*(?!\*))*?)\*\*|~~(\S[^~]*?)~~/gu;
/** What WhatsApp leaves alone: addresses, and what stands between code marks. */
const UNTOUCHED = /https?:\/\/[^\s<>"`\uE000-\uE002]+|\uE002[^\uE002\n]*\uE002/gu;

/** A text of a card (`**bold**`, `` `code` ``, `~~struck~~`) in WhatsApp's formatting; what merely looks like formatting is not formatted. */
export function formatted(text: string): string {
  const own = text
    .replace(/[\uE000-\uE002]/gu, '')
    .replace(/\r\n?/g, '\n')
    .replace(MARKUP, (whole, code?: string, bold?: string, struck?: string) => {
      if (code !== undefined) return wrapped(CODE, code);
      if (bold !== undefined) return eachLine(bold, (line) => wrapped(BOLD, line.replaceAll('`', '')));
      return struck === undefined ? whole : eachLine(struck, (line) => wrapped(STRUCK, line.replaceAll('`', '')));
    });
  return eachLine(own, plainLine).replace(/[\uE000-\uE002]/gu, (mark) => OWN[mark] ?? '');
}

/** Words in bold, whatever they hold. */
export function bold(text: string): string {
  const words = text.replace(/\*\*|~~|[\uE000-\uE002]/gu, '').trim();
  return eachLine(words, (line) => (line.trim() ? formatted(`**${line.trim().replace(/[*`]/g, lookAlike)}**`) : ''));
}

/** Words as they are: nothing in them is formatted. */
export const plainWords = (text: string): string =>
  eachLine(text.replace(/[\uE000-\uE002]/gu, '').replace(/\r\n?/g, '\n'), plainLine);

/** Lines in a fixed width, exactly as they are. */
export const codeBlock = (text: string): string =>
  `\`\`\`\n${text.replaceAll('```', '\u02CB\u02CB\u02CB').replace(/\r\n?/g, '\n')}\n\`\`\``;

const lookAlike = (mark: string): string => LOOK_ALIKES[mark] ?? mark;

const wrapped = (mark: string, text: string): string => {
  const words = text.trim();
  return words === '' ? text : `${mark}${words}${mark}`;
};

const eachLine = (text: string, line: (text: string) => string): string => text.split('\n').map(line).join('\n');

/** One line: our marks only where WhatsApp reads them, the data's marks only where it does not. */
function plainLine(line: string): string {
  const text = withoutIdleMarks(line.replace(/^(\s*)>(?=\s)/, '$1\u203A'));
  const untouched = [...text.matchAll(UNTOUCHED)].map((found) => [found.index, found.index + found[0].length] as const);
  const outside = (at: number) => !untouched.some(([from, to]) => at >= from && at < to);
  const places = new Map<string, number[]>();
  for (const { 0: mark, index } of text.matchAll(/[*_~`]/g)) {
    if (outside(index) && !insideWord(text, index)) places.set(mark, [...(places.get(mark) ?? []), index]);
  }
  const replaced = new Map<number, string>();
  for (const [mark, found] of places) {
    const ours = Object.entries(OWN).some(([own, as]) => as === mark && text.includes(own));
    if (found.length < 2 && !ours) continue;
    for (const index of found) replaced.set(index, lookAlike(mark));
  }
  return [...chars(text)].map(([index, char]) => replaced.get(index) ?? char).join('');
}

/** Inside a word WhatsApp shows a mark as it is: our own would only be in the way. */
function withoutIdleMarks(line: string): string {
  return line.replace(/([\uE000\uE001])([^\uE000\uE001\n]*)\1/gu, (whole, _mark: string, words: string, at: number) => {
    const before = line[at - 1] ?? ' ';
    const after = line[at + whole.length] ?? ' ';
    return isWord(before) || isWord(after) ? words : whole;
  });
}

function insideWord(text: string, at: number): boolean {
  return isWord(text[at - 1] ?? ' ') && isWord(text[at + 1] ?? ' ');
}

const isWord = (char: string): boolean => /[\p{L}\p{N}]/u.test(char);

function* chars(text: string): Generator<[number, string]> {
  for (let at = 0; at < text.length; at++) yield [at, text[at] ?? ''];
}
