/** Quoted texts of a message. What is quoted inside a quote is of it. */

const OTHERS = [
  /“([^”\n]{1,5000})”/g,
  /«([^»\n]{1,5000})»/g,
  /`([^`\n]{1,5000})`/g,
  /(?<=^|[\s(:,[—-])‘((?:[^’\n]|’(?=\w)){1,5000})’(?=$|[\s).,;:!?\]…])/g,
  /(?<=^|[\s(:,[—-])'((?:[^'\n]|'(?=\w)){1,5000})'(?=$|[\s).,;:!?\]…])/g,
];
const MOST = 5000;

export interface Quoted {
  start: number;
  end: number;
  /** Without its marks. */
  inner: string;
}

/** The outermost ones, in order. */
export function quotesIn(text: string): Quoted[] {
  const all = [
    ...straight(text),
    ...OTHERS.flatMap((pattern) =>
      [...text.matchAll(pattern)].map((found) => ({
        start: found.index,
        end: found.index + found[0].length,
        inner: found[1] ?? '',
      })),
    ),
  ].sort((one, other) => one.start - other.start || other.end - one.end);
  const kept: Quoted[] = [];
  for (const one of all) if (one.start >= (kept.at(-1)?.end ?? 0)) kept.push(one);
  return kept;
}

/** "…" with the same marks inside: `"He said "pay now" twice"`, `"He said \\"pay now\\""`. */
function straight(text: string): Quoted[] {
  return text.split('\n').reduce<{ at: number; found: Quoted[] }>(
    ({ at, found }, line) => ({
      at: at + line.length + 1,
      found: [
        ...found,
        ...(nested(line) ?? plain(line)).map((one) => ({ ...one, start: at + one.start, end: at + one.end })),
      ],
    }),
    { at: 0, found: [] },
  ).found;
}

const plain = (line: string): Quoted[] =>
  [...line.matchAll(/"([^"]{1,5000})"/g)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
    inner: found[1] ?? '',
  }));

/** By which marks open and which close; null where they do not come out even. */
function nested(line: string): Quoted[] | null {
  const found: Quoted[] = [];
  let depth = 0;
  let from = 0;
  for (const { index } of line.matchAll(/"/g)) {
    const escaped = line.charAt(index - 1) === '\\';
    if (escaped && depth > 0) continue;
    const opens = /^(?:$|[\s([{:,=—-])/.test(line.charAt(index - 1)) && /\S/.test(line.charAt(index + 1));
    if (opens && (depth === 0 || !/^[.,;:!?)\]]?(?:\s|$)/.test(line.slice(index + 1)))) {
      if (depth === 0) from = index;
      depth += 1;
    } else {
      if (depth === 0) return null;
      depth -= 1;
      if (depth > 0) continue;
      const inner = line.slice(from + 1, index).replace(/\\"/g, '"');
      if (inner.length === 0 || inner.length > MOST) return null;
      found.push({ start: from, end: index + 1, inner });
    }
  }
  return depth === 0 ? found : null;
}
