import { recipientsOf } from '../../automation/checks/policy.ts';
import type { Policy } from '../../automation/definition.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { blot, GONE, type Source, within } from './mask.ts';
import type { Sketch } from './sketch.ts';

/** Whom it may reach at all: "only people at example.com", "it may not write to anyone else", "no other number, ever". */

const LEAD = String.raw`(?:^|[.,;:(!\n–-]|\b(?:and|but)\b)[\s\uE000]*(?:(?:and|but|also|please|make sure|ensure|that|so|ok|important|note|rule)\b[:, ]*)*`;
const IT =
  "(?:(?:it|this|that|you|we|they|the (?:workflow|automation|bot|thing|e-?mails?|messages?|texts?|money|payouts?|payments?))(?:'s|'re)? )?(?:(?:may|can|should|must|shall|will|would|is|are|has to|ought to) )?(?:be )?(?:only be )?(?:allowed to |supposed to |meant to )?";
const REACH =
  '(?:e?-?mail(?:s|ed|ing)?|mail(?:s|ed|ing)?|send(?:s|ing)?|sent|text(?:s|ed|ing)?|sms|whatsapp|message(?:s|d)?|write|writes|written|writing|post(?:s|ed|ing)?|go(?:es)?|going|pay(?:s|ing|outs?)?(?: out)?|paid|reach(?:es)?|contact|transfer|withdraw|reply|used?|allowed|money|mails|messages|anything|out|ever|to)';
const ONLY = `(?:(?:only|nowhere but|nobody but|no one but|solely|exclusively)(?: ever)?|(?:restrict|limit|lock|tie|confine|keep|pin)(?:s|ed)?(?: (?:it|this|that|them|recipients|the recipients|the e-?mails?|e-?mails|payouts?|payments?|messages|sending|all of (?:it|this)))?(?: down)?(?: only)? to|allowed (?:recipients?|addresses|numbers?|payees?)(?: (?:is|are|only))?:?|stick to)`;
const NEVER =
  "(?:(?:n't|\\b(?:never|not|don't|do not|doesn't|mustn't|can't|cannot|may not|mayn't|won't|no))(?: ever)?)";
const LET = '(?: (?:let|allow)(?: (?:it|this|them|payouts?|payments?|money|messages|e-?mails))?(?: to)?)?';
const WHO =
  '(?:people|persons?|anyone|anybody|someone|somebody|addresses|address|e-?mails?|recipients?|those|accounts?|colleagues|staff|users|inboxes|mailboxes|numbers?|domains?|channels?)';
const AT =
  '(?:at|from|in|on|of|with|under|inside|within|ending|ends|that|who|end|are|is|belonging|to|the|our|my|company|work|domain|whose)';
const DOMAIN = String.raw`@?((?:[a-z0-9-]+\.)+[a-z]{2,})`;
const THINGS = String.raw`([\uE003\uE004\uE006]+(?:(?:,| and| or|, and|, or) [\uE003\uE004\uE006]+)*)`;
const TAIL = String.raw`(?: (?:addresses|address|e-?mails?|people|domain|accounts?|only|please|ever|inboxes|staff|number|channel|at all)|,? (?:and )?(?:nobody|no ?one|nothing|nowhere)(?: else)?(?: ever)?|,? (?:not )?ever)*\)?(?=[\s\uE000]*(?:[.,;!)\n]|$| and\b| but\b))`;

/** Something that may be reached, and nothing else. */
const OPEN_TO = [
  `${LEAD}${IT}${ONLY}(?: ${REACH})*(?: ${WHO})?(?: ${AT})* (?:${DOMAIN}|${THINGS})${TAIL}`,
  `${LEAD}${IT}${NEVER}${LET}(?: ${REACH})*(?: (?:any|an|other|${WHO}|one|else))* (?:outside(?: of)?|other than|except(?: for)?|but|beyond|besides|apart from|than)(?: ${WHO})?(?: ${AT})* (?:${DOMAIN}|${THINGS})${TAIL}`,
].map((pattern) => new RegExp(pattern, 'dg'));

const THERE = '(?:that|this|the same|those|these|the one|the ones|it|them)(?: (?:same|one|two|three|four))?';
const ONE_OF =
  '(?:(?:phone |e-?mail )?(?:numbers?|address(?:es)?|people|persons?|recipients?|channels?|ones?|phones?|accounts?|guys|riders))';
