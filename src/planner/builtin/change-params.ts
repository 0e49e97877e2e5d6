import type { AnswerContext } from './answers.ts';
import { ofWords, quoted, SAID, saidThere, wordsOf } from './change-said.ts';
import { timing } from './change-timing.ts';
import { moved, repriced } from './change-values.ts';
import { alike, type Held, heldMeant } from './change-which.ts';
import type { Change, Changes } from './changes.ts';
import { clocksIn } from './clock.ts';
import { shapeOf } from './fill.ts';
import { maskOf } from './mask.ts';
import { putValue } from './put-value.ts';
import { scopeOf } from './scope.ts';
import type { Sketch } from './sketch.ts';
import { speaking, stepsMeant } from './steps-meant.ts';

/** Changes of what a step is given. */

interface Place extends Held {
  label: string;
  main: boolean;
}

const SETS =
  /^(?:please )?(?:change|set|make|update|switch|edit|let|use)?\s*(?:the |its |that )?([a-z][a-z _]*?)(?: of (?:the |step )?[\w ]+?)? (?:to (?:say |be |read )?|should (?:be|say|read) |be |is |into |= ?|: ?|as )(.+)$/is;
const SAYS =
  /^(?:(?:(?:make|have|let) (?:it|the ([a-z ]+?)) |it should )(?:say|read)(?:ing)?|say(?:ing)?) (.+?)(?: instead)?$/is;

/** "should be sent at 10am": no words. */
const SENT = /^(?:sent|posted|emailed|texted|delivered|going out)\b/i;

/** "change the subject to …", "send it to x instead", "use #ops instead of #general". */
export const parameter: Change = (sketch, text, context) => {
  if (quoted(sketch, text, context)) return true;
  const found = SETS.exec(text.trim());
  const says = SAYS.exec(text);
  const label = found?.[1]?.toLowerCase().trim() ?? '';
  // "the slack message should say …": of that step alone.
  const named = stepsMeant(sketch, label || (says?.[1]?.toLowerCase() ?? ''), context);
  const every = placesOf(sketch, context);
  const all = named.length > 0 ? every.filter((each) => named.includes(each.at)) : every;
  const given = found?.[2] ?? says?.[2] ?? '';
  const value = wordsOf(given);
  // The time of one message is that of all.
  const speak = speaking(sketch, context).length;
  if (named.length > 0 && named.length < speak && timed(given, context) && !says) return null;
  const lead = text.trim().slice(0, text.trim().lastIndexOf(given));
  const labelled = found ? labelledSo(all, label, named.length === 1 && (value.quoted || ofWords(lead))) : [];
  // "make the subject say …": what is named, and what is said where nothing is.
  const called = says?.[1] ? labelledSo(all, says[1].toLowerCase().trim(), false) : [];
  const targets = labelled.length > 0 || !says ? labelled : called.length > 0 ? called : mainsOf(all);
  if (targets.length > 0 && !SENT.test(given)) {
    if (value.words === null) return null;
    const done = set(sketch, targets, value.words, lead, context);
    if (done !== false) return done;
  }
  const went = moved(sketch, all, text, context);
  return went === undefined ? repriced(sketch, all, text, context) : went;
};

const placesOf = (sketch: Sketch, { lexicon }: AnswerContext): Place[] =>
  sketch.steps.flatMap((step, at) => {
    const known = lexicon.actions.find(
      (one) => one.action.service === step.service && one.action.action === step.action,
    );
    return (known ? shapeOf(known) : []).map(([name, { kind, label, main }]) => ({
      step,
      at,
      name,
      kind,
      label,
      main: main === true,
    }));
  });

const callsOf = ({ name, label, kind, main }: Place): string[] => [
  name.replaceAll('_', ' '),
  label.replace(/^the /, ''),
  ...(main ? ['text', 'message', 'body', 'wording', 'content', 'email text', 'words'] : []),
  ...(kind === 'email' || kind === 'phone' ? ['recipient', 'address', 'number', 'phone number', 'email address'] : []),
];

