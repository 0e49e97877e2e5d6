import type { Step } from '../../automation/definition.ts';
import { isGate } from '../../automation/graph.ts';
import { account, isHeavy, unplacedIn, weighty } from './accounted.ts';
import type { Chosen } from './choose.ts';
import { both, comparisons } from './conditions.ts';
import { rowsMeant } from './data-hints.ts';
import { type Clause, type FillContext, fill } from './fill.ts';
import { fromHints } from './fill-hints.ts';
import { type ActionWords, findPhrase, tokensOf } from './lexicon.ts';
import { blot, GONE } from './mask.ts';
import { isCall } from './one-call.ts';
import { described, method, paidTo, sentAlong } from './order-extras.ts';
import type { Piece } from './pieces.ts';
import { type State, scopeHere } from './read.ts';
import { conditionHole } from './read-start.ts';
import { mainOutput, resolve, stepId, template } from './scope.ts';
import { readsSteps } from './sketch.ts';
import { conditionOf, withCondition } from './step-condition.ts';
import { wonder } from './unheard.ts';
import { isNoise, unknownPart } from './unknown.ts';

/** One order of a request becomes a step. */

export function order(state: State, piece: Piece, chosen: Chosen, tokens: ReturnType<typeof tokensOf>): void {
  const verb = {
    start: tokens[chosen.at]?.start ?? piece.start,
    end: tokens[chosen.verbEnd - 1]?.end ?? tokens[chosen.at]?.start ?? piece.start,
  };
  const narrowed = inlineCondition(state, piece);
  const clause: Clause = { source: state.source, masked: state.masked, start: piece.start, end: piece.end, verb };
  if (narrowed) Object.assign(state, { last: narrowed, chain: [narrowed] });
  const rows = loopSource(state, piece);
  const context: FillContext = {
    lexicon: state.lexicon,
    scope: scopeHere(state, rows !== null),
    home: state.the.currency,
    steps: state.sketch.steps,
  };
  const filled = fill(chosen.words, clause, context);
  for (const before of filled.before) {
    const own = fill(before.words, before.clause, context);
    push(state, before.words, own.params, undefined, own.rest, null);
    const output = mainOutput(scopeHere(state));
    if (output) filled.params[before.param] = template(output.path);
  }
  // "post each article": the whole list, once for each of it, is never what is meant.
  const whole = rows ? mainOutput(scopeHere(state)) : null;
  for (const [name, value] of Object.entries(filled.params))
    if (whole && value === template(whole.path)) delete filled.params[name];
  state.sketch.assumptions.push(...filled.assumptions.filter((one) => !state.sketch.assumptions.includes(one)));
  fromHints(chosen.words, filled.params, state.hints, {
    masked: state.masked.slice(piece.start, piece.end),
    scope: context.scope,
  });
  method(chosen.words, filled.params, clause);
  sentAlong(chosen.words, filled.params, clause, state);
  const apart = rows ? null : eachApart(state, piece, filled.params);
  push(state, chosen.words, filled.params, narrowed, filled.rest, rows ?? apart);
  for (const value of filled.others?.values ?? [])
    push(state, chosen.words, { ...filled.params, [filled.others?.param ?? '']: value }, narrowed, filled.rest, rows);
  described(chosen.words, filled);
  paidTo(chosen.words, filled);
  account(state.sketch, chosen.words, filled, context.scope);
  const odd = unknownPart(filled.rest, state.lexicon);
  if (odd) state.sketch.cannot = odd;
}

/** A comparison inside the clause of the order itself: "email me payments over 5,000". */
function inlineCondition(state: State, piece: Piece): string | undefined {
  const scope = scopeHere(state);
  if (!scope.webhook) return undefined;
  const compared = comparisons(state.masked, piece.start, piece.end, scope, state.the.currency);
  if (!compared || !('expression' in compared)) return undefined;
  state.masked = blot(state.masked, compared.start, compared.end, GONE);
  return compared.expression;
}

