import type { AnswerContext } from './answers.ts';
import { shapeOf } from './fill.ts';
import { findPhrase, phraseOf, tokensOf } from './lexicon.ts';
import { maskOf } from './mask.ts';
import { quotesIn } from './quotes.ts';
import type { Sketch } from './sketch.ts';
import { speaking, stepsMeant } from './steps-meant.ts';
import { say } from './words.ts';

/** Changes of what the messages say. */

/** Parameters that hold what somebody reads. */
const SAID_BY = ['message', 'body', 'text'];
export const SAID = new Set(SAID_BY);

/** Whether the words of a change are named as words, so that what follows is what is said, whatever it looks like. */
export const ofWords = (lead: string): boolean =>
  /\b(?:say|says|saying|read|reads|reading|body|wording|words|content|subject|title|caption)\b/i.test(lead);

const CLOCK = /^(?:\d{1,2}[:.]\d\d(?: ?[ap]m)?|\d{1,2} ?[ap]m|noon|midnight)$/i;

/** "change the time to '18:00'": a time is one, quoted or not, where it is not said that it be said. */
export const bareTimes = (text: string): string =>
  quotesIn(text).reduceRight(
    (now, { start, end, inner }) =>
      CLOCK.test(inner.trim()) && !ofWords(text.slice(0, start))
        ? now.slice(0, start) + inner.trim() + now.slice(end)
        : now,
    text,
  );

const NO_MORE = /^(?:[\s,]*(?:please|instead|now|then|thanks|thank you))*[\s.!]*$/i;

/** What is to be said: what is quoted is said whole and alone; null where something follows that belongs elsewhere. */
export function wordsOf(given: string): { words: string | null; quoted: boolean } {
  const [quote] = quotesIn(given);
  if (quote?.start !== 0)
    return {
      words: given.replace(/(?: instead)?[.!]*$/i, (tail) => (/^ instead/i.test(tail) ? '' : tail)),
      quoted: false,
    };
  return { words: NO_MORE.test(given.slice(quote.end)) ? quote.inner : null, quoted: true };
}

const THERE =
  /^(?:exactly )?(?:(?:just )?what (.+?) (?:says?|reads?|does)|(?:the )?same (?:thing |text |words )?(?:as|that) (.+?)(?: (?:says?|reads?|does))?)[.!]*$/i;

/** "what the slack message says": those words; null where it has none. */
export function saidThere(sketch: Sketch, words: string, context: AnswerContext): string | null {
  const found = THERE.exec(words.trim());
  if (!found) return words;
  const [at, more] = stepsMeant(sketch, (found[1] ?? found[2] ?? '').toLowerCase(), context);
  const params = at === undefined || more !== undefined ? {} : (sketch.steps[at]?.params ?? {});
  const there = [...SAID].map((name) => params[name]).find((value) => typeof value === 'string');
  return there ?? null;
}

const TEXT = '(?:text|message|body|wording|words?|content)';
const OF_TEXT = new RegExp(
  `\\b(?:say|says|saying|read|reads)\\b|\\b(?:change|set|make|update|edit|use|put|replace)\\b.*\\b${TEXT}s?\\b|\\b${TEXT} (?:should|must|is|to|:)`,
  'i',
);

/** Which message is meant, where a change of words leaves it open: by what there is. Null where it is no such change. */
export function whichText(sketch: Sketch, text: string, context: AnswerContext): string | null {
  const at = speaking(sketch, context);
  const texts = new Set(at.map((one) => JSON.stringify(SAID_BY.map((name) => sketch.steps[one]?.params[name]))));
  if (!OF_TEXT.test(text) || texts.size < 2) return null;
  const services = at.map((one) => sketch.steps[one]?.service ?? '');
  const names = services.map((service, nth) => {
    const alike = services.filter((one) => one === service).length > 1;
    const before = services.slice(0, nth).filter((one) => one === service).length;
    const name = say.messageOf(service, context.lexicon.catalogue.service(service)?.title ?? service);
    return alike ? say.nthOf(before, name) : name;
  });
  return say.whichText(names);
}

/** "say “…” in both", "change the text to “…”": the quoted text and nothing else, in the steps that are meant. */
export function quoted(sketch: Sketch, text: string, { lexicon, the }: AnswerContext): boolean {
  const { masked, entities } = maskOf(text, the.timeZone);
  const [quote, more, third] = entities.filter((entity) => entity.kind === 'quote');
  const tail = masked.slice(quote?.end ?? 0).trim();
  const lead = masked.slice(0, quote?.start ?? 0);
  const told = sketch.steps.flatMap((step) => {
    const known = lexicon.actions.find(
      (one) => one.action.service === step.service && one.action.action === step.action && one.speaks,
    );
    const main = known && shapeOf(known).find(([, meta]) => meta.main)?.[0];
    return known && main ? [{ step, main, known }] : [];
  });
  if (quote && more && !third) {
    const between = masked.slice(quote.end, more.start);
    const [next, old] = INSTEAD.test(between)
      ? [quote, more]
      : TURNS.test(lead) && INTO.test(between)
        ? [more, quote]
        : [];
    const meant = told.filter(({ step, main }) => old !== undefined && step.params[main] === old.value);
    if (next && NO_MORE.test(masked.slice(more.end).replace(/\b(?:in|on|by|via|to) (?:the )?[a-z]+\b/, '')))
      for (const { step, main } of meant) step.params[main] = next.value;
    return meant.length > 0;
  }
  if (!quote || more || !SAYS.test(lead) || !IN.test(tail)) return false;
  const named = told.filter(
    ({ known }) => findPhrase(tokensOf(tail), [...known.nouns, phraseOf(known.action.service)]) !== null,
  );
  const nth = /\bstep (\d)\b/.exec(tail)?.[1];
  const meant = /\b(?:both|all|every|everywhere|each)\b/.test(`${lead} ${tail}`)
    ? told
    : nth
      ? told.filter(({ step }) => step === sketch.steps[Number(nth) - 1])
      : tail.replace(/\binstead\b|[.!]/g, '').trim() === ''
        ? new Set(told.map(({ step, main }) => step.params[main])).size > 1
          ? []
          : told
        : named;
  for (const { step, main } of meant) step.params[main] = quote.value;
  return meant.length > 0;
}

const INSTEAD = /^,? (?:instead of|rather than|in place of|not) $/;
const TURNS = /\b(?:change|replace|switch|swap|turn) (?:the (?:text|words?|message) )?$/;
const INTO = /^ (?:to|with|by|into|for) $/;
const SAYS =
  /^\W*(?:(?:no|please|ok|okay|actually|and|it should|let (?:it|them|both)|make (?:it|them|both)|have (?:it|them))[\s,]+)*(?:say(?:s|ing)?|read(?:s|ing)?|write|put|(?:change|set|make|update) (?:the |its |their |both |all )*(?:text|message|words|wording|body|content)s?(?: (?:of|in|for) (?:both|all|every one|each)(?: of them)?)?(?: to(?: say| be| read)?| say|:)?)[\s,:]*$/;
const IN =
  /^(?:(?:please|instead)|(?:in|on|for|to|at) (?:both|all|each|every|the|step \d|it)[\w -]*|everywhere|(?:both|all) (?:times|of them))?[\s.!]*$/;
