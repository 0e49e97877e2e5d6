import type { AnswerContext } from './answers.ts';
import { maskOf } from './mask.ts';
import type { Sketch } from './sketch.ts';
import { speaking } from './steps-meant.ts';

/** "not slack, text it to +1… instead": the same words another way, to the address that is said with it. */

const WAYS: [RegExp, string][] = [
  [/^(?:sms|text|texting|texted|texts)$/, 'sms'],
  [/^(?:e-?mail|mail|e-?mailing|e-?mailed|mails|e-?mails)$/, 'email'],
  [/^(?:whatsapp|whatsapping|whatsapped)$/, 'whatsapp'],
  [/^(?:slack|post|posting|posted|posts)$/, 'slack'],
];
const BY_KIND: Record<string, string> = { email: 'email', channel: 'slack' };
/** What may stand around the ways and the address: anything else is a change of another kind. */
const AROUND = new Set(
  `it that this them me us him her to on at in by via as for with an a the message messages channel number address instead of rather than not no don't do dont never mind forget drop skip make send sent use using
  go be have can could should would i'd i we prefer like better please actually swap replace change but and then just so let's out any more anymore want it's its switch from over`.split(
    /\s+/,
  ),
);
const AWAY = /\b(?:not|no|don't|dont|forget|drop|skip|never mind|instead of|rather than|swap|replace|change|from)$/;
const INSTEAD = /\b(?:instead|rather|prefer|swap|replace)\b/;

/** The change in the words it is read in; null where it is no such change. */
export function anotherWay(sketch: Sketch, text: string, context: AnswerContext): string | null {
  const { masked, entities } = maskOf(text.trim(), context.the.timeZone);
  const [thing, more] = entities;
  if (!thing || more || !['phone', 'email', 'channel'].includes(thing.kind)) return null;
  const words = [...masked.matchAll(/[a-z][a-z'-]*/g)].map((found) => ({ word: found[0], at: found.index }));
  const ways = words.flatMap(({ word, at }) => {
    const service = WAYS.find(([name]) => name.test(word))?.[1];
    const before = masked.slice(0, at).replace(/(?:[\s,]|\b(?:the|an?|do|use|using|send|it|on|by|in|to)\b)+$/, '');
    return service ? [{ service, gone: AWAY.test(before) }] : [];
  });
  const alone = words.every(({ word }) => AROUND.has(word) || WAYS.some(([name]) => name.test(word)));
  const fresh = new Set(ways.filter((one) => !one.gone).map((one) => one.service));
  const old = new Set(ways.filter((one) => one.gone).map((one) => one.service));
  if (!alone || fresh.size > 1 || old.size > 1 || (old.size === 0 && !INSTEAD.test(masked))) return null;
  const there = speaking(sketch, context).map((at) => sketch.steps[at]?.service ?? '');
  const [wanted = BY_KIND[thing.kind]] = fresh;
  const [replaced = there.length === 1 ? there[0] : undefined] = old;
  if (!wanted || !replaced || wanted === replaced || !there.includes(replaced)) return null;
  return `send it by ${wanted} to ${text.trim().slice(thing.start, thing.end)} instead of ${replaced}`;
}
