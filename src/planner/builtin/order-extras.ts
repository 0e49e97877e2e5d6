import { isHeavy, unplaced, unplacedIn } from './accounted.ts';
import type { Clause, Filled } from './fill.ts';
import type { ActionWords } from './lexicon.ts';
import { type State, scopeHere } from './read.ts';
import { PEOPLE, plainPhrase } from './scope-words.ts';
import type { Sketch } from './sketch.ts';

/** What an order says besides its parameters: what it is for, how it is sent. */

/** "invoice for Acme, 850 dollars, web hosting": a part of the list that is none of the other things says what it is for. */
export function described(words: ActionWords, filled: Filled): void {
  if (
    !words.action.params.shape.description ||
    filled.params.description !== undefined ||
    words.action.effect !== 'write' ||
    !words.kinds.has('money')
  )
    return;
  const parts = filled.rest.split(',').map((part) => part.trim());
  const [only, more] = parts.filter((part) => {
    const { heavy, other } = unplaced(part, words, '');
    return heavy.length + other.length > 0;
  });
  if (parts.length < 2 || only === undefined || more !== undefined || only.split(' ').length > 5) return;
  if (PEOPLE.test(plainPhrase(only.replace(/^for /i, '')))) return;
  if (
    unplacedIn(only, []).some(isHeavy) ||
    /\d|\b(?:provided|approv|confirm|agree|subject to|pending|allow|ask|check|sign)/i.test(only)
  )
    return;
  filled.params.description = only.replace(/^(?:for|it's for|because of) /i, '').replace(/[\s.;!]+$/, '');
  filled.rest = parts.filter((part) => part !== only).join(', ');
}

/** "pay the milk transporter", whose number is asked for: kept as what it is for. */
export function paidTo(words: ActionWords, filled: Filled): void {
  const { params } = filled;
  if (words.action.effect !== 'money' || params.phone !== undefined || params.description !== undefined) return;
  if (!words.action.params.shape.description || !words.action.params.shape.phone) return;
  const whom = /^(?:to )?((?:the|my|our|his|her|their) [a-z][\w'-]*(?: [a-z][\w'-]*){0,2})[\s.]*$/i.exec(
    filled.rest,
  )?.[1];
  if (
    !whom ||
    /\b(?:each|every|all|both|half|rest|others?|column|row)\b/i.test(whom) ||
    unplacedIn(whom, []).some(isHeavy)
  )
    return;
  params.description = whom.replace(/^the /i, '');
  filled.rest = '';
}

/** "POST the booking to https://…": all that came in. */
export function sentAlong(
  words: ActionWords,
  params: Sketch['steps'][number]['params'],
  clause: Clause,
  state: State,
): void {
  if (!words.action.params.shape.method || params.body !== undefined || !scopeHere(state).webhook) return;
  if (!/^(?:POST|PUT|PATCH)$/.test(String(params.method))) return;
  const said = clause.masked.slice(clause.start, clause.end);
  if (
    !/\b(?:(?:the|this|that|its?|all(?: of)?(?: the)?|whole|full|each|every) (?:new )?(?:booking|payment|order|issue|event|meeting|call|invitee|details?|data|payload|lot|json|info|information|request|submission|customer|refund|subscription|thing)|it|everything)\b/.test(
      said,
    )
  )
    return;
  params.body = '{{ trigger.data }}';
  state.sketch.assumptions.push('all that came in is sent along');
}

/** "post to https://…" is a POST. */
export function method(words: ActionWords, params: Sketch['steps'][number]['params'], clause: Clause): void {
  if (!words.action.params.shape.method || params.method !== undefined) return;
  const said = clause.masked.slice(clause.start, clause.end);
  const found =
    /\b(get|post|put|patch|delete|head)\b/.exec(said)?.[1] ?? (/\bsend\b|\bsubmit\b/.test(said) ? 'post' : null);
  if (found && found !== 'get') params.method = found.toUpperCase();
}
