/** Numbers and money as people write them: 10k, 10,000, $1,200, KES 5000, 500 bob. */

export interface Amount {
  value: number;
  currency: string | null;
  start: number;
  end: number;
}

const CURRENCIES: Record<string, string> = {
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '₦': 'NGN',
  '₹': 'INR',
  '¥': 'JPY',
  kes: 'KES',
  ksh: 'KES',
  kshs: 'KES',
  'ksh.': 'KES',
  sh: 'KES',
  'sh.': 'KES',
  shs: 'KES',
  bob: 'KES',
  shilling: 'KES',
  shillings: 'KES',
  usd: 'USD',
  dollar: 'USD',
  dollars: 'USD',
  bucks: 'USD',
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  gbp: 'GBP',
  pound: 'GBP',
  pounds: 'GBP',
  quid: 'GBP',
  ngn: 'NGN',
  naira: 'NGN',
  ugx: 'UGX',
  tzs: 'TZS',
  rwf: 'RWF',
  zar: 'ZAR',
  rand: 'ZAR',
  inr: 'INR',
  rupees: 'INR',
  ghs: 'GHS',
  cedis: 'GHS',
};
/** Shillings are the person's own where their currency is a shilling too. */
const OWN = new Set(['sh', 'sh.', 'shs', 'shilling', 'shillings', 'bob']);

const SIGNS = '[$€£₦₹¥]';
const CODES = Object.keys(CURRENCIES)
  .filter((code) => /^[a-z]/.test(code))
  .map((code) => code.replace('.', '\\.'))
  .sort((one, other) => other.length - one.length)
  .join('|');
const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const AMOUNT = new RegExp(
  String.raw`(?<![\w.,:/+#-])((?<=\s)-)?(?:(${SIGNS})\s?|\b(${CODES})\s?)?(${NUMBER})(?:\s?(k|m|thousand|million|elfu|grand|lakhs?|crores?)\b)?(?:\s?(${SIGNS})|\s?\b(${CODES})\b)?(?:\/[=-])?(?![\w/%]|:\d|[.,]\d)`,
  'g',
);

/** What goes on with an amount: its currency or its scale. */
export const AFTER_AMOUNT = new RegExp(String.raw`^ ?(?:${SIGNS}|(?:k|m|thousand|million|${CODES})\b)`);

/** Amounts in masked text, with their places. `home` stands where words such as "shillings" fit it. */
export function amountsIn(masked: string, home = 'KES'): Amount[] {
  const found: Amount[] = [];
  for (const match of masked.matchAll(AMOUNT)) {
    const [whole, minus, signBefore, codeBefore, digits = '', scale, signAfter, codeAfter] = match;
    const factor =
      {
        k: 1e3,
        grand: 1e3,
        thousand: 1e3,
        elfu: 1e3,
        m: 1e6,
        million: 1e6,
        lakh: 1e5,
        lakhs: 1e5,
        crore: 1e7,
        crores: 1e7,
      }[scale ?? ''] ?? 1;
    const word = signBefore ?? codeBefore ?? signAfter ?? codeAfter ?? null;
    const value = (Math.round(Number(digits.replaceAll(',', '')) * factor * 100) / 100) * (minus ? -1 : 1);
    const currency =
      word === null ? null : OWN.has(word) && /^(KES|UGX|TZS)$/.test(home) ? home : (CURRENCIES[word] ?? null);
    found.push({ value, currency, start: match.index, end: match.index + whole.length });
  }
  for (const match of masked.matchAll(SPELLED)) {
    const [whole, half, count, hundreds, scale, code] = match;
    const of = half ? 0.5 : (countFrom(count ?? '') ?? TENS[count ?? ''] ?? 0);
    const factor = (hundreds ? 100 : 1) * ({ thousand: 1e3, grand: 1e3, million: 1e6 }[scale ?? ''] ?? 1);
    const currency =
      code === undefined ? null : OWN.has(code) && /^(KES|UGX|TZS)$/.test(home) ? home : (CURRENCIES[code] ?? null);
    if (of * factor > 0)
      found.push({ value: of * factor, currency, start: match.index, end: match.index + whole.length });
  }
  return found.sort((one, other) => one.start - other.start);
}

