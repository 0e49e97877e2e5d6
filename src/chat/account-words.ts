import type { IdentityRow } from '../store/people.ts';
import { platformName } from './platform-names.ts';

/** One account with all its ids. */
export interface Account {
  platform: string;
  ids: IdentityRow[];
  /** "WhatsApp +254712345678", "Slack (Wanjiru)". */
  label: string;
}

/** A person's ids as accounts: a phone number and a LID are one. Newest first. */
export function accountsFrom(rows: IdentityRow[]): Account[] {
  const byAccount = new Map<string, IdentityRow[]>();
  for (const row of rows) {
    // The page is one, whichever of its users it was.
    const key = row.platform === 'web' ? 'web' : (row.account ?? row._id);
    byAccount.set(key, [...(byAccount.get(key) ?? []), row]);
  }
  return [...byAccount.values()].flatMap((ids) => {
    const [first] = ids;
    return first ? [{ platform: first.platform, ids, label: labelOf(ids, first) }] : [];
  });
}

function labelOf(ids: IdentityRow[], first: IdentityRow): string {
  const platform = platformName(first.platform);
  const phone = ids.find((row) => row.author.startsWith('+'))?.author;
  if (phone) return `${platform} ${phone}`;
  const name = first.platform === 'web' ? null : ids.find((row) => row.name)?.name;
  return name ? `${platform} (${name})` : platform;
}

/** Digits of the numbers an account is known by. */
export const numbersOf = (account: Account): string[] =>
  account.ids.map((row) => row.author.replace(/@.*$/, '').replace(/\D/g, '')).filter((digits) => digits.length >= 6);
