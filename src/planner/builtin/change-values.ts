import type { AnswerContext } from './answers.ts';
import { alike, type Held, heldMeant } from './change-which.ts';
import type { Changes } from './changes.ts';
import { clocksIn } from './clock.ts';
import { maskOf } from './mask.ts';
import { type Amount, amountsIn } from './numbers.ts';
import { putAmount } from './put-value.ts';
import type { Sketch } from './sketch.ts';

/** An address, a number or an amount that takes the place of one there is; which one is asked where several are held. */

const THINGS = ['email', 'phone', 'channel', 'url'];
const PUTS = /\b(?:instead|not|rather|change|switch|use|send|post|move|make|meant|wrong)\b/;
const BARE = /[\uE003-\uE006]+|\b(?:no|to|on|at|in|it's|sorry|it|is|should|be|the|channel|number)\b|[\s,.!]+/g;

/** "send it to x instead", "use #ops instead of #general"; undefined where it is nothing of the kind. */
export function moved(sketch: Sketch, all: Held[], text: string, context: AnswerContext): Changes | undefined {
  const { masked, entities } = maskOf(text, context.the.timeZone);
  const things = entities.filter((one) => THINGS.includes(one.kind));
  const puts = PUTS.test(masked) || masked.replace(BARE, '') === '';
  if (things.length === 0 || !puts || /^(?:also|and|plus|add)\b|\b(?:also|as well|too|additionally)\b/.test(masked))
    return undefined;
  const holds = (one: Held, value: string) => one.step.params[one.name] === value;
  const known = things.find((thing) => all.some((one) => holds(one, thing.value)));
  const fresh = things.find((thing) => thing !== known);
  if (!fresh) return undefined;
  const places = known
    ? all.filter((one) => holds(one, known.value))
    : all.filter((one, at) => {
        const first = (each: Held) => each.kind === fresh.kind && each.step.params[each.name] !== undefined;
        return first(one) && !all.slice(0, at).some((each) => each.at === one.at && first(each));
      });
  if (places.length === 0) return undefined;
  const words = text.slice(0, fresh.start) + text.slice(fresh.end);
  const meant = known || alike(places) ? places : heldMeant(sketch, places, words, context);
  if (!meant) return null;
  for (const { step, name } of meant) step.params[name] = fresh.value;
  return true;
}

const PRICES =
  /\b(?:make|change (?:it|that) to|instead|to|pay|now|price|went (?:up|down)|raised|costs?|should be|it's|is)\b/;
const COMPARES = /\b(?:over|above|under|below|more than|at least|am|pm)\b/;
/** What is asked or told of an amount, and what is added to one: no amount to be paid from now on. */
const ASKS =
  /^(?:(?:so|and|but|ok(?:ay)?|hey|wait|hmm+|oh)[,\s]+)*(?:(?:how|what)(?! about)|which|why|who|when|where|is|isn't|are|was|were|does|do|did|will|would|should|has|have)\b/;
const REQUESTS = /\b(?:make|change|pay|set|can|could|let's|use|what about|how about)\b/;
const TELLS =
  /\b(?:i|we) (?:(?:only|just|now|already|still|currently) )*(?:have|had|got|own|owe|earn|paid|need)\b|\b(?:i|we)(?:'ve| have) got\b/;
const ADDED =
  /\b(?:add|plus|another|extra|additional|by|about|around|roughly|between|up to) (?:an? |another |extra )*$/;
const MORE = /^ ?(?:more|less|extra|on top|off|of it)\b/;
const RAISES = /\b(?:bump|raise|push|increase|put|move|bring|take|went|goes|gone|go)\w*\b.* up to $/;

/** Whether the words around an amount leave open what is to be paid. */
function spokenOf(masked: string, { start, end }: Amount): boolean {
  const [before, after] = [masked.slice(0, start), masked.slice(end)];
  if (/\?\s*$/.test(masked) ? !REQUESTS.test(masked) || ASKS.test(masked) : ASKS.test(masked)) return true;
  return TELLS.test(before) || (ADDED.test(before) && !RAISES.test(before)) || MORE.test(after);
}

const BEFORE = /\b(?:instead of|rather than|not|from) (?:the )?$/;

/** "make it 15,000", "pay 700 instead": what is paid. */
export function repriced(sketch: Sketch, all: Held[], text: string, context: AnswerContext): Changes {
  const { lexicon, the } = context;
  const { masked } = maskOf(text, the.timeZone);
  // An amount that comes with what starts it is not what "make it 15,000" means.
  const given = (value: unknown) => value !== undefined && !(typeof value === 'string' && value.includes('{{'));
  const prices = all.filter((one) => one.kind === 'money' && given(one.step.params[one.name]));
  const amounts: Amount[] = PRICES.test(masked) ? amountsIn(masked, the.currency) : [];
  const amount = amounts.filter((one) => !BEFORE.test(masked.slice(0, one.start))).at(-1);
  if (!amount || prices.length === 0 || (amount.value < 100 && !amount.currency)) return false;
  if (COMPARES.test(masked) || clocksIn(masked).clocks.length > 0) return false;
  if (spokenOf(masked, amount)) return null;
  const firsts = prices.filter((one, at) => !prices.slice(0, at).some((each) => each.at === one.at));
  const meant = heldMeant(sketch, firsts, text.slice(0, amount.start) + text.slice(amount.end), context);
  if (!meant) return null;
  for (const { step, name } of meant) putAmount(step, name, amount, the.currency, lexicon.catalogue);
  return true;
}
