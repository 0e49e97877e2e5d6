import { money, oneLine, shortened } from './words.ts';

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
  const record = recordOf(data);
  const name = NAMES.map((key) => record[key]).find((value) => typeof value === 'string' && value.trim() !== '');
  const amount = AMOUNTS.map((key) => record[key]).find((value) => typeof value === 'number' && Number.isFinite(value));
  const currency = typeof record.currency === 'string' && /^[A-Z]{3}$/.test(record.currency) ? record.currency : '';
  const parts: string[] = [];
  if (typeof name === 'string') parts.push(shortened(oneLine(name), 60));
  if (typeof amount === 'number') parts.push(currency ? money(amount, currency) : amount.toLocaleString('en'));
  return parts.join(', ');
}

/** What a delivery carried lies under `data`; what was given by hand or by a schedule is there itself. */
function recordOf(data: unknown): Record<string, unknown> {
  const given = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  const { data: carried } = given;
  return typeof carried === 'object' && carried !== null ? { ...given, ...carried } : given;
}
