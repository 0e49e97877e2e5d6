import type { Json } from '../../automation/definition.ts';
import { eventIn } from './events.ts';
import type { Lexicon } from './lexicon.ts';
import { blot, GONE } from './mask.ts';
import { COUNT, durationText, minutesOf } from './numbers.ts';
import type { Pause } from './waits.ts';

/** "wait until the customer pays, at most 3 days": an event in the middle of a run. */

const UNIT = '(second|minute|min|hour|hr|day|week)s?';
const MOST = `(?:for )?(?:at most|up to|no more than|no longer than|not longer than|max(?:imum)?(?: of)?|but (?:at most|no(?:t)? (?:more|longer) than)) (${COUNT}) ${UNIT}`;
const WAIT = new RegExp(
  String.raw`\b(?:then |and )*wait(?: ${MOST})?(?: for it)? (until|till|for) (?!(?:my|me|your|their|his|her|an? (?:ok|answer|approval))\b)(?!${COUNT} ${UNIT}\b)`,
  'g',
);
const AFTER = new RegExp(String.raw`^[\s,(]*${MOST}\)?(?![a-z])`);

export interface Waited {
  pauses: Pause[];
  rest: string;
  assumptions: string[];
}

export function eventWaitsIn(lexicon: Lexicon, masked: string): Waited {
  const pauses: Pause[] = [];
  const assumptions: string[] = [];
  let rest = masked;
  for (const hit of [...masked.matchAll(WAIT)]) {
    const start = hit.index + hit[0].length;
    const stop = /[,.;!?\n(]|\bthen\b|\bat most\b|\bup to\b|\bno (?:more|longer) than\b|\band (?=[a-z]+ )|$/.exec(
      rest.slice(start),
    );
    let end = start + (stop?.index ?? 0);
    const words = rest.slice(start, end).trim().replace(/ for$/, '');
    const heard = words.length < 3 ? null : eventIn(lexicon, `when ${words}`);
    const trigger = heard?.trigger;
    if (trigger?.type !== 'webhook' || said(heard, words) > words.length + 6) continue;
    const after = AFTER.exec(rest.slice(end));
    end += after?.[0].length ?? 0;
    const minutes = minutesOf(hit[1] ?? after?.[1] ?? '', hit[2] ?? after?.[2] ?? '');
    const params: Record<string, Json> = { service: trigger.service, event: trigger.event };
    if (minutes) params.timeout = durationText(minutes);
    pauses.push({ at: end, action: 'wait', params });
    if (heard?.assumed) assumptions.push(`the event it waits for comes from ${heard.assumed}`);
    assumptions.push('any such event ends the wait, whoever it is about');
    rest = blot(rest, hit.index, end, GONE);
    rest = `${rest.slice(0, end - 1)},${rest.slice(end)}`;
  }
  return { pauses, rest: pauses.length > 0 ? verbless(rest) : rest, assumptions };
}

const said = (heard: { end: number } | null, words: string): number => heard?.end ?? words.length;

type Plain = { id: string; service: string; action: string; params: Record<string, Json> };
const lastFlow = <S extends Plain>(steps: S[], fits: (step: S) => boolean): S | undefined =>
  [...steps].reverse().find((step) => step.service === 'flow' && fits(step));

/** What is said of a wait or a question before it, as an expression: "if nothing comes", "if she says no"; null for anything else. */
export function ofControl(words: string, steps: Plain[]): string | null {
  const said = words
    .replaceAll(GONE, '')
    .replace(/[\s,]+$/, '')
    .trim();
  return decided(said, steps) ?? answerIs(said, steps) ?? cameInTime(said, steps);
}

/** "if it was approved", as decided-ways.ts puts it: of a yes that is asked for, or a question with yes and no for answers. */
function decided(said: string, steps: Plain[]): string | null {
  const which = /^it was (approved|declined)$/.exec(said)?.[1];
  const asked = which && lastFlow(steps, isYesOrNo);
  if (!asked) return null;
  if (asked.action === 'ask') return `${asked.id}.answer == "${which === 'approved' ? 'yes' : 'no'}"`;
  return `${which === 'declined' ? '!' : ''}${asked.id}.approved`;
}

/** A yes that is asked for, or a question with yes and no for answers. */
export const isYesOrNo = ({ action, params }: Pick<Plain, 'action' | 'params'>): boolean =>
  action === 'approve' || (action === 'ask' && Array.isArray(params.options) && params.options.join() === 'yes,no');

const IN_TIME = '(?: (?:by then|in time|in that time|until then|within that time))?$';
const NOT_CAME = new RegExp(
  `^(?:nothing (?:comes|came|arrives|arrived|happens|happened)|no (?:payment|event|answer|money) (?:comes|came|arrives|arrived)|(?:(?:the )?[a-z]+) (?:does|do|did|has|have|is|was)(?:n't| not)|it (?:times out|timed out|takes too long)|time runs out)${IN_TIME}`,
);
const CAME = new RegExp(
  `^(?:it (?:comes|came|arrives|arrived|happens|happened)|(?:the )?[a-z]+ (?:pays|paid|does|did|has paid))${IN_TIME}`,
);

function cameInTime(said: string, steps: Plain[]): string | null {
  const wait = lastFlow(steps, (step) => step.action === 'wait' && step.params.event !== undefined);
  if (!wait) return null;
  if (NOT_CAME.test(said)) return `${wait.id}.timed_out`;
  return CAME.test(said) ? `!${wait.id}.timed_out` : null;
}

function answerIs(said: string, steps: Plain[]): string | null {
  const ask = lastFlow(steps, (step) => step.action === 'ask' && Array.isArray(step.params.options));
  const found =
    /^(?:the answer is|it is|it's|[a-z]+ (?:says?|said|answers?|answered|picks?|picked|chooses?|chose)(?: that it is)?) (.{1,60})$/.exec(
      said,
    );
  const options = Array.isArray(ask?.params.options) ? ask.params.options : [];
  const option = options.find((one) => String(one).toLowerCase() === found?.[1]);
  return ask && option !== undefined ? `${ask.id}.answer == ${JSON.stringify(option)}` : null;
}

/** "if they don't pay, …" after a wait: the verb is no order. */
function verbless(masked: string): string {
  return masked.replace(
    /(\b(?:if|when|unless|in case) (?:the )?[a-z]+ (?:does|do|did|has|have)(?:n't| not)) ([a-z]+)(?=,| (?:by then|in time|within|until))/g,
    (_all, before: string, verb: string) => `${before} ${GONE.repeat(verb.length)}`,
  );
}
