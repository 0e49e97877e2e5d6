import type { Json, Step } from '../../automation/definition.ts';
import type { ParamMeta } from '../../connectors/define.ts';
import { paramMeta } from '../../connectors/params.ts';
import { isSpeaking, type MessageNeeds, messageContent } from './content.ts';
import type { ActionWords, Lexicon } from './lexicon.ts';
import { blot, type Entity, GONE, type Source, within } from './mask.ts';
import { amountsIn, durationText, minutesOf } from './numbers.ts';
import { mainOutput, resolve, type Scope, template } from './scope.ts';

/** The parameters of one order, found in its clause by what kind of thing each parameter is and the words that introduce it. */

export interface Clause {
  source: Source;
  /** The mask as it stands: schedules, events and conditions already taken out. */
  masked: string;
  start: number;
  end: number;
  /** Places of the words that asked for the action. */
  verb: { start: number; end: number };
}

export interface FillContext {
  lexicon: Lexicon;
  scope: Scope;
  /** ISO 4217 of the person. */
  home: string;
  steps: Step[];
}

export interface Filled {
  params: Record<string, Json>;
  /** Steps to put before: what the message passes on (a forecast, an image). */
  before: { words: ActionWords; clause: Clause; param: string }[];
  /** What is left of the clause, for suggestions and for what was not understood. */
  rest: string;
  assumptions: string[];
}

interface Work extends FillContext {
  clause: Clause;
  left: string;
  used: Set<Entity>;
  params: Record<string, Json>;
  assumptions: string[];
}

export const shapeOf = (words: ActionWords): [string, ParamMeta, boolean][] =>
  Object.entries(words.action.params.shape).flatMap(([name, schema]) => {
    const meta = paramMeta(schema);
    return meta ? [[name, meta, !schema.safeParse(undefined).success] as [string, ParamMeta, boolean]] : [];
  });

/** Fills what the clause says; what it does not say is left out. */
export function fill(words: ActionWords, clause: Clause, context: FillContext): Filled {
  const work: Work = { ...context, clause, left: clause.masked, used: new Set(), params: {}, assumptions: [] };
  const shape = shapeOf(words);
  take(work, clause.verb.start, clause.verb.end);
  for (const [name, meta] of shape)
    if (['email', 'phone', 'channel', 'url'].includes(meta.kind)) things(work, name, meta);
  for (const [name, meta] of shape) introduced(work, name, meta);
  for (const [name, meta] of shape)
    if (['money', 'duration', 'choice'].includes(meta.kind) || meta.kind === 'currency') measured(work, name, meta);
  for (const [name, meta, required] of shape)
    if (['email', 'phone', 'person', 'money', 'id'].includes(meta.kind)) referred(work, name, meta, required);
  for (const [name, meta] of shape) if (['id', 'name', 'place'].includes(meta.kind)) named(work, name, meta);
  const before = content(work, words, shape);
  return { params: work.params, before, rest: restOf(work), assumptions: work.assumptions };
}

const has = (work: Work, name: string): boolean => work.params[name] !== undefined;

function take(work: Work, start: number, end: number): void {
  work.left = blot(work.left, start, end, GONE);
}

