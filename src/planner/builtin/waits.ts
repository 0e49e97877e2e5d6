import type { Json } from '../../automation/definition.ts';
import { blot, GONE } from './mask.ts';
import { COUNT, countFrom, durationText, minutesOf } from './numbers.ts';

/** A pause between orders: a time, or the person's yes. */
export interface Pause {
  /** Where in the message it stands. */
  at: number;
  action: 'wait' | 'approve' | 'ask' | 'run_workflow';
  params: Record<string, Json>;
  /** It is done for each of these: "row". */
  each?: string;
  /** A yes asked for, or a time said, after the order was named: it goes before it. */
  before?: boolean;
  /** What was taken to be meant, said on the card. */
  assumed?: string;
}

const UNIT = '(second|minute|min|hour|hr|day|week)s?';
const PATTERNS = [
  String.raw`\b(?:then |and )*(?:wait|pause|hold on|hold off|hang on|hold|delay|sleep|subiri|give it|leave it|let it (?:rest|sit))(?: for| about)? (?:another )?(${COUNT}) ${UNIT}\b(?: and)?`,
  String.raw`\b(?:then |and )*after (?:waiting |a (?:delay|wait|pause) of )?(?:another |a further )?(${COUNT}) ${UNIT}(?=,| (?:send|email|whatsapp|sms|text|post|message|remind|tell|notify|ask|create))`,
  String.raw`\b(?:then |and )*(${COUNT}) ${UNIT} (?:later|afterwards|after that|after)\b`,
  String.raw`\b(?:then |and )*with a (${COUNT})[ -]${UNIT} delay\b`,
];
const TRIES = new RegExp(
  String.raw`[\s,(]*\b(?:and )?(?:(?:try|trying|attempt|check|call)(?: (?:it|this|that))?|with|make) (?:up to |at most |a maximum of |max )?(${COUNT}) (?:times|tries|attempts)\b(?: (?:in total|before giving up|if (?:it|that) (?:fails|doesn't answer|is down)))?\)?`,
  'g',
);
const RETRY = new RegExp(
  String.raw`(?:,? ?(?:and|but)? ?(?:if it fails,? )?)\b(?:retry|try again|try it again|retrying)(?: it| them| that)?(?: up to| at most)? (${COUNT}|once|twice|three)(?: more)?(?: times?)?\b(?: if it fails| on failure| before giving up)?`,
  'g',
);

/** Waits said in masked text, and the mask without them; `retry`: how often to try again. */
export function pausesIn(masked: string): { found: Pause[]; rest: string; retry: number | null } {
  let rest = masked;
  let retry: number | null = null;
  for (const match of rest.matchAll(RETRY)) {
    retry = match[1] === 'once' ? 1 : match[1] === 'twice' ? 2 : countFrom(match[1] ?? '');
    rest = blot(rest, match.index, match.index + match[0].length, GONE);
  }
  for (const match of rest.matchAll(TRIES)) {
    const attempts = countFrom(match[1] ?? '') ?? 0;
    if (attempts < 2 || retry !== null || /^ ?(?:a|per|each|every|an) /.test(rest.slice(match.index + match[0].length)))
      continue;
    retry = attempts - 1;
    rest = blot(rest, match.index, match.index + match[0].length, GONE);
  }
  const found: Pause[] = [];
  for (const [index, pattern] of PATTERNS.entries()) {
    for (const match of rest.matchAll(new RegExp(pattern, 'g'))) {
      const minutes = minutesOf(match[1] ?? '', match[2] ?? '');
      if (!minutes) continue;
      const eventAfter =
        index === 2 &&
        match[0].endsWith(' after') &&
        /^ (?:a|an|the|each|every|they|someone|somebody|we|i|my|any|our|that|it|payment)\b/.test(
          rest.slice(match.index + match[0].length),
        );
      const length = eventAfter ? match[0].length - ' after'.length : match[0].length;
      const closes =
        index === 2 &&
        !eventAfter &&
        /^[\s.!?,)]*$/.test(rest.slice(match.index + length)) &&
        /[a-z]/.test(rest.slice(0, match.index));
      if (/^ ?before\b/.test(rest.slice(match.index + match[0].length))) continue;
      found.push({
        at: eventAfter ? match.index : match.index + length,
        action: 'wait',
        params: { duration: durationText(minutes) },
        ...(closes ? { before: true } : {}),
      });
      rest = blot(rest, match.index, match.index + length, GONE);
      // A later order begins here.
      if (index === 2 && !eventAfter)
        rest = `${rest.slice(0, match.index + length - 1)},${rest.slice(match.index + length)}`;
    }
  }
  return { found: found.sort((one, other) => one.at - other.at), rest, retry };
}
