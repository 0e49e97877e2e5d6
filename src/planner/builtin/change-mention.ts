import type { Change } from './changes.ts';
import { shapeOf } from './fill.ts';
import { resolve, scopeOf } from './scope.ts';

/** Changes that put something into a text there is, of the name, and of the edge of a condition. */

const PUT =
  /^(?:and |also )*(?:put|add|include|mention|write|insert|show|have|use)(?: also)? (the .+?|an? .+?|my .+?|[a-z ]+?) (?:in|into|to|on|at the end of|inside|within|as part of) (?:the |its |that )?(?:email'?s? |message'?s? )?(subject(?: line)?|title|text|message|body|email|post|sms|whatsapp)(?: too| as well| also| instead| please)?[.!]*$/i;

/** "put the invoice number in the subject": behind what stands there. */
export const mention: Change = (sketch, text, { lexicon, the }) => {
  const found = PUT.exec(text.trim());
  const [, phrase = '', place = ''] = found ?? [];
  if (!found) return false;
  const subject = /^(?:subject|title)/i.test(place);
  for (const [at, step] of sketch.steps.entries()) {
    const known = lexicon.actions.find(
      ({ action }) => action.service === step.service && action.action === step.action,
    );
    const params = known ? shapeOf(known) : [];
    const [name] =
      params.find(([param, meta]) => (subject ? /^(?:subject|title)$/.test(param) : known?.speaks && meta.main)) ?? [];
    if (name === undefined) continue;
    const scope = scopeOf(
      lexicon.catalogue,
      sketch.triggers,
      sketch.steps.slice(0, at),
      the.owner,
      step.for_each !== undefined,
      sketch.told,
    );
    const field = resolve(scope, phrase);
    if (!field) continue;
    const before = typeof step.params[name] === 'string' ? step.params[name].trim() : '';
    if (before.includes(field.path)) return false;
    const words = phrase.replace(/^(?:the|an?|my) /i, '');
    const value = `{{ ${field.path} }}`;
    step.params[name] = before ? `${before}, ${words} ${value}` : value;
    return true;
  }
  return false;
};

/** "call it Bins". */
export const rename: Change = (sketch, text) => {
  const found =
    /^(?:(?:please )?(?:call|name|rename|title)(?: (?:it|this|that|the (?:workflow|automation)))(?: (?:to|as))? |(?:change|set|make) (?:the |its )?(?:workflow |automation )?name (?:to |be |of (?:it|the workflow) to )?|(?:the )?name (?:should be|is) |rename to |it should be called )(.+?)(?:[.!]| please| pls)*$/i.exec(
      text,
    );
  const name = found?.[1]
    ?.replace(/^["'“‘](.*)["'”’]$/, '$1')
    .replace(/ instead$/, '')
    .trim();
  if (!name || name.length > 80) return false;
  sketch.name = name;
  return true;
};

/** "or equal": the edge of the one condition belongs to it. */
export const orEqual: Change = (sketch, text) => {
  if (
    !/^(?:and |no,? |but )*(?:or|and) (?:equal(?: to(?: it| that)?)?|exactly (?:that|it)|the same|that (?:amount|much) itself)[.!]*$/i.test(
      text.trim(),
    )
  )
    return false;
  const edge = /(?<= )([<>])(?= \d)/g;
  if (!sketch.steps.some((step) => step.condition?.match(edge))) return false;
  sketch.steps = sketch.steps.map((step) =>
    step.condition ? { ...step, condition: step.condition.replace(edge, '$1=') } : step,
  );
  return true;
};

/** "above 10,000 or equal" is "at least 10,000". */
export const edges = (text: string): string =>
  text
    .replace(
      /\b(?:above|over|more than|greater than|bigger than|higher than) (\S*\d\S*(?: [a-z]{3})?) or (?:equal(?: to it)?|exactly that|the same)\b/gi,
      'at least $1',
    )
    .replace(
      /\b(?:below|under|less than|smaller than|lower than) (\S*\d\S*(?: [a-z]{3})?) or (?:equal(?: to it)?|exactly that|the same)\b/gi,
      'at most $1',
    );
