import { parsePhoneNumberFromString } from 'libphonenumber-js';

const MOST_CHARACTERS = 40;

/**
 * A phone number as `+254712345678` from whatever way it is written with its country code (`+254 712 345 678`,
 * `254712345678`, `254712345678@c.us`); null for what is no such number. A LID is none, though it is digits too.
 */
export function phoneNumber(text: string): string | null {
  if (text.length > MOST_CHARACTERS || /@lid$/i.test(text)) return null;
  const bare = text
    .trim()
    .replace(/@(?:c\.us|s\.whatsapp\.net)$/i, '')
    .replace(/^00/, '+');
  if (!/^\+?[\d\s().-]+$/.test(bare)) return null;
  const parsed = parsePhoneNumberFromString(bare.startsWith('+') ? bare : `+${bare}`);
  return parsed?.isPossible() ? parsed.number : null;
}

/** The country of a number, as two letters; null where the number says none. */
export const countryOfPhone = (e164: string): string | null => parsePhoneNumberFromString(e164)?.country ?? null;

/** Whether one of a person's ids is on a list of numbers, however either is written. LIDs may be listed as they are. */
export function isAllowed(list: readonly string[], ids: readonly string[]): boolean {
  const known = new Set(list.map(canonical));
  return ids.some((id) => known.has(canonical(id)));
}

const canonical = (id: string): string => phoneNumber(id) ?? id.trim().toLowerCase();
