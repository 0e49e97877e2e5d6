/** A message as fixed wordings are looked for in it: one line, plain apostrophes, no mark at its end. */
export const asSaid = (text: string): string =>
  text
    .trim()
    .replace(/[’‘]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/[?!.]+$/, '');

/** The match of the first of the wordings that fits; null where none does. */
export const firstIn = (patterns: readonly RegExp[], said: string): RegExpExecArray | null =>
  patterns.map((one) => one.exec(said)).find((one) => one !== null) ?? null;
