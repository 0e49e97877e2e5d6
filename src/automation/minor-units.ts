/** Money in whole minor units (cents): never floats. */

const digits = new Map<string, number>();

/** Decimal places of a currency (ISO 4217): KES 2, JPY 0, KWD 3. */
export function decimalsOf(currency: string): number {
  const known = digits.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  const found = maximumFractionDigits ?? 2;
  digits.set(currency, found);
  return found;
}

/**
 * An amount as written (12.5, in major units) in minor units (1250). Null when it is not a positive number, has more decimals
 * than the currency, or is too large to be exact.
 */
export function toMinor(amount: number, currency: string): number | null {
  if (!Number.isFinite(amount) || amount <= 0) return null;
  const places = decimalsOf(currency);
  const match = /^(\d+)(?:\.(\d+))?$/.exec(String(amount));
  if (!match) return null;
  const fraction = match[2] ?? '';
  if (fraction.length > places) return null;
  const minor = Number(`${match[1]}${fraction.padEnd(places, '0')}`);
  return Number.isSafeInteger(minor) && minor > 0 ? minor : null;
}

/** Minor units in words: `KES 12,500.50`; whole amounts without decimals. */
export function inWords(minor: number, currency: string): string {
  const places = decimalsOf(currency);
  const whole = minor % 10 ** places === 0;
  const text = (minor / 10 ** places).toLocaleString('en-US', {
    minimumFractionDigits: whole ? 0 : places,
    maximumFractionDigits: places,
  });
  return `${currency} ${text}`;
}

/** The calendar day of an instant in a zone: `2026-11-21`. An unknown zone counts as UTC. */
export function dayIn(instant: Date, timeZone: string): string {
  const options = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  try {
    return new Intl.DateTimeFormat('en-CA', { ...options, timeZone }).format(instant);
  } catch {
    return new Intl.DateTimeFormat('en-CA', { ...options, timeZone: 'UTC' }).format(instant);
  }
}