export const restOf = (work: { left: string; clause: Clause }): string =>
  work.left
    .slice(work.clause.start, work.clause.end)
    .replace(/\uE000+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** Addresses, numbers, channels, links: the first of its kind that is not taken; several addresses together. */
function things(work: Work, name: string, meta: ParamMeta): void {
  const { source, start, end } = work.clause;
  const all = within(source, start, end, meta.kind as Entity['kind']).filter((one) => !work.used.has(one));
  const spoken =
    name === 'cc' || name === 'reply_to'
      ? all.filter((one) => introducedBy(work, one, meta.spoken ?? []))
      : all.filter((one) => !introducedBy(work, one, ['cc', 'copy', 'with a copy to', 'reply to', 'replies to']));
  const [first, ...more] = spoken;
  if (
    !first ||
    has(work, name) ||
    (!['to', 'cc', 'reply_to', 'phone', 'channel', 'url'].includes(name) &&
      meta.spoken === undefined &&
      all.length < 2 &&
      name !== 'url')
  )
    return;
  const taken = [first];
  for (const one of more) {
    const between = source.masked.slice(taken.at(-1)?.end, one.start);
    if (meta.kind !== 'email' || !/^[\s,&;]*(?:and|na)?[\s,&;]*$/.test(between)) break;
    taken.push(one);
  }
  for (const one of taken) work.used.add(one);
  work.params[name] = taken.map((one) => one.value).join(', ');
  const last = taken.at(-1) ?? first;
  const lead =
    /(?:\b(?:to|at|on|in|into|for|kwa|using|via|my|me|us|them|number|phone|channel|address|the|slack|mpesa|m-pesa|of|our|channel)\b[\s,:(]*)+$/.exec(
      work.left.slice(work.clause.start, first.start),
    );
  take(work, first.start - (lead?.[0].length ?? 0), last.end);
  const tail = /^ ?(?:on slack|in slack|slack)?(?: channel)?/.exec(work.left.slice(last.end));
  if (tail?.[0].trim() && meta.kind === 'channel') take(work, last.end, last.end + tail[0].length);
}

function introducedBy(work: Work, one: Entity, spoken: string[]): boolean {
  const before = work.clause.masked.slice(work.clause.start, one.start).trimEnd().replace(/:$/, '');
  return spoken.some((word) => before.endsWith(word) && !/\w/.test(before.charAt(before.length - word.length - 1)));
}

/** Quotes and free words right after the words that introduce a parameter: subject "…", titled "…". */
function introduced(work: Work, name: string, meta: ParamMeta): void {
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
  const word = strong.find((one) => new RegExp(`\\b${escaped(one)}\\b:? `).test(work.left.slice(start, end)));
  if (!word || !['title', 'date'].includes(meta.kind)) return;
  const found = new RegExp(`\\b(?:with )?(?:the )?${escaped(word)}\\b:? ([^,;\\n\uE000-\uE010]+)`).exec(
    work.left.slice(start, end),
  );
  if (!found?.[1]) return;
  const value = found[1].replace(/ (?:and|to|in|with|body)\b.*$/, '').trim();
  const from = start + found.index + found[0].length - found[1].length;
  const reference = resolve(work.scope, value, null);
  work.params[name] =
    reference && meta.kind === 'title' && /^(?:the|their|its) /.test(value)
      ? template(reference.path)
      : source.text.slice(from, from + value.length).trim();
  take(work, start + found.index, from + value.length);
}

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function measured(work: Work, name: string, meta: ParamMeta): void {
  if (has(work, name)) return;
  const { start, end } = work.clause;
  const stretch = work.left.slice(start, end);
  if (meta.kind === 'duration') {
    const found =
      /\b(\d+(?:\.\d+)?|an?|half an?|one|two|three|four|five|six|seven|ten|twelve|fifteen|twenty|thirty)[ -]?(minute|min|hour|hr|day|week|second)s?\b/.exec(
        stretch,
      );
    const minutes = found ? minutesOf(found[1] ?? '', found[2] ?? '') : null;
    if (found && minutes) {
      work.params[name] = durationText(minutes);
      take(work, start + found.index, start + found.index + found[0].length);
    }
  }
  if (meta.kind === 'money') {
    const [amount] = amountsIn(stretch, work.home);
    if (!amount) return;
    work.params[name] = amount.value;
    if (amount.currency && amount.currency !== work.home) work.params.currency = amount.currency;
    const lead =
      /(?:\b(?:for|of|worth|totalling|amount|total)\b[\s:]*)+$/.exec(stretch.slice(0, amount.start))?.[0].length ?? 0;
    take(work, start + amount.start - lead, start + amount.end);
  }
}

/** People and values that come with the trigger or an earlier step: "the customer", "for the amount". */
function referred(work: Work, name: string, meta: ParamMeta, required: boolean): void {
  if (has(work, name)) return;
  const { start, end } = work.clause;
  const stretch = work.left.slice(start, end);
  const phrase = (pattern: string) => new RegExp(pattern).exec(stretch);
  if (meta.kind === 'email' || meta.kind === 'phone') {
    const me = phrase(
      String.raw`^[\s\uE000]*(?:to )?(me|myself)\b|\b(?:to|for) (me|myself|my (?:email|inbox|phone|number|whatsapp|mpesa|m-pesa))\b`,
    );
    const owner = meta.kind === 'email' ? work.scope.owner.email : work.scope.owner.phone;
    if (me && required) {
      take(work, start + me.index, start + me.index + me[0].length);
      if (owner) work.params[name] = template(`owner.${meta.kind}`);
      return;
    }
  }
  const wanted = String.raw`((?:the |their |his |her |that |this |each |every )?(?:[a-z]+'s? )?[a-z]+(?: (?:address|number|email|phone|name))?)`;
  const leads =
    meta.kind === 'money'
      ? String.raw`(?:for|of|with|worth)(?: all)? `
      : meta.kind === 'email' || meta.kind === 'phone'
        ? String.raw`(?:^[\s\uE000]*|\b(?:to|for|with|kwa) )`
        : String.raw`\b(?:for|to|of|with) `;
  for (const found of stretch.matchAll(new RegExp(leads + wanted, 'g'))) {
    const words = found[1] ?? '';
    const reference =
      meta.kind === 'money' && /^what (?:they|he|she) paid$/.test(words) ? null : resolve(work.scope, words, meta.kind);
    if (!reference || !worth(work, meta, words, reference.path)) continue;
    if (!required && !meta.fromTrigger) continue;
    work.params[name] = template(reference.path);
    if (required && (meta.kind === 'email' || meta.kind === 'phone'))
      take(work, start + found.index + (found[0].length - words.length), start + found.index + found[0].length);
    return;
  }
  if (
    meta.kind === 'money' &&
    required &&
    /\b(?:the amount|what (?:they|he|she|was) paid|the total|that amount|same amount|amount paid|payment amount)\b/.test(
      stretch,
    )
  ) {
    fromTrigger(work, name, meta);
    return;
  }
  const alone =
    /\b(?:the|their|a|that|new) (?:[a-z]+ )?(passenger|guest|customer|client|payer|invitee|buyer|attendee|booker|hotel|payment|lead|subscriber|user)\b|\b(them|him|her|the hotel)\b/.exec(
      `${stretch} ${work.clause.masked.slice(start, end)}`,
    );
  if (alone && (required || meta.fromTrigger) && ['email', 'phone', 'person', 'id'].includes(meta.kind)) {
    const reference = resolve(work.scope, alone[1] ?? alone[2] ?? '', meta.kind);
    if (reference && worth(work, meta, alone[0], reference.path)) {
      work.params[name] = template(reference.path);
      return;
    }
  }
  if (required && work.scope.webhook && meta.kind !== 'email' && meta.kind !== 'phone') fromTrigger(work, name, meta);
}

/** A thing of the trigger by the names it usually has there. */
function fromTrigger(work: Work, name: string, meta: ParamMeta): void {
  for (const wanted of meta.fromTrigger ?? []) {
    const reference = resolve({ ...work.scope, open: false, item: false }, wanted, meta.kind);
    if (reference?.path.startsWith('trigger.')) {
      work.params[name] = template(reference.path);
      work.assumptions.push(`${meta.label} comes with what starts it`);
      return;
    }
  }
  if (work.scope.open && meta.fromTrigger?.[0] && !work.scope.item) {
    work.params[name] = template(`trigger.${meta.fromTrigger[0].replaceAll(' ', '_').replaceAll("'s", '')}`);
    work.assumptions.push(`${meta.label} comes with the request as “${meta.fromTrigger[0]}”`);
  }
}

function worth(work: Work, meta: ParamMeta, words: string, path: string): boolean {
  if (path.startsWith('run.')) return false;
  const field = work.scope.fields.find((one) => one.path === path);
  if (meta.kind === 'email' || meta.kind === 'phone')
    return field
      ? field.kind === meta.kind || field.spoken.includes(meta.kind)
      : path.endsWith(meta.kind) || work.scope.item;
  if (meta.kind === 'money') return field ? field.kind === 'money' : /amount|total|price|sum|value/.test(words);
  if (meta.kind === 'id') return path.startsWith('trigger.') && /id$|hotel|reference/.test(path);
  return field ? ['person', 'name', 'title', 'email'].includes(field.kind) : true;
}

/** Things known by name: "my Sales google sheet", "in the Bugs list", "repo acme/api", "for Kisumu". */
function named(work: Work, name: string, meta: ParamMeta): void {
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
    work.params[name] = value.trim();
    take(work, start + from, start + from + span);
  };
  for (const noun of nouns) {
    const before = new RegExp(
      String.raw`\b(?:the|my|our|a|this|their|called) ((?:[\w&/.-]+ ){0,3}?[\w&/.-]+) (?:google |g)?${escaped(noun)}s?\b`,
    ).exec(left);
    const value = before?.[1]
      ? text.slice(
          before.index + before[0].indexOf(before[1]),
          before.index + before[0].indexOf(before[1]) + before[1].length,
        )
      : '';
    if (
      before &&
      value &&
      !/^(?:new|google|slack|trello|notion|jira|airtable|github|quickbooks|same|rss|following)$/i.test(value) &&
      before[1]?.split(' ').every((word) => !/^(?:row|line|card|page|of|in|to|into|with|and|a|the)$/.test(word))
    ) {
      set(before.index, value.replace(/^(?:google|trello|notion|jira|airtable|github) /i, ''), before[0].length);
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
        /^(?:[A-Z][\w'-]*(?:[ -][A-Z][\w'-]*)*)/.exec(written)?.[0] ??
        written
          .split(/ (?:and|to|on|in|at|by|every)\b| and$/)[0]
          ?.replace(/ (?:to|and|on|in|at|by|via|then|$).*$/, '') ??
        '';
      if (proper) {
        set(found.index, proper, from + proper.length - found.index);
        return;
      }
    }
    const before = /([A-Z][\w'-]+(?: [A-Z][\w'-]+)?)(?:'s)? (?:weather|forecast)/.exec(text);
    if (before?.[1]) {
      set(before.index, before[1].replace(/'s$/, ''), before[1].length);
      return;
    }
  }
  if (meta.kind === 'id' && meta.spoken?.includes('in') && /[\w.-]+\/[\w.-]+/.test(left) && name === 'repository') {
    const found = /\b[\w.-]+\/[\w.-]+\b/.exec(left);
    if (found) {
      set(found.index, text.slice(found.index, found.index + found[0].length), found[0].length);
      return;
    }
  }
}

/** What the action says, asks, searches or writes. */
function content(work: Work, words: ActionWords, shape: [string, ParamMeta, boolean][]): Filled['before'] {
  const mains = shape.filter(([name, meta]) => meta.main && !has(work, name));
  const [main] = mains;
  person(work, shape);
  if (!main) return [];
  const [name, meta, required] = main;
  const { source, start, end } = work.clause;
  const quotes = within(source, start, end).filter(
    (one) => (one.kind === 'quote' || one.kind === 'said') && !work.used.has(one),
  );
  const texts = quotes.map((one) => one.value.trim()).filter(Boolean);
  if (texts.length > 0 && ['text', 'title'].includes(meta.kind)) {
    for (const one of quotes) take(work, one.start, one.end);
    work.params[name] = texts.join('\n');
    return [];
  }
  if (isSpeaking(words) || meta.kind === 'title' || meta.kind === 'list' || meta.kind === 'object') {
    const needs: MessageNeeds = {
      lexicon: work.lexicon,
      scope: work.scope,
      clause: work.clause,
      left: work.left,
      kind: meta.kind,
      speaks: isSpeaking(words),
    };
    const found = messageContent(needs);
    if (found?.value !== undefined) work.params[name] = found.value;
    if (found) work.left = found.left;
    return found?.before ? [{ ...found.before, param: name }] : [];
  }
  free(work, words, name, meta, required);
  return [];
}

/** A literal person: "for Acme Ltd". */
function person(work: Work, shape: [string, ParamMeta, boolean][]): void {
  const { source, start, end } = work.clause;
  const leads =
    /(?:^[\s\uE000]*(?=[\s\uE000])|\b(?:for|to|client|customer|at|named|called|hotel|bill|invoice))[\s\uE000]+((?!(?:for|to|client|customer|at|named|called)\b)(?:[a-z][\w.&'-]*)(?: [\w.&'-]+){0,3})/g;
  for (const [name, meta] of shape) {
    if (meta.kind !== 'person' || has(work, name)) continue;
    for (const found of work.left.slice(start, end).matchAll(leads)) {
      const words = found[1] ?? '';
      const from = start + found.index + found[0].length - words.length;
      const written = source.text.slice(from, from + words.length);
      const proper = /^(?:[A-Z][\w.&'-]*|[A-Z&]+)(?: (?:[A-Z&][\w.&'-]*|of|and(?= [A-Z])))*/.exec(written)?.[0];
      if (!proper) continue;
      work.params[name] = proper.replace(/[.,]$/, '');
      take(work, start + found.index, from + proper.length);
      break;
    }
  }
}

/** Free words after the order: what to search, to draw, to be reminded of. */
function free(work: Work, words: ActionWords, name: string, meta: ParamMeta, _required: boolean): void {
  const { source, start, end } = work.clause;
  const passes =
    words.action.action === 'summarise' ||
    meta.fromTrigger !== undefined ||
    (meta.kind === 'text' && /^(?:text|input)$/.test(name));
  const writes = (words.action.result.shape.text !== undefined && name === 'prompt') || name === 'goal';
  let from = work.clause.verb.end;
  if (writes && !/\b(?:ai|claude|gpt|chatgpt|agent)\s*$/.test(work.clause.masked.slice(0, from)))
    from = work.clause.verb.start;
  const said = { start: from, end };
  const left = (writes ? work.clause.masked : work.left).slice(said.start, said.end);
  const lead =
    /^(?:[\s\uE000,:]|(?:the (?:web|internet)|online|google|up|me|us|please|ai|claude|chatgpt|gpt|it|an agent|have|let|ask|use|get)\b|(?:to|for|about|of|on|that|showing|ku|kwamba)\b)*/.exec(
      left,
    )?.[0].length ?? 0;
  const value = source.text
    .slice(said.start + lead, said.end)
    .replace(/[\s,;:.]+$/, '')
    .replace(/[\s,]+(?:and|then)$/, '')
    .trim();
  const masked = left
    .slice(lead)
    .replace(/[\uE000\s]+/g, ' ')
    .trim();
  if (passes) {
    passed(work, name, value, masked, words);
    return;
  }
  const spans = [...left.slice(lead).matchAll(/\uE000+/g)];
  const clean = spans.length > 0 ? pieced(source.text, said.start + lead, left.slice(lead)) : value;
  if (clean && !/^(?:it|that|this|me|them)$/i.test(clean)) {
    work.params[name] = withReference(work, clean);
    take(work, start, end);
  }
}

/** The text without the stretches already read. */
function pieced(text: string, from: number, left: string): string {
  let out = '';
  for (let at = 0; at < left.length; at += 1) out += left.charAt(at) === GONE ? ' ' : text.charAt(from + at);
  return out
    .replace(/\s+/g, ' ')
    .replace(/ ([,.;:!?])/g, '$1')
    .replace(/[\s,;:.]+$/, '')
    .replace(/^[\s,;:.]+/, '')
    .replace(/[\s,]+(?:and|then|on|at|in)$/, '')
    .trim();
}

/** Instructions that speak of what came before get it attached. */
function withReference(work: Work, words: string): string {
  const output = mainOutput(work.scope);
  if (
    /\b(?:it|that|this|them|the (?:results?|text|summary|rows|feed|articles|news|findings|data))\b/i.test(words) &&
    output
  )
    return `${words}\n\n${template(output.path)}`;
  if (
    work.scope.webhook &&
    /\b(?:the|their) (?:customer|message|issue|payment|request|order|review|feedback|ticket|meeting|name)\b/i.test(
      words,
    )
  ) {
    const names = work.scope.fields.filter(
      (field) =>
        field.step < 0 &&
        field.spoken.some((spoken) => spoken.length > 3 && new RegExp(`\\b${escaped(spoken)}\\b`, 'i').test(words)),
    );
    const paths = names.length > 0 ? names.slice(0, 4) : [];
    if (paths.length > 0)
      return `${words}\n\n${paths.map((field) => `${field.label}: ${template(field.path)}`).join('\n')}`;
  }
  return words;
}

/** The material of a summary or an analysis: what the steps before gave. */
function passed(work: Work, name: string, value: string, masked: string, words: ActionWords): void {
  const what = /^(.*?)(?:\s+(?:in|into|as|to|under|with|by)\s+(.*))?$/.exec(masked);
  const reference =
    (what?.[1]
      ? resolve({ ...work.scope, open: work.scope.open }, what[1].replace(/\b(?:in|into|as|to)$/, ''), 'text')
      : null) ??
    mainOutput(work.scope) ??
    triggerText(work);
  if (reference) work.params[name] = template(reference.path);
  const how = /\b(?:in|into|as|to|under) (.+)$/i.exec(value)?.[1];
  if (how && words.action.params.shape.instructions) work.params.instructions = `in ${how}`;
  take(work, work.clause.start, work.clause.end);
}

function triggerText(work: Work): { path: string; label: string; step: number } | null {
  const field = work.scope.fields.find(
    (one) => one.step < 0 && ['text', 'title'].includes(one.kind) && /body|message|notes|description/.test(one.path),
  );
  return field ? { path: field.path, label: field.label, step: -1 } : null;
}
