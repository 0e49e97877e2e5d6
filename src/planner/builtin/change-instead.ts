import type { AnswerContext } from './answers.ts';
import { anotherWay } from './change-way.ts';
import { maskOf } from './mask.ts';
import { COUNT } from './numbers.ts';
import type { Sketch } from './sketch.ts';
import { strings } from './sketch.ts';

/** "not #general, use #product", "not Wednesday, Thursday": what goes and what comes in its place, as one change. */

const AND_NOT = '(?:(?:no|nope|sorry|oh|wait|please|actually|hmm)[,. ]+)*';
const WRONG = `${AND_NOT}(?:not|don't (?:use|send (?:it )?(?:to|in)|post (?:it )?(?:to|in)|do)|do not use|never mind|drop|remove|skip|wrong|forget|scrap|stop using|instead of|rather than)`;
const IN = '(?:(?:in|to|on|at|by|via|an?|the|every|channel|number|address|for|using) )*';
const BUT =
  "(?:,|;|:|\\.| -| –)? ?(?:(?:but|use|in|to|on|at|by|via|make|it|its|it's|that|should|be|is|send|post|put|do|rather|instead|an?|the|every|channel|for|please|and|then|want|i|meant) )*";
const END = '(?: (?:instead|please|then))*[.!\\s]*$';
const pair = (one: string, other = one): RegExp => new RegExp(`^${WRONG} ${IN}(${one}),?${BUT}(${other})${END}`);

const DAY = '(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:days?)?|weekdays?|weekends?|every ?day|daily';
const CLOCK = String.raw`\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)?|noon|midnight`;
const WAY = '(?:sms|text(?: message)?|e-?mail|mail|whatsapp(?: message)?|slack(?: message)?)';
const THING = String.raw`[\uE003-\uE006]+`;
const AMOUNT = String.raw`(?:(?:kes|ksh|usd|[$€£]) ?)?\d[\d,.]*\dk?(?: (?:kes|ksh|bob|shillings|dollars))?`;
const WORD = '[a-z][a-z0-9_-]+';

/** "not 2 days, 5". */
const LONG = new RegExp(
  `^${WRONG} (?:in |after )?${COUNT} (minutes?|hours?|days?|weeks?)\\b,?${BUT}(${COUNT}|minute|hour|day|week)\\b(?: (minutes?|hours?|days?|weeks?))?${END}`,
);
/** "10 not 8", "9:30 rather than 9": of the time it has. */
const BEFORE = new RegExp(
  `^(?:(?:no|make it|at|use|it's|should be|sorry)[ ,]+)*(${CLOCK}),? (?:not|instead of|rather than) (?:at )?(${CLOCK})${END}`,
);

/** "2,500 not 2,000". */
const PAID_BEFORE = new RegExp(
  `^(?:(?:no|make it|pay|send|use|it's|should be|sorry)[ ,]+)*(${AMOUNT}),? (?:not|instead of|rather than) (${AMOUNT})${END}`,
);

/** Whether it starts at that time, in the morning or the evening. */
function startsAt({ triggers }: Sketch, said: string): boolean {
  const [, hour = '', minute = '0'] = /^(\d{1,2})(?:[:.](\d\d))?/.exec(said) ?? [];
  return triggers.some((one) => {
    if (one.type !== 'schedule') return false;
    const [, hourAt, minuteAt] = /T(\d\d):(\d\d)/.exec(one.schedule_at ?? '') ?? [];
    const [minuteNow = minuteAt, hourNow = hourAt] = one.schedule_cron?.split(' ') ?? [];
    return Number(hourNow) % 12 === Number(hour) % 12 && Number(minuteNow) === Number(minute);
  });
}

