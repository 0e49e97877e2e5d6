import { distance, type Lexicon } from './lexicon.ts';
import type { Source } from './mask.ts';

/** Slips of the finger in the words that carry a request. What is quoted or said, names and addresses stay as they are. */

const SHORT: Record<string, string> = Object.fromEntries(
  `u you, ur your, thx thanks, ty thanks, snd send, sned send, sedn send, msg message, msgs messages, mesage message, mssg message, plz please, tmrw tomorrow, tmr tomorrow, tommorow tomorrow, tmw tomorrow, wen when, whn when, teh the,
  hte the, adn and, nad and, thn then, frm from, wth with, wiht with, chanel channel, emial email, eamil email, emal email, whatsap whatsapp, watsap whatsapp, whastapp whatsapp, whatsup whatsapp,
  wkly weekly, mthly monthly, mornign morning, monring morning, ech each, eahc each, dialy daily, daly daily, amout amount, amnt amount, amt amount, cust customer, pymt payment, paymnt payment,
  appt appointment, mtg meeting, invoce invoice, sumarise summarise, sumarize summarize, sumary summary, reciept receipt, recieve receive, recieves receives, recieved received, rember remember,
  otherwize otherwise, othrwise otherwise, remaind remind, remnd remind, remindme remind, thru through, belwo below, abov above, whatapp whatsapp, becuase because, evry every, evrey every, calender calendar, fith fifth, seond second, frist first, lst last, costumer customer, costumers customers, custommer customer, payes pays, payed paid, hr hour, hrs hours, eveyone everyone, wensday wednesday, wensdays wednesdays, wendsday wednesday, wensdey wednesday, tusday tuesday, tusdays tuesdays, thirsday thursday`
    .split(/,\s+/)
    .map((pair) => pair.split(' ')),
);
const TIMES =
  `january february march april june july august september october november december monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays saturday saturdays sunday
  sundays`.split(/\s+/);
const KNOWN = [
  ...TIMES,
  ...`every weekday weekdays weekend weekends morning afternoon evening midnight tomorrow tonight monthly weekly quarterly schedule scheduled payment payments invoice webhook message whatsapp calendar
  calendly intasend quickbooks hubspot airtable spreadsheet customer customers please remind reminder create delete publish summarise summarize summary translate generate withdraw transfer amount
  between subject channel whenever otherwise unless except confirmed received succeeds cancelled booked meeting github stripe slack email notify announce through repeat before minutes working`.split(
    /\s+/,
  ),
];
/** Right words that look like a slip of one of those. */
const REAL = new Set(
  `midday mayday payday someday strike strikes strive strips striped stride crate crates match marsh massage massages pavement remainder remainders flowing conformed costume costumes costumer worming withdrew sundae expect expects
  accept repast mourning warning ever never even event events everyday slick slicks slacks slacker stack stacks smack emails emailed thorough thought though creates created invoices invoiced messages
  messaged amounts accounts channels chapel subjects meetings melting bookings minute month months week weeks receives receive reminds reminded remained removed transfers transferred translates
  translated generates generated deleted deletes published publishes pleased pleases pleasant release repeats repeated notified notifies announces announced announcer boosted scheduler schedules
  summaries translator customer's payment's words wording wonder waking walking workings hubs betweens stripes`.split(
    /\s+/,
  ),
);

/** The text with its slips mended. */
export function mended(source: Source, lexicon: Lexicon): string {
  const words = vocabulary(lexicon);
  let out = '';
  let last = 0;
  for (const found of source.masked.matchAll(/(?<![\w/.@#'\uE001-\uE010-])[a-z]+(?![\w'@/\uE001-\uE010-]|\.\w)/g)) {
    const end = found.index + found[0].length;
    const written = source.text.slice(found.index, end);
    const name = /[A-Z]/.test(written) && found.index > 0 && !/[.!?\n]\s*$/.test(source.text.slice(0, found.index));
    const right = rightOf(found[0], words, name ? TIMES : KNOWN);
    if (!right) continue;
    out += source.text.slice(last, found.index) + right;
    last = end;
  }
  return out + source.text.slice(last);
}

function rightOf(word: string, words: Set<string>, among: string[]): string | null {
  const short = SHORT[word];
  if (short) return short;
  if (word.length < 5 || words.has(word) || REAL.has(word)) return null;
  const most = word.length > 8 || /(?:day|dey)s?$/.test(word) ? 2 : 1;
  const close = nearest(
    among.filter((one) => one[0] === word[0] && distance(word, one, most) <= most),
    word,
  );
  const [only] = close;
  return only && close.length === 1 && !inflected(word, only) ? only : null;
}

/** Those that differ least. */
function nearest(all: string[], word: string): string[] {
  const least = Math.min(...all.map((one) => distance(word, one)));
  return all.filter((one) => distance(word, one) === least);
}

const inflected = (word: string, right: string): boolean =>
  ['s', 'd', 'r', 'ed', 'er', 'es'].some((end) => word === `${right}${end}` || right === `${word}${end}`);

const read = new WeakMap<Lexicon, Set<string>>();
/** Every word the catalogue knows: never a slip. */
function vocabulary(lexicon: Lexicon): Set<string> {
  const had = read.get(lexicon);
  if (had) return had;
  const all = new Set(KNOWN);
  for (const one of [...lexicon.actions, ...lexicon.events])
    for (const phrase of [...one.phrases, ...one.nouns])
      for (const part of phrase.parts) if (!part.gap) for (const word of part.any) all.add(word);
  read.set(lexicon, all);
  return all;
}
