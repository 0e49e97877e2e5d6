import type { Step } from '../../automation/definition.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { AFTER, BEFORE } from './comparing-words.ts';
import { anyCurrency, currencyIn, heldTo, inCurrency } from './currencies.ts';
import { type Amount, amountsIn } from './numbers.ts';
import { resolve, type Scope } from './scope.ts';

/** "if the amount is over 10,000" as an expression. */

export interface Compared {
  /** Without braces: `trigger.amount > 10000`. */
  expression: string;
  start: number;
  end: number;
}

/** A comparison with a number in a stretch of masked text; null for none. `fallback`: what "over 1,000" alone compares. */
export function comparison(
  masked: string,
  from: number,
  to: number,
  scope: Scope,
  home: string,
): Compared | { unknown: string; start: number; end: number } | null {
  const stretch = masked.slice(from, to);
  const amounts = amountsIn(stretch, home);
  const between = /\bbetween $/;
  for (const [index, amount] of amounts.entries()) {
    const before = stretch.slice(0, amount.start);
    const after = stretch.slice(amount.end);
    const next = amounts[index + 1];
    if (next && between.test(before) && /^ ?(?:and|to|-) ?$/.test(stretch.slice(amount.end, next.start))) {
      const subject = subjectOf(before.replace(between, ''), scope, amount);
      const start = from + before.search(/(?:is |are )?between $/);
      if (!subject) return { unknown: before.trim(), start, end: from + next.end };
      const span = `${subject} >= ${amount.value} && ${subject} <= ${next.value}`;
      return {
        expression: inCurrency(span, subject, amount.currency ? amount : next, scope),
        start,
        end: from + next.end,
      };
    }
    if (
      /^ ?(?:times?|seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|months?|people|percent|%|mm|degrees|characters|words|(?:(?:kes|ksh|bob|shillings|dollars|usd) )?(?:(?:a|per|each|every|in (?:a|one)) (?:day|week|month|year)|daily))\b/.test(
        after,
      ) &&
      BEFORE.some(([pattern]) => pattern.test(before)) &&
      !measured(before, scope)
    )
      return { unknown: stretch.trim(), start: from, end: from + amount.end };
    const ending = AFTER.find(([pattern]) => pattern.test(after));
    const opening = BEFORE.find(([pattern]) => pattern.test(before));
    if (!ending && !opening) continue;
    const bare = opening ? before.replace(opening[0], '') : before.replace(/(?:is|are|was|of) ?$/, '');
    const subject = subjectOf(bare, scope, amount);
    const start = from + (opening ? before.length - (opening[0].exec(before)?.[0].length ?? 0) : bare.length);
    const end = from + amount.end + (ending ? (ending[0].exec(after)?.[0].length ?? 0) : 0);
    if (!subject) return { unknown: bare.trim(), start, end };
    const compared = `${subject} ${ending?.[1] ?? opening?.[1]} ${amount.value}`;
    return { expression: inCurrency(compared, subject, amount, scope), start, end };
  }
  return null;
}

/** Whether a number of the scope is named before a count with a unit: "the rain is over 10 mm". */
const measured = (before: string, scope: Scope): boolean =>
  scope.fields.some(
    (field) => field.kind === 'number' && field.spoken.some((spoken) => new RegExp(`\\b${spoken}s?\\b`).test(before)),
  );

/** What is written in digits or words and is no amount. */
const NO_NUMBER = /(?:phone|mobile|name|e?mail|address|date|time|status|id|url|link|currency|country|city)$/i;
const NO = /n't\b|\b(?:not|no)\b/;