/** The change in the words it is read in; as it was where nothing is put in another's place. */
export function insteadOf(sketch: Sketch, text: string, context: AnswerContext): string {
  const without = unwanted(text);
  if (without) return without;
  const other = anotherWay(sketch, text, context);
  if (other) return other;
  const { masked } = maskOf(text, context.the.timeZone);
  const stretch = (at: number, words = ''): string => text.slice(at, at + words.length);
  const written = (found: RegExpExecArray): string => stretch(masked.lastIndexOf(found[2] ?? ''), found[2]);
  const thing = pair(THING).exec(masked);
  if (thing) return `use ${written(thing)} instead of ${stretch(masked.indexOf(thing[1] ?? ''), thing[1])}`;
  const day = pair(DAY).exec(masked);
  if (day) return `on ${written(day)} instead`;
  const way = pair(WAY).exec(masked);
  if (way) return `use ${way[2]} instead of ${way[1]}`;
  const long = LONG.exec(masked);
  if (long)
    return /^(?:minute|hour|day|week)/.test(long[2] ?? '')
      ? `make it a ${long[2]}`
      : `make it ${long[2]} ${long[3] ?? long[1]}`;
  const time = pair(CLOCK).exec(masked);
  if (time) return `at ${written(time)} instead`;
  const [, now, was] = BEFORE.exec(masked) ?? [];
  if (now && was && startsAt(sketch, was)) return `at ${now} instead`;
  const amount = pair(AMOUNT).exec(masked);
  if (amount) return `make it ${written(amount)}`;
  const [, more, less] = PAID_BEFORE.exec(masked) ?? [];
  if (more && less) return `make it ${more} instead of ${less}`;
  const word = pair(WORD).exec(masked);
  const channels = sketch.steps.flatMap((step) => strings(step.params)).filter((value) => /^#[\w-]+$/.test(value));
  return word && channels.includes(`#${word[1]}`) ? `use #${written(word)} instead` : text;
}

/** "I've changed my mind, make it 9": what comes behind is the change. */
const MIND =
  /^(?:(?:i|we)(?:'ve| have)? (?:just )?changed (?:my|our) minds?|on second thoughts?|come to think of it)[\s,;.:–-]+(?=\S)/i;

const DAYS = '(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:days?)?';
/** "I meant Wednesday, not Monday". */
const NOT_THAT_DAY = new RegExp(
  `^(?:i (?:meant|mean)|it should (?:be|have been)|(?:that )?should be|that's|it's|make (?:it|that)|change (?:it|that) to) (?:on |every )?(${DAYS}(?:(?:,| and|, and) ${DAYS})*),? (?:and )?(?:not|instead of|rather than) (?:on |every )?${DAYS}[.!]*$`,
  'i',
);
/** "…, Slack alone is enough": a reason. */
const ENOUGH =
  /[,;.] ?(?:(?:the |just )?[a-z]+(?: alone| only)? (?:is|are) (?:enough|plenty|fine|all (?:i|we) need)|that(?:'s| is) (?:enough|too much|plenty)|(?:it|that)(?:'s| is) (?:annoying|noise|noisy|not needed|silly|overkill)|(?:nobody|no one) (?:reads|needs|wants) (?:it|them))[.!]*$/i;

/** The change itself, without what leads up to it and the reason behind it. */
export const behindIt = (text: string): string =>
  text.replace(MIND, '').replace(NOT_THAT_DAY, 'on $1 instead').replace(ENOUGH, '');

const NAMED = "(?:the|that|any) ([a-z][a-z'-]*(?: [a-z]+)?)";
const END_OF_IT = '(?:,? (?:any ?more|after all|at all|please|for now))*[.!]*$';
/** "leave the text message out", "I don't need the email any more". */
const NOT_WANTED = new RegExp(
  `^(?:(?:leave|take|cut|drop|throw) ${NAMED} out|(?:i|we)(?: really)? (?:don'?t|do not|no longer) (?:want|need) ${NAMED})${END_OF_IT}`,
  'i',
);
function unwanted(text: string): string | null {
  const found = NOT_WANTED.exec(text.replace(ENOUGH, ''));
  return found && `drop the ${found[1] ?? found[2]}`;
}