function push(
  state: State,
  words: ActionWords,
  params: Step['params'],
  extra: string | undefined,
  rest: string,
  rows: string | null,
): void {
  const { sketch } = state;
  const step: Step = {
    id: stepId(sketch.steps.length),
    service: words.action.service,
    action: words.action.action,
    params,
  };
  if (rows) step.for_each = template(rows);
  const inherited = readsSteps(step)
    .map((id) => conditionOf(sketch.steps.find((one) => one.id === id)))
    .find((one) => one !== undefined && !one.includes('.status'));
  const own = both(both(state.base, state.current), extra);
  const condition = own ?? inherited;
  sketch.steps.push(withCondition(step, condition));
  sketch.said.push(rest);
}

const APART =
  /\b(?:for|to|e?mail|mail|tell|write(?: to)?|send) each(?: one)?(?: of(?: (?:them|these|those))?)?[:\s]*\uE003|\b(?:separately|individually|one by one|one each|an? (?:separate|own|individual) (?:e?mail|message)|their own e?mail|each (?:an?|their own) e?mail)\b/;

/** "for each of ann@…, ben@… send an email", "separately": one of its own to everybody; nobody sees the others. */
function eachApart({ source }: State, piece: Piece, params: Step['params']): string | null {
  const { to } = params;
  const from = Math.max(0, source.masked.slice(0, piece.start).search(/[^.!?\n]*$/));
  if (typeof to !== 'string' || !to.includes(', ') || to.includes('{{')) return null;
  if (!APART.test(source.masked.slice(from, piece.end))) return null;
  params.to = template('item');
  return JSON.stringify(to.split(', '));
}

/** The list a "for each" goes through. */
function loopSource(state: State, piece: Piece): string | null {
  const words = state.masked.slice(piece.start, piece.end);
  const each =
    piece.loop ??
    /\b(?:to|for|email|whatsapp|sms|text|message|tell|remind|notify|invoice|send) (?:each|every|all)(?: (?:of )?(?:the|them|those))?(?: ([a-z]+))?/.exec(
      words,
    )?.[1] ??
    (known(state) && EACH_PERSON.test(words) ? 'rows' : undefined);
  const list = each ? listFor(state, each, piece.loop !== null) : null;
  return list && rowsMeant(list, state.hints);
}

/** Something was told of the columns of a sheet. */
const known = ({ hints }: State): boolean => hints.only !== null || Object.keys(hints.columns).length > 0;
const EACH_PERSON =
  /\b(?:everyone|everybody|all|each|every|people|those|them|anyone|members?|tenants?|customers?|clients?|parents?|students?)\b/;

/** The list that "each row" goes through; `loop`: it is said as a loop, so that an event nobody knows may bring one. */
export function listFor(state: State, each: string, loop: boolean): string | null {
  const scope = scopeHere(state);
  const held =
    /^[a-z ]+? (?:in|of|from|inside|on) (?:its|the|their|that|this|our) ([a-z_]+)(?: (?:list|array|field|lines))?$/.exec(
      each,
    )?.[1];
  if (held && scope.open && loop && !/^(?:sheet|feed|list|webhook|payload|request|order|body|form)$/.test(held))
    return `trigger.${held}`;
  const lists = scope.fields.filter((field) => field.kind === 'list' && (field.step >= 0 || scope.open));
  const named = resolve(scope, each, 'list');
  if (named && lists.some((field) => field.path === named.path)) return named.path;
  return lists.at(-1)?.path ?? (loop && scope.open && !isCall(state.source, each) ? 'trigger.items' : null);
}

