import {
  type CountryCode,
  getCountries,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js';

/** Phone numbers as countries have them: which country a person's own numbers are of, and whether one can be a number at all. */

const countries = new Map<string, CountryCode>();

/** The country whose zone it is, for numbers written without a country code. */
export function countryOf(timeZone: string): CountryCode | undefined {
  if (countries.size === 0) {
    for (const country of getCountries()) {
      const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
        timeZones?: string[];
        getTimeZones?: () => string[];
      };
      for (const zone of locale.getTimeZones?.() ?? locale.timeZones ?? []) {
        if (!countries.has(zone)) countries.set(zone, country);
      }
    }
  }
  return countries.get(timeZone);
}

/** "too short" or "too long" for its country; null where its length is right or nobody can tell. */
export function wrongLength(written: string, timeZone: string): 'too short' | 'too long' | null {
  const plain = written.replace(/[\s().-]/g, '').replace(/^00/, '+');
  const country = plain.startsWith('+') ? undefined : countryOf(timeZone);
  if (!plain.startsWith('+') && !(plain.startsWith('0') && country)) return null;
  const length = validatePhoneNumberLength(plain, country);
  if (length === 'TOO_SHORT') return 'too short';
  if (length === 'TOO_LONG' || length === 'INVALID_LENGTH') return 'too long';
  if (length !== undefined || isReal(plain, country)) return null;
  // Lengths differ by kind of number: where a digit less or more makes it a real one, it is that digit.
  if ([1, 2, 3].some((digits) => isReal(plain.slice(0, -digits), country))) return 'too long';
  return ['0', '1', '5'].some((digit) => [1, 2, 3].some((digits) => isReal(plain + digit.repeat(digits), country)))
    ? 'too short'
    : null;
}

const isReal = (plain: string, country: CountryCode | undefined): boolean =>
  parsePhoneNumberFromString(plain, country)?.isValid() === true;

/** The number in the form it is dialled from abroad, if it is one of its country in length and digits. */
export function realNumber(written: string, timeZone: string): string | null {
  const parsed = parsePhoneNumberFromString(written.trim().replace(/^00/, '+'), countryOf(timeZone));
  return parsed?.isValid() ? parsed.number : null;
}
