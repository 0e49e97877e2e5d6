import type { ParamMeta } from '../../connectors/define.ts';
import { escaped, has, take, type Work } from './fill.ts';
import { within } from './mask.ts';

/** Things known by name: which sheet, which list, which place. */

/** Things known by name: "my Sales google sheet", "in the Bugs list", "repo acme/api", "for Kisumu". */
export function named(work: Work, name: string, meta: ParamMeta): void {
  if (has(work, name)) return;
  const { source, start, end } = work.clause;
  const text = source.text.slice(start, end);
  const left = work.left.slice(start, end);
  const nouns = (meta.spoken ?? [])
    .filter(
      (word) =>
        !/^(?:in|to|on|of|from|into|for|the|at|under|with|in the|on the|to the|named|called|email|name|near|around)$/.test(
          word,
        ),
    )
    .sort((a, b) => b.length - a.length);
  const set = (from: number, value: string, span: number) => {
    take(work, start + from, start + from + span);
    const link = name === 'spreadsheet' ? linkBeside(work, start + from + span) : null;
    work.params[name] = link ? `${value.trim()}, ${link}` : value.trim();
  };
  for (const noun of nouns) {
    const quoted = new RegExp(String.raw`(\uE001+) (?:google |trello |notion )?${escaped(noun)}s?\b`).exec(left);
    const inside = quoted?.[1]
      ? within(source, start + quoted.index, start + quoted.index + quoted[1].length, 'quote')[0]
      : undefined;
    if (quoted && inside && !work.used.has(inside)) {
      work.used.add(inside);
      set(quoted.index, inside.value, quoted[0].length);
      return;
    }
    const found = calledBefore(left, text, noun);
    if (found) {
      set(found.at, found.value, found.length);
      return;
    }
    const after = new RegExp(
      String.raw`\b${escaped(noun)}:? (?:called |named )?((?:[\w.-]+\/[\w.-]+)|\uE001+|[\w-]+(?: [\w-]+)?)`,
    ).exec(left);
    const from = after?.[1] ? after.index + after[0].length - after[1].length : 0;
    const written = after?.[1] ? text.slice(from, from + after[1].length) : '';
    const quote = after?.[1]?.startsWith('\uE001')
      ? within(source, start + from, start + from + after[1].length, 'quote')[0]
      : undefined;
    const proper =
      /^(?:[A-Z][\w-]*(?: [A-Z][\w-]*)?)/.exec(written)?.[0] ?? (/^[\w.-]+\/[\w.-]+$/.test(written) ? written : '');
    if (after && (quote || proper)) {
      set(after.index, quote?.value ?? proper, from + (quote ? written.length : proper.length) - after.index);
      return;
    }
  }
  const link = name === 'spreadsheet' ? linkBeside(work, start) : null;
  if (link) {
    work.params[name] = link;
    return;
  }
  const lead = meta.spoken?.filter((word) => /^(?:in|for|of|at|from|to|near|around|in the|on the)$/.test(word)) ?? [];
  if (meta.kind === 'place') {
    for (const word of lead) {
      const found = new RegExp(
        String.raw`\b${word} ((?!the |my |me |it |them |him |her |us |our )[a-z][a-z'-]+(?: [a-z'-]+)?(?:, [a-z]+)?)`,
      ).exec(left);
      if (!found?.[1]) continue;
      const from = found.index + found[0].length - found[1].length;
      const written = text.slice(from, from + found[1].length);
      const proper =
        /^(?:\p{Lu}[\p{L}\w'-]*(?:[ -]\p{Lu}[\p{L}\w'-]*)*)/u.exec(written)?.[0] ??
        written
          .split(/ (?:and|to|on|in|at|by|every)\b| and$/)[0]
          ?.replace(/ (?:to|and|on|in|at|by|via|then|$).*$/, '') ??
        '';
      if (proper) {
        set(found.index, proper, from + proper.length - found.index);
        return;
      }
    }
    const before = /(\p{Lu}[\p{L}\w'-]+(?: \p{Lu}[\p{L}\w'-]+)?)(?:'s)? (?:weather|forecast)/u.exec(text);
    if (before?.[1]) {
      set(before.index, before[1].replace(/'s$/, ''), before[1].length);
      return;
    }
  }
  const written = meta.kind === 'id' ? /(?<![\w@.])(?=[a-z0-9_-]*\d)(?=[a-z0-9-]*_)[a-z][\w-]{3,}/.exec(left) : null;
  if (written) {
    set(written.index, text.slice(written.index, written.index + written[0].length), written[0].length);
    return;
  }
  if (meta.kind === 'id' && meta.spoken?.includes('in') && /[\w.-]+\/[\w.-]+/.test(left) && name === 'repository') {
    const found = /\b[\w.-]+\/[\w.-]+\b/.exec(left);
    if (found) {
      set(found.index, text.slice(found.index, found.index + found[0].length), found[0].length);
      return;
    }
  }
}

/** "my Leads sheet, https://…", "the sheet (https://…)": its link, which says which of that name it is. */
function linkBeside(work: Work, from: number): string | null {
  const { source, end } = work.clause;
  const link = within(source, from, end, 'url').find(
    (one) => !work.used.has(one) && /^https:\/\/(?:docs|sheets)\.google\./i.test(one.value),
  );
  if (!link) return null;
  const before =
    /(?:[\s,:(<–-]|\b(?:it'?s|its|is|that'?s|which|at|here|link|url|in|into|to|on|of|from|my|our|the|sheet|spreadsheet|google)\b)*$/.exec(
      work.left.slice(from, link.start),
    )?.[0] ?? '';
  work.used.add(link);
  take(work, link.start - before.length, link.end + (/^[)>]/.exec(work.left.slice(link.end))?.[0].length ?? 0));
  return link.value;
}

const PLAIN = /^(?:new|google|slack|trello|notion|jira|airtable|github|quickbooks|same|rss|following)$/i;

/** "my Sales google sheet", "the To do list", "in Sales board": the name before its noun. */
function calledBefore(left: string, text: string, noun: string): { at: number; value: string; length: number } | null {
  const pattern = new RegExp(
    String.raw`\b(the|my|our|a|this|their|called|in|on|to|into|from) ((?:[\w&/.-]+ ){0,3}?[\w&/.-]+) (?:google |g)?${escaped(noun)}s?\b`,
    'g',
  );
  for (let found = pattern.exec(left); found; found = pattern.exec(left)) {
    pattern.lastIndex = found.index + 1;
    const words = found[2] ?? '';
    const from = found.index + (found[1] ?? '').length + 1;
    const value = text.slice(from, from + words.length);
    const proper = /^[A-Z]/.test(value);
    if (PLAIN.test(value) || /\b(?:the|my|our)\b/.test(words)) continue;
    if (/^(?:in|on|to|into|from)$/.test(found[1] ?? '') && !proper) continue;
    if (
      !words
        .split(' ')
        .every((word) => !/^(?:rows?|lines?|cards?|pages?|entries|records|of|from|in|into|with|and|a)$/.test(word))
    )
      continue;
    if (/\bto\b/.test(words) && !proper) continue;
    return {
      at: found.index,
      value: value.replace(/^(?:google|trello|notion|jira|airtable|github) /i, ''),
      length: found[0].length,
    };
  }
  // "read Payroll sheet".
  const first = new RegExp(`^[\\s\\uE000]*((?:[\\w&/.-]+ )??[\\w&/.-]+) (?:google )?${escaped(noun)}s?\\b`).exec(left);
  const from = first ? first[0].search(/[^\s\uE000]/) : 0;
  const value = first ? text.slice(from, from + (first[1] ?? '').length) : '';
  return first && /^[A-Z]/.test(value) && !PLAIN.test(value)
    ? { at: from, value, length: first[0].length - from }
    : null;
}
