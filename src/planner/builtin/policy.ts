import type { Policy } from '../../automation/definition.ts';
import { blot, GONE, type Source } from './mask.ts';
import { amountsIn } from './numbers.ts';
import { reachableIn } from './recipients.ts';
import { runLimits } from './run-limits.ts';
import type { Hole } from './sketch.ts';
import type { Pause } from './waits.ts';

/** Limits and conditions of trust: never more than, only to, a day, ask me first. */

const MONEY =
  /\b(?:withdraw|pay ?out|payout|pay|transfer|disburse|send money|cash out|refund(?! (?:request|form|policy|comes|is|was|arrives|hits))|lipa|tuma pesa|move money|withdrawal|(?:send|give|tuma) (?:(?:kes|ksh|kshs|usd) ?|\$ ?)\d[\d,.]*k?|send (?!.{0,30}\b(?:invoice|link|reminder|receipt|message|sms)\b)[^.;:\n]{2,40}?\d[\d,.]*k?(?: (?:kes|ksh|bob|shillings))? (?:by|via|on|over|through|with) m-?pesa|send \d[\d,.]*k?(?= (?:bob|kes|ksh|shillings|to \uE004)))\b/;
const NUMBER = String.raw`(?:[$€£₦]|\b(?:kes|ksh|usd|kshs|ngn|eur|gbp) ?)?\d[\d,.]*\d?(?: ?(?:k|m|thousand))?\b(?: ?(?:kes|ksh|bob|shillings|usd|dollars|ngn|naira))?(?! (?:times|payments|payouts|withdrawals))`;
const LEAD = String.raw`(?:[,;(]| [–—-])? ?(?:\b(?:and|but|also|please|make sure|ensure|it|that|you|we|i)\b[, ]*)*(?:\b(?:must|should|shall|can|may|do|does|will|is)\b ?)?`;
const DAY = `(?: ?(?:a|per|each|every|in a|in any|any|in one) ?day| daily| in total (?:a|per) day)`;
const NEVER = `(?:n't|\\b(?:never|not|don't|no))(?: ever| to| allowed to)?(?: (?:pay(?:ing)?(?: out)?|withdraw(?:ing)?|send(?:ing)?|transfer(?:ring)?|spend(?:ing)?|move|take|go(?:es)?|exceeds?|be|let it|allow|pays?(?: out)?))*(?: (?:more than|over|above|exceed(?:ing)?|beyond|any more than|it))*`;
const CAP = `(?:(?:with )?(?:a |the )?(?:daily |per[- ]day )?(?:max(?:imum)?|limit(?:ed)?|cap(?:ped)?|ceiling)(?: (?:it|that|this))?(?: to| at| of| is)?|up to (?:a )?(?:max(?:imum)?(?: of)?)?|at most|no more than|not more than|(?:don't|do not|never) exceed)`;

export interface Trust {
  policy: Policy;
  approvals: Pause[];
  rest: string;
  conflict: Hole | null;
  /** What was said that closes it to whoever else. */
  closed: string | null;
}

/** Reads limits out of a message that moves money, and "ask me first" out of any. */
export function policyIn(source: Source, masked: string, home: string): Trust {
  const moves = MONEY.test(masked);
  const { policy, rest: open } = capsIn(masked, moves, home);
  const left = moves ? payees(source, masked, open, policy) : open;
  const reachable = reachableIn(source, left);
  const paid = (reachable.policy.allowed_recipients ?? []).filter((one) => moves && /^\+\d+$/.test(one));
  if (paid.length > 0) policy.allowed_phone_numbers = paid;
  else Object.assign(policy, reachable.policy);
  const rest = reachable.rest;
  const approvals = asksFirst(rest, moves, policy);
  return {
    policy,
    approvals: approvals.found,
    rest: approvals.rest,
    conflict: conflictOf(masked, rest, policy, home),
    closed: reachable.closed,
  };
}

