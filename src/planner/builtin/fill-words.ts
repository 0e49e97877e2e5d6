import type { ParamMeta } from '../../connectors/define.ts';
import { isSpeaking, type MessageNeeds, messageContent } from './content.ts';
import { escaped, type Filled, has, shapeOf, take, type Work } from './fill.ts';
import type { ActionWords } from './lexicon.ts';
import { GONE, within } from './mask.ts';
import { mainOutput, resolve, template } from './scope.ts';
import { capital, EACH_ONE, sourceOf } from './scope-words.ts';

/** Names and free words of an order: which sheet, which place, what to search or to say. */

/** What the action says, asks, searches or writes. */
export function content(work: Work, words: ActionWords, shape: [string, ParamMeta, boolean][]): Filled['before'] {
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
  const around =
    name === 'prompt' &&
    /[a-z]{3}/.test(work.left.slice(work.clause.verb.end, end).replace(/\b(?:please|the|a|an|and|then|it)\b/g, ''));
  if (texts.length > 0 && !around && ['text', 'title'].includes(meta.kind)) {
    for (const one of quotes) take(work, one.start, one.end);
    work.params[name] = texts.join('\n');
    if (isSpeaking(words)) besides(work, name);
    return [];
  }
  if (
    isSpeaking(words) ||
    meta.kind === 'title' ||
    DESCRIBES.test(name) ||
    meta.kind === 'list' ||
    meta.kind === 'object'
  ) {
    const needs: MessageNeeds = {
      lexicon: work.lexicon,
      scope: work.scope,
      clause: work.clause,
      left: work.left,
      kind: meta.kind,
      speaks: isSpeaking(words),
      steps: work.steps,
    };
    const found = messageContent(needs);
    if (found?.value !== undefined) work.params[name] = found.value;
    if (found) work.left = found.left;
    return found?.before ? [{ ...found.before, param: name }] : [];
  }
  const from = /^(?:text|input)$/.test(name) && meta.fromTrigger !== undefined ? linked(work) : null;
  free(work, words, name, meta, required);
  return from ? [{ ...from, param: name }] : [];
}

/** "“New booking” with their name": fields after what is quoted. */
function besides(work: Work, name: string): void {
  const { start, end } = work.clause;
  const found =
    /\b(?:with|plus|including|followed by|and) ((?:the|their|its|his|her) [a-z' ]+(?:(?:,| and) (?:the |their |its )?[a-z' ]+)*)[\s\uE000.,]*$/.exec(
      work.left.slice(start, end),
    );
  const that = /^[\s\uE000]*(?:it|that|this) /.test(work.left.slice(start, end)) ? mainOutput(work.scope) : null;
  if (that) work.params[name] = `${String(work.params[name])}\n${template(that.path)}`;
  const parts = (found?.[1] ?? '').split(/,| and /).filter((part) => part.trim() !== '');
  const fields = parts.map((part) => resolve(work.scope, part.replace(/ (?:in|on|at|to)$/, ''), null));
  if (!found || parts.length === 0 || fields.some((field) => field === null)) return;
  const lines = fields.flatMap((field) => (field ? [`${capital(field.label)}: ${template(field.path)}`] : []));
  work.params[name] = [work.params[name], ...lines].join('\n');
  take(work, start + found.index, end);
}

/** "summarise https://…": what stands at the address is read first. */
function linked(work: Work): { words: ActionWords; clause: Work['clause'] } | null {
  const { source, start, end, masked } = work.clause;
  const url = within(source, start, end, 'url').find((one) => !work.used.has(one));
  if (!url) return null;
  const [service, action] = /rss|feed/.test(masked.slice(url.start, url.end)) ? ['rss', 'read'] : ['http', 'request'];
  const words = work.lexicon.actions.find((one) => one.action.service === service && one.action.action === action);
  return words ? { words, clause: { ...work.clause, verb: { start: url.start, end: url.start } } } : null;
}

/** Texts that go with a thing: fields named there are passed on. */
const DESCRIBES = /^(?:description|content|notes?)$/;

/** A literal person: "for Acme Ltd". */
function person(work: Work, shape: [string, ParamMeta, boolean][]): void {
  const { source, start, end } = work.clause;
  const leads =
    /(?:^[\s\uE000]*(?=[\s\uE000])|\b(?:for|to|client|customer|at|named|called|hotel|bill|invoice))[\s\uE000]+((?!(?:for|to|client|customer|at|named|called)\b)(?:[a-z][\w.&'-]*)(?: [\w.&'-]+){0,3})/g;
  for (const [name, meta] of shape) {
    if (meta.kind !== 'person' || has(work, name)) continue;
    const quote = within(source, start, end, 'quote').find((one) => !work.used.has(one));
    const lead = quote ? work.left.slice(start, quote.start) : '';
    if (
      quote &&
      (/\b(?:for|to|client|customer|bill|invoice|named|called)[\s:]*$/.test(lead) || /^[\s\uE000]*$/.test(lead))
    ) {
      work.params[name] = quote.value;
      work.used.add(quote);
      take(work, quote.start - (/\b(?:for|to) ?$/.exec(lead)?.[0].length ?? 0), quote.end);
      continue;
    }
    leads.lastIndex = 0;
    const stretch = work.left.slice(start, end);
    for (let found = leads.exec(stretch); found; found = leads.exec(stretch)) {
      leads.lastIndex = found.index + 1;
      const words = found[1] ?? '';
      const from = start + found.index + found[0].length - words.length;
      const written = source.text.slice(from, from + words.length);
      const proper = /^(?:[A-Z][\w.&'-]*|[A-Z&]+)(?: (?:[A-Z&][\w.&'-]*|of|and(?= [A-Z])))*/.exec(written)?.[0];
      if (!proper || isService(work, proper)) continue;
      work.params[name] = proper.replace(/[.,]$/, '');
      take(work, start + found.index, from + proper.length);
      break;
    }
  }
}

