/** Names of days and months as people write them, and the day fields of a cron line. */

const NAMES: [string, number][] = [
  ['sundays?|sun|jumapili', 0],
  ['mondays?|modays?|mondey|mon|jumatatu', 1],
  ['tuesdays?|tusdays?|teusdays?|tuseday|tues?|jumanne', 2],
  ['wednesdays?|wensdays?|wendesdays?|wednsdays?|weds?|jumatano', 3],
  ['thursdays?|thrusdays?|thurdays?|thurs?|thu|alhamisi', 4],
  ['fridays?|firdays?|fridy|fri|ijumaa', 5],
  ['saturdays?|satuday|saterdays?|sat|jumamosi', 6],
];

export const DAY = `(?:${NAMES.map(([names]) => names).join('|')})`;

export const PLURAL = '(?:sundays|mondays|tuesdays|wednesdays|thursdays|fridays|saturdays)';

const MONTHS = [
  'jan(?:uary)?',
  'feb(?:ruary)?',
  'mar(?:ch)?',
  'apr(?:il)?',
  'may',
  'june?',
  'july?',
  'aug(?:ust)?',
  'sept?(?:ember)?',
  'oct(?:ober)?',
  'nov(?:ember)?',
  'dec(?:ember)?',
];

export const MONTH = `(?:${MONTHS.join('|')})`;

export const EVERY = '(?:every|evry|evrey|eveyr|evey|each|kila|any|all|on|every single)';

export const AND = String.raw`(?: ?, ?and | ?, ?| and | & | ?\/ ?| na | or |\+| (?=(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b))`;

export const ORD = String.raw`(\d{1,2})(?:st|nd|rd|th)?`;

export const NTH: Record<string, string> = {
  first: '1',
  '1st': '1',
  second: '2',
  '2nd': '2',
  third: '3',
  '3rd': '3',
  fourth: '4',
  '4th': '4',
  last: 'L',
  final: 'L',
};

export const NTHS = Object.keys(NTH).join('|');

export const OF_MONTH = String.raw`(?:,? ?(?:of|in|on) ?(?:the|each|every|a)? ?(month|quarter)s?\b|,? ?(?:each|every) (month|quarter)\b|,? monthly\b)`;

export function dayNumber(name: string): number | null {
  const found = NAMES.find(([names]) => new RegExp(`^(?:${names})$`).test(name.trim()));
  return found ? found[1] : null;
}

export const monthNumber = (name: string): number =>
  MONTHS.findIndex((names) => new RegExp(`^(?:${names})$`).test(name)) + 1;

export const daysOf = (words: string): number[] =>
  [...words.matchAll(new RegExp(String.raw`\b${DAY}\b`, 'g'))].flatMap((found) => dayNumber(found[0]) ?? []);

/** `1-5` for a run of days, else a list. */
export function dowText(days: number[]): string {
  const all = [...new Set(days)].sort((one, other) => one - other);
  const first = all[0] ?? 0;
  const run = all.every((day, at) => day === first + at);
  if (all.length === 7) return '*';
  return run && all.length > 2 ? `${first}-${all.at(-1)}` : all.join(',');
}

/** Days of a plain weekday field: `1-5` is 1 to 5, `*` all. */
export function expand(dow: string): number[] {
  if (dow === '*') return [0, 1, 2, 3, 4, 5, 6];
  return dow.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return Array.from({ length: Math.max(0, to - from) + 1 }, (_, at) => (from + at) % 7);
  });
}
