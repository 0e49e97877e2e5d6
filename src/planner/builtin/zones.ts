/** Time zones as people name them. */

const ABBREVIATIONS: Record<string, string> = {
  utc: 'UTC',
  gmt: 'UTC',
  zulu: 'UTC',
  eat: 'Africa/Nairobi',
  wat: 'Africa/Lagos',
  cat: 'Africa/Harare',
  sast: 'Africa/Johannesburg',
  est: 'America/New_York',
  edt: 'America/New_York',
  et: 'America/New_York',
  eastern: 'America/New_York',
  cdt: 'America/Chicago',
  central: 'America/Chicago',
  mst: 'America/Denver',
  mdt: 'America/Denver',
  mountain: 'America/Denver',
  pst: 'America/Los_Angeles',
  pdt: 'America/Los_Angeles',
  pt: 'America/Los_Angeles',
  pacific: 'America/Los_Angeles',
  cet: 'Europe/Paris',
  cest: 'Europe/Paris',
  eet: 'Europe/Athens',
  uk: 'Europe/London',
  jst: 'Asia/Tokyo',
  sgt: 'Asia/Singapore',
  hkt: 'Asia/Hong_Kong',
  aest: 'Australia/Sydney',
  aedt: 'Australia/Sydney',
  kenyan: 'Africa/Nairobi',
  kenya: 'Africa/Nairobi',
  india: 'Asia/Kolkata',
  indian: 'Asia/Kolkata',
  nigeria: 'Africa/Lagos',
  nigerian: 'Africa/Lagos',
  japan: 'Asia/Tokyo',
  germany: 'Europe/Berlin',
  france: 'Europe/Paris',
};
/** Letters that mean several zones: asked about. */
export const UNCLEAR_ZONES: Record<string, string[]> = {
  cst: ['America/Chicago', 'Asia/Shanghai'],
  ist: ['Asia/Kolkata', 'Europe/Dublin', 'Asia/Jerusalem'],
  bst: ['Europe/London', 'Asia/Dhaka'],
  ast: ['America/Halifax', 'Asia/Riyadh'],
};
const CITIES: Record<string, string> = {
  'san francisco': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  california: 'America/Los_Angeles',
  la: 'America/Los_Angeles',
  boston: 'America/New_York',
  washington: 'America/New_York',
  miami: 'America/New_York',
  nyc: 'America/New_York',
  ny: 'America/New_York',
  dallas: 'America/Chicago',
  houston: 'America/Chicago',
  mumbai: 'Asia/Kolkata',
  delhi: 'Asia/Kolkata',
  'new delhi': 'Asia/Kolkata',
  bangalore: 'Asia/Kolkata',
  beijing: 'Asia/Shanghai',
  mombasa: 'Africa/Nairobi',
  kisumu: 'Africa/Nairobi',
  abuja: 'Africa/Lagos',
  'cape town': 'Africa/Johannesburg',
  durban: 'Africa/Johannesburg',
  'abu dhabi': 'Asia/Dubai',
  munich: 'Europe/Berlin',
  barcelona: 'Europe/Madrid',
  manchester: 'Europe/London',
  geneva: 'Europe/Zurich',
};

const byCity = new Map<string, string>(Object.entries(CITIES));
for (const zone of Intl.supportedValuesOf('timeZone')) {
  const city = zone.split('/').at(-1)?.replaceAll('_', ' ').toLowerCase() ?? '';
  if (!byCity.has(city)) byCity.set(city, zone);
}
for (const [alias, zone] of [
  ['kolkata', 'Asia/Kolkata'],
  ['calcutta', 'Asia/Kolkata'],
  ['kiev', 'Europe/Kyiv'],
  ['kyiv', 'Europe/Kyiv'],
] as const) {
  byCity.set(alias, zone);
}
const IANA =
  /\b(?:africa|america|antarctica|asia|atlantic|australia|europe|indian|pacific|etc)\/[a-z_]+(?:\/[a-z_]+)?\b/;
const NAMES = [...byCity.keys()]
  .filter((city) => city.length > 1)
  .sort((one, other) => other.length - one.length)
  .join('|');
