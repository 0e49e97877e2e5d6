import { OF_TIME } from './change-timing.ts';
import type { Change } from './changes.ts';
import { maskOf } from './mask.ts';

/** "actually not on a schedule, only when I tell you to": what starts by itself starts by hand from now on. */

const LEAD =
  "(?:(?:actually|no|nope|sorry|hmm+|please|instead|rather|but|and|oh|wait|on second thoughts?|you know what|i(?:'ve)? changed my mind|let'?s)[,.: ]+)*";
const TIME =
  '(?:an?y? |the |its |this |that |fixed |set |regular |automatic )*(?:schedul(?:es?|ing)|timers?|timings?|timetable|times?|clock|start|runs?|trigger|autopilot)';
const DAYS =
  '(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|days?|mornings?|evenings?|weeks?|months?|weekdays?|hours?)';
/** What it starts on so far. */
const NOT = `(?:(?:not|no longer|never mind|forget(?: about)?|drop|remove|scrap|lose|take (?:off|away)|get rid of|skip|ditch|no|without|don't (?:use|run it on|put it on)|do not (?:use|run it on|put it on)) (?:on |with |to )?${TIME}(?: off| any ?more| at all)?|(?:don't|do not|no need to) schedule (?:it|this|that)|(?:take|put) ${TIME} (?:off|away|out)(?: again)?|(?:take|get) (?:it|this) off (?:the|its) (?:schedule|timer)|(?:not|don't (?:run|start|do|send|post) (?:it|this)) (?:automatically|by (?:it|your)self|on (?:its|your) own)|(?:not|(?:don't|do not|never|no need to) (?:run|start|do|send|post) (?:it|this|that)) (?:(?:every|each|on) (?:single )?${DAYS}|daily|weekly|hourly|monthly)(?: at [\\d:apm. ]+)?|not when(?:ever)? [a-z' ]{3,50})`;
const I = "i(?:'ll| will| want to| would like to|'d like to| can|'d rather| would rather| prefer to)(?: be able to)?";
const I_START = `${I} (?:(?:start|run|trigger|kick off|launch|fire|set off|press|tap)(?: off)? (?:it|this|that)(?: off)?|(?:press|push|tap|click|use) (?:the|an?) button)`;
/** Of one that runs by itself "i'll do it myself" may mean without it. */
const I_DO = `${I} (?:do|send|post) (?:it|this|that)`;
const MYSELF =
  '(?:,? (?:and )?(?:myself|by hand|manually|on demand|(?:when(?:ever)?|as|if) i (?:want|need|like|choose|feel like)(?: it| to)?)){1,3}';
const BUTTON =
  '(?:(?:just |rather )*(?:give me|i want|i need|make (?:it|that)|put|with|have|let me have|as) )?(?:just )?an? button(?: (?:for (?:it|me|that)|(?:that )?(?:i can|to) (?:press|tap|push|click)|there))*';
const WHEN_I =
  'when(?:ever)? i (?:ask|tell|want|need|request|press|tap|click|call)(?: (?:you|to|for it|it|so|go|the button))*';
const HAND = `(?:(?:(?:just|only|it should|make it|let it|have it|run it|run|start it|start|do it|send it|post it)(?: only| just| be)? )*(?:by hand|manual(?:ly)?|on demand|on request|on my command|${WHEN_I})|${I_START}${MYSELF}|${BUTTON})`;
/** "only when I say so" may be a yes that is waited for: by hand it is only where the schedule goes. */
const SAY_SO = '(?:(?:just|only|run it|start it|do it|send it|post it) )*when(?:ever)? i say(?: so| go)?';
const END = '(?: (?:instead|please|from now on|then|now on))*[\\s.!]*$';
const WHOLE = new RegExp(
  `^${LEAD}(?:${NOT}(?: please| thanks)*(?:[,;:.–—-]| and| but)+ ?(?:and |but )?(?:rather |instead )?(?:${HAND}|${SAY_SO}|${I_START}${MYSELF}?|${I_DO}${MYSELF})|${HAND}(?:[,;:.–—-]| and)* ?${NOT}|${HAND})${END}`,
);

export const handStart: Change = (sketch, text, { the }) => {
  const { masked } = maskOf(text.trim(), the.timeZone);
  // "not when it is a holiday": of a schedule that is another condition.
  if (/\bnot when/.test(masked) && sketch.triggers.some((one) => one.type !== 'webhook')) return false;
  // What the event brought is missing where somebody taps.
  if (!WHOLE.test(masked) || /\btrigger\b/.test(JSON.stringify(sketch.steps))) return false;
  sketch.triggers = [{ type: 'manual' }];
  sketch.when = null;
  sketch.assumptions = sketch.assumptions.filter((one) => !OF_TIME.test(one));
  return true;
};
