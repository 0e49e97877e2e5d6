import { durationInWords, money, shortened } from '../automation/words.ts';

const NAMES = [
  'name',
  'customer_name',
  'payer_name',
  'customer',
  'payer',
  'client',
  'invitee_name',
  'title',
  'subject',
  'email',
];
const AMOUNTS = ['amount', 'total', 'value'];

/** What set a run off, in a few words: "Acme, KES 15,000". Empty where the data says nothing a person would know it by. */
export function triggerWords(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '';
  const record = data as Record<string, unknown>;
  const name = NAMES.map((key) => record[key]).find((value) => typeof value === 'string' && value.trim() !== '');
  const amount = AMOUNTS.map((key) => record[key]).find((value) => typeof value === 'number' && Number.isFinite(value));
  const currency = typeof record.currency === 'string' && /^[A-Z]{3}$/.test(record.currency) ? record.currency : '';
  const parts: string[] = [];
  if (typeof name === 'string') parts.push(shortened(oneLine(name), 60));
  if (typeof amount === 'number') parts.push(currency ? money(amount, currency) : amount.toLocaleString('en'));
  return parts.join(', ');
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();

/** "3 s", "2 minutes", from milliseconds. */
export function took(ms: number): string {
  if (ms < 1000) return 'under a second';
  return ms < 60_000 ? `${Math.round(ms / 1000)} s` : durationInWords(ms);
}

/** Small facts of an output worth showing: names and values, at most eight. */
export function facts(output: unknown): { label: string; value: string }[] {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return [];
  return Object.entries(output)
    .filter(([key, value]) => !HIDDEN.has(key) && isSmall(value))
    .slice(0, 8)
    .map(([key, value]) => ({ label: labelOf(key), value: shortened(oneLine(String(value)), 200) }));
}

const HIDDEN = new Set(['status', 'error', 'state', 'id', 'key', 'idempotency_key']);

const isSmall = (value: unknown): boolean =>
  (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' || typeof value === 'boolean';

const labelOf = (key: string): string => {
  const words = key.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
