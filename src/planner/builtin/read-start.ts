import { both, comparisons, negated } from './conditions.ts';
import { type Heard, sourceNamed } from './events.ts';
import { blot, GONE, within } from './mask.ts';
import type { State } from './read.ts';
import type { scheduleIn } from './schedule.ts';
import { scopeOf } from './scope.ts';
import { textConditions } from './text-conditions.ts';

/** What starts a request, and the conditions said with it. */

export function startWith(state: State, event: Heard | null, when: ReturnType<typeof scheduleIn>, hand: boolean): void {
  const { sketch, lexicon, the } = state;
  sketch.assumptions.push(...when.assumptions);
  if (event?.trigger) {
    sketch.triggers.push(event.trigger);
    if (event.assumed) sketch.assumptions.push(`the event comes from ${event.assumed}`);
    if (when.said && when.relative === null && when.triggers.length > 0 && when.needs === null)
      sketch.triggers.push(...when.triggers);
    if (when.relative !== null)
      state.pauses.unshift({ at: event.end, action: 'wait', params: { duration: minutesText(when.relative) } });
    const scope = scopeOf(lexicon.catalogue, sketch.triggers, [], the.owner);
    const compared = comparisons(state.masked, event.start, event.end, scope, the.currency);
    const texted = eventCondition(state, event, scope);
    if (compared && 'expression' in compared) state.base = compared.expression;
    else if (compared) sketch.extra.push(conditionHole(compared.unknown));
    state.base = both(state.base, texted ?? undefined);
    if (sketch.extra.length === 0) qualified(state, event);
    state.masked = blot(state.masked, event.start, event.end, GONE);
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

/** "… and the country is not Kenya", "… whose title contains x": words compared in the clause that starts it. */
function eventCondition(state: State, event: Heard, scope: ReturnType<typeof scopeOf>): string | null {
  const { source, masked } = state;
  const tail =
    /\b(?:and|if|where|whose|but only if|only if|unless|provided)\b(?= (?:the|their|its|his|her|it|it's|[a-z]+ (?:is|isn't|contains|equals|starts|ends|includes|mentions))\b)/.exec(
      masked.slice(event.start + 3, event.end),
    );
  const from = tail ? event.start + 3 + tail.index + tail[0].length + 1 : event.start;
  const found = textConditions(source, masked, from, event.end, scope, !tail);
  return found && tail?.[0] === 'unless' ? negated(found) : found;
}

/** Words of a comparison that nothing above could read. */
function qualified(state: State, event: Heard): void {
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
    (one) => !known.includes(one.value.toLowerCase()),
  );
  const named =
    proper &&
    !own.has(proper.toLowerCase()) &&
    !known.includes(proper.toLowerCase()) &&
    !/^(?:I|KES|KSH|USD)$/i.test(proper);
  if (
    named ||
    quote ||
    (!state.base &&
      /\b(?:unless|except|only|less than|more than|at least|at most|between|contains?|containing|equals?|starts? with|ends? with|without|other than|anything but|(?:is|are|was|does|has) not|isn't|doesn't|aren't)\b/.test(
        words,
      ))
  )
    state.sketch.extra.push(conditionHole(state.source.text.slice(event.start, event.end).trim()));
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
});
