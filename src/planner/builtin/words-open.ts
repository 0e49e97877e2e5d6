import type { Hole } from './sketch.ts';

/** What is said when a question stays open: what did not fit, what would, and a way on; not the same words again. */

const FITS: Record<string, string> = {
  email: 'An address will do, as ann@example.com, or where it comes from, as “the customer’s email”.',
  phone: 'A number will do, as +254712345678, or where it comes from, as “the customer’s phone”.',
  money: 'A number will do, as 5,000.',
  number: 'A number will do, as 10.',
  channel: 'A channel will do, as #team.',
  url: 'A web address will do, as https://example.com.',
  when: 'A time will do, as “every Monday at 9am”.',
  trigger: 'A time will do, as “every Monday at 9am”, or “only when I ask”.',
  condition: 'Say it as “the amount is over 5,000”, or “leave it out” and I set up the rest.',
  unheard: 'Say it in other words, or “leave it out” and I set up the rest.',
};
const CANCEL = 'If you don’t have it now, say “cancel” and come back with it later.';

/** Up to this many letters of what was said are shown. */
const MOST = 60;

/** `times`: how often it was asked before; `said`: what was answered and did not fit, null where it was left to us. */
export function askedOnce(ask: string, only: Hole | null, said: string | null, times: number): string {
  const fits = only ? (FITS[only.kind] ?? '') : '';
  const whole = ask.includes('leave it out');
  const told = said && said.length <= MOST ? `I can’t use “${said.replace(/[.!? ]+$/, '')}” for that. ` : '';
  if (times === 1)
    return `${told || 'I need this from you before I can set it up. '}${ask}${told && !whole ? ` ${fits}` : ''}`.trim();
  const open = only && !whole ? `${ask} ${fits}`.trim() : ask;
  return times % 2 === 0
    ? `${told || 'I can’t set it up without this. '}${open} ${CANCEL}`
    : `Still open: ${only?.label ?? 'this'}. ${fits || ask} ${CANCEL}`;
}

/** What should happen, asked once more. */
export const actionAgain = (times: number): string =>
  times % 2 === 1
    ? 'That I can’t choose for you. Tell me what should happen, for example “text +254712345678 that we open at 9” or “post the total in #sales”.'
    : 'I still need what should happen: whom to write to, what to post or what to pay. Say “cancel” to leave it.';
