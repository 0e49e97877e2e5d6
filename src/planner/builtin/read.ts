import type { Step } from '../../automation/definition.ts';
import { unplacedIn, weighty } from './accounted.ts';
import { addressed } from './addressed.ts';
import { choices, firstWord } from './choose.ts';
import { conditionIn, leftOf } from './condition-read.ts';
import { both, ENDED, negated, otherSide, outcome, outcomeWords } from './conditions.ts';
import { duesIn } from './dues.ts';
import { byHand, eventIn } from './events.ts';
import { type Lexicon, tokensOf } from './lexicon.ts';
import { blot, GONE, maskOf, overlaid, type Source } from './mask.ts';
import { controlIn } from './people-asked.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { policyIn } from './policy.ts';
import { order, together, trailing } from './read-order.ts';
import { afterWaits, pause, useAnswers } from './read-pause.ts';
import { conditionHole, startWith } from './read-start.ts';
import { saidIn } from './saying.ts';
import { scheduleIn } from './schedule.ts';
import { type Scope, scopeOf, template } from './scope.ts';
import { emptySketch, type Sketch } from './sketch.ts';
import { unheardIn, wonder } from './unheard.ts';
import { isNoise } from './unknown.ts';
import { type Pause, pausesIn } from './waits.ts';
import { ofControl } from './waits-event.ts';

export interface Reading {
  now: string;
  timeZone: string;
  currency: string;
  owner: { email: string | null; phone: string | null };
  /** Names of the person's own workflows. */
  workflows?: string[];
}

/** Reads a request into a sketch: what starts it, what happens, under which conditions and limits. */
export function readRequest(
  lexicon: Lexicon,
  text: string,
  the: Reading,
  after?: Pick<Sketch, 'triggers' | 'steps' | 'said'>,
): Sketch {
  const sketch = emptySketch(text);
  if (after) Object.assign(sketch, structuredClone({ steps: after.steps, said: after.said, triggers: after.triggers }));
  const source = maskOf(text, the.timeZone);
  saidIn(source, lexicon);
  const control = controlIn(lexicon, source, the.workflows ?? []);
  sketch.assumptions.push(...control.assumptions);
  const policy = policyIn(source, control.rest, the.currency);
  sketch.policy = policy.policy;
  if (policy.conflict) sketch.extra.push(policy.conflict);
  let masked = policy.rest;
  const pauses = pausesIn(masked);
  masked = pauses.rest;
  const hand = byHand(masked);
  if (hand) {
    masked = blot(masked, hand.start, hand.end, GONE);
    sketch.triggers.push({ type: 'manual' });
  }
  const dues = duesIn(masked);
  const when = scheduleIn({ ...source, masked: dues.masked }, the);
  if (after) Object.assign(when, { said: false, needs: null, triggers: [] });
  // "when I ask, … on 3 February": the day belongs to what is done.
  const dated =
    hand && when.triggers.every((one) => one.type !== 'schedule' || !one.schedule_cron) && when.relative === null;
  if (dated && when.said) Object.assign(when, { said: false, needs: null, triggers: [], rest: dues.masked });
  masked = when.rest;
  for (const due of dues.found)
    masked = masked.slice(0, due.start) + source.masked.slice(due.start, due.end) + masked.slice(due.end);
  const event = (hand && when.said) || after ? null : eventIn(lexicon, masked);
  const state: State = {
    lexicon,
    the,
    source,
    masked,
    sketch,
    pauses: [...pauses.found, ...control.pauses].sort((one, other) => one.at - other.at),
    approvals: policy.approvals,
    current: undefined,
    last: undefined,
    chain: [],
    retry: pauses.retry,
    together: null,
    base: undefined,
    checked: '',
  };
  startWith(state, event, when, hand !== null);
  for (const piece of piecesOf(lexicon, state.masked)) onePiece(state, piece);
  for (const rest of [...state.pauses, ...state.approvals].sort((one, other) => one.at - other.at)) pause(state, rest);
  if (state.retry && sketch.steps.length > 0) {
    const at = sketch.steps.findIndex((step) => step.service !== 'flow');
    const step = sketch.steps[at];
    if (step) sketch.steps[at] = { ...step, retry: { attempts: Math.min(20, state.retry + 1) } };
  }
  together(state);
  afterWaits(sketch);
  useAnswers(sketch, lexicon.catalogue);
  const left = pauses.rest === masked ? masked : overlaid(pauses.rest, when.rest);
  const open = unheardIn(sketch, source, left, the.currency);
  if (!sketch.cannot && (sketch.extra.length === 0 || sketch.extra.some((hole) => hole.kind === 'unheard')))
    wonder(sketch, open);
  return sketch;
}

export interface State {
  lexicon: Lexicon;
  the: Reading;
  source: Source;
  masked: string;
  sketch: Sketch;
  pauses: Pause[];
  approvals: Pause[];
  /** Condition of the sentence. */
  current: string | undefined;
  /** The last condition, for "otherwise". */
  last: string | undefined;
  /** Conditions about the same thing one after another: "otherwise" is none of them. */
  chain: string[];
  /** Condition said with what starts it: holds for everything. */
  base: string | undefined;
  retry: number | null;
  together: number | null;
  /** The last order's clause: what "if so" speaks of. */
  checked: string;
}

