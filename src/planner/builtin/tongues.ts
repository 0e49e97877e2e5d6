import type { Source } from './mask.ts';
import { IS_ROMANCE, ROMANCE, type Rule } from './tongues-romance.ts';

/** The German and Swahili words with which people here say when something happens and what is to be done, as English ones. */

const DAYS = 'montag dienstag mittwoch donnerstag freitag samstag sonntag'.split(' ');
const ENGLISH = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');
const day = (name: string): string =>
  ENGLISH[DAYS.indexOf(name.toLowerCase().replace(/s$/, '').replace('sonnabend', 'samstag'))] ?? name;
const NAMES = `${DAYS.join('|')}|sonnabend`;

const GERMAN: Rule[] = [
  [new RegExp(`\\bjede[nrs]? (${NAMES})\\b`, 'gi'), (_all, name = '') => `every ${day(name)}`],
  [new RegExp(`\\b(?:immer )?(${NAMES})s\\b`, 'gi'), (_all, name = '') => `${day(name)}s`],
  [new RegExp(`\\b(?:am )?(${NAMES})(?= (?:um|bis|und)\\b)`, 'gi'), (_all, name = '') => day(name)],
  [
    new RegExp(`\\b(?:von |bis |und )(${NAMES})\\b`, 'gi'),
    (all = '', name = '') => `${/^von/i.test(all) ? '' : /^bis/i.test(all) ? 'to ' : 'and '}${day(name)}`,
  ],
  [/\bjeden tag\b|\btäglich\b|\bt(?:ae|ä)glich\b/gi, 'every day'],
  [/\bjeden (?:werktag|wochentag)\b|\bwerktags\b|\bwochentags\b/gi, 'every weekday'],
  [/\bjede woche\b/gi, 'every week'],
  [/\bjeden monat\b/gi, 'every month'],
  [/\bjeden morgen\b/gi, 'every morning'],
  [/\bjeden abend\b/gi, 'every evening'],
  [/\bjede stunde\b|\bstündlich\b/gi, 'every hour'],
  [/\bam wochenende\b/gi, 'on weekends'],
  [/\b(?:am )?ersten (?:tag )?(?:des|jedes|im) monats?\b/gi, 'on the first of every month'],
  [/\b(?:um )?(\d{1,2})[:.](\d{2}) uhr\b/gi, (_all, hour = '', minute = '') => `at ${hour.padStart(2, '0')}:${minute}`],
  [
    /\b(?:um )?(\d{1,2}) uhr(?: (\d{2}))?\b/gi,
    (_all, hour = '', minute = '') => `at ${hour.padStart(2, '0')}:${minute || '00'}`,
  ],
  [/\b(?:sobald|immer wenn|jedes mal,? wenn|wenn|falls)\b/gi, 'when'],
  [
    /\beine?n? (?:neue[rns]? )?zahlung (?:über|via|mit|bei|auf|durch) (\w+)/gi,
    (_all, service = '') => `a payment via ${service}`,
  ],
  [/\b(?:eine?r? |die |neue )*zahlung(?:en)?\b/gi, 'payment'],
  [/\b(?:klappt|eingeht|ankommt|reinkommt|bestätigt wird|erfolgreich ist|durchgeht)\b/gi, 'succeeds'],
  [/\b(?:fehlschlägt|scheitert)\b/gi, 'fails'],
  [
    /\b(?:einen? |das )?(?:termin|meeting|gespräch) bucht\b|\bbucht (?:einen? )?(?:termin|meeting|gespräch)\b/gi,
    'books a meeting',
  ],
  [/\b(?:einen? |das |ein neuer )?(?:termin|meeting)(?= (?:wird )?gebucht)/gi, 'a meeting'],
  [/\b(?:bei|über|auf) (?=(?:calendly|stripe|intasend|github|slack)\b)/gi, 'on '],
  [/\bbei mir bucht\b|\bbucht\b/gi, 'books'],
  [/\bgebucht wird\b/gi, 'is booked'],
  [/\b(?:jemand|ein kunde|eine kundin|der kunde)\b/gi, 'someone'],
  [/\b(?:bezahlt|zahlt)\b/gi, 'pays'],
  [/\bmit (?:dem|der|folgendem) (?:text|nachricht|inhalt)\b:?/gi, 'with the text'],
  [/\bmit (?:dem )?betreff\b|\bbetreff\b/gi, 'subject'],
  [/\bund dem text\b/gi, 'and the text'],
  [/\b(?:eine )?(?:e-?mail|mail) an\b/gi, 'send an email to'],
  [/\b(?:eine )?(?:sms) an\b/gi, 'send an sms to'],
  [/\b(?:eine )?whatsapp(?:-nachricht)? an\b/gi, 'send a whatsapp to'],
  [/\b(?:eine )?nachricht (?:an|in)\b/gi, 'send a message to'],
  [/\b(?:schicke?|sende|schreibe?|poste|mach|erstelle?)\b(?= (?:mir |uns |bitte )?(?:send an?\b|eine?\b|in\b))/gi, ''],
  [/\b(?:schicken|senden|schreiben|posten|verschicken|machen)\b/gi, ''],
  [/\b(?:schicke?|sende) (?=\S)/gi, 'send '],
  [/\bposte\b/gi, 'post'],
  [/\berinnere? (?:mich|uns)(?: bitte)?(?: daran)?,?/gi, 'remind me'],
  [/\b(?:rechnung)\b/gi, 'invoice'],
  [/\b(?:danach|anschließend)\b/gi, 'then'],
  [/\bund\b/gi, 'and'],
  [/(?<=\d) (?:morgens|vormittags|früh)\b/gi, ' in the morning'],
  [/(?<=\d) (?:abends)\b/gi, ' in the evening'],
  [/(?<=\d) (?:nachmittags|mittags)\b/gi, ' in the afternoon'],
  [/\b(?:danke|thank you|thanks)(?: sehr| schön| vielmals)\b/gi, 'please'],
  [/\b(?:bitte|danke|vielen dank|mal|doch)\b/gi, 'please'],
  [/\b(?:ihre?n?|seine?n?|deren|dessen) namen?\b/gi, 'their name'],
];
const IS_GERMAN =
  /\b(?:jede[nrs]?|uhr|bitte|wenn|sobald|falls|mit dem|und|eine[nrm]?|schick(?:e|en)?|sende[n]?|poste[n]?|täglich|werktags|erinnere|betreff|zahlung|rechnung|danke|montags|dienstags|mittwochs|donnerstags|freitags|samstags|sonntags)\b/gi;