/** Every comparison of a stretch together: "over 20k but less than 100k". */
export function comparisons(
  masked: string,
  from: number,
  to: number,
  scope: Scope,
  home: string,
): Compared | { unknown: string; start: number; end: number } | null {
  const first = comparison(masked, from, to, scope, home);
  if (!first || !('expression' in first)) return first;
  const next = comparison(masked, first.end, to, scope, home);
  if (!next) return first;
  const between = masked.slice(first.end, next.start);
  if (!('expression' in next)) return next;
  // "it isn't under 100 or over 5,000": the no is of both.
  if (
    /\bor\b/.test(between) &&
    NO.test(masked.slice(first.start, first.end)) &&
    !NO.test(masked.slice(first.end, next.end))
  )
    return { unknown: masked.slice(first.start, next.end), start: first.start, end: next.end };
  const bare = /^[\s,]*(?:but|and|or)?(?: also)?[\s,]*(?:is |it is |it's )?$/.test(between);
  const path = first.expression.split(' ')[0] ?? '';
  const second = bare ? next.expression.replace(/^\S+/, () => path) : next.expression;
  const joined = /\bor\b/.test(between) ? '||' : '&&';
  const [one, other] = [heldTo(first.expression, currencyIn(second)), heldTo(second, currencyIn(first.expression))];
  return { expression: `(${one}) ${joined} (${other})`, start: first.start, end: next.end };
}

/** The number a comparison is about: named before it, else the trigger's amount. */
function subjectOf(before: string, scope: Scope, amount: Amount): string | null {
  const words = before
    .replace(/[^a-z0-9' ]+/g, ' ')
    .replace(
      /\b(?:is|are|was|it|its|it's|if|when|only|for|and|but|that|which|with|any|a|an|in case|where|whose|has|have|i|get|receive|someone|there|come|comes|in|of|on|payments?|pays?|paid|me|us|value|worth|whenever|the|customer|client|just|unless|do|this|then)\b/g,
      ' ',
    )
    .replace(/\s+/g, ' ')
    .trim();
  const tail = words.split(' ').slice(-3);
  const number = (path: string) => (scope.open && path.startsWith('trigger.') ? `number(${path})` : path);
  for (let at = 0; at < tail.length; at += 1) {
    const phrase = tail.slice(at).join(' ');
    const found = phrase ? resolve({ ...scope, open: false }, phrase, 'number') : null;
    if (found && isNumber(scope, found.path)) return number(found.path);
  }
  // "stock webhook with quantity below 10": the nearest; "the quantity in stock": what it is the quantity of is no name.
  const named = [
    ...before.matchAll(
      /(?<!\b(?:of|in|the order|per) )\b(order total|total|amount|price|quantity|qty|score|count|sum|balance|rating|cost|value|budget|age|stock|revenue|guests|nights|passengers)\b/g,
    ),
  ].at(-1)?.[1];
  if (scope.item && named) return `number(item.${named})`;
  const known = scope.fields.filter((field) => field.step < 0 && field.kind === 'money');
  const first = known.find((field) => field.main) ?? known[0];
  if (first && !(scope.open && named)) return number(first.path);
  const counted = scope.fields.filter((field) => field.step < 0 && field.kind === 'number');
  if (scope.open && !named && !amount.currency && counted.length === 1 && counted[0]) return number(counted[0].path);
  // Of fields that were told, an amount that is none of them is not meant: the only one is, and of several it is asked.
  const told = scope.fields.filter((field) => field.step < 0);
  if (scope.open && told.length > 0 && (named === 'amount' || tail.join('') === '')) {
    const counts = counted.length > 0 ? counted : told.filter((field) => !NO_NUMBER.test(field.path));
    return counts.length === 1 && counts[0] ? number(counts[0].path) : null;
  }
  if (scope.open) {
    const field =
      named?.replace(/ /g, '_') ?? (amount.currency || /pay|order|sale|amount/.test(before) ? 'amount' : tail.at(-1));
    return field ? `number(trigger.${field})` : null;
  }
  const numeric = scope.fields.filter((field) => field.kind === 'money' || field.kind === 'number');
  return numeric.length === 1 ? (numeric[0]?.path ?? null) : null;
}

const isNumber = (scope: Scope, path: string): boolean =>
  scope.fields.some((field) => field.path === path && ['money', 'number'].includes(field.kind));

const FAILS =
  /\b(?:fails?|failed|failing|failure|falls? over|fell over|crash(?:es|ed)?|dies|died|hangs|stops? (?:responding|working|answering)|not (?:go through|answer|respond|load|work out|succeed|reach it)|down|errors?|errored|goes wrong|went wrong|(?:does|did)(?: not|n'?t)(?=[\s,.]*$)|(?:does|did)(?: not|n'?t) (?:work|succeed|go through|respond|answer|load|reply|come back)|(?:is|are|was|isn't|is not|its|it's|goes|comes back) ?(?:down|unreachable|unavailable|offline|unsuccessful|not (?:reachable|responding|available|working|up|ok|successful|confirmed|possible)|dead|broken)|isn't (?:up|responding|working|reachable|ok|successful|confirmed)|unsuccessful|times? out|timed out|(?:returns?|gives?|throws?|answers? with|responds? with)(?: back)? (?:an? |any )?(?:error|failure|[45]\d\d|[45]xx)|can't be (?:reached|booked|made)|cannot be (?:reached|booked|made)|not ok|on (?:failure|error)|no longer responds|unreachable|rejected|declined|bounces)\b/;
const WORKS =
  /\b(?:success|it (?:was|went|goes) (?:good|right|all right|well)|succeeds?|succeeded|works?|worked|(?:(?:is|was|are)|it's) (?:confirmed|successful|ok|okay|fine|booked|done|up|made|created|completed|accepted)|goes (?:through|well|fine)|went (?:through|well|fine)|confirms?|confirmed|successful|on success|all (?:is |goes |went )?(?:well|good|fine|ok|okay)|everything (?:is|went|goes) (?:well|good|fine|ok|okay|through)|passes|completes?)\b/;

/** "if it fails", "if the booking is confirmed": how an earlier step ended. */
export function outcome(words: string, steps: Step[], catalogue: Catalogue, before?: Step): string | null {
  const fails = FAILS.test(words);
  const step = stepMeant(words, steps, catalogue, before);
  if (!step || !(fails || WORKS.test(words))) return null;
  const success = catalogue.action(step.service, step.action)?.success ?? 'success';
  return fails ? `${step.id}.status == "failed"` : `${step.id}.status == "${success}"`;
}

/** Words that say how a step ended. */
export const ENDED = new RegExp(`${FAILS.source}|${WORKS.source}`, 'g');

/** Words such a condition may hold besides: what the steps before it are called. */
export const outcomeWords = (steps: Step[], { catalogue }: { catalogue: Catalogue }): string[] =>
  steps.flatMap((step) => [
    ...(catalogue.action(step.service, step.action)?.words.nouns ?? []).flatMap((noun) => noun.split(' ')),
    ...step.action.split('_'),
    step.service,
    ..."call request check site page server service api payout payment message booking step website address if does not no longer yet isn't doesn't didn't".split(
      ' ',
    ),
  ]);

/** The step a clause speaks of: by its nouns, else the last one that can fail. */
function stepMeant(words: string, steps: Step[], catalogue: Catalogue, before?: Step): Step | null {
  const real = steps.filter((step) => step.service !== 'flow');
  const named = [...real].reverse().find((step) => {
    const action = catalogue.action(step.service, step.action);
    const nouns = [...(action?.words.nouns ?? []), ...step.action.split('_'), step.service].filter(
      (noun) => noun.length > 3,
    );
    return nouns.some(
      (noun) =>
        new RegExp(`\\b${noun.replace(/[^a-z ]/g, '.').slice(0, 20)}`).test(words) ||
        (noun === 'book' && /booking/.test(words)),
    );
  });
  return named ?? before ?? real.at(-1) ?? null;
}

/** "if it's less": the other side of the comparison before; null where it is not that. */
export function otherSide(words: string, last: string | undefined): string | null {
  if (
    last &&
    /^(?:(?:it|that|this|they) )?(?:(?:does|did|is|was|has|do|are|will|can)(?:n't| not)|won't|can't|cannot|not)[\s,]*$/.test(
      words.trim(),
    )
  )
    return negated(last);
  const side =
    /^(?:it's|it is|its|they are|the amount is)? ?(less|lower|smaller|below|under|more|higher|bigger|above|over)(?: than (?:that|this|it))?(?: just| then| only)?[\s,]*$/.exec(
      words.trim(),
    )?.[1];
  const sign = /^\S+ (>=?|<=?) \d/.exec(last ?? '')?.[1];
  if (!side || !sign || !last) return null;
  const less = /less|lower|smaller|below|under/.test(side);
  // The other side of an amount is one in the same currency.
  return less === sign.startsWith('>') ? heldTo(turned(anyCurrency(last)), currencyIn(last)) : null;
}

const SIDES: Record<string, string> = { '>': '<=', '>=': '<', '<': '>=', '<=': '>' };
/** `a > 5` as `a <= 5`. */
export const turned = (expression: string): string =>
  /^\S+ [<>]=? -?[\d.]+$/.test(expression)
    ? expression.replace(/ ([<>]=?) /, (_, sign: string) => ` ${SIDES[sign] ?? sign} `)
    : negated(expression);

export function negated(expression: string): string {
  const failed = /^(step_\d+)\.status == "failed"$/.exec(expression);
  if (failed) return `${failed[1]}.status != "failed"`;
  const done = /^(step_\d+)\.status == "\w+"$/.exec(expression);
  if (done) return `${done[1]}.status == "failed"`;
  const decided = /^(!?)(step_\d+\.approved)$/.exec(expression);
  if (decided) return `${decided[1] ? '' : '!'}${decided[2]}`;
  return `!(${expression})`;
}

export const both = (one: string | undefined, other: string | undefined): string | undefined =>
  one && other ? `(${one}) && (${other})` : (one ?? other);
