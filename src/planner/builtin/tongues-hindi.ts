import { blot, SIGN, type Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** Hindi in Latin letters, as it is mixed with English in chats: "roz subah 9 baje slack pe #store mein “…” post karna". */

const DAYS: Record<string, string> = {
  somvar: 'monday',
  somwar: 'monday',
  mangalvar: 'tuesday',
  mangalwar: 'tuesday',
  budhvar: 'wednesday',
  budhwar: 'wednesday',
  guruvar: 'thursday',
  guruwar: 'thursday',
  veervar: 'thursday',
  shukravar: 'friday',
  shukrawar: 'friday',
  shanivar: 'saturday',
  shaniwar: 'saturday',
  ravivar: 'sunday',
  raviwar: 'sunday',
  itwar: 'sunday',
};
const DAY = `(${Object.keys(DAYS).join('|')}|monday|tuesday|wednesday|thursday|friday|saturday|sunday)`;
const named = (day: string): string => DAYS[day.toLowerCase()] ?? day;
const CLOCK = '(\\d{1,2}(?::\\d\\d)?)';
const IN = '(?: (?:channel|group|number|address|wale|waale))?(?: (?:ko|pe|par|mein|me|men|main))';
const DO =
  '(?:karna|karo|kar do|kardo|karde|kar dena|kardena|kijiye|kar dijiye|karen|karein|bhejo|bhej do|bhejna|bhej dena|bhejdo|daalo|daal do|daalna|likho|likhna)';
const SORT = '(post|send|sms|text|whatsapp|e-?mail|mail|message|share)';

const late = (hour: string): boolean => Number(hour.split(':')[0]) >= 6 && Number(hour.split(':')[0]) < 12;

const WAYS: Way[] = [
  [/\b(?:har roz|rozana|rojana|roz|har din|prati din|pratidin)\b/g, 'every day'],
  [/\bhar (?:subah|savere)\b(?! ?\d)/g, 'every morning'],
  [/\bhar (?:shaam|sham)\b(?! ?\d)/g, 'every evening'],
  [new RegExp(`\\b(?:har )(?:subah|savere|subeh)(?: ke| ko)? ${CLOCK} ?(?:baje|bje)\\b`, 'g'), 'every day at $1am'],
  [new RegExp(`\\b(?:har )(?:shaam|sham)(?: ke| ko)? ${CLOCK} ?(?:baje|bje)\\b`, 'g'), 'every day at $1pm'],
  [new RegExp(`\\b(?:subah|savere|sawere|subeh)(?: ke| ko)? ${CLOCK} ?(?:baje|bje)\\b`, 'g'), 'at $1am'],
  [new RegExp(`\\b(?:shaam|sham|dopahar|dopeher)(?: ke| ko)? ${CLOCK} ?(?:baje|bje)\\b`, 'g'), 'at $1pm'],
  [
    new RegExp(`\\braat(?: ke| ko)? ${CLOCK} ?(?:baje|bje)\\b`, 'g'),
    (hour = '') => (late(hour) ? `at ${hour}pm` : `at ${hour}am`),
  ],
  [new RegExp(`\\b${CLOCK} ?(?:baje|bje)\\b`, 'g'), 'at $1'],
  [new RegExp(`\\bhar ${DAY}(?: ko)?\\b`, 'g'), (day = '') => `every ${named(day)}`],
  [new RegExp(`\\b${DAY} ko\\b`, 'g'), (day = '') => `on ${named(day)}`],
  [
    /\bhar (\d{1,2}) (ghante|minute|mint)\b/g,
    (many = '', unit = '') => `every ${many} ${/^g/.test(unit) ? 'hours' : 'minutes'}`,
  ],
  [/\bhar ghante\b/g, 'every hour'],
  [/\bhar haft[ae]\b/g, 'every week'],
  [
    /\bhar mahin[ae](?: ki| ke)? (\d{1,2})(?:st|nd|rd|th)?(?: tare?e?kh)?(?: ko)?\b/g,
    (day = '') => `on day ${day} of every month`,
  ],
  [/\bhar mahin[ae]\b/g, 'every month'],
  [/\b(?:aaj)\b/g, 'today'],
  [/\bkal\b/g, 'tomorrow'],
  [
    /\bjab (?:bhi )?(?:koi |customer |client )?(?:bhi )?(?:payment|paise|paisa|pay) (?:kare|karta hai|karega|kar de|bheje|de|karein?)\b/g,
    'when a customer pays',
  ],
  [
    /\b(?:jab (?:bhi )?)?(?:koi )?payment (?:aaye|aata hai|aaya|aane par|aane pe|aate hi|mile|milne par|milte hi)\b/g,
    'when a payment comes in',
  ],
  // "#store channel mein “…” post karna": the order comes first.
  [/\b(?:slack|whatsapp|sms) (?:pe|par|mein|me) (?=[\uE003\uE004\uE006])/g, ''],
  [
    new RegExp(`([\\uE003\\uE004\\uE006]+)${IN}?,? (\\uE001+)(?: ka| ki)?(?: ek)? ${SORT} ${DO}`, 'g'),
    (whom = '', words = '', sort = '') => `${/^(?:send|share)$/i.test(sort) ? 'send' : sort} ${whom} ${words}`,
  ],
  [
    new RegExp(`([\\uE003\\uE004\\uE006]+)${IN}?,? ${SORT} ${DO}[: ,]*(?=\\uE001)`, 'g'),
    (whom = '', sort = '') => `${/^(?:send|share)$/i.test(sort) ? 'send' : sort} ${whom} `,
  ],
  [new RegExp(`([\\uE003\\uE004\\uE006]+)${IN}?,? (\\uE001+) ${DO}`, 'g'), 'send $1 $2'],
  [new RegExp(`\\b${SORT} ${DO}\\b`, 'g'), '$1'],
  [/\b(?:mujhe|humko|hame) yaad (?:dilana|dilao|dila do|dila dena|karana|karao)\b(?: ki)?/g, 'remind me to'],
  [/\bslack (?:pe|par)\b/g, 'on slack'],
  [/\b(?:kripya|please yaar|bhai|yaar|ji|na)\b(?= |[.,!]|$)/g, ''],
];
const IS_HINDI =
  /\b(?:roz|rozana|subah|shaam|raat|dopahar|baje|bje|karna|karo|kardo|kar do|kar dena|bhejo|bhejna|bhej do|mein|har (?:din|ghante|hafte|mahine|roz|subah|shaam|[a-z]+[vw]ar)|jab|koi|tareekh|tarikh|yaad|mujhe)\b/g;

/** A name or an English word as well: "text Roz about the koi". */
const AMBIGUOUS = /^(?:roz|raat|jab|koi|mein)$/;
/** Behind "that" and "saying" stands what is said, up to the end of its sentence. */
const SAID = /(?:[\uE003\uE004\uE006]|\b(?:me|them|him|her|us)) that |\b(?:saying|to say|that (?:says|reads))\b/g;

/** The text with these words in English where it speaks Hindi; as it was otherwise. */
export function fromHindi(source: Source): string {
  const masked = withoutSaid(source.masked);
  const words = masked.match(IS_HINDI) ?? [];
  const speaks = words.length > 1 && words.some((word) => !AMBIGUOUS.test(word));
  return speaks ? reworded({ ...source, masked }, WAYS) : source.text;
}

/** What is said comes letter for letter, quoted or not. */
function withoutSaid(masked: string): string {
  let out = masked;
  for (const { index, 0: lead } of masked.matchAll(SAID)) {
    const start = index + lead.length;
    if (/^ ?\uE001/.test(masked.slice(start))) continue;
    const end = /[.;!?\n](?: |$)/.exec(masked.slice(start));
    out = blot(out, start, end ? start + end.index : masked.length, SIGN.said);
  }
  return out;
}