/** "if the score is not more than 3": that is compared and limits nothing. A day or what is to be paid makes it a limit. */
const isCompared = (before: string, words: string): boolean =>
  !/^ ?[,;(–—-]|\b(?:pay|spend|withdraw|send|transfer|move)|\b(?:day|daily)\b/.test(words) &&
  /\b(?:if|unless|when(?:ever)?|in case|provided(?: that)?|as long as|where|whose)\b(?:(?!\b(?:pay|withdraw|send|transfer|refund|pay ?out)\b)[^.;,:\n])*$/.test(
    before,
  );

/** What may leave at most, in one payment, a run or a day, and how often it may run. `moves`: money is spoken of. */
export function capsIn(masked: string, moves: boolean, home: string): { policy: Policy; rest: string } {
  const { policy, rest: left } = runLimits(masked, moves, home);
  let rest = left;
  const read = (pattern: RegExp, keep: (amount: number, words: string) => void) => {
    for (const found of rest.matchAll(pattern)) {
      const amount = amountsIn(found[0], home).at(-1);
      if (!amount || isCompared(rest.slice(0, found.index), found[0])) continue;
      keep(amount.value, found[0]);
      rest = blot(rest, found.index, found.index + found[0].length, GONE);
    }
  };
  if (moves) {
    read(new RegExp(`${LEAD}(?:${NEVER}|${CAP}|a total of)[ :]*${NUMBER}${DAY}(?: in total)?\\)?`, 'g'), (amount) => {
      policy.daily_spend_limit = amount;
    });
    read(
      new RegExp(
        `${LEAD}(?:a |the |with a |my )*daily (?:spend(?:ing)? )?(?:limit|cap|max(?:imum)?|ceiling|total)(?: is| of| at|:)? ?${NUMBER}\\)?`,
        'g',
      ),
      (amount) => {
        policy.daily_spend_limit = amount;
      },
    );
    read(
      new RegExp(
        `[,;(]? ?(?:and |but )?(?:max(?:imum)? )?${NUMBER}${DAY} (?:max(?:imum)?|limit|at most|cap|tops)\\)?`,
        'g',
      ),
      (amount) => {
        policy.daily_spend_limit = amount;
      },
    );
    read(
      new RegExp(
        `${LEAD}${NEVER} ${NUMBER}(?: (?:at a (?:time|go)|at one go|in a go|a go|at once|per (?:time|transaction|payout|withdrawal|go|payment)|each time|a time|in one go))?\\)?`,
        'g',
      ),
      (amount) => {
        policy.max_withdraw_amount = amount;
      },
    );
    read(
      new RegExp(
        `(?:[,;(.]| [–—-]) ?(?:and |but )?(?:with )?(?:a )?${CAP}[ :]*${NUMBER}(?: (?:at a (?:time|go)|at one go|in a go|a go|at once|per (?:time|transaction|payout|withdrawal|go|payment)|each time|a time|each|in one go))?\\)?`,
        'g',
      ),
      (amount) => {
        policy.max_withdraw_amount = amount;
      },
    );
    read(
      new RegExp(
        `\\b(?:(?:with )?(?:a )?(?:max(?:imum)?|limit|cap)(?: of| is)?|at most|no more than|but not over) ${NUMBER} (?:at a (?:time|go)|at one go|in a go|a go|at once|per (?:time|transaction|payout|withdrawal|go|payment)|each time|a time|in one go)`,
        'g',
      ),
      (amount) => {
        policy.max_withdraw_amount = amount;
      },
    );
    read(
      new RegExp(`(?<=\\b(?:withdraw|pay(?: out)?|send|transfer|refund)(?: me)?) up to ${NUMBER}`, 'g'),
      (amount) => {
        policy.max_withdraw_amount = amount;
      },
    );
    read(new RegExp(`(?<=\\uE000)[ ,;]*(?:and|or|,) ?(?:max(?:imum)? )?${NUMBER}${DAY}`, 'g'), (amount) => {
      policy.daily_spend_limit = amount;
    });
  }
  return { policy, rest };
}

const ROWS = /\b(?:rows?|columns?|each (?:person|member|one) (?:in|on|of) (?:the|my|our))\b/;

function payees(source: Source, masked: string, rest: string, policy: Policy): string {
  const pattern =
    /(?:[,;.]| [–—-])? ?(?:\b(?:and|but)\b )?(?:it (?:may|can|should|must) )?\b(?:(?:only|nowhere)(?: ever)?(?: be)?(?: (?:pay|send|withdraw|transfer|sent|paid|go|goes))*(?: (?:it|money))*(?: but)?(?: to| other than| anyone but| anyone except)+|(?:never|not)(?: ever)?(?: be)?(?: (?:pay|send|withdraw|transfer|sent|paid|go|goes))*(?: (?:it|money))*(?: to)?(?: but| other than| (?:any(?:one|body)|anywhere|a number) (?:but|except|other than|else (?:but|than)))+(?: to)?) (?:(?:that|this|the same|my|the) ?(?:phone |one )?(?:number|phone|one)?(?: and)?|it\b|\uE004+(?:(?:,| and| or|, and) \uE004+)*)(?: (?:only|number))?/g;
  let out = rest;
  for (const found of rest.matchAll(pattern)) {
    const start = found.index;
    const inside = source.entities.filter(
      (one) => one.kind === 'phone' && one.start >= start && one.end <= start + found[0].length,
    );
    const numbers = (
      inside.length > 0 ? inside : source.entities.filter((one) => one.kind === 'phone' && one.end <= start).slice(-1)
    ).map((one) => one.value);
    if (numbers.length === 0) continue;
    policy.allowed_phone_numbers = [...new Set(numbers)];
    // A number said only here is also where the money goes: it stays readable, unless rows say whose it is or one of several
    // would be taken for all.
    const several = numbers.length > 1 && !/\b(?:each|both|apiece)\b/.test(masked);
    const before =
      several || ROWS.test(masked) || source.entities.some((one) => one.kind === 'phone' && one.end <= start);
    out = before
      ? blot(out, start, start + found[0].length, GONE)
      : out.slice(0, start) +
        found[0].replace(/[,;.]|\bonly(?: ever)?\b|\band\b|\bbut\b/g, (words) => GONE.repeat(words.length)) +
        out.slice(start + found[0].length);
  }
  // "only those two numbers": every number said before.
  const those =
    /[,;.]? ?(?:and |but )?(?:only|nobody but|no one but|nowhere but|restrict(?: it| payouts?)? to|limit(?: it| payouts?)? to)(?: ever)?(?: (?:pay|send|allow|to))* (?:those|these|them both|the)(?: same)?(?: (?:\d|two|three|four|five))?(?: (?:phone )?(?:numbers|phones|people|riders|guys|two|three))(?: (?:only|(?:(?:may|can|should|must|will|are(?: to)?)(?: ever)? )?(?:be|get) paid|ever|are paid|and no (?:others?|one else)))?/.exec(
      out,
    );
  const known = those
    ? source.entities.filter((one) => one.kind === 'phone' && one.end <= those.index).map((one) => one.value)
    : [];
  if (those && known.length > 0) {
    policy.allowed_phone_numbers = [...new Set(known)];
    out = blot(out, those.index, those.index + those[0].length, GONE);
  }
  const onlyNumber = /\bonly (?:to )?(?:my |the )?(?:number |phone )?(\uE004+)/.exec(masked);
  if (onlyNumber && !policy.allowed_phone_numbers) {
    const one = source.entities.find(
      (entity) => entity.kind === 'phone' && entity.end === onlyNumber.index + onlyNumber[0].length,
    );
    if (one) policy.allowed_phone_numbers = [one.value];
  }
  return out;
}

export const FIRST =
  /[,;(.]? ?(?:\b(?:and|but|then|please|always|make sure (?:to|you)|first|you (?:must|should)|only)\b[, ]*)*\b(?:(?:ask|check with|confirm with|consult|prompt) me(?: (?:for (?:my )?(?:a )?(?:ok|okay|approval|permission|confirmation|go-ahead|yes)|to (?:approve|confirm|ok|okay)(?: it)?))?(?: first| beforehand| before (?!\w+ing [\uE001-\uE008])(?:you |it |that |each |every |any )?[a-z]+(?: (?:it|them|anything|out|the (?:money|message|email|post|invoice|payment)|each one|each time|money))?| before(?= \w+ing [\uE001-\uE008])| each time| every time| and wait(?: for my (?:ok|answer|reply|yes))?)*|(?:ask for|get|getting|need|needs|require|requires|wait for|await|with|after|subject to|once i've given) (?:my |me to )(?:ok|okay|approval|permission|confirmation|go-ahead|go ahead|yes|consent|sign-off|approve it|approve|confirm)(?: first| before (?:you |it )?[a-z]+(?: (?:it|them|out|the money))?)?|show (?:it|that|this|them|the \w+) to me(?: first| before (?:you |it )?[a-z]+(?: (?:it|out|them))?)|(?:let|have|show) me (?:approve|confirm|review|check|see|ok|it|look at it|look)(?: it| the (?:draft|text|post|message))?(?: first| before (?:you |it )?[a-z]+(?: (?:it|out|goes out))*)|run it (?:by|past) me(?: first)?|(?:wait|hold) (?:until|till) i(?:'ve)? (?:approve|say (?:yes|ok)|confirm|okay|ok)d?(?: it)?|(?:once|after|when|if|as soon as) i (?:approve|say (?:yes|ok)|confirm|okay|ok|agree)(?: it)?|i (?:want|need|have) to (?:approve|confirm|ok|okay|review) (?:it|each one|that|every one)(?: first| before (?:you |it )?[a-z]+(?: (?:it|out))*)?|niulize kwanza)\)?/g;

const YES =
  '(?:ok|okay|approval|permission|confirmation|go-ahead|go ahead|yes|consent|sign-off|sign off|say-so|say so|blessing|nod|thumbs[- ]up|green light|agreement|authori[sz]ation)';
const AGREED =
  "(?:(?:have |'ve )?(?:approved?|agreed?|confirm(?:ed)?|said (?:yes|ok|so)|say (?:yes|ok|so)|ok'?d|okay(?:ed)?|signed (?:it )?off|sign (?:it )?off|seen it|looked at it|checked it|check it|give(?:n)? (?:the |my )?(?:ok|okay|go-ahead|nod|green light)))";
const AGREES =
  '(?:say (?:yes|ok|okay|so)|agree|give (?:the |my )?(?:ok|okay|go-ahead|nod)|approve|sign off|okay|authori[sz]e|confirm)';
/** "never without my go-ahead", "nothing leaves until I say so", "pending my approval". */
const CONSENT = new RegExp(
  String.raw`[,;(.–—-]? ?(?:\b(?:and|but|please|only|always|then)\b[, ]*)*(?:\b(?:never|not|nothing (?:goes|leaves|moves|is \w+)(?: out)?|don't (?:do|send|pay|run|post|move) (?:it|anything|that|a thing)|do not (?:do|send|pay|run|post|move) (?:it|anything|that)|hold it(?: back)?) (?:(?:without|before|until you have|until) (?:getting |having )?my ${YES}|(?:before|until|till|unless) i ?${AGREED}(?: (?:to )?(?:it|that))?)|\b(?:only )?(?:after|once) i ?${AGREED}(?: (?:to )?(?:it|that|them))?|\b(?:pending|subject to|awaiting|upon|only with|only on|on|given) my ${YES}\b|\b(?:it )?(?:needs|requires|takes) my ${YES}(?: first)?|\bi(?:'ll| will| must| need to| have to| get to| want to)? ?${AGREES}(?: (?:to )?(?:it|on it|each one|every one|them))? (?:first|beforehand|before(?:hand)?(?: (?:it|anything|you) [a-z]+(?: out)?)?)|\brun it (?:by|past) me(?: first| beforehand)?|\bshow (?:it to )?me(?: (?:it|that|the (?:draft|text|post)))? (?:first|before it \w+(?: out)?))\)?`,
  'g',
);

const LEAVES = /\bbefore (?:it|they|this|that|anything|any of it|the \w+) (?:goes|go|leaves?|is|are|gets?)\b/;

/** What goes on behind a yes: it stands between the two. */
const NEXT = /^[\s,.;]*(?:then|and|,|post|send|email|→|->|=>)|^ ?;/;

/** "ask me first": for money it is the policy's confirmation, for anything else a step of its own. */
function asksFirst(masked: string, moves: boolean, policy: Policy): { found: Pause[]; rest: string } {
  const found: Pause[] = [];
  let rest = masked;
  for (const match of [...masked.matchAll(FIRST), ...masked.matchAll(CONSENT)]) {
    if (/\bto ask me\b/.test(match[0])) continue;
    const start = match.index;
    const end = start + match[0].length;
    if (rest.slice(start, end).includes(GONE)) continue;
    rest = blot(rest, start, end, GONE);
    rest = `${rest.slice(0, start)},${rest.slice(start + 1)}`;
    const next = /^[\s,.;:]*if it was (?:approved|declined)\b/.test(masked.slice(end));
    // What is done on a no cannot hang on a confirmation: it leaves nothing to ask about.
    const later = moves && /\bif it was (?:approved|declined)\b/.test(masked.slice(end));
    if (next) found.push({ at: end, action: 'approve', params: {}, before: false });
    else if (moves && !later) policy.requires_user_confirmation = true;
    else {
      const after = masked.slice(end).replace(/[\s.,;!?)\uE000]+/g, '');
      const tail = NEXT.test(masked.slice(end)) && after.length > 4;
      const outgoing = LEAVES.test(match[0]);
      found.push({ at: end, action: 'approve', params: {}, before: !tail, ...(outgoing ? { outgoing } : {}) });
    }
  }
  return { found, rest };
}

/** An amount to pay that its own limit forbids. */
function conflictOf(masked: string, rest: string, policy: Policy, home: string): Hole | null {
  const limit = policy.max_withdraw_amount;
  if (!MONEY.test(masked)) return null;
  const cap = Math.min(limit ?? Number.POSITIVE_INFINITY, policy.daily_spend_limit ?? Number.POSITIVE_INFINITY);
  const verb = MONEY.exec(rest);
  const amount = verb ? amountsIn(rest.replace(/\uE000/g, ' '), home).find((one) => one.start > verb.index) : undefined;
  if (!amount || amount.value <= cap) return null;
  return {
    name: 'amount',
    label: 'the amount',
    ask: `That pays out ${amount.value.toLocaleString('en-US')} and must never pay more than ${cap.toLocaleString('en-US')}: it could never run. Which amount should it pay, up to ${cap.toLocaleString('en-US')}?`,
    step: -1,
    params: ['amount'],
    kind: 'conflict',
  };
}
