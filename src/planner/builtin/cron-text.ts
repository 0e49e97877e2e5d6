/** Cron lines people write themselves: five fields are Unix, six or seven are Quartz. Written back as five Unix fields where they suffice. */

const FIELD = String.raw`(?:\*|\?|[\da-z*][\da-z*,/#-]*)`;
const LINE = new RegExp(String.raw`(?<![\w*?#/,])([\d*][\d*,/-]* +(?:${FIELD} +){3,5}${FIELD})(?![\w*?#/,])`, 'gi');
const NAMED = /\b(sun|mon|tue|wed|thu|fri|sat)\b/gi;
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const LIKELY = /^[\d*?][\d*,/-]*( [\d*?LW#a-z,/-]+){4,6}$/i;

export interface FoundCron {
  cron: string | null;
  start: number;
  end: number;
}

/** A cron line in a text; `cron` is null where it is one but cannot be kept (seconds, years). */
export function cronIn(text: string): FoundCron | null {
  for (const found of text.matchAll(LINE)) {
    let fields = (found[1] ?? '').trim().split(/ +/);
    const introduced = /cron(?: expression| line| schedule)?:? *["'`]?$/i.test(text.slice(0, found.index));
    while (fields.length >= 5 && !sensible(fields)) fields = fields.slice(0, -1);
    if (fields.length < 5 || !LIKELY.test(fields.join(' '))) continue;
    if (!introduced && !fields.some((field) => /[*?]/.test(field))) continue;
    fields[fields.length - 1] = (fields.at(-1) ?? '').replace(/,+$/, '');
    const words = fields.join(' ');
    const start = found.index + found[0].indexOf(fields[0] ?? '');
    return {
      cron: unixOf(fields),
      start,
      end:
        start +
        (found[1] ?? '').slice(0).indexOf(fields.at(-1) ?? '', words.length - (fields.at(-1)?.length ?? 0)) +
        (fields.at(-1)?.length ?? 0),
    };
  }
  return null;
}

const sensible = (fields: string[]): boolean =>
  fields.every((field, at) => {
    if (/^[\d*?,/#LW-]+$/i.test(field)) return true;
    const last = fields.length === 5 ? 4 : 5;
    if (at === last) return /^(?:(?:sun|mon|tue|wed|thu|fri|sat|\d|\*|\?)[a-z]*?[\d,/#L-]*)+$/i.test(field);
    return at === last - 1 && /^(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d+)[,/-]?)+$/i.test(field);
  });

function unixOf(fields: string[]): string | null {
  if (fields.length === 5) return tidy(fields, false);
  const [seconds, ...rest] = fields;
  if (seconds !== '0' && seconds !== '00') return null;
  if (rest.length === 6 && rest[5] !== '*' && rest[5] !== '?') return null;
  return tidy(rest.slice(0, 5), true);
}

function tidy(fields: string[], quartz: boolean): string {
  const [minute = '*', hour = '*', dom = '*', month = '*', dow = '*'] = fields.map((field) =>
    field.replace(/^\?$/, '*'),
  );
  const numbered = dow.replace(NAMED, (name) => `d${DAYS.indexOf(name.toLowerCase())}`);
  const unix = quartz
    ? numbered.replace(
        /(^|[,-])(\d)(?=$|[,#L-])/g,
        (_all, before: string, day: string) => `${before}${Number(day) - 1}`,
      )
    : numbered;
  return [minute, hour, dom, month.toUpperCase(), unix.replaceAll('d', '')].join(' ');
}
