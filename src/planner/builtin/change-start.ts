import type { Change } from './changes.ts';
import { choices } from './choose.ts';
import { eventIn } from './events.ts';
import { tokensOf } from './lexicon.ts';
import { blot, GONE, maskOf } from './mask.ts';
import { strayFields, wonder } from './unheard.ts';
import { say } from './words.ts';

/** Changes of what starts a draft: "start it when someone books on Calendly instead", "only when I ask". */

const LEAD =
  /^(?:(?:please |can you |could you )?(?:make it |let it |have it |it should |should )?(?:start|run|trigger|fire|begin|do it|set it off|kick it off)(?: it| this| that)?(?: only)? |(?:the )?trigger (?:should be|is|to be) |(?:and |but |also )?(?:instead,? )?)/;
const WORDS =
  /\b(?:when(?:ever)?|each|every time|as soon as|on|instead|also|too|as well|please|only|not|it|of that|that|rather|new|from now on)\b|[\s\uE000,.!]+/g;

export const start: Change = (sketch, text, { lexicon, the }) => {
  const source = maskOf(text, the.timeZone);
  const said = source.masked.slice(LEAD.exec(source.masked)?.[0].length ?? 0);
  const plain = /^(?:when|each|every time|as soon as|on)\b/.test(said) ? said : `when ${said}`;
  if (!/\b(?:when(?:ever)?|each time|every time|as soon as|start|trigger)\b|^on an? /.test(source.masked)) return false;
  const event = eventIn(lexicon, plain);
  if (!event?.trigger) return false;
  // What it says besides is another change, or an order.
  const rest = blot(plain, event.start, event.end, GONE);
  if (rest.replace(WORDS, '') !== '' || choices(lexicon, tokensOf(rest)).some((one) => one.score > 12)) return false;
  const also = /\b(?:also|too|as well)\b/.test(source.masked);
  const rivals = event.assumed ? (event.rivals ?? []) : [];
  if (event.assumed && rivals.length === 0) sketch.assumptions.push(say.comesFrom(event.assumed));
  const kept = also ? sketch.triggers.filter((one) => one.type !== 'manual') : [];
  sketch.triggers = [event.trigger, ...kept];
  sketch.when =
    event.assumed && rivals.length > 0
      ? { needs: 'service', words: event.assumed, zones: [event.assumed, ...rivals] }
      : null;
  wonder(sketch, strayFields(sketch, lexicon.catalogue));
  return true;
};
