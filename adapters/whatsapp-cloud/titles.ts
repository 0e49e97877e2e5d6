import { oneLine } from '../shared/whatsapp-text.ts';

/** What stands on a button or a row, and whether it is the whole label. */
export interface Title {
  title: string;
  whole: boolean;
}

/** Labels as titles of at most `most` characters: whole where they fit, else cut between words; no two the same. */
export function titles(labels: readonly string[], most: number): Title[] {
  const full = labels.map((label, index) => oneLine(label) || String(index + 1));
  const short = full.map((label) => shortened(label, most));
  if (new Set(short.map(same)).size === short.length) {
    return short.map((title, index) => ({ title, whole: title === full[index] }));
  }
  return full.map((label, index) => ({ title: shortened(`${index + 1}. ${label}`, most), whole: false }));
}

/** WhatsApp compares titles as they look. */
const same = (title: string): string => title.normalize('NFKC').toLowerCase();

function shortened(label: string, most: number): string {
  if (label.length <= most) return label;
  const head = label.slice(0, most - 1);
  const space = label[most - 1] === ' ' ? most - 1 : head.lastIndexOf(' ');
  const cut = space > most / 3 ? head.slice(0, space) : wholeCharacters(label, most - 1);
  return `${cut.replace(/[\s,;:.–—-]+$/u, '')}…`;
}

/** As many characters as a person sees them as fit in `most` units. */
function wholeCharacters(text: string, most: number): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(
    text.slice(0, 4 * most),
  )) {
    if (kept.length + segment.length > most) break;
    kept += segment;
  }
  return kept;
}
