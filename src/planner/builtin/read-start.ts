import { unplacedIn } from './accounted.ts';
import { conditionIn, SUBJECTS } from './condition-read.ts';
import { both, comparisons, negated } from './conditions.ts';
import { daysOff } from './days-off.ts';
import type { Heard } from './events.ts';
import { blot, GONE, within } from './mask.ts';
import type { State } from './read.ts';
import type { scheduleIn } from './schedule.ts';
import { type Scope, scopeOf } from './scope.ts';
import { PEOPLE } from './scope-words.ts';
import { wonder } from './unheard.ts';
import { sourceNamed } from './unknown.ts';
import { say } from './words.ts';

/** What starts a request, and the conditions said with it. */

export function startWith(state: State, event: Heard | null, when: ReturnType<typeof scheduleIn>, hand: boolean): void {
  const { sketch, lexicon, the } = state;
  sketch.assumptions.push(...when.assumptions);
  if (event?.trigger) {
    sketch.triggers.push(event.trigger);
    if (event.assumed && (event.rivals ?? []).length > 0 && !sketch.when)
      sketch.when = { needs: 'service', words: event.assumed, zones: [event.assumed, ...(event.rivals ?? [])] };
    else if (event.assumed) sketch.assumptions.push(say.comesFrom(event.assumed));
    const timed = when.said && when.relative === null;
    const besides = timed && when.triggers.length > 0 && when.needs === null;
    if (besides && BESIDES.test(state.source.masked)) sketch.triggers.push(...when.triggers);
    else if (besides || (timed && when.words !== ''))
      wonder(sketch, [when.words && state.source.text.includes(when.words) ? when.words : 'the time you named']);
    if (when.relative !== null)
      state.pauses.unshift({ at: event.end, action: 'wait', params: { duration: minutesText(when.relative) } });
    const scope = scopeOf(lexicon.catalogue, sketch.triggers, [], the.owner, false, state.hints.fields);
    eventCondition(state, event, scope);
    if (sketch.extra.length === 0) qualified(state, event, scope);
    state.masked = blot(state.masked, event.start, event.end, GONE);
    // "draft a note for every payment and email it": another order may follow.
    if (event.start > 0 && /^ ?[a-z]/.test(state.masked.slice(event.end)))
      state.masked = `${state.masked.slice(0, event.end - 1)},${state.masked.slice(event.end)}`;
    return;
  }
  if (event?.unknown && !hand && !when.said) {
    sketch.extra.push({
      name: 'trigger',
      label: 'what starts it',
      ask: 'trigger',
      step: -1,
      params: [],
      kind: 'trigger',
      suggest: sourceNamed(lexicon, event.unknown) ?? '',
    });
    sketch.when = { needs: 'event', words: state.source.text.slice(event.start, event.end), zones: [] };
    state.masked = blot(state.masked, event.start, event.end, GONE);
    return;
  }
  if (when.said) {
    sketch.triggers.push(...when.triggers);
    if (when.needs) sketch.when = { needs: when.needs, words: when.words, zones: when.zones };
  }
}

/** Days that were said without a time, other than every day: they narrow an event and start nothing of their own. */
export const narrowsEvent = (
  { said, needs, relative, triggers }: ReturnType<typeof scheduleIn>,
  masked: string,
): boolean =>
  relative === null &&
  (said
    ? needs === 'time' && !triggers.every((one) => one.type === 'schedule' && one.schedule_cron === '? ? * * *')
    : daysOff(masked).off.length > 0);

/** "when I am paid, and every Monday at 9": a time that starts it as well; any other narrows the event. */
const BESIDES = /\b(?:or|and|plus|as well as)(?: also)?,? (?:every|each|on|at|daily|weekly|once|\d)|\b(?:also|too)\b/;

/** "… and the country is not Kenya", "… whose title contains x": words compared in the clause that starts it. */
function eventCondition(state: State, event: Heard, scope: Scope): void {
  const { source, masked, the } = state;
  const compared = comparisons(masked, event.start, event.end, scope, the.currency);
  if (compared && !('expression' in compared)) {
    state.sketch.extra.push(conditionHole(compared.unknown));
    return;
  }
  const left = compared ? blot(masked, compared.start, compared.end, GONE) : masked;
  const tail =
    /\b(?:and|if|where|whose|but only if|only if|unless|provided)\b(?= (?:the|their|its|his|her|it|it's|[a-z]+ (?:is|isn't|contains|equals|starts|ends|includes|mentions))\b)/.exec(
      left.slice(event.start + 3, event.end),
    );
  const from = tail ? event.start + 3 + tail.index + tail[0].length + 1 : event.start;
  const read = conditionIn({ source, masked: left, from, to: event.end }, scope, the.currency, !tail);
  const texted = read.expression && tail?.[0] === 'unless' ? negated(read.expression) : read.expression;
  state.base = both(compared?.expression, texted ?? undefined);
  state.masked =
    state.masked.slice(0, event.start) + read.rest.slice(event.start, event.end) + state.masked.slice(event.end);
}