const isService = (work: Work, words: string): boolean =>
  work.lexicon.catalogue.services.some(
    (service) => service.title === words || [service.service, ...service.nouns].includes(words.toLowerCase()),
  );

/** Free words after the order: what to search, to draw, to be reminded of. */
function free(work: Work, words: ActionWords, name: string, meta: ParamMeta, _required: boolean): void {
  const { source, end } = work.clause;
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
    /^(?:[\s\uE000,:]|(?:the (?=ai\b)|the (?:web|internet)|online|google|up|me|us|please|ai|claude|chatgpt|gpt|it|an agent|have|let|ask|use|get)\b|(?:to|for|about|of|on|that|showing|ku|kwamba)\b)*/.exec(
      left,
    )?.[0].length ?? 0;
  const value = source.text
    .slice(said.start + lead, said.end)
    .replace(/(?:[\s,;:.?!]|→|->|=>)+$/, '')
    .replace(/[\s,]+(?:and|then)$/, '')
    .trim();
  const masked = left
    .slice(lead)
    .replace(/[\uE000\s]+/g, ' ')
    .trim();
  if (passes) {
    detailed(work, words);
    passed(work, name, value, masked, words);
    return;
  }
  const spans = [...left.slice(lead).matchAll(/\uE000+/g)];
  const clean = spans.length > 0 ? pieced(source.text, said.start + lead, left.slice(lead)) : value;
  if (/[\p{L}\p{N}]/u.test(clean) && !/^(?:it|that|this|me|them)$/i.test(clean)) {
    work.params[name] = withReference(work, clean);
    take(work, Math.min(work.clause.verb.start, said.start), end);
  }
}

/** The text without the stretches already read. */
function pieced(text: string, from: number, left: string): string {
  let out = '';
  for (let at = 0; at < left.length; at += 1) out += left.charAt(at) === GONE ? ' ' : text.charAt(from + at);
  return out
    .replace(/\s+/g, ' ')
    .replace(/ ([,.;:!?])/g, '$1')
    .replace(/[\s,;:.?!]+$/, '')
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
  const given = /\b(?:the|their|his|her|its) (message|question|text|email|review|feedback|comment|description)\b/i.exec(
    words,
  )?.[1];
  if (work.scope.open && given && !/^email$/i.test(given))
    return `${words}\n\n${template(`trigger.${given.toLowerCase()}`)}`;
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

/** "the name and phone from the message", "as positive, negative or neutral": what is asked of a text. */
function detailed(work: Work, words: ActionWords): void {
  const other = shapeOf(words).find(
    ([name, meta, required]) => required && meta.kind === 'text' && !meta.main && !has(work, name),
  );
  if (!other) return;
  const { verb, end, source, masked } = work.clause;
  const stretch = masked.slice(verb.end, end);
  const after = /\b(?:as|into|by|either|between)(?: either| one of)? ([^\uE000-\uE010]+?)(?=$|[.;\uE000])/.exec(
    stretch,
  );
  const before = /^ ?(?:the |their |its )?([^\uE000-\uE010]+?) (?:from|out of|in) /.exec(stretch);
  const found = other[1].spoken?.some((word) => /^(?:as|into)$/.test(word)) ? after : before;
  if (!found?.[1]) return;
  const from = verb.end + found.index + found[0].indexOf(found[1]);
  work.params[other[0]] = source.text.slice(from, from + found[1].length).replace(/(?:[\s,]+(?:and|then))*[\s,]*$/, '');
}

/** The material of a summary or an analysis: what the steps before gave. */
function passed(work: Work, name: string, value: string, masked: string, words: ActionWords): void {
  const what = /^(.*?)(?:\s+(?:in|into|as|to|under|with|by)\s+(.*))?$/.exec(masked);
  const reference =
    (what?.[1] && !EACH_ONE.test(what[1]) ? resolve(work.scope, sourceOf(what[1]), 'text') : null) ??
    mainOutput(work.scope) ??
    triggerText(work);
  if (reference) work.params[name] = template(reference.path);
  const how = /\b(?:in|into|as|to|under) (.+)$/i.exec(value)?.[1];
  if (how && words.action.params.shape.instructions) work.params.instructions = `in ${how}`;
  take(work, work.clause.start, work.clause.end);
}

function triggerText(work: Work): { path: string; label: string; step: number } | null {
  const field = work.scope.fields.find(
    (one) =>
      one.step < 0 &&
      ['text', 'title'].includes(one.kind) &&
      /body|message|text|content|comment|feedback|review|question|notes|description/.test(one.path),
  );
  if (!field && work.scope.open) return { path: 'trigger.message', label: 'the message', step: -1 };
  return field ? { path: field.path, label: field.label, step: -1 } : null;
}