const OTHERS = `(?:any(?: ?one|body| ?where)?(?: other)?(?: else)?(?: ${ONE_OF})?|(?:an ?|some ?|any )?other ${ONE_OF}|(?:some|no)(?:one|body) else|others|another(?: ${ONE_OF})?)`;
/** Nobody but those who are named anyway. */
const CLOSED = [
  `${LEAD}${IT}${NEVER}${LET}(?: ${REACH})+(?: (?:in|on|at|with|for))? ${OTHERS}(?: ever| please| at all)*`,
  `${LEAD}${NEVER}${LET} (?:any )?(?:other ${ONE_OF}|(?:any|some)(?:one|body) else)(?: ${REACH}| be| get| receive| any| the)*`,
  `${LEAD}no(?:body| one)? (?:other(?: ${ONE_OF})?|else)(?: (?:may|can|should|must|is|are|to|will|ever|gets?|be|allowed|receives?|get|the|any|it|them|this|${REACH}))*(?:,? ever)?`,
  `${LEAD}(?:that|this|it|those|these)(?:'s| is| are|'re) the only ${ONE_OF}(?: (?:it|this|that|which|you|may|can|should|must|is|be|ever|allowed|${REACH}))*`,
  `${LEAD}only ${THERE}(?: ${ONE_OF})? (?:may|can|should|must|is|are|gets?)(?: (?:ever|be|allowed|${REACH}|get|receive|anything|it|the))*`,
  `${LEAD}${IT}${ONLY}(?: ${REACH})* ${THERE}(?: ${ONE_OF})`,
].map((pattern) => new RegExp(`${pattern}${TAIL}`, 'g'));

export interface Reachable {
  policy: Policy;
  /** Words that close it to whoever else; null for none. */
  closed: string | null;
  rest: string;
}

/** Reads it out of a message. A thing counts only where it was named before: else it is an order of its own. */
export function reachableIn(source: Source, masked: string): Reachable {
  const patterns: string[] = [];
  let rest = masked;
  let closed: string | null = null;
  for (const pattern of OPEN_TO)
    for (const found of [...rest.matchAll(pattern)]) {
      const [from, to] = found.indices?.[2] ?? [0, 0];
      const named = within(source, from, to).map((one) => one.value);
      const before = (value: string) =>
        value.startsWith('*') || source.entities.some((one) => one.value === value && one.end <= found.index + 1);
      if (!found[1] && !named.every(before)) continue;
      patterns.push(...(found[1] ? [`*@${found[1]}`] : named));
      rest = blot(rest, found.index + start(found[0]), found.index + found[0].length, GONE);
    }
  for (const pattern of CLOSED)
    for (const found of [...rest.matchAll(pattern)]) {
      if (patterns.length > 0) continue;
      closed = source.text.slice(found.index, found.index + found[0].length).replace(/^[\s.,;:]+/, '');
      rest = blot(rest, found.index + start(found[0]), found.index + found[0].length, GONE);
    }
  return { policy: listed(patterns), closed, rest };
}

/** The stop of the sentence before stays. */
const start = (words: string): number => /^[.!\n]\s?/.exec(words)?.[0].length ?? 0;
const listed = (patterns: string[]): Policy =>
  patterns.length > 0 ? { allowed_recipients: [...new Set(patterns)] } : {};

/** Closes it to whoever its steps do not name; false where one of them gets its receiver with the data. */
export function closeTo(sketch: Sketch, catalogue: Catalogue): boolean {
  const payees = sketch.steps.flatMap((step) =>
    step.action === 'withdraw' && typeof step.params.phone === 'string' ? [step.params.phone] : [],
  );
  const told = sketch.steps.flatMap((step) => {
    const spec = catalogue.action(step.service, step.action);
    return spec ? recipientsOf(step, spec) : [];
  });
  const all = [...payees, ...told];
  if (all.length === 0 || all.some((one) => one.includes('{{') || one.trim() === '')) return false;
  sketch.policy = {
    ...sketch.policy,
    ...(payees.length > 0 ? { allowed_phone_numbers: [...new Set(payees)] } : {}),
    ...(told.length > 0 ? { allowed_recipients: [...new Set(told)] } : {}),
  };
  return true;
}
