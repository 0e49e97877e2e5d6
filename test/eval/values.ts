/** How values are compared (README, "Matchers"). */

export function squeeze(text: string): string {
  return text.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
}

/** Without case, quotes in one style: for `contains`. */
export function loose(text: string): string {
  return squeeze(text)
    .toLowerCase()
    .replaceAll(/[“”„«»]/g, '"')
    .replaceAll(/[‘’‚`´]/g, "'")
    .replaceAll('"', "'");
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const CHANNEL = /^#[^\s#]+$/;
const PHONE = /^\+?[\d\s()[\]-]{6,}$/;
const URL_LIKE = /^https?:\/\/\S+$/i;

const digits = (text: string) => text.replaceAll(/[\s()[\]-]/g, '');

/** Whether a value equals what is expected, in the loose sense of the format. Objects and lists: the same keys, each so. */
export function sameValue(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return false;
    return expected.every((item, index) => sameValue(item, actual[index]));
  }
  if (typeof expected === 'object' && expected !== null) return sameObject(expected, actual);
  if (typeof expected === 'boolean' || expected === null) return sameFlag(expected, actual);
  if (typeof actual !== 'string' && typeof actual !== 'number') return false;
  return sameText(squeeze(String(expected)), squeeze(String(actual)));
}

function sameObject(expected: object, actual: unknown): boolean {
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return false;
  const keys = Object.keys(expected);
  const found = actual as Record<string, unknown>;
  return (
    keys.length === Object.keys(found).length &&
    keys.every((key) => key in found && sameValue((expected as Record<string, unknown>)[key], found[key]))
  );
}

function sameFlag(expected: boolean | null, actual: unknown): boolean {
  return actual === expected || (expected !== null && actual === String(expected));
}

function sameText(expected: string, actual: string): boolean {
  if (expected === actual) return true;
  if (isNumber(expected) && isNumber(actual) && Number(expected) === Number(actual)) return true;
  if (EMAIL.test(expected)) return expected.toLowerCase() === actual.toLowerCase();
  if (CHANNEL.test(expected) || CHANNEL.test(actual)) {
    return expected.replace(/^#/, '').toLowerCase() === actual.replace(/^#/, '').toLowerCase();
  }
  if (PHONE.test(expected) && PHONE.test(actual)) return digits(expected) === digits(actual);
  if (URL_LIKE.test(expected)) return expected.replace(/\/$/, '') === actual.replace(/\/$/, '');
  return false;
}

// A phone number with its plus is text: +254… must not equal 254….
const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text);

const MINUTES: Record<string, number> = { s: 1 / 60, m: 1, h: 60, d: 1440, w: 10_080, ms: 1 / 60_000 };
const UNIT = /^(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)$/i;

function minutesPer(unit: string): number | null {
  const plain = unit.toLowerCase();
  if (!UNIT.test(plain)) return null;
  return MINUTES[plain.startsWith('mil') || plain === 'ms' ? 'ms' : plain.charAt(0)] ?? null;
}

const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;

/** Minutes a text like `3d`, `72 hours`, `1 day 2 hours` or `P3D` says; null where it says no duration. */
export function minutesOf(text: string): number | null {
  const plain = squeeze(text).toLowerCase();
  const iso = ISO.exec(plain);
  if (iso && plain.length > 2) {
    const [weeks, days, hours, minutes, seconds] = iso.slice(1).map((part) => Number(part ?? 0));
    return (weeks ?? 0) * 10_080 + (days ?? 0) * 1440 + (hours ?? 0) * 60 + (minutes ?? 0) + (seconds ?? 0) / 60;
  }
  let total = 0;
  const rest = plain.replaceAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g, (whole, count: string, unit: string) => {
    const each = minutesPer(unit);
    if (each === null) return whole;
    total += Number(count) * each;
    return '';
  });
  return /^(\s|,|and)*$/.test(rest) && total > 0 ? total : null;
}

/** Minutes of a parameter: its text, or a number whose unit stands in its name (`days: 3`) or beside it (`{amount: 3, unit: "days"}`). */
export function minutesOfParam(value: unknown, key: string, beside: Record<string, unknown>): number | null {
  const text = String(value);
  if (typeof value === 'string' && !isNumber(text)) return minutesOf(text);
  if (!isNumber(text)) return null;
  for (const word of key.split(/[_\s]/).reverse()) {
    const each = word.length > 1 || key.length === 1 ? minutesPer(word) : null;
    if (each !== null) return Number(text) * each;
  }
  const unit = beside.unit ?? beside.units;
  const each = typeof unit === 'string' ? minutesPer(unit) : null;
  return each === null ? null : Number(text) * each;
}
