import type { Trigger } from '../../automation/definition.ts';
import type { Change } from './changes.ts';
import { type Clock, clocksIn } from './clock.ts';
import { maskOf } from './mask.ts';
import { recurrencesIn } from './recurrence.ts';
import { AND, DAY, dowText, expand } from './recurrence-days.ts';

/** "on Fridays make it 10:30pm, the other nights stay": another time on some of its days. The others keep theirs. */

const LEAD = '^(?:(?:and|but|so|no|only that|just that|except that)[ ,]+)*';
const DAYS = `(?:(?:on|for|every|each) )?(?:the )?(weekends?|weekdays?|(?:${DAY})(?: ?(?:to|-|–|through|till) ?(?:${DAY})|(?:${AND}(?:on )?(?:${DAY}))*))(?: (?:nights?|evenings?|mornings?|afternoons?))?`;
const CLOCK =
  '((?:at |to )?(?:half |(?:a )?quarter )?(?:(?:past|to) )?\\d{1,2}(?:[:.]\\d\\d)? ?(?:am|pm)?|(?:at )?(?:noon|midnight))';
/** Only of those days: "make it", "it should be". */
const THEN =
  "(?:,? (?:please )?(?:(?:make|do|have|run|post|send|set|put|let|move)(?: (?:it|that|this|them))?(?: be| go out)?(?: (?:at|to|for))?|(?:it|that|this) (?:should|must|can|needs to) be(?: sent| posted)?|it's|it is))";
const IS = '(?:,? (?:should be|must be|is|are|at|we (?:do|start|open|close|finish|begin)(?: it)?))';
const SOFT = '(?: (?:instead|please|rather|then|only))*';
const OTHERS =
  '(?:(?:(?:on|for) )?(?:(?:all )?(?:the )?(?:others?|rest|remaining)(?: of (?:the (?:week|days|nights|time)|them))?|(?:any|every) other|everything else|otherwise)(?: (?:days?|nights?|evenings?|mornings?|ones?|week))?)';
const STAY = `(?:(?:can |should |will |just )*(?:stays?|remains?|keeps?|leave|is|are|runs?|goes?|at|as)(?: (?:at|on|as|it|they|is|are|usual|before|the same|same|fine|good|ok(?:ay)?|unchanged|time|now|that|normal))*|unchanged|the same|same(?: as (?:now|before|usual))?|as (?:it|they) (?:is|are)|as usual|as before)`;
const REST = `(?:(?:[,;.]| -| –| and| but)+ ?(?:and |but |with )?(?:(?:leave|keep) ${OTHERS}|${OTHERS})(?:[ ,]+(?:${STAY}[ ,]*)*(?:at )?${CLOCK.replace('(', '(?:')}?(?:[ ,]+${STAY})*)?)`;
const END = '(?: please)*[\\s.!]*$';
const FORMS = [
  // "Fridays and Saturdays make it 10:30pm", with what the others do or without.
  new RegExp(`${LEAD}${DAYS}${THEN} ?${CLOCK}${SOFT}(${REST})?${END}`),
  new RegExp(
    `${LEAD}(?:make|do|have|run|post|send|set|put|move) (?:it|that|this) (?:at |to )?${CLOCK} (?=on |for )${DAYS}${SOFT}(${REST})${END}`,
  ),
  new RegExp(`${LEAD}(?:only )?${DAYS}${IS}? ?${CLOCK}${SOFT}(${REST})${END}`),
  new RegExp(`${LEAD}(?:only )?${CLOCK},? ${DAYS}${SOFT}(${REST})${END}`),
];

interface Said {
  days: number[];
  clock: Clock;
  /** A time that was said of the other days. */
  rest: Clock | undefined;
}

/** Whether it says another time of some days, and nothing besides. */
export const saysSomeDays = (text: string, timeZone: string): boolean =>
  FORMS.some((one) => one.test(maskOf(text.trim(), timeZone).masked));

export const someDays: Change = (sketch, text, { the }) => {
  const { masked } = maskOf(text.trim(), the.timeZone);
  const timed = sketch.triggers.flatMap((one) => weekly(one));
  if (!FORMS.some((one) => one.test(masked)) || timed.length === 0) return false;
  const said = saidIn(masked, timed[0]?.hour ?? 12);
  // A time that may be morning or evening, or days it never ran on: which is meant is asked.
  if (!said || said.clock.vague || said.rest?.vague) return null;
  const own = timed.flatMap((one) => one.days);
  if (!said.days.every((day) => own.includes(day))) return null;
  const all = said.days.length === new Set(own).size;
  if (all && said.rest) return null;
  const others = timed.filter((one) => one.days.some((day) => !said.days.includes(day)));
  const first = timed[0]?.trigger;
  const month = timed[0]?.month ?? '*';
  if (!first || timed.some((one) => one.month !== month)) return null;
  const at = (hour: number, minute: number, days: number[]): Trigger => ({
    ...first,
    schedule_cron: `${minute} ${hour} * ${month} ${dowText(days)}`,
  });
  sketch.triggers = [
    ...sketch.triggers.filter((one) => !timed.some(({ trigger }) => trigger === one)),
    ...others.map((one) =>
      at(
        said.rest?.hour ?? one.hour,
        said.rest?.minute ?? one.minute,
        one.days.filter((day) => !said.days.includes(day)),
      ),
    ),
    at(said.clock.hour, said.clock.minute, said.days),
  ];
  sketch.when = null;
  return true;
};

/** The one time and the days of a start that comes round by the week. */
function weekly(trigger: Trigger) {
  if (trigger.type !== 'schedule') return [];
  const [, minute, hour, month = '*', dow = '*'] =
    /^(\d{1,2}) (\d{1,2}) \* (\S+) ([\d,*-]+)$/.exec(trigger.schedule_cron ?? '') ?? [];
  return minute === undefined || hour === undefined
    ? []
    : [{ trigger, minute: Number(minute), hour: Number(hour), month, days: expand(dow) }];
}

function saidIn(masked: string, hourNow: number): Said | null {
  const form = FORMS.map((one) => one.exec(masked)).find((one) => one !== null);
  const groups = (form ?? []).slice(1);
  const words = groups.find((one) => one !== undefined && new RegExp(`weekend|weekday|\\b${DAY}\\b`).test(one)) ?? '';
  const days = recurrencesIn(`every ${words.replace(/\b(?:on|the) /g, '')}`).found.flatMap((one) =>
    one.kind === 'days' && one.dom === '*' ? expand(one.dow) : [],
  );
  const behind = groups.find((one) => one !== undefined && /\b(?:other|rest|remaining|otherwise|else)/.test(one));
  const [clock] = clocksOf(masked.slice(0, masked.length - (behind?.length ?? 0)).replace(/[\s.!]+$/, ''), hourNow);
  const [rest] = behind ? clocksOf(behind, hourNow) : [];
  return days.length > 0 && clock ? { days, clock, rest } : null;
}

/** The times that are said; a bare hour is the one near the time it has. */
function clocksOf(masked: string, hourNow: number): Clock[] {
  const bare = masked.replace(/(?<![\d:.]|at |to )\b(\d{1,2})(?![\d:.]| ?[ap]m)(?!\d)/g, 'at $1');
  return clocksIn(bare).clocks.map((clock) => {
    const near =
      clock.vague || clock.assumed
        ? [clock.hour, (clock.hour + 12) % 24].find((one) => Math.abs(one - hourNow) <= 3)
        : undefined;
    return near === undefined ? clock : { ...clock, hour: near, vague: false };
  });
}
