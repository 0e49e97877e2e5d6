import type { Change } from './changes.ts';
import { hintsIn, type RowsOnly, rowsMeant } from './data-hints.ts';
import { maskOf } from './mask.ts';
import type { Sketch } from './sketch.ts';

/** "only those whose Paid column says no": which rows of a sheet something is done for. */

const WHO =
  '(?:(?:for|to|with) )?(?:(?:the|those|these|all|any|them|everyone|everybody|anyone)(?: of them)?(?: (?:the|in the|on the)(?: sheet| list)?)? ?)?(?:(?:rows?|ones?|lines?|people|persons?|who|[a-z]{3,12}s) )?';
const DO =
  '(?:(?:do|send|text|sms|e-?mail|pay|post|message|remind|whatsapp|tell|take|use|include)(?: (?:it|them|this|that))? )?';
const THAT = '(whose|where|with|if|when|that have|who have|which have|that are|who are|in which)';
const ONLY = new RegExp(`^(?:(?:and|but|so|please) )*(?:${DO}(?:only|just)|(?:only|just) ${DO}) ?${WHO}${THAT} `);
const NOT = new RegExp(
  `^(?:(?:and|but|so|please) )*(?:skip|leave out|ignore|not|except(?: for)?|exclude|without|drop|(?:don't|do not|never) (?:send|text|sms|e-?mail|pay|message|remind|do|whatsapp|include)(?: (?:it|them|this|that))?) ?${WHO}${THAT} `,
);
/** The answer to the question which column it is. */
const BARE =
  /^(?:(?:it's|its|it is|that's|i meant?|rather) )?(?:(?:where|whose) (?=\w)|(?:(?:the|their) )?(?=\w+(?: \w+)? column (?:says|is|reads|shows|has|=)))/;
const CELL =
  /^(?:the |their |its |his |her |a )?(?:column )?(\uE001+|[a-z]\w*(?: (?!(?:column|field|is|are|was|says?|reads?|shows?|has|equals?|set|marked)\b)[a-z]\w*)??)(?: column| field)?:? (?:(?:is|are|was|says?|reads?|shows?|has|equals?|=|set to|marked(?: as)?) )?(not |still |just |exactly )?(?:the word )?(\uE001+|[a-z0-9][\w-]*)(?: in it)?[\s.!]*$/d;
/** Of no row: time and what may be meant of everything. */
const NO_COLUMN = /^(?:it|that|this|i|we|you|there|amount|payment|today|everyone|they|he|she)$/i;

const inRows = (sketch: Sketch) => sketch.steps.filter((step) => /\.(?:rows|records)\b/.test(step.for_each ?? ''));

export const rowsOnly: Change = (sketch, text, { the }) => {
  const steps = inRows(sketch);
  if (steps.length === 0) return false;
  const meant = meantIn(text.trim(), the.timeZone);
  if (!meant) return false;
  for (const step of steps) {
    const now = (step.for_each ?? '').replace(/^\{\{ | \}\}$/g, '');
    // Said of the same column again: that takes the place of what was said of it.
    const cell = JSON.stringify(meant.column).slice(1, -1);
    const own = new RegExp(`^(.+?)\\.filter\\(row, (?:has\\(row\\.${cell}\\)|"${cell}" in row) && .*\\)$`).exec(
      now,
    )?.[1];
    step.for_each = `{{ ${rowsMeant(own ?? now, { fields: [], columns: {}, only: meant })} }}`;
  }
  return true;
};

/** Whether it says which rows are meant, and nothing besides. */
export const saysRows = (text: string, timeZone: string): boolean => meantIn(text.trim(), timeZone) !== null;

/** The column and what it says; null where no such thing is said. */
function meantIn(text: string, timeZone: string): RowsOnly | null {
  const { masked } = maskOf(text, timeZone);
  const skips = NOT.exec(masked);
  const lead = ONLY.exec(masked) ?? skips ?? BARE.exec(masked);
  if (!lead) return null;
  const rest = text.slice(lead[0].length);
  const source = maskOf(`rows with ${rest}`, timeZone);
  const { hints, rest: left } = hintsIn(source, source.masked);
  if (hints.only?.sign && /^rows[\s\uE000.!]*$/.test(left)) return skips ? turned(hints.only) : hints.only;
  const found = CELL.exec(maskOf(rest, timeZone).masked);
  const written = (group: number): string => {
    const [from, to] = found?.indices?.[group] ?? [0, 0];
    return rest
      .slice(from, to)
      .replace(/^["'“‘`]|["'”’`]$/g, '')
      .trim();
  };
  if (!found || NO_COLUMN.test(written(1))) return null;
  const not = /not/.test(found[2] ?? '');
  return { column: written(1), value: written(3), not: skips ? !not : not };
}

const SIDES: Record<string, string> = { '>': '<=', '>=': '<', '<': '>=', '<=': '>' };
const turned = (one: RowsOnly): RowsOnly => ({ ...one, sign: SIDES[one.sign ?? ''] ?? one.sign });

/** "just the unpaid ones": of rows, and nothing that says by which column. */
export const asksRows = (sketch: Sketch, text: string): boolean =>
  inRows(sketch).length > 0 &&
  /^(?:(?:and|but|so|please|no|ok) )*(?:(?:only|just|not|skip|leave out|ignore|except) )(?:for |to )?(?:the |those |these )?(?:who |that |which )?[a-z' ]{3,40}[.!]*$/i.test(
    text.trim(),
  );
