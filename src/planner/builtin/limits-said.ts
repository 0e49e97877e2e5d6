import type { Policy } from '../../automation/definition.ts';
import { amountsIn } from './numbers.ts';

/** Sentences that are about a limit and nothing else: "raise the daily limit of Rent to KES 200,000", "Rent may spend up to 5k a day". */

export type LimitField = 'max_withdraw_amount' | 'daily_spend_limit' | 'max_spend_per_run' | 'max_runs_per_day';

export interface LimitSaid {
  /** Null for "the limit": the only one there is. */
  field: LimitField | null;
  /** `by`: so much more or less than it is now; `times`: so many times as much; `unclear`: to go, or to be less by so much. */
  to: { set: number } | { by: number } | { times: number } | 'gone' | 'unclear' | null;
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
const TAKES = '(?:remove|delete|take away|take off|get rid of|clear|scrap|cancel|disable)';
const GONE = `(?:${TAKES}|lift|drop)`;
const VERB = new RegExp(`^(?:${MORE}|${LESS}|${SET}|${GONE}|double|triple|halve)\\b`);
/** A budget or an allowance may be what is paid; one of spending is a limit. */
const NOUN = '(?:limit|cap|maximum|max|ceiling|(?<=\\bspend(?:ing)? )(?:budget|allowance))s?';
const PAID =
  '(?:spend(?:ing)?|budget|allowance|money|pay|payments?|payouts?|withdraw(?:al)?s?|transfers?|transactions?)';
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
  `^(?:let |allow )?(?<name>.+?) (?:(?<modal>may|can|should|must|is allowed to|to)(?<only>(?: now| only)*) )?(?:spend|pay|move|withdraw)(?: out)?(?: money)? (?<most>up to|at most|no more than|not more than|only|a maximum of|max(?:imum)?)? ?(?<amount>${AMOUNT})(?: in total)? (?:(?<day>${EACH} day|daily)|(?<run>${EACH} run)|(?<once>at once|at a time|${EACH} ${ONE_PAYMENT}))$`,
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

/** Stands where a workflow's name did. */
const NAME = '\uF8FF';

/** The limit a message as a whole is about; null where it is about anything else. `names`: what the workflows are called. */
export function limitSaid(text: string, home: string, names: string[]): LimitSaid | null {
  if (text.length > 200 || /["“”\n]|https?:|[@#]/.test(text)) return null;
  const said = text
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.!?]+$/, '')
    .replace(/,? (?:please|thanks|from now on|now)$/, '')
    .replace(POLITE, '');
  const called = [...names].sort((one, other) => other.length - one.length).find((name) => placeOf(name, said));
  const [start, end] = (called && placeOf(called, said)) || [0, 0];
  const plain = called ? said.slice(0, start) + NAME + said.slice(end) : said;
  const found = VERB.test(plain) ? ordered(plain, home) : stated(plain, home);
  return found && { ...found, rest: called ? found.rest.replace(NAME, called.toLowerCase()) : found.rest };
}

/** Where a name is said as one: "of Rent 2", "Rent 2's", "Rent 2 may …". What is in it, is neither an amount nor a limit. */
function placeOf(name: string, said: string): [number, number] | null {
  const small = name.toLowerCase().trim();
  const start = said.lastIndexOf(small);
  const end = start + small.length;
  if (
    small === '' ||
    start < 0 ||
    /[\p{L}\p{N}]$/u.test(said.slice(0, start)) ||
    /^[\p{L}\p{N}]/u.test(said.slice(end))
  )
    return null;
  const introduced = /(?:^|\b(?:of|for|on|from|in|let|allow) (?:the |my )?)["']?$/.test(said.slice(0, start));
  return introduced || /^'s?(?= |$)/.test(said.slice(end)) ? [start, end] : null;
}

function stated(said: string, home: string): LimitSaid | null {
  const spends = SPENDS.exec(said)?.groups;
  const groups = spends ?? RUNS.map((pattern) => pattern.exec(said)?.groups).find(Boolean);
  const amount = groups && amountsIn(groups.amount ?? '', home)[0];
  if (!groups || !amount) return null;
  // "It should pay 700 a day" says what is paid.
  const allows =
    /^(?:may|can|is allowed to)$/.test(spends?.modal ?? '') || /only/.test(spends?.only ?? '') || spends?.most;
  if (spends && !allows) return null;
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
  const amounts = amountsIn(without, home);
  const amount = amounts.filter(({ start }) => TO.test(without.slice(0, start))).at(-1);
  const rest = nameIn(amount ? `${without.slice(0, amount.start)} ${without.slice(amount.end)}` : without);
  // A number beside a name that was not said in full may be part of it.
  const over = amountsIn(rest, home).length > 0 && (rest.includes(NAME) || !/[a-z]/.test(rest));
  return {
    field: found?.field ?? null,
    to: changeSaid(verb, over, amount && { ...amount, ...saidWith(without, amount) }),
    currency: amount?.currency ?? null,
    rest: over ? (rest.includes(NAME) ? NAME : '') : rest,
  };
}

/** What an amount comes after: "to KES 5,000", "by at most 10k". */
const TO = /(?:\b(?:to|by|at)(?: (?:be|about|around|at most|no more than|a max(?:imum)? of|only|just))*|[:=])\s*$/;

const saidWith = (text: string, { start, end }: { start: number; end: number }) => ({
  by: /\bby\b[^\d]*$/.test(text.slice(0, start)),
  part: /^ ?(?:%|per ?cent)/.test(text.slice(end)),
});

/** `over`: another number was said that has no place. */
function changeSaid(
  verb: string,
  over: boolean,
  amount: { value: number; by: boolean; part: boolean } | undefined,
): LimitSaid['to'] {
  const only = alone(verb);
  if (over || (amount && new RegExp(`^(?:${TAKES}|double|triple|halve)$`).test(verb)))
    return only === 'gone' ? 'unclear' : null;
  if (!amount) return only;
  if (amount.part) return null;
  if (!amount.by) return { set: amount.value };
  return new RegExp(`^${SET}$`).test(verb) ? null : { by: amount.value * (isLess(verb) ? -1 : 1) };
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
    .replace(/[,:=%]|\bper ?cent\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** The policy with the limit as it was said; a text where that cannot be. */
export function limited(
  policy: Policy,
  field: LimitField,
  to: Exclude<LimitSaid['to'], 'unclear' | null>,
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