/** Words of a comparison that nothing above could read. */
function qualified(state: State, event: Heard, scope: Scope): void {
  const words = state.masked.slice(event.start, event.end);
  const known = JSON.stringify([state.base ?? '', state.sketch.triggers]).toLowerCase();
  const own = new Set(
    state.lexicon.events
      .flatMap((one) => [...one.service.nouns, one.service.service])
      .flatMap((noun) => noun.split(' ')),
  );
  const proper = /\b(?:from|in|by|for|named|called|about|with|to) ([A-Z][\w'-]+)/.exec(
    state.source.text.slice(event.start, event.end),
  )?.[1];
  const quote = within(state.source, event.start, event.end, 'quote').find(
    (one) => !known.includes(one.value.toLowerCase()) && state.masked.charAt(one.start) !== GONE,
  );
  const named =
    proper &&
    !own.has(proper.toLowerCase()) &&
    !known.includes(proper.toLowerCase()) &&
    !/^(?:I|KES|KSH|USD)$/i.test(proper);
  if (named || quote || untold(state, event, scope, words))
    state.sketch.extra.push(conditionHole(state.source.text.slice(event.start, event.end).trim()));
}

const PERSON =
  '(?:owner|customer|client|guest|visitor|member|student|pupil|learner|trainee|player|runner|rider|walker|host|parent|mum|dad|couple|family|neighbour|resident|patient|tenant|buyer|shopper|diner|camper|bride|person|lead|attendee|participant|traveller|user|subscriber|donor)';
const MARKED =
  /^[\s\uE000]*(?:(?:and|so|please|then|only|when(?:ever)?|wen|whn|wheneva|as soon as|each|every|any ?time|time|the moment|once|after|upon|on|if|following|wakati|for|with)\b[\s,]*)+/;
/** What joins a condition that was read. */
const JOINS = /\b(?:(?:and|but|only|if|where|whose|unless|provided|when|that|which|is|are) ?)+(?=\uE000)/g;
const NARROWS =
  /\b(?:with|whose|where|having|says|saying|reports|tells (?:you|us|me)|containing|contains|worth|about|called|named|labell?ed|that (?:has|have|is|are|was|were|contains?)|which (?:has|have|is|are)|(?:and|but) (?:the|its|their|his|her|it|it's)(?= ))\b.*$/;

/** What kind of customers they are where all are of that kind: "a pet owner books", "one of our yoga students pays". */
const TRADE = new RegExp(
  `\\b(?:pet|dog|cat|horse|home|house|flat|room|shop|market|stall|farm|car|bike|boat|gym|club|yoga|dance|music|piano|guitar|swim(?:ming)?|tennis|football|surf|ski|wedding|party|hotel|restaurant|salon|spa|clinic|dental|garden|course|class|workshop|tour|bakery|cake|coffee|prospective|potential|website|online) (${PERSON}s?)\\b`,
  'g',
);
/** "one of our students": nothing more than somebody. */
const PERSONS = new RegExp(`\\b(?:an?|any|some|one of (?:my|our|the)) ${PERSON}s?\\b`, 'g');

/** Whether the clause that starts it says more than the event and its conditions: "… from Nairobi", "… for the first time". */
function untold(state: State, event: Heard, scope: Scope, words: string): boolean {
  const { trigger } = event;
  if (trigger?.type !== 'webhook') return false;
  const known = state.lexicon.events.find(
    (one) => one.service.service === trigger.service && one.event.event === trigger.event,
  );
  const said = words
    .replace(MARKED, ' ')
    .replace(JOINS, ' ')
    .replace(/\b(?:books?|booked|schedules?|reserves?) (?:an?|their|the) [a-z]+/, ' ')
    .replace(TRADE, '$1')
    .replace(PERSONS, ' ');
  const open = Object.keys(known?.event.data.shape ?? {}).length === 0;
  const stretch = open ? (NARROWS.exec(said)?.[0] ?? '') : said;
  const parts = [...(known?.phrases ?? []), ...(known?.nouns ?? [])].flatMap((phrase) =>
    phrase.parts.flatMap((part) => (part.gap ? [] : part.any)),
  );
  const own = [
    ...parts,
    ...scope.fields.flatMap((field) => field.spoken.flatMap((one) => one.split(' '))),
    ...SUBJECTS,
  ];
  const config = JSON.stringify(trigger.config ?? {}).toLowerCase();
  const left = unplacedIn(stretch, own).filter(
    (word) => !PEOPLE.test(word) && !config.includes(word) && !(state.base ?? '').toLowerCase().includes(word),
  );
  const heavy =
    open &&
    unplacedIn(said, own).some((word) =>
      /^(?:not|unless|except|only|without|isn't|doesn't|aren't|nobody|none|never|no)$/.test(word),
    );
  return heavy || left.length > 0;
}

const minutesText = (minutes: number) =>
  minutes % 1440 === 0 ? `${minutes / 1440}d` : minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;

export const conditionHole = (words: string) => ({
  name: 'condition',
  label: 'the condition',
  ask: `What exactly should be compared${words ? ` (“${words.slice(0, 60)}”)` : ''}? For example “the amount is over 5,000”.`,
  step: -1,
  params: [],
  kind: 'condition',
  words: words ? [words.slice(0, 60)] : ['the condition'],
});