export function scopeHere(state: State, item = false) {
  return scopeOf(state.lexicon.catalogue, state.sketch.triggers, state.sketch.steps, state.the.owner, item);
}

function onePiece(state: State, piece: Piece): void {
  const { sketch } = state;
  for (const list of [state.pauses, state.approvals]) {
    while (list[0] && list[0].at <= piece.start) pause(state, list.shift() as Pause);
  }
  if (piece.fresh && !piece.otherwise) state.current = undefined;
  if (
    piece.otherwise &&
    !state.last &&
    !/^\s*(?:do nothing|nothing|ignore|skip)\b/.test(state.masked.slice(piece.start, piece.end))
  )
    wonder(sketch, [state.source.text.slice(piece.start, piece.end)]);
  if (piece.otherwise) state.current = state.last ? others(state) : state.current;
  if (piece.condition) conditional(state, piece);
  if (piece.together && state.together === null) state.together = sketch.steps.length;
  const body = state.masked.slice(piece.start, piece.end);
  if (
    body.replace(/[\s\uE000,.;:!?()-]+/g, '') === '' ||
    /^\s*(?:do nothing|nothing|ignore(?: it| them| that)?|skip(?: it| them| that)?|that's (?:it|all)|don't do anything)\b/.test(
      body,
    )
  ) {
    if (sketch.steps.length === 0 && !piece.condition && state.base && !state.last) {
      state.last = state.base;
      state.base = undefined;
    }
    return;
  }
  state.checked = body;
  const tokens = tokensOf(state.masked, piece.start, piece.end);
  const chosen = choices(state.lexicon, tokens)[0] ?? addressed(state.lexicon, tokens);
  if (!chosen) {
    trailing(state, piece);
    return;
  }
  if (chosen.words.action.service === 'flow' && ['approve', 'wait'].includes(chosen.words.action.action)) {
    const wait = chosen.words.action.action === 'wait';
    if (wait) wonder(state.sketch, [state.source.text.slice(piece.start, piece.end)]);
    else pause(state, { at: piece.start, action: 'approve', params: {} });
    return;
  }
  if (firstWord(tokens) < chosen.at - 1 && isNoise(body)) {
    if (weighty(body, sketch.steps.length === 0)) wonder(sketch, [state.source.text.slice(piece.start, piece.end)]);
    return;
  }
  order(state, piece, chosen, tokens);
}

/** The other case: neither of the conditions before it. */
const others = (state: State): string =>
  (state.chain.length > 1 ? state.chain : [state.last ?? '']).map(negated).join(' && ');

/** "…, if the amount is over 5,000": reads it and takes it out of the clause. */
function conditional(state: State, piece: Piece): void {
  const { condition } = piece;
  if (!condition) return;
  const scope = scopeHere(state);
  const so = /^(?:so|yes|it is|that is the case|that's the case|that happens)[\s,]*$/.test(condition.words);
  const alone = state.masked.slice(piece.start, piece.end).replace(/[\s\uE000,.;:!?()-]+/g, '') === '';
  const after = alone && !leadsOn(state, piece);
  // "…, tell me if it does not answer": what is told is not what failed.
  const before = after && state.sketch.steps.length > 1 ? state.sketch.steps.slice(0, -1) : state.sketch.steps;
  const came = ofControl(condition.words, state.sketch.steps);
  const ended = came ? null : outcome(so ? state.checked : condition.words, before, state.lexicon.catalogue);
  const opposite = ended ? null : (came ?? otherSide(condition.words, state.last));
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
    if (step && !readsSelf(step, meant))
      steps[at] = withCondition(step, both(step.condition?.replace(/^\{\{ | \}\}$/g, ''), meant));
  }
}

const comparedIn = (state: State, { start, end }: { start: number; end: number }, scope: Scope) =>
  conditionIn({ source: state.source, masked: state.masked, from: start, to: end }, scope, state.the.currency);

/** "…, and if it does not answer, email me": a condition that stands before its order, cut off by a comma. */
function leadsOn(state: State, piece: Piece): boolean {
  const { condition } = piece;
  if (!condition || condition.only) return false;
  const before = state.masked
    .slice(0, condition.start)
    .replace(/(?:if|unless|when|in case|should|provided(?: that)?) ?$/, '');
  const after = state.masked.slice(condition.end);
  return /(?:^|[,;.:!?\n\uE000]|\band|\bbut|\bor) *$/.test(before) && /^ ?[,:]? *(?!and\b|but\b|or\b)[a-z]/.test(after);
}

const readsSelf = (step: Step, expression: string): boolean => expression.includes(`${step.id}.`);

export function withCondition(step: Step, expression: string | undefined): Step {
  const { condition: _old, ...rest } = step;
  return expression ? { ...rest, condition: template(expression) } : rest;
}
