import { blot, GONE, type Source } from './mask.ts';
import { COUNT, countFrom } from './numbers.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** How often a step is tried where it fails: "try it up to 5 times when it fails", "with 3 retries", "give it two more tries". */

const CALL = '(?:it|that|this|them|the (?:call|request|link|page|site|server|api|address|step|sync|check|whole thing))';
const AN_ERROR = "(?:(?:there(?:'s| is)|it (?:gives|returns|throws)|you get) )?(?:an? |any )?(?:errors?|failures?)";
/** "when it fails", "if the server does not answer", "on failure". */
export const FAILS = `(?:(?:if|when(?:ever)?|in case|should|on|after|until|as long as) (?:${CALL}|they)?(?: ever)? ?(?:fail(?:s|ed|ure|ing)?|errors?(?: out)?|break(?:s)?|(?:is|comes back|goes) (?:down|unreachable|wrong|bad|broken)|go(?:es)? wrong|times? out|(?:does|do|did)(?:n't| not) (?:work|answer|respond|succeed|load|go through|reply)|(?:can't|cannot|isn't|is not) (?:be reached|reachable|up|answering|responding|available))(?: (?:the first time|at first|on the first (?:try|attempt|go)))?|(?:if|when|in case|on|for) ${AN_ERROR})`;
const MOST = '(?:up to|at most|a maximum of|max(?:imum)?|no more than|a total of|for up to)';
const N = `(${COUNT}|once|twice)`;
const LEAD = `[\\s,;.(–-]*(?:\\b(?:and|but|then|please|so|just|also|it|you|may|can|should|must|with)\\b[ ,]*)*`;
const TIMES = '(?:times?|tries|attempts|goes)';
const TAIL = `(?: (?:in total|altogether|at most|max(?:imum)?|before (?:giving up|it gives up|you give up|failing)|tops|in all))*(?:,? ${FAILS})?\\)?`;
const BEFORE = `(?:${FAILS}[, ]*(?:then |just |please |you (?:can|should|may) )*)?`;

interface Wording {
  words: string;
  pattern: RegExp;
  /** The count is of further tries, not of all. */
  more: boolean;
}
const wording = (words: string, more: boolean): Wording => ({
  words,
  pattern: new RegExp(`${LEAD}${BEFORE}${words}${TAIL}`, 'g'),
  more,
});

const AGAIN = `(?:re-?try(?:ing)?|try(?:ing)? (?:${CALL} )?again|re-?run|repeat(?:ing)?|re-?do|re-?send|have another go|another go|(?:try|call|ping|fetch|check|request|do|run|attempt) ${CALL} again)(?: ${CALL})?`;
const WORDINGS: Wording[] = [
  wording(
    `\\b${AGAIN}(?: ${FAILS})?,? (?:${MOST} )?${N}(?: (?:more|further|extra|additional))?(?: ${TIMES})?\\b`,
    true,
  ),
  wording(
    `\\b(?:try|attempt|give|do|call|make|allow|keep trying)(?: ${CALL})?(?: for)? (?:${MOST} )?${N} (?:more|further|extra|additional|other)(?: ${TIMES}| chances?)?\\b`,
    true,
  ),
  wording(`\\b(?:${MOST} )?${N} (?:re-?tries|retry|retrys|more (?:tries|attempts|times))\\b`, true),
  wording(`\\bretries?(?: of|:)? ${N}\\b`, true),
  wording(
    `\\b(?:try|trying|attempt|check|call|keep trying|make|give it|allow|have)(?: ${CALL})?,? (?:${MOST} )?${N} ${TIMES}\\b`,
    false,
  ),
  wording(`\\b(?:${MOST} )?${N} (?:tries|attempts)\\b`, false),
];

export interface Retried {
  /** How often to try again; null where nothing is said of it. */
  retry: number | null;
  /** Where it is said. */
  at: number;
  /** A call is named, among other things that are done. */
  call: boolean;
  rest: string;
}

/** Reads it out of masked text. */
export function retriesIn(masked: string): Retried {
  for (const { pattern, more } of WORDINGS)
    for (const found of masked.matchAll(pattern)) {
      const count = numberOf(found[1] ?? '');
      const after = masked.slice(found.index + found[0].length);
      // "twice a day", "3 times per week" say how often it starts.
      if (count === null || (!more && count < 2) || /^ ?(?:a|an|per|each|every) /.test(after)) continue;
      const dot = /^[.;]\s?/.exec(found[0])?.[0].length ?? 0;
      const rest = blot(masked, found.index + dot, found.index + found[0].length, GONE);
      return { retry: more ? count : count - 1, at: found.index + dot, call: CALLED.test(found[0]), rest };
    }
  return { retry: null, at: 0, call: false, rest: masked };
}

const CALLED = /\bthe (?:call|request|link|page|site|server|api|address)\b/;

const numberOf = (word: string): number | null => (word === 'once' ? 1 : word === 'twice' ? 2 : countFrom(word));

/** "if it fails try again twice, then text me": what comes then is for where it still fails. */
export const withRetries = (source: Source): string =>
  reworded(
    source,
    WORDINGS.flatMap(({ words }): Way[] => [
      [
        new RegExp(
          `(\\b${FAILS}[, ]*(?:then |just |please |you (?:can|should|may) )*${words}),? (?:and )?then (?=[a-z])`,
          'g',
        ),
        '$1. If it fails, ',
      ],
      [
        new RegExp(`(${words}(?: (?:in total|at most|altogether))*,? ${FAILS}),? (?:and )?then (?=[a-z])`, 'g'),
        '$1. If it fails, ',
      ],
    ]),
  );
