import type { Step } from '../../automation/definition.ts';
import { unplacedIn } from './accounted.ts';
import { startsAction } from './choose.ts';
import { conditionIn, leftOf } from './condition-read.ts';
import { both, ENDED, negated, otherSide, outcome, outcomeWords } from './conditions.ts';
import { anyCurrency } from './currencies.ts';
import { labelIs } from './judged.ts';
import { tokensOf } from './lexicon.ts';
import type { Piece } from './pieces.ts';
import { type State, scopeHere } from './read.ts';
import { conditionHole } from './read-start.ts';
import { saidAgain } from './said-again.ts';
import type { Scope } from './scope.ts';
import { conditionOf, withCondition } from './step-condition.ts';
import { ofControl } from './waits-event.ts';

/** Conditions of a request: before, inside and after the orders they hold for. */

/** The other case: neither of the conditions before it. */
export const others = (state: State): string =>
  (state.chain.length > 1 ? state.chain : [state.last ?? '']).map(negated).join(' && ');

/** "…, if the amount is over 5,000": reads it and takes it out of the clause. */
export function conditional(state: State, piece: Piece): void {
  const { condition } = piece;
  if (!condition) return;
  const scope = scopeHere(state);
  const so = /^(?:so|yes|it is|that is the case|that's the case|that happens)[\s,]*$/.test(condition.words);
  const empty = blank(state.masked.slice(piece.start, piece.end));
  // "if it is over 5,000 run Onboarding", "…, wait an hour": what is to be done then was read before.
  const [next] = [...state.pauses, ...state.approvals].filter(
    ({ at }) => at >= condition.end && blank(state.masked.slice(condition.end, at)),
  );
  const alone = empty && !next;
  const after = alone && !leadsOn(state, piece);
  // "…, tell me if it does not answer": what is told is not what failed.
  const before = after && state.sketch.steps.length > 1 ? state.sketch.steps.slice(0, -1) : state.sketch.steps;
  const compared = state.last ?? (state.sketch.steps.length > 0 ? state.base : undefined);
  const opposite =
    labelIs(state.source.text.slice(condition.start, condition.end), state.sketch.steps) ??
    ofControl(condition.words, state.sketch.steps) ??
    otherSide(condition.words, compared) ??
    saidAgain(state.source.text.slice(condition.start, condition.end), compared, state.chain.length > 1);
  const same = judged(state);
  const ended =
    opposite || isUndecided(state, condition.words)
      ? null
      : outcome(so ? state.checked : condition.words, before, state.lexicon.catalogue, same);
  const read = ended || opposite ? null : comparedIn(state, condition, scope);
  const expression = ended ?? opposite ?? read?.expression ?? null;
  if (!expression && state.sketch.steps.length === 0 && /^(?:that|this|it) happens[\s,]*$/.test(condition.words))
    return;
  const left = read
    ? leftOf(read, condition.start, condition.end, scope)
    : ended && !so
      ? unplacedIn(condition.words.replace(ENDED, ' '), outcomeWords(before, state.lexicon))
      : [];
  if (!expression || left.length > 0) {
    state.sketch.extra.push(conditionHole(state.source.text.slice(condition.start, condition.end).trim()));
    return;
  }
  const meant = condition.unless ? negated(expression) : expression;
  splitBase(state, meant);
  const alike = state.chain.every((one) => one.split(' ')[0] === meant.split(' ')[0]);
  state.chain = alike ? [...state.chain, meant] : [meant];
  state.last = meant;
  if (!after) {
    state.current = meant;
    return;
  }
  const steps = state.sketch.steps;
  const from = condition.only || ended ? 0 : Math.max(0, steps.length - 1);
  if (steps.length === 0) state.base = both(state.base, meant);
  // A condition nothing can be held to: only the step it speaks of is there.
  if (steps.length > 0 && steps.slice(from).every((step) => readsSelf(step, meant)))
    state.sketch.extra.push(conditionHole(state.source.text.slice(condition.start, condition.end).trim()));
  for (let at = from; at < steps.length; at += 1) {
    const step = steps[at];
    if (step && !readsSelf(step, meant)) steps[at] = withCondition(step, both(conditionOf(step), meant));
  }
}

/** "if it was declined" after something was asked that nobody can say no to: that is not how a step ended. */
const isUndecided = ({ sketch: { steps, policy } }: State, words: string): boolean =>
  /^it was (?:approved|declined)\b/.test(words) &&
  (policy.requires_user_confirmation === true ||
    steps.some((step) => step.service === 'flow' && step.action === 'ask'));

const blank = (words: string): boolean => words.replace(/[\s\uE000,.;:!?()-]+|\b(?:or|and|but)\b/g, '') === '';

/** "When one of 5,000 or more comes in, …. Otherwise …": what was said of the event was of the orders up to here. */
export function baseSplit(state: State): void {
  const { base, last, sketch } = state;
  if (!base || sketch.steps.length === 0 || (last && last !== base)) return;
  Object.assign(state, last ? { base: undefined } : { last: base, chain: [base], base: undefined });
}

/** "If it is over 50,000 …, if it is less …": the first was of its own orders, not of everything. */
function splitBase(state: State, meant: string): void {
  const base = state.base;
  if (!base || state.sketch.steps.length === 0 || base.includes('||') || anyCurrency(meant).includes('&&')) return;
  if (base.split(' ')[0] !== meant.split(' ')[0] && meant !== negated(base)) return;
  state.base = undefined;
}

const comparedIn = (state: State, { start, end }: { start: number; end: number }, scope: Scope) =>
  conditionIn({ source: state.source, masked: state.masked, from: start, to: end }, scope, state.the.currency);

/** The step the condition before this one asked about: "on success …, on failure …" speak of the same. */
const judged = (state: State): Step | undefined => {
  const id = /^(step_\d+)\.status\b/.exec(state.last ?? '')?.[1];
  return id ? state.sketch.steps.find((step) => step.id === id) : undefined;
};

/** "…, and if it does not answer, email me": a condition that stands before its order, cut off by a comma. */
function leadsOn(state: State, piece: Piece): boolean {
  const { condition } = piece;
  if (!condition || (condition.only && !ordersNext(state, condition))) return false;
  const before = state.masked
    .slice(0, condition.start)
    .replace(/(?:only )?(?:if|unless|when|where|in case|should|provided(?: that)?) ?$/, '');
  const after = state.masked.slice(condition.end);
  // "wait an hour if it is over 5,000, then …": it is of the wait.
  const flow = state.sketch.steps.at(-1)?.service === 'flow';
  if (
    flow &&
    /(?<!\b(?:and|but|or|then))(?<=[\p{L}\d]) (?:only )?(?:if|unless|when|where|in case) ?$/iu.test(
      state.source.text.slice(0, condition.start),
    )
  )
    return false;
  return /(?:^|[,;.:!?\n\uE000]|\band|\bbut|\bor) *$/.test(before) && /^ ?[,:]? *(?!and\b|but\b|or\b)[a-z]/.test(after);
}

/** "…, and only if rain is expected, text …": of what follows where an order does. */
function ordersNext({ masked, lexicon }: State, { start, end }: { start: number; end: number }): boolean {
  if (!/(?:^|[.;\n]|\b(?:and|but|then),?)[\s\uE000]*only (?:if|when|where) ?$/.test(masked.slice(0, start)))
    return false;
  const comma = /^ ?, *(?:(?:please|also|then|just|too),? )*/.exec(masked.slice(end));
  const tokens = comma ? tokensOf(masked, end + comma[0].length) : [];
  return startsAction(lexicon, tokens, 0, Math.min(tokens.length, 30))?.at === 0;
}

const readsSelf = (step: Step, expression: string): boolean => expression.includes(`${step.id}.`);
