import type { Policy } from '../../automation/definition.ts';
import { amountsIn } from './numbers.ts';

/** Sentences that are about a limit and nothing else: "raise the daily limit of Rent to KES 200,000", "Rent may spend up to 5k a day". */

export type LimitField = 'max_withdraw_amount' | 'daily_spend_limit' | 'max_spend_per_run' | 'max_runs_per_day';

export interface LimitSaid {
  /** Null for "the limit": the only one there is. */
  field: LimitField | null;
  /** `by`: so much more or less than it is now; `times`: so many times as much. */
  to: { set: number } | { by: number } | { times: number } | 'gone' | null;
  /** In which currency it was said; null where in none. */
  currency: string | null;
  /** What else was said: the words that name the workflow. */
  rest: string;
}

const POLITE =
  /^(?:(?:please|pls|hey|hi|ok(?:ay)?|nod|and|now|can you|could you|would you|i want to|i'd like to|i would like to|let's)[,\s]+)+/;
const MORE = '(?:raise|increase|up|bump(?: up)?|lift|extend|put up)';
const LESS = '(?:lower|reduce|decrease|cut|drop|bring down|put down)';
const SET = '(?:set|change|make|update|adjust|move|put)';
const GONE = '(?:remove|delete|take away|take off|get rid of|clear|scrap|cancel|lift|drop|disable)';
const VERB = new RegExp(`^(?:${MORE}|${LESS}|${SET}|${GONE}|double|triple|halve)\\b`);
const NOUN = '(?:limit|cap|maximum|max|ceiling|budget|allowance)s?';
const PAID = '(?:spend(?:ing)?|money|pay|payments?|payouts?|withdraw(?:al)?s?|transfers?|transactions?)';
const EACH = '(?:per|a|an|each|every|one|for a|for one|in a|in one|a single|for each|of a|of one)';
const ONE_PAYMENT = '(?:payment|payout|withdrawal|transfer|transaction|time|go|single payment)';

/** The first that fits says which limit is meant. */
const FIELDS: [LimitField, RegExp][] = [
  [
    'max_spend_per_run',
    new RegExp(`\\b(?:${PAID} )?${NOUN} ${EACH} (?:run|execution)\\b|\\bper[- ]run (?:${PAID} )?${NOUN}\\b`),
  ],
  [
    'max_runs_per_day',
    new RegExp(
      `\\b(?:daily )?runs? ${NOUN}(?: ${EACH} day)?\\b|\\b(?:${NOUN}|number)(?: of| on| for)? (?:the )?(?:daily )?runs(?: ${EACH} day)?\\b`,
    ),
  ],
  [
    'max_withdraw_amount',
    new RegExp(`\\b(?:${PAID} )?${NOUN} (?:${EACH} ${ONE_PAYMENT}|at once)\\b|\\bper[- ]${ONE_PAYMENT} ${NOUN}\\b`),
  ],
  [
    'daily_spend_limit',
    new RegExp(
      `\\b(?:daily|per[- ]day) (?:${PAID} )?${NOUN}\\b|\\b(?:${PAID} )?${NOUN}(?: on (?:spending|payments|money))? ${EACH} day\\b|\\bspend(?:ing)? ${NOUN}\\b`,
    ),
  ],
  ['max_withdraw_amount', new RegExp(`\\b(?:single )?(?:payment|payout|withdrawal|transfer|transaction) ${NOUN}\\b`)],
];
const ANY = /\b(?:limit|cap|ceiling)s?\b/;

const AMOUNT = String.raw`(?:[$€£₦] ?|[a-z]{2,4}\.? ?)?\d[\d,.]*(?: ?(?:k|m|thousand|million)\b)?(?: ?(?:kes|kshs?|bob|shillings|usd|dollars|eur|euros|gbp|ngn|naira|ugx|tzs)\b)?`;
/** "Rent may spend up to 5,000 a day", "let it pay at most 5k at once". */
const SPENDS = new RegExp(
  `^(?:let |allow )?(?<name>.+?) (?:(?:may|can|should|must|is allowed to|to)(?: now| only)* )?(?:spend|pay|move|withdraw)(?: out)?(?: money)? (?:up to|at most|no more than|not more than|only|a maximum of|max(?:imum)?)? ?(?<amount>${AMOUNT})(?: in total)? (?:(?<day>${EACH} day|daily)|(?<run>${EACH} run)|(?<once>at once|at a time|${EACH} ${ONE_PAYMENT}))$`,
);
/** "Rent may run at most 5 times a day", "no more than 5 runs a day for Rent". */
const RUNS = [
  new RegExp(
    `^(?:let |allow )?(?<name>.+?) (?:(?:may|can|should|must|to)(?: now| only)* )?run (?:at most|no more than|not more than|up to|only) (?<amount>\\d{1,5})(?: times?)? ${EACH} day$`,
  ),
  new RegExp(
    `^(?:at most|no more than|not more than|up to|max(?:imum)?(?: of)?|limit (?:it )?to) (?<amount>\\d{1,5}) runs? ${EACH} day (?:for|of|on) (?<name>.+)$`,
  ),
];

