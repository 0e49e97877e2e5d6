import type { Json } from '../../automation/definition.ts';
import { whoInWords } from '../../connectors/flow/people-words.ts';
import { type Terms, termsAfter } from './asking-terms.ts';
import { blot, GONE, type Source } from './mask.ts';
import type { Pause } from './waits.ts';
import { type Named, namedAt } from './who.ts';

/** A yes of people who are named: "ask Anna and Ben, both must agree", "once the #finance channel has approved". */

const YES = '(?:approval|ok|okay|permission|sign-?off|go-?ahead|yes|consent|blessing|confirmation)';
const DOES = '(?:approves?|agrees?|confirms?|says? (?:yes|ok|okay)|signs? (?:it |this |that )?off|okays?)';
const DID = '(?:approved|agreed|confirmed|said (?:yes|ok)|signed (?:it |this )?off|okayed)';
const OBJECT = '(?: (?:it|this|that|to it|them|each one|every one|the [a-z]+|each [a-z]+|every [a-z]+))?';
const FIRST = `(?:,? (?:first|beforehand|before (?:(?:you|we|i|it) [a-z]+|[a-z]+ing|anything [a-z]+|that|this)(?: (?:it|them|this|that|out|anything|the [a-z]+|anyone))*))?`;

/** What comes before whom, and what must follow them for it to be a question for a yes. */
const WAYS: { before: string; after: string; bare?: boolean }[] = [
  {
    before: `(?:ask|check with|confirm with|consult)`,
    after: `(?: for (?:(?:an?|the|their|his|her|its) )?${YES}| to (?:approve|confirm|sign (?:it )?off|ok|okay|agree|say yes|decide)${OBJECT}| (?:if|whether) (?:it|this|that)(?:'s| is) (?:ok|okay|fine|all right|alright))`,
    bare: true,
  },
  {
    before: `(?:get|obtain|wait for|needs?|requires?|with|after|upon|subject to|pending|only with)(?: the)? (?:an? )?${YES} (?:of|from|by)`,
    after: '',
  },
  {
    before: `(?:get|obtain|wait for|needs?|requires?|with|after|upon|subject to|pending|only with)`,
    after: `(?:'s|s'|') ${YES}`,
  },
  {
    before: `(?:(?:only |wait )?(?:once|after|when|if|as soon as|until|till))`,
    after: `(?: (?:both|all))?(?: (?:has|have)(?: (?:both|all))? ${DID}| ${DOES})${OBJECT}`,
  },
  { before: `(?:let|have)`, after: ` (?:approve|confirm|review|sign off on|sign off|okay)${OBJECT}` },
  {
    before: String.raw`(?:^|[,.;\n]|\b(?:and|but))`,
    after: ` (?:must|should|has to|have to|needs? to|shall)(?: (?:both|all|first))* (?:approve|agree|confirm|sign off|say yes|okay)${OBJECT}`,
  },
];

export interface Found {
  pauses: Pause[];
  rest: string;
}

/** Finds them in a mask; what they were said with is taken out of it. */
export function gatesIn(source: Source, masked: string): Found {
  const pauses: Pause[] = [];
  let rest = masked;
  for (const way of WAYS) {
    const start = new RegExp(
      String.raw`(?:\b(?:and|but|then|please|always|first|also)\b,? )*${way.before.startsWith('(?:^') ? way.before : `\\b${way.before}`} `,
      'g',
    );
    for (const hit of [...rest.matchAll(start)]) {
      const from = hit.index;
      if (rest.slice(from, from + hit[0].length).includes(GONE) || rest.slice(from, from + hit[0].length) !== hit[0])
        continue;
      const named = namedAt(source, rest, from + hit[0].length);
      const read = named && gateAt(rest, named, way);
      if (!named || !read) continue;
      rest = blot(read.rest, from, read.from, GONE);
      const later = !read.first && inTurn(masked.slice(0, from), hit[0]);
      pauses.push({ at: read.end, action: 'approve', params: read.params, before: !later, ...read.assumed });
      // What follows is an order of its own.
      rest = `${rest.slice(0, from)},${rest.slice(from + 1)}`;
    }
  }
  return { pauses: pauses.sort((one, other) => one.at - other.at), rest };
}

function gateAt(masked: string, named: Named, way: (typeof WAYS)[number]) {
  const rest = masked.slice(named.end);
  const after = way.after === '' ? '' : new RegExp(`^${way.after}(?![a-z]| an? [a-z])`).exec(rest)?.[0];
  let end = named.end + (after?.length ?? 0);
  const first = new RegExp(`^${FIRST}(?![a-z])`).exec(masked.slice(end))?.[0] ?? '';
  end += first.length;
  const terms = termsAfter(masked, end);
  // "ask Anna" alone asks nothing; "ask Anna first" and "ask Anna and Ben, both must agree" do.
  if (after === undefined && !(way.bare && (first !== '' || terms.agree))) return null;
  // Alone, the owner is asked in their own words.
  if (named.who.length === 1 && named.who[0] === 'owner' && Object.keys(terms.params).length === 0) return null;
  // Nobody knows how many a channel has.
  const each = terms.needed === null && named.needed === null && named.joined === 'all';
  if ((each || terms.needed === 'all') && named.who.some((one) => one.startsWith('#'))) return null;
  const all = named.who.length === 2 ? 'both' : 'all';
  const assumed = each ? { assumed: `${whoInWords(named.who)} must ${all} say yes` } : {};
  return { first: first !== '', rest: terms.rest, from: end, end: terms.end, params: paramsOf(named, terms), assumed };
}

function paramsOf({ who, needed, joined }: Named, terms: Terms): Record<string, Json> {
  const said = terms.needed ?? needed ?? (joined === 'all' ? 'all' : null);
  const count = said === 'all' ? who.length : said === 'one' ? 1 : said;
  return {
    who: who.length === 1 ? (who[0] ?? '') : who,
    ...(count !== null && count > 1 ? { needed: count } : {}),
    ...terms.params,
  };
}

/** "…, then ask Anna to approve": only so it is said to come after what stands before it; any other yes comes before that. */
const inTurn = (before: string, said: string): boolean =>
  /\b(?:ask|check with|confirm with|consult|get|obtain|wait for|let|have)(?: (?:the|an?|[a-z-]+)){0,3} $/.test(said) &&
  (/\bthen\b/.test(said) || /\b(?:then|after that|afterwards|next|finally),? $/.test(before));