const BY_TIME = new RegExp(
  String.raw`\b(?:in |by |at )?(?:the )?(${NAMES}|${Object.keys(ABBREVIATIONS).join('|')}|cst|ist|bst|ast) time(?:zone| zone)?\b`,
);
const AFTER_CLOCK = new RegExp(
  String.raw`(?<=\d|am|pm|noon|midnight|\s)[ (](${Object.keys(ABBREVIATIONS)
    .filter((name) => name.length < 5 && !['uk', 'pt', 'et', 'cat', 'eat'].includes(name))
    .join('|')}|cst|ist|bst|ast)\b\)?`,
);
const EAT_AFTER_CLOCK = /(?<=\d ?(?:am|pm)?)[ (](eat|cat|et|pt)\b\)?/;

/** "at 8 in the morning in Tokyo, …": the city right behind a time of day, where the clause ends or an order follows. */
const CITY_AFTER_CLOCK = new RegExp(
  String.raw`(?<=\d ?(?:am|pm)|:\d\d|\d|noon|midnight|o'clock|morning|afternoon|evening|night),? (?:over |there )?in (${NAMES})(?= *(?:[,.;:]|$)| (?:every|each|on|daily|post|send|text|email|sms|whatsapp|tell|write|put|remind)\b)`,
);

export interface FoundZone {
  zone: string | null;
  /** The words, and what they may mean, where that is not one zone. */
  unclear: { word: string; zones: string[] } | null;
  start: number;
  end: number;
}

/** "his time", "the client's time": the zone of the one city said with them, else it must be asked for. */
const THEIRS =
  /\b(?:in )?(?:his|her|their|its|(?:the |my |our )?[a-z]+'s)(?: own)?(?: local)? time(?:zone| zone)?\b(?: ?\([a-z ]+\))?/;
const LIVES = new RegExp(
  String.raw`\b(?:is|are|lives?|based|located|sits?|works?|stays?) (?:based |located )?in (${NAMES})\b`,
  'g',
);

/** A zone named in masked text: "New York time", "UTC", "Africa/Lagos"; null for none. */
export function zoneIn(masked: string): FoundZone | null {
  const iana = IANA.exec(masked);
  if (iana) {
    const known = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === iana[0]);
    const zone = known ?? (iana[0] === 'etc/utc' ? 'UTC' : canonical(iana[0]));
    if (zone) return { zone, unclear: null, start: iana.index, end: iana.index + iana[0].length };
  }
  const after = AFTER_CLOCK.exec(masked);
  // "at 4pm pst 'Demo' in #demo" is a slip of the finger for an order.
  const slip = after && /^[ )]*[\uE001\uE002\uE006]/.test(masked.slice(after.index + after[0].length));
  const found =
    BY_TIME.exec(masked) ?? (slip ? null : after) ?? EAT_AFTER_CLOCK.exec(masked) ?? CITY_AFTER_CLOCK.exec(masked);
  const word = found?.[1];
  if (!found || !word) return theirs(masked);
  const place = { start: found.index, end: found.index + found[0].length };
  const several = UNCLEAR_ZONES[word];
  if (several) return { zone: null, unclear: { word: word.toUpperCase(), zones: several }, ...place };
  return { zone: ABBREVIATIONS[word] ?? byCity.get(word) ?? null, unclear: null, ...place };
}

function theirs(masked: string): FoundZone | null {
  const found = THEIRS.exec(masked);
  if (!found || /\b(?:this|next|last|same|any|some|every) time/.test(found[0])) return null;
  const [first, second] = [...masked.matchAll(LIVES)].map((one) => byCity.get(one[1] ?? '')).filter(Boolean);
  const place = { start: found.index, end: found.index + found[0].length };
  if (first && !second) return { zone: first, unclear: null, ...place };
  return { zone: null, unclear: { word: `“${found[0].replace(/^in /, '')}”`, zones: [] }, ...place };
}

function canonical(name: string): string | null {
  const written = name
    .split('/')
    .map((part) => part.replace(/(^|[_-])([a-z])/g, (_all, sep: string, letter: string) => sep + letter.toUpperCase()))
    .join('/');
  if (!written.includes('/')) return null;
  try {
    new Intl.DateTimeFormat('en', { timeZone: written });
    return written;
  } catch {
    return null;
  }
}
