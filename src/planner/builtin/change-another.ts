import type { AnswerContext } from './answers.ts';
import type { Change, Changes } from './changes.ts';
import { type Entity, maskOf } from './mask.ts';
import type { Sketch } from './sketch.ts';
import { addSteps } from './steps.ts';
import { speaking } from './steps-meant.ts';

/** "Pastor John also please, the same words, he is on +256…": one more who gets what another gets, in the same words. */

const BESIDES = /\b(?:also|too|as well|add|include|plus|same|copy|besides|both|another)\b|^(?:and|plus)\b/;
const TAKES =
  /\b(?:instead|not|rather|don't|drop|remove|stop|only|if|when|unless|until|before|after|every|each|pay|paid|send (?:kes|money))\b|\d/;
/** What may stand around who it is. */
const AROUND = new Set(
  `also too as well add include plus and please same the words word message text texts thing one to him her them it that this he she they his hers is on at in number numbers phone address email mail sms whatsapp slack channel
  should must can could would get gets receive receives see sees have be reached for us me you a an of with just kindly another copy besides both want wants needs need i we i'd like send forward put post drop share who whose's s re
  exactly ok okay thanks so then sent goes go let know loop my our wife husband boss manager brother sister mother father mum mom dad son daughter friend colleague partner assistant secretary treasurer pastor reverend father chairman
  chairlady chairperson driver guard cook nanny nurse doctor teacher headteacher deputy office team neighbour neighbor aunt uncle cousin mama baba mzee elder deacon bishop sir madam mr mrs ms dr`.split(
    /\s+/,
  ),
);

const isThing = ({ kind }: Entity): boolean => ['phone', 'email', 'channel'].includes(kind);

/** Whether it says who gets it besides, and nothing more. */
export const saysAnother = (text: string, timeZone: string): boolean => saidIn(text, timeZone) !== null;

function saidIn(text: string, timeZone: string): { things: Entity[]; first: Entity; plain: string } | null {
  const { masked, entities } = maskOf(text.trim(), timeZone);
  const things = entities.filter(isThing);
  const [first] = things;
  const plain = masked.replace(/[\uE000-\uE010]+/g, ' ');
  if (!first || things.length !== entities.length || things.some((one) => one.kind !== first.kind)) return null;
  const more = BESIDES.test(plain) && !TAKES.test(plain) && !/[:"“]/.test(text) && isPeople(text.trim(), masked);
  return more ? { things, first, plain } : null;
}

export const another: Change = (sketch, text, context) => {
  const said = saidIn(text, context.the.timeZone);
  if (!said) return false;
  const { things, first, plain } = said;
  const there = receiving(sketch, first.kind, context);
  if (there.length === 0 && first.kind === 'channel') return posted(sketch, things, context);
  const [one] = there;
  const alike = there.every(({ at }) => words(sketch, at) === words(sketch, one?.at ?? 0));
  const named = WAYS.find(([way]) => way.test(plain))?.[1];
  // Money goes to a number too: of whom more is meant is open.
  const pays =
    first.kind === 'phone' && sketch.steps.some((step) => step.params.amount !== undefined && step.params.phone);
  if (!one || (named && sketch.steps[one.at]?.service !== named)) return false;
  const step = sketch.steps[one.at];
  if (!step || !alike || pays || step.for_each !== undefined) return null;
  const known = there.map(({ at, target }) => sketch.steps[at]?.params[target]);
  const fresh = things.filter((each) => !known.includes(each.value));
  if (fresh.length === 0) return null;
  const added = fresh.map((each) => ({ ...step, params: { ...step.params, [one.target]: each.value } }));
  addSteps(sketch, added, (there.at(-1)?.at ?? 0) + 1);
  return true;
};

/** The one message there is, in a channel besides; null where there are several. */
function posted(sketch: Sketch, channels: Entity[], context: AnswerContext): Changes {
  const speak = speaking(sketch, context);
  const [last = -1] = speak.slice(-1);
  const { message, body } = sketch.steps[last]?.params ?? {};
  const same = message ?? body;
  if (same === undefined || new Set(speak.map((at) => words(sketch, at))).size > 1) return null;
  const { condition, for_each } = sketch.steps[last] ?? {};
  if (for_each !== undefined) return null;
  const steps = channels.map(({ value }) => ({
    id: 'step_1',
    service: 'slack',
    action: 'send_message',
    params: { channel: value, message: same },
    ...(condition === undefined ? {} : { condition }),
  }));
  addSteps(sketch, steps, last + 1);
  return true;
}

const WAYS: [RegExp, string][] = [
  [/\bsms\b/, 'sms'],
  [/\bwhatsapp\b/, 'whatsapp'],
];

/** Nothing but people, by name or by what they are, and the words around them. */
function isPeople(text: string, masked: string): boolean {
  return [...masked.matchAll(/[a-z][a-z'-]*/g)].every(({ 0: word, index }) => {
    if (AROUND.has(word.replace(/'s$/, ''))) return true;
    return /\p{Lu}/u.test(text.charAt(index)) && word.length > 1;
  });
}

const words = (sketch: Sketch, at: number): string =>
  JSON.stringify(['message', 'body'].map((name) => sketch.steps[at]?.params[name]));

/** The messages that go to an address of that kind which stands there. */
function receiving(sketch: Sketch, kind: string, context: AnswerContext): { at: number; target: string }[] {
  return speaking(sketch, context).flatMap((at) => {
    const step = sketch.steps[at];
    const known = context.lexicon.actions.find(
      (one) => one.action.service === step?.service && one.action.action === step.action,
    );
    const target = known?.target?.kind === kind ? known.target.name : null;
    const value = target ? step?.params[target] : undefined;
    return target && typeof value === 'string' && !value.includes('{{') ? [{ at, target }] : [];
  });
}
