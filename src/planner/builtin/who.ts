import { SIGN, type Source } from './mask.ts';
import { countFrom } from './numbers.ts';

/** People and channels as a sentence names them: "Anna and Ben", "any two of the #finance channel", "my manager". */

export interface Named {
  who: string[];
  /** How many of them, where a number or "both" stands before them. */
  needed: number | null;
  /** Whether all of several are named, or any of them. */
  joined: 'all' | 'any' | null;
  start: number;
  end: number;
}

const HOW_MANY =
  /^(?:(?:any|at least|either) )?(one|two|three|four|five|\d{1,2}) (?:(?:people|persons|members|colleagues|of us) )?(?:out of |of |in |from )?(?:the )?(?=\S)/;
const SOME =
  /^(?:any(?: ?one|body)?|some(?: ?one|body)|whoever(?: is)?|either)(?: (?:of|in|from))? (?:the )?(?:people (?:in|of) (?:the )?)?/;
const EVERY = /^(?:both(?: of)?|all(?: of)?) (?:the )?/;
/** No people: what machines and pronouns are called, and words a sentence goes on with. */
const NOBODY = new Set(
  `it them him her you us they he she we this that these those everyone everybody someone somebody anyone nobody people
  ai claude chatgpt gpt llm gemini model google the a an for to if whether which what when where who how first before and or
  then not no yes again money payment permission approval confirmation nothing something customer client payer buyer guest
  intasend intersend mpesa m-pesa stripe calendly github quickbooks hubspot airtable notion trello jira slack whatsapp gmail bank shop website webhook system
  invitee person sender user users customers clients either neither both any all one each must whoever which`.split(
    /\s+/,
  ),
);
const ROLE = /^(?:my|our|his|her|their) [a-z]+(?: (?:manager|lead|director|partner|assistant|officer|team|owner))?/;

/** Reads who is named at a place of the masked text; null where nobody is. */
export function namedAt(source: Source, masked: string, at: number): Named | null {
  let end = at;
  let needed: number | null = null;
  let every = false;
  const rest = () => masked.slice(end);
  const many = HOW_MANY.exec(rest());
  const some = many ? null : SOME.exec(rest());
  const both = many || some ? null : EVERY.exec(rest());
  if (many) needed = countFrom(many[1] ?? '');
  every = both !== null;
  end += (many ?? some ?? both)?.[0].length ?? 0;
  const who: string[] = [];
  let any = some !== null;
  for (;;) {
    const one = oneAt(source, masked, end);
    if (!one) break;
    if (!who.includes(one.name)) who.push(one.name);
    end = one.end;
    const joint = /^(?:, and |, or |, | and | or | & )/.exec(rest());
    if (!joint || !oneAt(source, masked, end + joint[0].length)) break;
    any ||= joint[0].includes('or');
    end += joint[0].length;
  }
  if (who.length === 0) return null;
  if (every && who.some((one) => one.startsWith('#'))) return null;
  if (every && who.length > 1) needed = who.length;
  return { who, needed, joined: who.length < 2 ? null : any ? 'any' : 'all', start: at, end };
}

function oneAt(source: Source, masked: string, at: number): { name: string; end: number } | null {
  const skip = /^(?:@|the (?=[\uE003-\uE006]))/.exec(masked.slice(at))?.[0].length ?? 0;
  const from = at + skip;
  const entity = source.entities.find((one) => one.start === from);
  if (entity) {
    if (!(['channel', 'email', 'phone'] as const).some((kind) => kind === entity.kind)) return null;
    if (masked.charAt(from) !== SIGN[entity.kind]) return null;
    const after = /^ (?:channel|group|room)\b/.exec(masked.slice(entity.end))?.[0].length ?? 0;
    return { name: entity.value, end: entity.end + (entity.kind === 'channel' ? after : 0) };
  }
  const rest = masked.slice(from);
  if (/^(?:me|myself|i)\b/.test(rest)) return { name: 'owner', end: from + (/^\w+/.exec(rest)?.[0].length ?? 0) };
  const role = ROLE.exec(rest)?.[0];
  if (role) return { name: source.text.slice(from, from + role.length), end: from + role.length };
  return properAt(source.text, rest, from);
}

/** Capital words are a name; a single small one is, where it is no word a sentence goes on with. */
function properAt(text: string, rest: string, from: number): { name: string; end: number } | null {
  const capital = /^\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+){0,2}/u.exec(text.slice(from))?.[0];
  if (capital && !NOBODY.has(capital.toLowerCase())) return { name: capital, end: from + capital.length };
  const small = /^[\p{L}][\p{L}-]{1,30}/u.exec(rest)?.[0];
  if (!small || NOBODY.has(small)) return null;
  return { name: text.slice(from, from + small.length), end: from + small.length };
}