const NTH = /^(?:first|second|third|fourth|fifth|last) /;

/** What goes by the name; of a step that is named alone, what it says. */
function labelledSo(all: Place[], label: string, says: boolean): Place[] {
  const bare = label
    .replace(NTH, '')
    .replace(/^(?:email|slack|whatsapp|sms|text|post|message|invoice) (?=\w)/, '')
    .replace(/ (?:line|text)$/, '');
  const ways = [
    all.filter((one) => callsOf(one).includes(label)),
    all.filter((one) => callsOf(one).includes(bare)),
    // "change the sms to “…”": what it says.
    says && /^[a-z]+(?: (?:message|post|text|note|msg))?$/.test(label.replace(NTH, ''))
      ? all.filter((one) => one.main).slice(0, 1)
      : [],
    bare.length > 3 ? all.filter((one) => callsOf(one).some((name) => name.split(' ').includes(bare))) : [],
  ];
  return ways.find((some) => some.length > 0) ?? [];
}

const mainsOf = (all: Place[]): Place[] => {
  const mains = all.filter((one) => one.main);
  const said = mains.filter((one) => SAID.has(one.name));
  return said.length > 0 ? said : mains.slice(0, 1);
};

/** Gives the places the value; null where it is open which of several is meant, or where it goes. */
function set(sketch: Sketch, targets: Place[], words: string, lead: string, context: AnswerContext): Changes {
  const says = targets.some((one) => one.main);
  if (says && !ofWords(lead)) {
    const time = timed(words, context);
    if (time) return sketch.steps.length === 1 ? timing(sketch, `change the time to ${words}`, context) : null;
    const kind = kindOf(words, context);
    if (kind) {
      const steps = new Set(targets.map((one) => one.at));
      const places = placesOf(sketch, context).filter((one) => one.kind === kind && steps.has(one.at));
      return places.length > 0 ? put(sketch, places, words, lead, context) : null;
    }
  }
  const told = says && ofWords(lead) ? saidThere(sketch, words, context) : words;
  return told === null ? null : put(sketch, targets, told, lead, context);
}

const timed = (words: string, { the }: AnswerContext): boolean => {
  const read = clocksIn(maskOf(words, the.timeZone).masked);
  return read.clocks.length > 0 && !/[\p{L}\p{N}]/u.test(read.rest);
};

/** The kind of a value that is an address, a number or a channel and nothing else. */
const kindOf = (words: string, { the }: AnswerContext): string | null => {
  const [one] = maskOf(words, the.timeZone).entities;
  const whole = one !== undefined && one.start === 0 && one.end === words.trim().length;
  return whole && ['email', 'phone', 'channel'].includes(one.kind) ? one.kind : null;
};

/** One a step, and where the value fits. */
function put(sketch: Sketch, targets: Place[], words: string, lead: string, context: AnswerContext): Changes {
  const fits = targets.filter((one) => putOne(structuredClone(sketch), one, words, context));
  const ones = fits.filter((one, at) => !fits.slice(0, at).some((each) => each.at === one.at));
  const held = ones.filter(({ step, name }) => step.params[name] !== undefined);
  const places = held.length > 0 ? held : ones.slice(0, 1);
  const together = alike(places) && places.every((one) => one.kind !== 'money');
  const meant = together ? places : heldMeant(sketch, places, lead, context);
  if (!meant) return null;
  for (const one of meant) putOne(sketch, one, words, context);
  return meant.length > 0;
}

function putOne(sketch: Sketch, { at, name, kind }: Held, value: string, { lexicon, the }: AnswerContext): boolean {
  const step = sketch.steps[at];
  if (!step) return false;
  const scope = scopeOf(
    lexicon.catalogue,
    sketch.triggers,
    sketch.steps.slice(0, at),
    the.owner,
    step.for_each !== undefined,
    sketch.told,
  );
  return putValue({ step, name, kind }, value, scope, the, lexicon.catalogue);
}
