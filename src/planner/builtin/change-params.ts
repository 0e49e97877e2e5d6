import type { Step } from '../../automation/definition.ts';
import type { AnswerContext } from './answers.ts';
import type { Change } from './changes.ts';
import { clocksIn } from './clock.ts';
import { shapeOf } from './fill.ts';
import { findPhrase, phraseOf, tokensOf } from './lexicon.ts';
import { maskOf } from './mask.ts';
import { amountsIn } from './numbers.ts';
import { putAmount, putValue } from './put-value.ts';
import { scopeOf } from './scope.ts';
import type { Sketch } from './sketch.ts';
import { stepsMeant } from './steps-meant.ts';

/** Changes of what a step is given. */

/** "change the subject to …", "send it to x instead", "use #ops instead of #general". */
export const parameter: Change = (sketch, text, context) => {
  if (quoted(sketch, text, context)) return true;
  const { lexicon, the } = context;
  const found =
    /^(?:please )?(?:change|set|make|update|switch|edit|let|use)?\s*(?:the |its |that )?([a-z][a-z _]*?)(?: of (?:the |step )?[\w ]+?)? (?:to (?:say |be |read )?|should (?:be|say|read) |be |is |into |= ?|: ?|as )(.+)$/is.exec(
      text.trim(),
    );
  const label = found?.[1]?.toLowerCase().trim() ?? '';
  const every = sketch.steps.flatMap((step, at) => {
    const known = lexicon.actions.find(
      (one) => one.action.service === step.service && one.action.action === step.action,
    );
    return known ? shapeOf(known).map(([name, meta]) => ({ step, at, name, meta })) : [];
  });
  const says =
    /^(?:(?:(?:make|have|let) (?:it|the ([a-z ]+?)) |it should )(?:say|read)(?:ing)?|say(?:ing)?) (.+?)(?: instead)?$/is.exec(
      text,
    );
  // "the slack message should say …": of that step alone.
  const named = stepsMeant(sketch, label || (says?.[1]?.toLowerCase() ?? ''), context);
  const all = named.length > 0 ? every.filter((each) => named.includes(each.at)) : every;
  // Several say different things: which of them is meant is asked.
  const said = all.filter((each) => each.meta.main && SAID.has(each.name));
  const many = named.length === 0 && new Set(said.map((each) => each.step.params[each.name])).size > 1;
  const calls = (one: (typeof all)[number]) => [
    one.name.replaceAll('_', ' '),
    one.meta.label.replace(/^the /, ''),
    ...(one.meta.main ? ['text', 'message', 'body', 'wording', 'content', 'email text', 'words'] : []),
    ...(one.meta.kind === 'email' || one.meta.kind === 'phone'
      ? ['recipient', 'address', 'number', 'phone number', 'email address']
      : []),
  ];
  const bare = label
    .replace(/^(?:email|slack|whatsapp|sms|text|post|message|invoice) (?=\w)/, '')
    .replace(/ (?:line|text)$/, '');
  const target =
    all.find((one) => calls(one).includes(label)) ??
    all.find((one) => calls(one).includes(bare)) ??
    // "change the sms to “…”": what it says.
    (named.length === 1 &&
    /^[a-z]+(?: (?:message|post|text|note|msg))?$/.test(label) &&
    /^["'“‘]/.test(found?.[2] ?? '')
      ? all.find((one) => one.meta.main)
      : undefined) ??
    all.find((one) => bare.length > 3 && calls(one).some((name) => name.split(' ').includes(bare)));
  if (many && (says || (target?.meta.main && SAID.has(target.name)))) return false;
  if (
    found?.[2] &&
    target &&
    one(
      sketch,
      target,
      found[2].replace(/(?: instead)?[.!]*$/i, (tail) => (/^ instead/i.test(tail) ? '' : tail)),
      context,
    )
  )
    return true;
  const main = all.filter((each) => each.meta.main);
  if (says?.[2] && main[0]) return one(sketch, main[0], says[2], context);
  const source = maskOf(text, the.timeZone);
  const swapped =
    (/\b(?:instead|not|rather|change|switch|use|send|post|move|make|meant|wrong)\b/.test(source.masked) ||
      source.masked.replace(
        /[\uE003-\uE006]+|\b(?:no|to|on|at|in|it's|sorry|it|is|should|be|the|channel|number)\b|[\s,.!]+/g,
        '',
      ) === '') &&
    !/^(?:also|and|plus|add)\b/.test(source.masked);
  const things = source.entities.filter((entity) => ['email', 'phone', 'channel', 'url'].includes(entity.kind));
  if (things.length > 0 && swapped && !/\b(?:also|as well|too|additionally)\b/.test(source.masked)) {
    const known = things.find((entity) => all.some((each) => each.step.params[each.name] === entity.value));
    const fresh = things.find((entity) => entity !== known);
    const hole = fresh
      ? all.find((each) =>
          known
            ? each.step.params[each.name] === known.value
            : each.meta.kind === fresh.kind && each.step.params[each.name] !== undefined,
        )
      : undefined;
    if (fresh && hole) {
      hole.step.params[hole.name] = fresh.value;
      return true;
    }
  }
  // An amount that comes with what starts it is not what "make it 15,000" means.
  const given = (value: unknown) => value !== undefined && !(typeof value === 'string' && value.includes('{{'));
  const money = all.find((each) => each.meta.kind === 'money' && given(each.step.params[each.name]));
  const amount =
    /\b(?:make (?:it|that)|change (?:it|that) to|instead|to|pay|now|price|went (?:up|down)|raised|costs?|should be|it's|is)\b/.test(
      source.masked,
    )
      ? amountsIn(source.masked, the.currency).at(-1)
      : undefined;
  if (
    money &&
    amount &&
    (amount.value >= 100 || amount.currency) &&
    !/\b(?:over|above|under|below|more than|at least|am|pm)\b/.test(source.masked) &&
    clocksIn(source.masked).clocks.length === 0
  ) {
    putAmount(money.step, money.name, amount, the.currency, lexicon.catalogue);
    return true;
  }
  return false;
};

/** Parameters that hold what somebody reads. */
const SAID = new Set(['message', 'body', 'text']);

/** Whether a change of words leaves open which of several texts is meant. */
export const isAnyText = (sketch: Sketch, text: string): boolean =>
  /\b(?:text|message|body|wording|words?|content|say|says|read|reads)\b/i.test(text) &&
  new Set(sketch.steps.flatMap(({ params }) => params.message ?? params.body ?? [])).size > 1;

/** "say “…” in both", "change the text to “…”": the quoted text and nothing else, in the steps that are meant. */
function quoted(sketch: Sketch, text: string, { lexicon, the }: AnswerContext): boolean {
  const { masked, entities } = maskOf(text, the.timeZone);
  const [quote, more] = entities.filter((entity) => entity.kind === 'quote');
  const tail = masked.slice(quote?.end ?? 0).trim();
  const lead = masked.slice(0, quote?.start ?? 0);
  if (!quote || more || !SAYS.test(lead) || !IN.test(tail)) return false;
  const told = sketch.steps.flatMap((step) => {
    const known = lexicon.actions.find(
      (one) => one.action.service === step.service && one.action.action === step.action && one.speaks,
    );
    const main = known && shapeOf(known).find(([, meta]) => meta.main)?.[0];
    return known && main ? [{ step, main, known }] : [];
  });
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

const SAYS =
  /^\W*(?:(?:no|please|ok|okay|actually|and|it should|let (?:it|them|both)|make (?:it|them|both)|have (?:it|them))[\s,]+)*(?:say(?:s|ing)?|read(?:s|ing)?|write|put|(?:change|set|make|update) (?:the |its |their |both |all )*(?:text|message|words|wording|body|content)s?(?: (?:of|in|for) (?:both|all|every one|each)(?: of them)?)?(?: to(?: say| be| read)?| say|:)?)[\s,:]*$/;
const IN =
  /^(?:(?:please|instead)|(?:in|on|for|to|at) (?:both|all|each|every|the|step \d|it)[\w -]*|everywhere|(?:both|all) (?:times|of them))?[\s.!]*$/;

function one(
  sketch: Sketch,
  target: { step: Step; at: number; name: string; meta: { kind: string } },
  value: string,
  { lexicon, the }: AnswerContext,
): boolean {
  const scope = scopeOf(
    lexicon.catalogue,
    sketch.triggers,
    sketch.steps.slice(0, target.at),
    the.owner,
    target.step.for_each !== undefined,
    sketch.told,
  );
  return putValue(
    { step: target.step, name: target.name, kind: target.meta.kind },
    value,
    scope,
    the,
    lexicon.catalogue,
  );
}
