import type { ParamMeta } from '../../connectors/define.ts';
import { escaped, has, introducedBy, take, type Work } from './fill.ts';
import { within } from './mask.ts';
import { resolve, template } from './scope.ts';

/** Parameters after or before the words that introduce them. */

/** Quotes and free words right after the words that introduce a parameter: subject "…", titled "…". */
export function introduced(work: Work, name: string, meta: ParamMeta): void {
  if (has(work, name) || !meta.spoken || ['email', 'phone', 'channel', 'money', 'person'].includes(meta.kind)) return;
  const { source, start, end } = work.clause;
  const strong = meta.spoken.filter(
    (word) => !/^(?:to|for|of|on|in|at|with|from|as|into|the|by|under|that|about)$/.test(word),
  );
  for (const quote of within(source, start, end).filter((one) => one.kind === 'quote' || one.kind === 'said')) {
    if (work.used.has(quote) || !introducedBy(work, quote, strong)) continue;
    work.params[name] = quote.value;
    work.used.add(quote);
    const lead = strong.map(
      (word) =>
        new RegExp(`(?:\\bwith )?(?:\\bthe )?\\b${escaped(word)}[\\s:]*$`).exec(work.left.slice(0, quote.start))?.[0]
          .length ?? 0,
    );
    take(work, quote.start - Math.max(0, ...lead), quote.end);
    return;
  }
  const same = /\b(?:with )?(?:the |its )?same (title|name|text|subject)(?: as (?:the|its|their|that) [a-z]+)?\b/.exec(
    work.left.slice(start, end),
  );
  const alike = same && meta.kind === 'title' ? resolve(work.scope, same[1] ?? '', null) : null;
  if (same && alike) {
    work.params[name] = template(alike.path);
    take(work, start + same.index, start + same.index + same[0].length);
    return;
  }
  // "with the invitee's name in the title".
  const inside =
    meta.kind === 'title'
      ? /\b(?:with |having |put |use )((?:the |their |its )?[a-z][a-z' ]{2,40}?) (?:in|as|for) (?:the |its |their )?(?:title|subject|name|heading|summary|headline)\b/.exec(
          work.left.slice(start, end),
        )
      : null;
  const put = inside ? resolve(work.scope, inside[1] ?? '', null) : null;
  if (inside && put) {
    work.params[name] = template(put.path);
    take(work, start + inside.index, start + inside.index + inside[0].length);
    return;
  }
  const word = strong.find((one) => new RegExp(`\\b${escaped(one)}\\b:? `).test(work.left.slice(start, end)));
  if (!word || !['title', 'date'].includes(meta.kind)) return;
  const found = new RegExp(
    `\\b(?:with )?(?:the )?${escaped(word)}\\b:? (?:(?:with|as|after|by|for) )?([^,;\\n\uE000-\uE010]+)`,
  ).exec(work.left.slice(start, end));
  if (!found?.[1]) return;
  const value = found[1]
    .replace(/ ?(?:→|->|=>).*$| (?:and|to|in|with|body)\b.*$/, '')
    .replace(/[\s:.]+$/, '')
    .trim();
  // "the title of the issue": which one, not how it is called.
  const of = /^of /.test(value) ? resolve(work.scope, `${word} ${value}`, null) : null;
  if (/^of /.test(value) && !of) return;
  const from = start + found.index + found[0].length - found[1].length;
  const reference = of ?? resolve(work.scope, value, null);
  work.params[name] =
    reference && meta.kind === 'title' && /^(?:the|their|its|of) /.test(value)
      ? template(reference.path)
      : meta.kind === 'date'
        ? dueText(source.text.slice(from, from + value.length).trim())
        : source.text.slice(from, from + value.length).trim();
  take(work, start + found.index, from + value.length);
}

/** "within 30 days", "30 days", "net 30": as a date in words. */
const dueText = (said: string): string =>
  said
    .replace(/^within /i, 'in ')
    .replace(/^(\d+)$/, 'in $1 days')
    .replace(/^(\d+ (?:day|week|month)s?)$/i, 'in $1');
