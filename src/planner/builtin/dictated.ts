import type { Source } from './mask.ts';
import { stretches } from './tongues.ts';

/** What people speak into a telephone: addresses, numbers and times in words, and the sounds between them. */

const DIGITS: Record<string, string> = {
  zero: '0',
  oh: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
};
const DIGIT = `(?:${Object.keys(DIGITS).join('|')})`;
const REPEATED = `(?:(?:double|triple) )?${DIGIT}`;
/** Seven digits or more, one after the other: nothing but a telephone number. */
const NUMBER = new RegExp(`\\b(plus )?(${REPEATED}(?: ${REPEATED}){6,14})\\b`, 'gi');
const ADDRESS =
  /(?<=\b(?:to|email|mail|cc|and|from|is|address|for|by) )([a-z0-9]+(?: dot [a-z0-9]+| underscore [a-z0-9]+)?) at ([a-z0-9-]+) dot ((?:co|com|org|net|io|africa|dev|app|ke|ng|in|de|fr|uk|us)(?: dot (?:ke|uk|za|in|ng|tz|ug))?)\b/gi;
const HOURS: Record<string, number> = Object.fromEntries(
  'one two three four five six seven eight nine ten eleven twelve'.split(' ').map((word, at) => [word, at + 1]),
);
const MINUTES: Record<string, string> = { fifteen: '15', thirty: '30', 'forty five': '45', 'forty-five': '45' };
const CLOCK = new RegExp(
  `\\b(at )(${Object.keys(HOURS).join('|')}) (${Object.keys(MINUTES).join('|')})(?! (?:minutes|hours|days|people))\\b`,
  'gi',
);
const COUNTS: Record<string, string> = {
  fifteen: '15',
  twenty: '20',
  thirty: '30',
  forty: '40',
  fifty: '50',
  sixty: '60',
  ninety: '90',
};
const COUNT = new RegExp(
  `\\b(in|for|after|every|wait) (${Object.keys(COUNTS).join('|')})(?= (?:seconds|minutes|hours|days)\\b)`,
  'gi',
);
const SOUNDS = /(?<=^|[\s,])(?:u+m+|u+h+|er+m*|hm+)\b[,.]? ?/gi;
const OPENING =
  /^(?:(?:ok|okay|so|well|yeah|hey|hi|hello|right|alright|like|now)[,.]? )+(?=(?:every|each|when|whenever|at|on|send|post|remind|text|email|can|could|please|check|pay)\b)/i;

/** The text as it would be written; what is quoted or to be said stays as it is spoken. */
export const written = (source: Source): string =>
  stretches(source)
    .map(({ text, kept }) => (kept ? text : spoken(text, GERMAN.test(source.masked))))
    .join('');

/** "um" is a word there. */
const GERMAN = /\b(?:uhr|jede[nrs]?|und|bitte|der|die|das)\b/;

const spoken = (text: string, german: boolean): string =>
  text
    .replace(NUMBER, (_all, plus: string | undefined, words: string) => `${plus ? '+' : ''}${digits(words)}`)
    .replace(ADDRESS, (_all, name: string, host: string, end: string) => `${dotted(name)}@${host}.${dotted(end)}`)
    .replace(
      CLOCK,
      (_all, at: string, hour: string, minute: string) =>
        `${at}${HOURS[hour.toLowerCase()]}:${MINUTES[minute.toLowerCase()]}`,
    )
    .replace(COUNT, (_all, lead: string, word: string) => `${lead} ${COUNTS[word.toLowerCase()]}`)
    .replace(german ? /$^/ : SOUNDS, '')
    .replace(OPENING, '')
    .replace(/\b((?:can|could|would) you) (?:like|just|maybe) (?=[a-z])/gi, '$1 ');

const dotted = (words: string): string => words.replace(/ dot /gi, '.').replace(/ underscore /gi, '_');

const digits = (words: string): string =>
  words
    .toLowerCase()
    .replace(/(double|triple) (\w+)/g, (_all, times: string, word: string) =>
      `${word} `.repeat(times === 'double' ? 2 : 3).trim(),
    )
    .split(' ')
    .map((word) => DIGITS[word] ?? '')
    .join('');
