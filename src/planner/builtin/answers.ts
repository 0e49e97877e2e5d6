import { split } from './answer-split.ts';
import { setTimes, when } from './answer-when.ts';
import { conditionIn } from './condition-read.ts';
import { both } from './conditions.ts';
import { answerLate } from './late-yes.ts';
import { findPhrase, type Lexicon, tokensOf } from './lexicon.ts';
import { maskOf } from './mask.ts';
import { amountsIn } from './numbers.ts';
import { putValue } from './put-value.ts';
import type { Reading } from './read.ts';
import { listRead, scopeOf, template } from './scope.ts';
import type { Hole, Sketch } from './sketch.ts';
import { conditionOf, withCondition } from './step-condition.ts';
import { inWords } from './suggested.ts';
import { say } from './words.ts';

/** What a reply says to the open questions: one or several, in any order. */

export const LEAVE =
  /^(?:you (?:decide|choose|pick)|up to you|whatever(?: you (?:like|think))?|anything(?: is fine)?|(?:use |go with |i like )?(?:your|the) (?:choices?|call|(?:suggested )?(?:suggestions?|subjects?|texts?|titles?|messages?|wording))(?: (?:is|are|look|looks|sounds?|works?) (?:fine|good|ok|okay|great|perfect|for me))?|suggestions? (?:is|are) (?:fine|good|ok)|as you (?:like|suggest)|i don'?t (?:mind|care)|any|default|surprise me|skip|none|no idea|not sure|doesn'?t matter)[.! ]*$/i;
const AGREED =
  /^(?:(?:yes|yep|yeah|yup|sure|ok|okay|fine|good|great|perfect|right|ndio|sawa|please|thanks|thank you|(?:to |for )?both|to all|all of them|(?:both|all|that|those|these|they|it)(?:'s|'re| is| are| looks?| sounds?| works?)(?: (?:fine|good|ok|okay|great|perfect))?|(?:looks|sounds) (?:fine|good|ok|okay|great|perfect)|(?:use|take|go with|keep) (?:them|it|that|those|both|all))(?: |$))+$/;
export const ALIASES: Record<string, string[]> = {
  to: ['recipient', 'email', 'recipients', 'address', 'email address'],
  phone: ['to', 'phone number', 'number', 'recipient'],
  message: ['text', 'body', 'content'],
  body: ['text', 'content', 'message'],
  subject: ['title', 'subject line'],
  title: ['name', 'subject'],
  client: ['customer', 'customer name', 'client name'],
  amount: ['total', 'value', 'how much'],
  due_date: ['due', 'due date', 'due in'],
  spreadsheet: ['sheet', 'url'],
  values: ['row', 'columns', 'fields'],
  time: ['date', 'when', 'schedule', 'trigger'],
  trigger: ['time', 'when', 'schedule', 'date'],
};

/**
 * "your subject is fine, only over 10,000": what is left to us, and what is said besides. Null where no clause of several
 * leaves the suggestions as they are.
 */
export function leftWith(text: string): string | null {
  const clauses = text
    .trim()
    .split(/\s*[,;.]\s+(?:and |but )?|\s+(?:and|but)\s+(?=(?:your|the) (?:suggest|subject|text|title))/i);
  const rest = clauses.filter((clause) => clause.trim() !== '' && !LEAVE.test(clause.trim()));
  return clauses.length > rest.length && rest.length > 0 ? rest.join(', ') : null;
}

/** Yes to what was suggested; to a question without a suggestion it is no answer. */
function agrees(text: string): boolean {
  const plain = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
  // Thanks alone is a subject or a text as good as any.
  return plain.length <= 60 && AGREED.test(plain) && !/^(?:thanks|thank you|please)$/.test(plain);
}

/** The suggestion typed as it was shown. */
const taken = (hole: Hole, value: string): boolean =>
  hole.suggest !== undefined && value.trim() === inWords(hole.suggest);

export interface AnswerContext {
  lexicon: Lexicon;
  the: Reading;
}

/** Puts the answers into a copy of the sketch. */
export function answered(sketch: Sketch, holes: Hole[], text: string, context: AnswerContext): Sketch {
  const next = structuredClone(sketch);
  const leave = LEAVE.test(text.trim());
  const agreed = holes.some((hole) => hole.suggest) && agrees(text);
  const given =
    leave || agreed ? new Map(holes.map((_, at) => [at, ''] as const)) : split(text, holes, context.the.timeZone);
  // After a label every word is meant: "Subject: Thanks".
  const labelled = /[a-z]\s*[:=]/i.test(text);
  for (const [at, value] of given) {
    const hole = holes[at];
    if (!hole || (agreed && !hole.suggest)) continue;
    if (
      hole.kind === 'unheard' ||
      (hole.kind === 'condition' && (LEAVE.test(value) || OUT.test(value.trim()) || value === ''))
    )
      unheard(next, hole, value, context);
    else if (hole.kind === 'late') answerLate(next, value, context.lexicon.catalogue);
    else if (leave || agreed || LEAVE.test(value) || taken(hole, value) || (hole.suggest && !labelled && agrees(value)))
      left(next, hole, context);
    else if (hole.kind === 'when' || hole.kind === 'trigger') {
      const cause = next.when?.needs === 'event' ? next.when.words.trim() : '';
      when(next, value, context);
      if (cause && next.triggers.some((trigger) => trigger.type === 'schedule'))
        next.assumptions.push(say.everyTime(cause.slice(0, 120)));
    } else if (hole.kind === 'condition') condition(next, value, context);
    else if (hole.kind === 'conflict') amount(next, value, context);
    else for (const param of hole.params) one(next, hole, param, value, context);
  }
  return next;
}

