import type { Json, Step } from '../../automation/definition.ts';
import type { ParamMeta } from '../../connectors/define.ts';
import { paramMeta } from '../../connectors/params.ts';
import { firstWord } from './choose.ts';
import { introduced } from './fill-introduced.ts';
import { datesBeside, measured } from './fill-measures.ts';
import { named } from './fill-names.ts';
import { referred, timed } from './fill-references.ts';
import { content } from './fill-words.ts';
import { type ActionWords, type Lexicon, tokensOf } from './lexicon.ts';
import { blot, type Entity, GONE, type Source, within } from './mask.ts';
import { amountsIn } from './numbers.ts';
import type { Scope } from './scope.ts';

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
  /** Further numbers or channels that get the same: each becomes a step of its own. */
  others: { param: string; values: string[] } | null;
}

export interface Work extends FillContext {
  clause: Clause;
  left: string;
  used: Set<Entity>;
  params: Record<string, Json>;
  assumptions: string[];
  others: Filled['others'];
}

export const shapeOf = (words: ActionWords): [string, ParamMeta, boolean][] =>
  Object.entries(words.action.params.shape).flatMap(([name, schema]) => {
    const meta = paramMeta(schema);
    return meta ? [[name, meta, !schema.safeParse(undefined).success] as [string, ParamMeta, boolean]] : [];
  });

/** Fills what the clause says; what it does not say is left out. */
export function fill(words: ActionWords, clause: Clause, context: FillContext): Filled {
  const work: Work = {
    ...context,
    clause,
    left: clause.masked,
    used: new Set(),
    params: {},
    assumptions: [],
    others: null,
  };
  const shape = shapeOf(words);
  take(work, clause.verb.start, clause.verb.end);
  for (const amount of amountsIn(clause.masked.slice(clause.verb.start, clause.verb.end), context.home)) {
    const [from, to] = [clause.verb.start + amount.start, clause.verb.start + amount.end];
    work.left = work.left.slice(0, from) + clause.masked.slice(from, to) + work.left.slice(to);
  }
  polite(work);
  for (const [name, meta] of shape)
    if (['email', 'phone', 'channel', 'url'].includes(meta.kind)) things(work, name, meta);
  for (const [name, meta] of shape) introduced(work, name, meta);
  for (const [name, meta] of shape)
    if (['money', 'duration', 'choice', 'number', 'date'].includes(meta.kind) || meta.kind === 'currency')
      measured(work, name, meta);
  for (const [name, meta, required] of shape)
    if (['email', 'phone', 'person', 'money', 'id'].includes(meta.kind)) referred(work, name, meta, required);
  for (const [name, meta, required] of shape) if (meta.kind === 'datetime' && required) timed(work, name, meta);
  for (const [name, meta] of shape) if (['id', 'name', 'place'].includes(meta.kind)) named(work, name, meta);
  const before = content(work, words, shape);
  entitled(work, shape);
  datesBeside(work, shape);
  return {
    params: work.params,
    before,
    rest: restOf(work),
    assumptions: work.assumptions,
    others: words.speaks || EACH_PAID.test(clause.masked.slice(clause.start, clause.end)) ? work.others : null,
  };
}

/** "pay each of them 2,500": only so is money that is said once paid more than once. */
const EACH_PAID = /\b(?:each|both|every one|apiece)\b/;

/** "could you please post …": what stands before the order is no part of what it says. */
function polite(work: Work): void {
  const { start, verb } = work.clause;
  const tokens = tokensOf(work.left, start, verb.start);
  if (tokens.length > 0 && firstWord(tokens) === tokens.length) take(work, start, verb.start);
}

export const has = (work: Work, name: string): boolean => work.params[name] !== undefined;

export function take(work: Work, start: number, end: number): void {
  work.left = blot(work.left, start, end, GONE);
}

export const restOf = (work: { left: string; clause: Clause }): string =>
  [...work.left.slice(work.clause.start, work.clause.end)]
    .map((letter, at) =>
      /[\uE000-\uE010]/.test(letter)
        ? ' '
        : letter === ','
          ? letter
          : work.clause.source.text.charAt(work.clause.start + at),
    )
    .join('')
    .replace(/\s+/g, ' ')
    .trim();

/** Addresses, numbers, channels, links: the first of its kind that is not taken; several addresses together. */
function things(work: Work, name: string, meta: ParamMeta): void {
  const { source, start, end } = work.clause;
  // What limits were read from says nothing of where it goes.
  const read = (one: Entity) => work.clause.masked.slice(one.start, one.end).replaceAll(GONE, '') === '';
  const all = within(source, start, end, meta.kind as Entity['kind']).filter(
    (one) => !work.used.has(one) && !read(one),
  );
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
      !introducedBy(work, first, [meta.kind, 'email address', 'phone number', 'number']))
  )
    return;
  const taken = [first];
  for (const one of more) {
    const between = source.masked.slice(taken.at(-1)?.end, one.start);
    if (!['email', 'phone', 'channel'].includes(meta.kind) || !/^[\s,&;]*(?:and|na)?[\s,&;]*$/.test(between)) break;
    taken.push(one);
  }
  for (const one of taken) work.used.add(one);
  const values = taken.map((one) => one.value);
  const several = meta.kind === 'email';
  work.params[name] = several ? values.join(', ') : first.value;
  if (!several && values.length > 1) work.others = { param: name, values: values.slice(1) };
  const last = taken.at(-1) ?? first;
  const lead =
    /(?:\b(?:to|at|on|in|into|for|kwa|using|via|my|me|us|them|number|phone|channel|address|the|slack|mpesa|m-pesa|of|our|channel)\b[\s,:(]*)+$/.exec(
      work.left.slice(work.clause.start, first.start),
    );
  // "its number to #ops": the number is what it says.
  const copied =
    name === 'cc'
      ? /(?:,? ?\bwith)?(?: an?)? ?\b(?:cc|copy(?: to)?)[\s:]*$/.exec(work.left.slice(work.clause.start, first.start))
      : null;
  const leading = (copied ?? lead)?.[0].replace(/^(?:number|phone|address) (?=(?:to|at|on|in|into)\b)/, '') ?? '';
  take(work, first.start - leading.length, last.end);
  const tail = /^ ?(?:on slack|in slack|slack)?(?: channel)?/.exec(work.left.slice(last.end));
  if (tail?.[0].trim() && meta.kind === 'channel') take(work, last.end, last.end + tail[0].length);
}

/** A quote nothing else wanted names the thing: "a payment link for 'Yoga class'". */
function entitled(work: Work, shape: [string, ParamMeta, boolean][]): void {
  const { source, start, end } = work.clause;
  const free = within(source, start, end, 'quote').filter(
    (one) => !work.used.has(one) && !/^\uE000*$/.test(work.left.slice(one.start, one.end)),
  );
  const open = shape.filter(([name, meta]) => meta.kind === 'title' && !has(work, name));
  const [quote] = free;
  const [only] = open;
  if (!quote || !only || free.length > 1) return;
  work.params[only[0]] = quote.value;
  work.used.add(quote);
  const lead =
    /(?:\b(?:for|called|named|titled|about|an?|the)\b[\s:]*)+$/.exec(work.left.slice(start, quote.start))?.[0].length ??
    0;
  take(work, quote.start - lead, quote.end);
}

export function introducedBy(work: Work, one: Entity, spoken: string[]): boolean {
  const before = work.clause.masked.slice(work.clause.start, one.start).trimEnd().replace(/:$/, '');
  return spoken.some((word) => before.endsWith(word) && !/\w/.test(before.charAt(before.length - word.length - 1)));
}

export const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