const TENS: Record<string, number> = { forty: 40, fifty: 50, seventy: 70, eighty: 80 };
const ONES =
  'an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety';
/** "a thousand", "five hundred bob", "half a million". */
const SPELLED = new RegExp(
  String.raw`(?<!\bthanks )(?<!\bthank you )\b(?:(half a)|(${ONES}))(?=[ -](?:hundred|thousand|grand|million)\b)(?:[ -](hundred))?(?:[ -](thousand|grand|million))?\b(?: (?:of )?(${CODES})\b)?(?! and (?:${ONES})\b)`,
  'g',
);

export interface Share {
  /** 0.1 for "10%". */
  factor: number;
  start: number;
  end: number;
}
const PARTS: Record<string, number> = { half: 0.5, third: 1 / 3, quarter: 0.25, fifth: 0.2, tenth: 0.1 };

/** Shares of an amount in masked text: "10% of it", "half of the amount". */
export function sharesIn(masked: string): Share[] {
  const found: Share[] = [];
  const pattern =
    /(?<![\w.])(\d+(?:\.\d+)?) ?(?:%|percent\b|per cent\b)|\b(?:a |one )?(half|third|quarter|fifth|tenth)(?= of (?:it|the|that|what|their)\b)/g;
  for (const match of masked.matchAll(pattern)) {
    const factor = match[1] ? Number(match[1]) / 100 : (PARTS[match[2] ?? ''] ?? 1);
    found.push({ factor: Math.round(factor * 1e6) / 1e6, start: match.index, end: match.index + match[0].length });
  }
  return found;
}

/** One to twelve, in words. */
export const NUMBER_WORDS: Record<string, number> = Object.fromEntries(
  ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'].map(
    (word, at) => [word, at + 1],
  ),
);
/** "a", "an", "two", "3", "half" (0.5), "a couple of" as a number; null otherwise. */
export function countFrom(word: string): number | null {
  const clean = word.trim();
  if (/^\d+(\.\d+)?$/.test(clean)) return Number(clean);
  if (clean === 'a' || clean === 'an') return 1;
  if (/^(a )?couple( of)?$/.test(clean)) return 2;
  if (clean === 'half' || clean === 'half an' || clean === 'half a') return 0.5;
  const more: Record<string, number> = {
    ...NUMBER_WORDS,
    zero: 0,
    fifteen: 15,
    twenty: 20,
    thirty: 30,
    'forty-five': 45,
    sixty: 60,
    ninety: 90,
  };
  return more[clean] ?? null;
}
export const COUNT = String.raw`(?:\d+(?:\.\d+)?|an?|half an?|half|(?:a )?couple(?: of)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty-five|sixty|ninety)`;

const MINUTES: Record<string, number> = { s: 1 / 60, m: 1, h: 60, d: 1440, w: 10080 };
/** Minutes of "3 days", "an hour"; null for another unit. */
export function minutesOf(count: string, unit: string): number | null {
  const number = countFrom(count);
  const kind = /^sec/.test(unit)
    ? 's'
    : /^min/.test(unit)
      ? 'm'
      : /^(h|hr)/.test(unit)
        ? 'h'
        : /^day/.test(unit)
          ? 'd'
          : /^w/.test(unit)
            ? 'w'
            : '';
  const each = MINUTES[kind];
  return number === null || each === undefined ? null : number * each;
}
/** `3d`, `90m`, `30s`: the shortest way to say it. */
export function durationText(minutes: number): string {
  if (minutes >= 1440 && minutes % 1440 === 0) return `${minutes / 1440}d`;
  if (minutes >= 60 && minutes % 60 === 0) return `${minutes / 60}h`;
  return minutes % 1 === 0 ? `${minutes}m` : `${Math.round(minutes * 60)}s`;
}