const SWAHILI: Rule[] = [
  [/\bkila mwezi\b/gi, 'every month'],
  [/\bkila saa\b(?! (?:moja|mbili|tatu|nne|tano|sita|saba|nane|tisa|kumi|\d))/gi, 'every hour'],
  [/\bkesho\b/gi, 'tomorrow'],
  [/\bleo\b/gi, 'today'],
  [
    /\b(?:mtu|mteja|customer) (?:yeyote )?(?:akilipa|akishalipa|anapolipa|akinilipa|akitulipa)\b/gi,
    'when a customer pays',
  ],
  [/\b(?:nikilipwa|tukilipwa)\b/gi, 'when i get paid'],
  [/\b(?:malipo) (?:yakiingia|yakikuja|yanapoingia|yakithibitishwa)\b/gi, 'when a payment comes in'],
  [/\b(?:kupitia|kwa njia ya)\b/gi, 'via'],
  [/\b(?:kwenye|katika)\b/gi, 'on'],
  [/\btuma (?=(?:kes |ksh |sh )?[1-9][\d,.]{0,6}k?(?: (?:kes|ksh|bob|shillings))? (?:kwa|to)\b)/gi, 'pay '],
  [/\b(?:mtumie|nitumie|watumie|tumia|tuma)(?= (?:\+?\d|sms|whatsapp|email|ujumbe|meseji))/gi, 'send'],
  [/\b(?:ujumbe|meseji)\b/gi, 'message'],
  [/\b(?:ukisema|inayosema|unaosema|kusema)\b/gi, 'saying'],
  [/\b(?:halafu|kisha|alafu)\b/gi, 'then'],
  [/\bkwa (?=(?:intasend|stripe|calendly|github|slack)\b)/gi, 'via '],
  [/\bm?tumie (?:mteja|customer)\b/gi, 'send the customer'],
  [/\b(?:naomba |nataka )?(?:uni|ni)kumbushe?\b/gi, 'remind me to'],
  [/\b(?:nataka|naomba)\b/gi, ''],
  [/\b(?:andika|weka|ongeza) (?=row|line|record|mstari)/gi, 'add a '],
  [/\b(?:kwa|kwenye|katika) (sheet|table|base) ya\b/gi, 'in $1'],
  [/\btafadhali\b/gi, 'please'],
  [/\b(?:weka|andika|posti)\b(?= .*#)/gi, 'post'],
];
const IS_SWAHILI =
  /\b(?:kila|saa|kwa|ya|tafadhali|tuma|nitumie|mtumie|akilipa|nikilipwa|malipo|ujumbe|halafu|kisha|kesho|asubuhi|jioni|mchana|usiku|mteja|ukisema|kupitia|nataka|naomba|jumatatu|jumanne|jumatano|alhamisi|ijumaa|jumamosi|jumapili|andika|unikumbushe|nikumbushe)\b/gi;

/** The text in English as far as it is neither quoted nor said; as it was where it is English. */
export function inEnglish(source: Source): string {
  const rules = [
    ...((source.masked.match(IS_GERMAN)?.length ?? 0) > 1 || /\b\d{1,2}(?:[:.]\d{2})? uhr\b/.test(source.masked)
      ? GERMAN
      : []),
    ...((source.masked.match(IS_SWAHILI)?.length ?? 0) > 1 ? SWAHILI : []),
    ...((source.masked.match(IS_ROMANCE)?.length ?? 0) > 1 ? ROMANCE : []),
  ];
  if (rules.length === 0) return source.text;
  return stretches(source)
    .map(({ text, kept }) =>
      kept ? text : rules.reduce((now, [pattern, words]) => now.replace(pattern, words as string), text),
    )
    .join('');
}

/** The text in turns: what may be changed, what stands for itself. */
export function stretches({ text, entities }: Source): { text: string; kept: boolean }[] {
  const out: { text: string; kept: boolean }[] = [];
  let last = 0;
  for (const one of entities) {
    if (one.start < last) continue;
    out.push({ text: text.slice(last, one.start), kept: false }, { text: text.slice(one.start, one.end), kept: true });
    last = one.end;
  }
  return [...out, { text: text.slice(last), kept: false }];
}