/** What is no order: a condition after the fact, a name, politeness, or something that cannot be done. */
export function trailing(state: State, piece: Piece): void {
  const text = state.source.text.slice(piece.start, piece.end).trim();
  const masked = state.masked
    .slice(piece.start, piece.end)
    .replace(/\uE000+/g, ' ')
    .trim();
  const named =
    /^(?:and )?(?:call|name) (?:it|this|that|the workflow) (.+?)[.!]*$/i.exec(text) ??
    /^(?:the )?(?:name|workflow name)(?: is|:) (.+?)[.!]*$/i.exec(text);
  if (named?.[1]) {
    state.sketch.name = named[1]
      .replace(/^["'“‘]|["'”’]$/g, '')
      .trim()
      .slice(0, 80);
    return;
  }
  const scope = scopeHere(state);
  const compared = comparisons(state.masked, piece.start, piece.end, scope, state.the.currency);
  if (compared && scope.webhook && state.sketch.steps.length === 0) {
    if ('expression' in compared)
      state.base =
        /^or\b/.test(masked) && state.base
          ? `(${state.base}) || (${compared.expression})`
          : both(state.base, compared.expression);
    else state.sketch.extra.push(conditionHole(compared.unknown));
    return;
  }
  if (compared && 'expression' in compared && scope.webhook && /^(?:but |and )?only\b/.test(masked)) {
    state.base = both(state.base, compared.expression);
    state.sketch.steps = state.sketch.steps.map((step) =>
      withCondition(step, both(conditionOf(step), compared.expression)),
    );
    return;
  }
  if (isNoise(masked)) {
    aside(state, piece);
    return;
  }
  if (!state.sketch.cannot) state.sketch.cannot = text.slice(0, 200);
}

/** Words around a request: asked about where they may change it after all. */
export function aside(state: State, piece: Piece): void {
  const { sketch, source, masked } = state;
  const first = sketch.steps.length === 0;
  if (weighty(masked.slice(piece.start, piece.end), first) || (!first && speaksOf(state, piece)))
    wonder(sketch, [source.text.slice(piece.start, piece.end)]);
}

/** Whether a clause that orders nothing names something that can be done: "and a warm email to the buyer". */
const speaksOf = ({ lexicon, masked }: State, piece: Piece): boolean => {
  const tokens = tokensOf(masked, piece.start, piece.end);
  return lexicon.actions.some(
    ({ action, nouns }) => action.effect !== 'read' && action.service !== 'flow' && findPhrase(tokens, nouns) !== null,
  );
};

/** "Stock check: every Friday …": what stands before a colon and orders nothing is what it is about. */
export function heading(state: State, piece: Piece): boolean {
  const { sketch, source } = state;
  const masked = state.masked.slice(piece.start, piece.end);
  if (sketch.steps.length > 0 || piece.condition || piece.otherwise || !/:[\s\uE000]*$/.test(masked)) return false;
  if (/[\uE001-\uE010]/.test(masked) || /\d|\w\/\w/.test(masked)) return false;
  if (unplacedIn(masked, []).some((word) => isHeavy(word) && word !== 'again')) return false;
  if (/^[\s\uE000]*(?:[a-z]+ )?(?:it|them|him|her|the|my|our|a|an|all|every)\b/.test(masked) && !FRAMES.test(masked))
    return false;
  const words = [...masked]
    .map((letter, at) => (letter === GONE ? ' ' : source.text.charAt(piece.start + at)))
    .join('')
    .replace(/[\s:,.;–-]+$/, '')
    .replace(/^[\s,.;–-]+/, '')
    .replace(/\s+/g, ' ');
  if (words.split(' ').length > 12) return false;
  if (!sketch.name && piece.start === 0 && words.split(' ').length < 7 && !/[,;]/.test(words)) sketch.name = words;
  return true;
}

/** "Show me my day:", "I need the following:", "the plan:": speak of the request, order nothing. */
const FRAMES = /^[\s\uE000]*(?:(?:show|give|tell|get) me|i|we|my|our|the|a|an|this|here)\b/;

/** "at the same time": orders of that sentence need what stood before it and not each other. */
export function together(state: State): void {
  const from = state.together;
  const { steps } = state.sketch;
  const until = state.joined ?? steps.length;
  if (from === null || until - from < 2) return;
  // Each waits for a yes that was asked for among them.
  const before = steps.slice(Math.max(0, from - 1), from).map((step) => step.id);
  const after = steps[until];
  if (after) steps[until] = { ...after, needs: steps.slice(from, until).map((step) => step.id) };
  for (let at = from; at < until; at += 1) {
    const step = steps[at];
    if (!step) continue;
    steps[at] = { ...step, needs: [...new Set([...before, ...readsSteps(step)])] };
    if (isGate(step)) before.push(step.id);
  }
}
