/** Money in minor units (cents), so that sums are exact. Amounts come and go in the major unit, as written (12.50). */

const EXPONENTS: Record<string, number> = {};
for (const code of 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '))
  EXPONENTS[code] = 0;
for (const code of 'BHD IQD JOD KWD LYD OMR TND'.split(' ')) EXPONENTS[code] = 3;
for (const code of 'CLF UYW'.split(' ')) EXPONENTS[code] = 4;

/** ISO 4217: decimal places of a currency; 2 where nothing else is known. */
export const decimalsOf = (currency: string): number => EXPONENTS[currency] ?? 2;

/** Largest amount, in minor units, that is counted exactly. */
const MAX_MINOR = 1e15;

/**
 * An amount in minor units. Takes a number or a decimal text ("12.50", "1,250"). Throws RangeError for what is no amount:
 * negative, not finite, too large, or finer than the currency's smallest coin.
 */
export function toMinor(amount: number | string, currency: string): number {
  const text =
    typeof amount === 'number' ? plainDecimal(amount) : amount.trim().replace(/(?<=\d),(?=\d{3}(\D|$))/g, '');
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new RangeError(`${String(amount).slice(0, 40)} is no amount of money`);
  const [, whole = '0', fraction = ''] = match;
  const decimals = decimalsOf(currency);
  if (fraction.slice(decimals).replace(/0+$/, '') !== '')
    throw new RangeError(`${currency} has ${decimals === 0 ? 'no' : decimals} decimal places: ${text.slice(0, 40)}`);
  const minor = Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  if (minor > MAX_MINOR) throw new RangeError(`${text.slice(0, 40)} is too large`);
  return minor;
}

/**
 * A number as people write it: "1500", "1,500.50". Null for anything else: a comma that parts no thousands ("12,50") may be a
 * decimal one, and taking it for nothing would make a hundred times as much of it.
 */
export function writtenNumber(text: string): number | null {
  const plain = text.trim();
  return /^\d+(\.\d+)?$|^\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain) ? Number(plain.replaceAll(',', '')) : null;
}

/** As written by a person: never 1e21. */
function plainDecimal(amount: number): string {
  if (!Number.isFinite(amount)) return 'not a number';
  const text = String(amount);
  return /e/.test(text) ? amount.toFixed(20).replace(/\.?0+$/, '') : text;
}

/** Minor units back to the major unit as a number, for JSON. */
export function fromMinor(minor: number, currency: string): number {
  return Number(decimalText(minor, currency));
}

function decimalText(minor: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(Math.round(minor))).padStart(decimals + 1, '0');
  const whole = decimals === 0 ? digits : digits.slice(0, -decimals);
  const fraction = decimals === 0 ? '' : digits.slice(-decimals);
  const sign = minor < 0 ? '-' : '';
  return `${sign}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** "KES 10,000", "USD 12.50": the currency first, thousands parted, no idle decimals. Takes the major unit. */
export function money(amount: number, currency: string): string {
  return `${currency} ${grouped(amount, decimalsOf(currency))}`;
}

/** As `money`, from minor units. */
export const moneyFromMinor = (minor: number, currency: string): string => money(fromMinor(minor, currency), currency);

/** "10,000", "12.50": thousands parted; decimals all or none, up to `places`. */
export function grouped(amount: number, places = 2): string {
  const [whole = '0', fraction = ''] = Math.abs(amount).toFixed(places).split('.');
  const parted = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const idle = /^0*$/.test(fraction);
  return `${amount < 0 ? '-' : ''}${parted}${idle ? '' : `.${fraction}`}`;
}
