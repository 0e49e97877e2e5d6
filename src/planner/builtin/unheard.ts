import { isGate } from '../../automation/graph.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { type Entity, GONE, type Source } from './mask.ts';
import { amountsIn, sharesIn } from './numbers.ts';
import { type Sketch, strings } from './sketch.ts';
import { say } from './words.ts';

/** What was said and found no place: an amount, a number, an address. Asked about rather than dropped. */

const THINGS: Entity['kind'][] = ['quote', 'said', 'email', 'phone', 'channel', 'url', 'template'];

/** The things of a message that are nowhere in what was understood. */
export function unheardIn(sketch: Sketch, source: Source, left: string, home: string): string[] {
  const kept = JSON.stringify([sketch.steps, sketch.policy, sketch.triggers, sketch.name]);
  const words = [
    ...source.entities.filter(
      (one) =>
        THINGS.includes(one.kind) &&
        !kept.includes(JSON.stringify(one.value.trim()).slice(1, -1)) &&
        left.slice(one.start, one.end).replaceAll(GONE, '') !== '',
    ),
  ].map((one) => source.text.slice(one.start, one.end));
  const numbers = `${kept} ${sketch.steps.flatMap((step) => spelled(step.params)).join(' ')}`;
  for (const amount of amountsIn(left, home)) {
    const written = source.text.slice(amount.start, amount.end).trim();
    if (/\//.test(left.charAt(amount.start - 1)) || within(source, amount.start)) continue;
    if (new RegExp(`(?<![\\d.])${amount.value}(?![\\d])`).test(numbers) || kept.includes(written)) continue;
    words.push(written);
  }
  for (const share of sharesIn(left)) {
    const written = source.text.slice(share.start, share.end).trim();
    if (!kept.includes(`* ${share.factor}`) && !kept.includes(written)) words.push(written);
  }
  return sketch.steps.length === 0 ? [] : [...new Set(words)].slice(0, 3);
}

/** A yes that somebody wants to give before it goes on, in the words of whoever asks. */
export const CONSENT =
  /\b(?:(?:show|send|give|forward|run|pass) (?:it|them|that|this|these|the \w+) (?:to|by|past) (?:me|us)\b[^.!?]*?\b(?:approv\w+|ok|okay|sign[- ]?off|review|first|before)\b|(?:I|we)(?:['’]ll| will| must| have to| need to| want to| get to| should)? (?:check|approve|confirm|review|okay|sign off|look (?:at|over)|read|see|say (?:yes|ok|okay|go))\b[^.!?]*?\b(?:first|before|then|only)\b|(?:let|have) (?:me|us) (?:check|approve|confirm|review|okay|look|read|see)\b|(?:my|our) (?:approval|ok|okay|yes|go-?ahead|consent|permission|blessing|say-?so)\b|only (?:once|after|when|if) (?:I|we)\b)/i;

/** The same in a sentence of its own, whatever became of it. */
const WISHED =
  /\b(?:i|we)(?:'d|'ll| would| will)?(?: (?:also|always|really|want|like|need|have|must|should|wish|prefer|rather|get))*(?: to)? (?:say (?:yes|ok|okay|no)|give (?:you )?(?:my|the|an?) (?:ok|okay|yes|go-?ahead|approval|permission|nod|consent|thumbs up)|be (?:asked|consulted)|approve)\b(?: (?:it|this|that|them|first|each time|every time|each one|every one))*/;

/** "I confirm, pay …", "; my yes;": a part of its own, before an order or at the end. */
const AGREES =
  /(?<!\b(?:that|which|what|where|who|says?|saying) )\b(?:i(?:'ll| will| must| have to| need to| want to| get to)? (?:confirm|agree|sign (?:it )?off|okay)(?: (?:it|this|that|them))?|my (?:yes|ok(?:ay)?|go-?ahead|approval|consent|sign-?off|permission|blessing|say-?so|nod))(?= *(?:[,;:.)\n→]|->|=>|$|first\b|(?:and|then) [a-z]))/;

/**
 * A wish to be asked that was taken for what a step is to write, while nothing in the draft asks: nobody is left believing that it
 * waits. Text in quotes says what it says.
 */
export function swallowedYes(sketch: Sketch, source: Source): string[] {
  const asks =
    sketch.policy.requires_user_confirmation === true ||
    sketch.steps.some((step) => isGate(step) || (step.service === 'flow' && step.action === 'ask'));
  if (asks) return [];
  const wished = WISHED.exec(source.masked) ?? AGREES.exec(source.masked);
  if (wished) return [source.text.slice(wished.index, wished.index + wished[0].length)];
  const verbatim = source.entities.filter((one) => one.kind === 'quote' || one.kind === 'said').map((one) => one.value);
  return sketch.steps
    .flatMap((step) => strings(step.params))
    .filter((text) => !verbatim.some((one) => one !== '' && text.includes(one)))
    .flatMap((text) => CONSENT.exec(text)?.[0] ?? []);
}

/** Orders taken for words of a prompt: whoever is named there would never hear of it. */
export function swallowedOrders(sketch: Sketch, source: Source): string[] {
  const written = sketch.steps.flatMap((step) =>
    /^(?:llm|search|image)$/.test(step.service) ? strings(step.params) : [],
  );
  const verbatim = source.entities.filter((one) => one.kind === 'quote' || one.kind === 'said').map((one) => one.value);
  const free = written.filter((text) => !verbatim.some((one) => one !== '' && text.includes(one)));
  const addressed = source.entities
    .filter((one) => ['email', 'phone', 'channel'].includes(one.kind))
    .map((one) => source.text.slice(one.start, one.end))
    .filter((address) => written.some((text) => text.includes(address)));
  return [...addressed, ...free.flatMap((text) => RECEIVED.exec(text)?.[0] ?? [])];
}

/** Whom something is to reach, among words that are only searched for or written. */
const RECEIVED =
  /\b(?:gets?|receives?|(?:and|then) (?:send|give)[^.]*?) (?:an? |the )?(?:e-?mail|sms|text|whatsapp|message)\b/i;

/** Fields that its steps read and what starts it now does not bring. */
export function strayFields({ triggers, steps }: Sketch, catalogue: Catalogue): string[] {
  const shapes = triggers.flatMap((one) =>
    one.type === 'webhook' ? [catalogue.event(one.service, one.event)?.data.shape ?? {}] : [],
  );
  if (shapes.some((shape) => Object.keys(shape).length === 0)) return [];
  const known = new Set(['data', 'body', 'event', ...shapes.flatMap((shape) => Object.keys(shape))]);
  const read = [...JSON.stringify(steps).matchAll(/\btrigger\.(\w+)/g)].map((found) => found[1] ?? '');
  return [...new Set(read)].filter((field) => !known.has(field)).map((field) => `the ${field.replaceAll('_', ' ')}`);
}

/** Asks about words with no place, all of them in one question. `heavy`: they may turn the meaning. */
export function wonder(sketch: Sketch, words: string[], heavy = true): void {
  const clean = words
    .map((one) => one.trim().replace(/^(?:[\s,;:.]|→|->|=>)+|(?:[\s,;:.]|→|->|=>)+$/g, ''))
    .filter(Boolean);
  const before = sketch.extra.find((hole) => hole.kind === 'unheard');
  const all = [...new Set([...(before?.words ?? []), ...clean])].map((one) => one.slice(0, 80)).slice(0, 4);
  if (all.length === 0) return;
  sketch.extra = [
    ...sketch.extra.filter((hole) => hole !== before),
    {
      name: 'unclear',
      label: 'what was not clear',
      ask: say.unheard(all),
      step: -1,
      params: [],
      kind: 'unheard',
      words: all,
      heavy: heavy || before?.heavy === true,
    },
  ];
}

const within = (source: Source, at: number): boolean =>
  source.entities.some((one) => one.start <= at && at < one.end) || source.masked.charAt(at) === GONE;

const spelled = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(spelled)
    : [String(value).replaceAll(',', '')];
