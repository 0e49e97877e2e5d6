import type { Policy } from '../../automation/definition.ts';
import { blot, GONE } from './mask.ts';
import { amountsIn, NUMBER_WORDS } from './numbers.ts';

/** Limits of runs: how many there may be in a day, and what may leave in one of them. */

const COUNTS: Record<string, number> = { once: 1, twice: 2, ...NUMBER_WORDS };
const COUNT = `(\\d{1,5}|${Object.keys(COUNTS).join('|')})`;
const MOST =
  '(?:at most|no more than|not more than|never more than|(?:a |with a )?max(?:imum)?(?: of)?|up to|limit(?:ed)?(?: (?:it|this))?(?: to)?|cap(?:ped)?(?: (?:it|this))?(?: at| to)?)';
const LEAD = '[,;(]? ?(?:\\b(?:and|but|also|please|make sure|ensure)\\b[, ]*)*';
const RUN = '(?:(?:it|this|that) )?(?:(?:may|can|should|must|to) )?\\b(?:run|runs|do it|do this|allow) (?:it |this )?';
const DAY = '(?:(?: in)? ?(?:a|per|each|every|any|one) day| daily)';

/** "times" may count anything: it is of the workflow only where it is said that it runs. */
const RUNS = [
  `${LEAD}(?:${RUN})?\\b${MOST} ${COUNT} (?:runs?|executions?)${DAY}\\)?`,
  `${LEAD}${RUN}${MOST} ${COUNT}(?: times?)?${DAY}\\)?`,
  `${LEAD}\\b(?:don't|do not|never) run (?:it |this )?more(?: often)? than ${COUNT}(?: times?)?${DAY}\\)?`,
  `${LEAD}\\b(?:limit|cap) (?:it|this) (?:to|at) ${COUNT} times?${DAY}\\)?`,
  `^[\\s\uE000]*${MOST} ${COUNT} (?:times?|runs?)${DAY}(?=[\\s\uE000]*[:,;.–-])`,
].map((pattern) => new RegExp(pattern, 'g'));
const AMOUNT = String.raw`(?:[$€£₦]|\b(?:kes|ksh|usd|kshs|ngn|eur|gbp) ?)?\d[\d,.]*\d?(?: ?(?:k|m|thousand))?\b(?: ?(?:kes|ksh|bob|shillings|usd|dollars|ngn|naira))?`;
const A_RUN = new RegExp(
  `[,;(]? ?(?:\\b(?:and|but|also|please|with)\\b[, ]*)*(?:\\b(?:spend|pay|pays|spends|move|moves)\\b )?\\b(?:(?:at most|no more than|not more than|never(?: spend| pay)? more than|(?:a )?max(?:imum)?(?: of)?|up to|(?:a )?limit(?: of)?|don't spend more than|do not spend more than)) ${AMOUNT}(?: in total)? (?:(?:in )?(?:a|per|each|every|any|one|a single) (?:run|execution))\\)?`,
  'g',
);

/** Reads them out of a message; what they were said with is blotted out. */
export function runLimits(masked: string, moves: boolean, home: string): { policy: Policy; rest: string } {
  const policy: Policy = {};
  let rest = masked;
  const gone = (found: RegExpExecArray | RegExpMatchArray) => {
    const start = found.index ?? 0;
    rest = blot(rest, start, start + found[0].length, GONE);
  };
  for (const pattern of RUNS)
    for (const found of rest.matchAll(pattern)) {
      const count = numberOf(found.slice(1).find(Boolean) ?? '');
      if (count === null) continue;
      policy.max_runs_per_day = count;
      gone(found);
    }
  for (const found of moves ? rest.matchAll(A_RUN) : []) {
    const amount = amountsIn(found[0], home).at(-1);
    if (!amount) continue;
    policy.max_spend_per_run = amount.value;
    gone(found);
  }
  return { policy, rest };
}

function numberOf(word: string): number | null {
  const count = COUNTS[word] ?? Number(word);
  return Number.isInteger(count) && count > 0 && count <= 100_000 ? count : null;
}