/** The limit a message as a whole is about; null where it is about anything else. */
export function limitSaid(text: string, home: string): LimitSaid | null {
  if (text.length > 200 || /["“”\n]|https?:|[@#]/.test(text)) return null;
  const said = text
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.!?]+$/, '')
    .replace(/,? (?:please|thanks|from now on|now)$/, '')
    .replace(POLITE, '');
  return VERB.test(said) ? ordered(said, home) : stated(said, home);
}

function stated(said: string, home: string): LimitSaid | null {
  const spends = SPENDS.exec(said)?.groups;
  const groups = spends ?? RUNS.map((pattern) => pattern.exec(said)?.groups).find(Boolean);
  const amount = groups && amountsIn(groups.amount ?? '', home)[0];
  if (!groups || !amount) return null;
  const field = spends
    ? spends.day
      ? 'daily_spend_limit'
      : spends.run
        ? 'max_spend_per_run'
        : 'max_withdraw_amount'
    : 'max_runs_per_day';
  return { field, to: { set: amount.value }, currency: amount.currency, rest: nameIn(groups.name ?? '') };
}

function ordered(said: string, home: string): LimitSaid | null {
  const verb = VERB.exec(said)?.[0] ?? '';
  const found = FIELDS.map(([field, pattern]) => ({ field, match: pattern.exec(said) })).find((one) => one.match);
  const match = found?.match ?? ANY.exec(said);
  if (!match) return null;
  const without = `${said.slice(0, match.index)} ${said.slice(match.index + match[0].length)}`.slice(verb.length);
  const amount = amountsIn(without, home).at(-1);
  const rest = nameIn(amount ? `${without.slice(0, amount.start)} ${without.slice(amount.end)}` : without);
  const by = amount !== undefined && /\bby\s*$/.test(without.slice(0, amount.start));
  return {
    field: found?.field ?? null,
    to: amount ? (by ? { by: amount.value * (isLess(verb) ? -1 : 1) } : { set: amount.value }) : alone(verb),
    currency: amount?.currency ?? null,
    rest,
  };
}

const isLess = (verb: string): boolean => new RegExp(`^${LESS}$`).test(verb);

/** What a verb means without an amount. */
function alone(verb: string): LimitSaid['to'] {
  const times = { double: 2, triple: 3, halve: 0.5 }[verb];
  if (times !== undefined) return { times };
  return new RegExp(`^${GONE}$`).test(verb) ? 'gone' : null;
}

/** What is left as the name of a workflow, without the words around it. */
const nameIn = (words: string): string =>
  words
    .replace(/'s?(?= |$)/g, '')
    .replace(/\b(?:of|for|on|in|from|to|at|by|the|my|its|it|this|that|so|be|as|workflow|automation)\b/g, ' ')
    .replace(/[,:=]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** The policy with the limit as it was said; a text where that cannot be. */
export function limited(
  policy: Policy,
  field: LimitField,
  to: NonNullable<LimitSaid['to']>,
): Policy | 'none' | 'unfit' {
  const now = policy[field];
  if (to === 'gone') {
    if (now === undefined) return 'none';
    const { [field]: _gone, ...rest } = policy;
    return rest;
  }
  if (!('set' in to) && now === undefined) return 'none';
  const value = 'set' in to ? to.set : 'by' in to ? (now ?? 0) + to.by : (now ?? 0) * to.times;
  const whole = field === 'max_runs_per_day';
  if (!(value > 0) || (whole && !Number.isInteger(value))) return 'unfit';
  return { ...policy, [field]: Math.round(value * 100) / 100 };
}
