import type { Step } from '../../automation/definition.ts';
import { isBare } from './accounted.ts';
import { addressed } from './addressed.ts';
import { choices, firstWord } from './choose.ts';
import { clausesOf, type Piece } from './clauses.ts';
import { type Hints, hintsIn } from './data-hints.ts';
import { duesIn, withDues } from './dues.ts';
import { byHand, eventIn, withArrows } from './events.ts';
import { fieldsTold, WEBHOOK } from './fields-told.ts';
import { guardedTimes, lostTimes } from './guarded-times.ts';
import { lateYes } from './late-yes.ts';
import { type Lexicon, tokensOf } from './lexicon.ts';
import { blot, GONE, maskOf, overlaid, type Source } from './mask.ts';
import { controlIn } from './people-asked.ts';
import { policyIn } from './policy.ts';
import { baseSplit, conditional, others } from './read-condition.ts';
import { aside, heading, order, together, trailing } from './read-order.ts';
import { afterWaits, guardOutgoing, pause, tryAgain, useAnswers } from './read-pause.ts';
import { narrowsEvent, startWith } from './read-start.ts';
import { closeTo } from './recipients.ts';
import type { Retried } from './retries.ts';
import { saidIn } from './saying.ts';
import { scheduleIn } from './schedule.ts';
import { scopeOf } from './scope.ts';
import { emptySketch, type Sketch } from './sketch.ts';
import { ofThisCase } from './step-condition.ts';
import { withoutStory } from './story.ts';
import { swallowedOrders, swallowedYes, unheardIn, wonder } from './unheard.ts';
import { isNoise } from './unknown.ts';
import { type Pause, pausesIn } from './waits.ts';
import { askIf, yesIfIn } from './yes-if.ts';

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
  const told = fieldsTold(source, lexicon);
  source.masked = withoutStory(told.rest, lexicon);
  const data = hintsIn(source, source.masked);
  data.hints.fields.unshift(...told.names);
  sketch.told = data.hints.fields;
  source.masked = data.rest;
  saidIn(source, lexicon);
  const sometimes = yesIfIn(source, source.masked);
  const whole = { ...source };
  source.masked = sometimes.rest;
  const control = controlIn(lexicon, source, the.workflows ?? []);
  sketch.assumptions.push(...control.assumptions);
  const policy = policyIn(source, control.rest, the.currency);
  sketch.policy = policy.policy;
  if (policy.conflict) sketch.extra.push(policy.conflict);
  let masked = withArrows(policy.rest);
  const pauses = pausesIn(masked);
  masked = pauses.rest;
  const hand = byHand(masked);
  if (hand) {
    masked = blot(masked, hand.start, hand.end, GONE);
    sketch.triggers.push({ type: 'manual' });
  }
  const guarded = guardedTimes(source.text, after ? '' : whole.masked, masked);
  masked = guarded.rest;
  const dues = duesIn(masked);
  const when = scheduleIn({ ...source, masked: dues.masked }, the);
  if (after) Object.assign(when, { said: false, needs: null, triggers: [] });
  // "when I ask, … on 3 February": the day belongs to what is done.
  const dated =
    hand && when.triggers.every((one) => one.type !== 'schedule' || !one.schedule_cron) && when.relative === null;
  if (dated && when.said) Object.assign(when, { said: false, needs: null, triggers: [], rest: dues.masked });
  masked = withDues(when.rest, dues, source.masked);
  let heard = (hand && when.said) || after ? null : eventIn(lexicon, masked, told.rest);
  // "when somebody pays, not on Sundays": days without a time narrow the event, and start nothing.
  if (heard?.trigger && narrowsEvent(when, dues.masked)) {
    Object.assign(when, { said: false, needs: null, triggers: [], rest: dues.masked });
    masked = withDues(dues.masked, dues, source.masked);
    heard = eventIn(lexicon, masked, told.rest);
  }
  // "At 9 pay …. If the payout fails …": how a step of it ended starts nothing.
  const event =
    heard && when.triggers.length > 0 && /^if (?:the|that|this|it)\b/.test(masked.slice(heard.start)) ? null : heard;
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
    again: pauses.again,
    outgoing: null,
    retried: null,
    together: null,
    joined: null,
    clause: 0,
    base: undefined,
    checked: '',
    hints: data.hints,
  };
  startWith(state, event, when, hand !== null);
  const comes = WEBHOOK.test(masked) || (told.names.length > 0 && /\bweb ?hooks?\b/.test(source.masked));
  if (sketch.triggers.length === 0 && !sketch.when && !hand && !after && comes) {
    sketch.triggers.push({ type: 'webhook', service: 'custom', event: '*', config: {} });
    sketch.assumptions.push('it starts when something calls its address');
  }
  for (const piece of clausesOf(state)) onePiece(state, piece);
  for (const rest of [...state.pauses, ...state.approvals].sort((one, other) => one.at - other.at)) pause(state, rest);
  guardOutgoing(state);
  tryAgain(state);
  together(state);
  askIf(sketch, sometimes.found, whole, scopeHere(state), lexicon.catalogue, the.currency);
  if (policy.closed && !closeTo(sketch, lexicon.catalogue)) wonder(sketch, [policy.closed]);
  afterWaits(sketch);
  useAnswers(sketch, lexicon.catalogue);
  const left = pauses.rest === masked ? masked : overlaid(pauses.rest, when.rest);
  const open = unheardIn(sketch, source, left, the.currency);
  if (!sketch.cannot && (sketch.extra.length === 0 || sketch.extra.some((hole) => hole.kind === 'unheard')))
    wonder(sketch, open);
  const yes = [...swallowedYes(sketch, source), ...swallowedOrders(sketch, source)];
  if (!sketch.cannot && yes.length > 0) wonder(sketch, yes);
  const once = sketch.triggers.length === 1 && sketch.triggers.some((one) => 'schedule_at' in one);
  wonder(sketch, [...guarded.words, ...(after ? [] : lostTimes(source.text, dues.masked, when.rest, once))]);
  const late = lateYes(sketch, lexicon.catalogue);
  if (late) sketch.extra.push(late);
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
  again: Retried;
  /** A yes for whatever leaves. */
  outgoing: Step | null;
  /** The step before the words about trying again. */
  retried: number | null;
  together: number | null;
  /** Where what is done side by side is over. */
  joined: number | null;
  /** Where the orders of this sentence, or since "then", begin. */
  clause: number;
  /** The last order's clause: what "if so" speaks of. */
  checked: string;
  /** What was told of the data. */
  hints: Hints;
}

