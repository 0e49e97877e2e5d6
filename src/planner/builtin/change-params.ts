import type { Step } from '../../automation/definition.ts';
import type { AnswerContext } from './answers.ts';
import type { Change } from './changes.ts';
import { clocksIn } from './clock.ts';
import { shapeOf } from './fill.ts';
import { maskOf } from './mask.ts';
import { amountsIn } from './numbers.ts';
import { putAmount, putValue } from './put-value.ts';
import { scopeOf } from './scope.ts';
import type { Sketch } from './sketch.ts';

/** Changes of what a step is given. */

/** "change the subject to …", "send it to x instead", "use #ops instead of #general". */
export const parameter: Change = (sketch, text, context) => {
  const { lexicon, the } = context;
  const found =
    /^(?:please )?(?:change|set|make|update|switch|edit|let|use)?\s*(?:the |its |that )?([a-z][a-z _]*?)(?: of (?:the |step )?[\w ]+?)? (?:to (?:say |be |read )?|should (?:be|say|read) |be |is |into |= ?|: ?|as )(.+)$/is.exec(
      text.trim(),
    );
  const label = found?.[1]?.toLowerCase().trim() ?? '';
  const all = sketch.steps.flatMap((step, at) => {
    const known = lexicon.actions.find(
      (one) => one.action.service === step.service && one.action.action === step.action,
    );
    return known ? shapeOf(known).map(([name, meta]) => ({ step, at, name, meta })) : [];
  });
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
    all.find((one) => bare.length > 3 && calls(one).some((name) => name.split(' ').includes(bare)));
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
  const says =
    /^(?:(?:make (?:it|the (?:message|email|text|post)) |it should |let it |have it )(?:say|read)(?:ing)?|say(?:ing)?) (.+?)(?: instead)?$/is.exec(
      text,
    );
  const main = all.filter((each) => each.meta.main);
  if (says?.[1] && main[0]) return one(sketch, main[0], says[1], context);
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