const COLUMN = /\bcolumns?\b/i;
const ROW_KINDS = new Set(['email', 'phone', 'money', 'person', 'name']);
const OUT =
  /^(?:(?:please|ok|okay|just|yes|then)[, ]+)*(?:leave (?:it|that|them|those|this) out|leave out|(?:yes,? )?without (?:it|that|them)|ignore (?:it|that|them|this)|nothing|drop (?:it|that|them)|forget (?:it|that)|skip (?:it|that|them)|never ?mind(?: that| it)?|(?:it'?s |it is |that'?s )?not (?:important|needed)|no need)[.! ]*$/i;
/** What nobody else can decide: an address, a number, a day, a no, an if, a whole clause. */
const GRAVE =
  /[@#+\d]|https?:|["“‘]|(?:\S+\s+){3}|\b(?:not|never|no|don'?t|except|excluding|unless|only|without|until|till|if|when|whenever|instead|first|before|after|other|others|anything|everything|amount|name|email|phone|number|title|date|message|text)\b|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\b(?:approv|sign[- ]?off|check|confirm|review|ask)|\b(?:bigger|smaller|larger|higher|lower|later|earlier|greater|fewer|over|under|above|below|more|less)\b/i;

/** Dropped where they say so; left to us, words are dropped and said so on the card, what only they can know once it was explained. */
function unheard(sketch: Sketch, hole: Hole, value: string, context: AnswerContext): void {
  const ours = value === '' || LEAVE.test(value);
  if (!ours && !OUT.test(value.trim()) && !(hole.options && agrees(value))) return;
  if (
    ours &&
    !hole.told &&
    (hole.kind === 'condition' ||
      hole.options !== undefined ||
      named(hole, context) ||
      (hole.words ?? []).some((words) => GRAVE.test(words)))
  ) {
    sketch.extra = sketch.extra.map((one) =>
      one.kind === hole.kind ? { ...one, told: true, ask: say.onlyYou(hole.words ?? []) } : one,
    );
    return;
  }
  sketch.extra = sketch.extra.filter((one) => one.kind !== hole.kind);
  sketch.assumptions.push(`left out: ${(hole.words ?? []).map((words) => `“${words}”`).join(', ')}`);
}

/** Whether they name a service: then something was asked of it. */
const named = (hole: Hole, { lexicon }: AnswerContext): boolean =>
  (hole.words ?? []).some((words) => {
    const tokens = tokensOf(words.toLowerCase());
    return lexicon.actions.some((one) => findPhrase(tokens, one.nouns) !== null);
  });

/** Left to us: the suggestion, the trigger's own field, or an ordinary time. */
function left(sketch: Sketch, hole: Hole, context: AnswerContext): void {
  if (hole.kind === 'when' && sketch.when?.needs === 'time') {
    setTimes(sketch, [{ hour: 9, minute: 0 }]);
    sketch.assumptions.push('09:00, as no time was given');
    return;
  }
  if (hole.kind === 'when' && sketch.when?.needs === 'service') {
    sketch.assumptions.push(say.comesFrom(sketch.when.words));
    sketch.when = null;
    return;
  }
  if (hole.kind === 'when' && sketch.when?.needs === 'half') {
    sketch.assumptions.push('the time is in the morning');
    sketch.when = null;
    return;
  }
  const step = sketch.steps[hole.step];
  if (!step) return;
  for (const param of hole.params) {
    if (['email', 'phone', 'money', 'channel', 'url'].includes(hole.kind) || !hole.suggest) continue;
    if (['list', 'object'].includes(hole.kind)) step.params[param] = [hole.suggest];
    else one(sketch, hole, param, hole.suggest, context);
    sketch.assumptions.push(`${hole.label}: “${inWords(hole.suggest)}”`);
  }
}

function condition(sketch: Sketch, value: string, { lexicon, the }: AnswerContext): void {
  const source = maskOf(value, the.timeZone);
  const scope = scopeOf(lexicon.catalogue, sketch.triggers, sketch.steps, the.owner, false, sketch.told);
  const { masked } = source;
  const { expression } = conditionIn({ source, masked, from: 0, to: masked.length }, scope, the.currency);
  if (!expression) return;
  sketch.extra = sketch.extra.filter((hole) => hole.kind !== 'condition');
  sketch.steps = sketch.steps.map((step) =>
    expression.includes(`${step.id}.`) ? step : withCondition(step, both(conditionOf(step), expression)),
  );
}

function amount(sketch: Sketch, value: string, { the }: AnswerContext): void {
  const found = amountsIn(value.toLowerCase(), the.currency)[0];
  if (!found) return;
  sketch.extra = sketch.extra.filter((hole) => hole.kind !== 'conflict');
  const step = sketch.steps.find((one) => typeof one.params.amount === 'number');
  if (step) step.params.amount = found.value;
}

function one(sketch: Sketch, hole: Hole, param: string, value: string, context: AnswerContext): void {
  const step = sketch.steps[hole.step];
  if (!step) return;
  const scopeHere = () =>
    scopeOf(
      context.lexicon.catalogue,
      sketch.triggers,
      sketch.steps.slice(0, hole.step),
      context.the.owner,
      step.for_each !== undefined,
      sketch.told,
    );
  // "the Phone column": each of the rows that were read gets one.
  const ofRow = step.for_each === undefined && ROW_KINDS.has(hole.kind) && COLUMN.test(value);
  const rows = ofRow ? listRead(scopeHere()) : null;
  if (rows) step.for_each = template(rows);
  const scope = scopeHere();
  putValue({ step, name: param, kind: hole.kind }, value, scope, context.the, context.lexicon.catalogue);
}