export function scopeHere(state: State, item = false) {
  const { lexicon, sketch, the, hints, together, joined } = state; // What is done side by side knows nothing of each other.
  const steps = together === null || joined !== null ? sketch.steps : sketch.steps.slice(0, together);
  const scope = scopeOf(lexicon.catalogue, sketch.triggers, steps, the.owner, item, hints.fields);
  return ofThisCase(scope, steps, state.current);
}

function onePiece(state: State, piece: Piece): void {
  const { sketch } = state;
  if (state.retried === null && piece.from >= state.again.at) state.retried = sketch.steps.length - 1;
  // A yes that a sentence begins with is on no condition of the one before.
  pausesUntil(state, piece.fresh && !piece.otherwise ? piece.since : piece.from);
  if (piece.fresh && !piece.otherwise) state.current = undefined;
  pausesUntil(state, piece.from);
  if (piece.otherwise) baseSplit(state);
  if (
    piece.otherwise &&
    !state.last &&
    !/^\s*(?:do nothing|nothing|ignore|skip|leave (?:it|them|that|things)|no action|never mind|forget it|don't bother)\b/.test(
      state.masked.slice(piece.start, piece.end),
    )
  )
    wonder(sketch, [state.source.text.slice(piece.start, piece.end)]);
  if (piece.otherwise) state.current = state.last ? others(state) : state.current;
  if (piece.condition) conditional(state, piece);
  pausesUntil(state, piece.start);
  const before = state.masked.slice(0, piece.start);
  const turns = /\b(?:then|finally|afterwards|after that),?[\s\uE000]*$/.test(before);
  if (piece.fresh || turns) state.clause = sketch.steps.length;
  if (turns && state.together !== null && state.joined === null && sketch.steps.length - state.together > 1)
    state.joined = sketch.steps.length;
  if (piece.together && state.together === null) state.together = piece.tail ? state.clause : sketch.steps.length;
  const body = state.masked.slice(piece.start, piece.end);
  if (
    body.replace(/[\s\uE000,.;:!?()-]+/g, '') === '' ||
    /^\s*(?:do nothing|nothing|ignore(?: it| them| that)?|skip(?: it| them| that)?|leave (?:it|them|that|things)(?: alone| be| at that| as (?:it is|they are))?[\s.!]*$|no action|never mind|forget it|don't bother|that's (?:it|all)|don't do anything)/.test(
      body,
    )
  ) {
    if (sketch.steps.length === 0 && !piece.condition && state.base && !state.last) {
      state.last = state.base;
      state.base = undefined;
    }
    return;
  }
  if (isBare(body)) return;
  if (heading(state, piece)) return;
  state.checked = body;
  const tokens = tokensOf(state.masked, piece.start, piece.end);
  const verbal = choices(state.lexicon, tokens)[0];
  // "#dev on slack “…”": nothing is ordered, it only goes somewhere.
  const apart = verbal === undefined || (firstWord(tokens) < verbal.at - 1 && isNoise(body));
  const chosen = (apart ? addressed(state.lexicon, tokens) : null) ?? verbal;
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
    aside(state, piece);
    return;
  }
  order(state, piece, chosen, tokens);
}

/** Puts the pauses down that stand before this place. */
function pausesUntil(state: State, at: number): void {
  for (const list of [state.pauses, state.approvals])
    while (list[0] && list[0].at <= at) pause(state, list.shift() as Pause);
}
