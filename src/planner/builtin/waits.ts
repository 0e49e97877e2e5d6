import type { Json } from '../../automation/definition.ts';
import { blot, GONE } from './mask.ts';
import { COUNT, durationText, minutesOf } from './numbers.ts';
import { type Retried, retriesIn } from './retries.ts';

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
  /** It is asked for before anything leaves, whatever comes first. */
  outgoing?: boolean;
  /** What was taken to be meant, said on the card. */
  assumed?: string;
}

const UNIT = '(second|minute|min|hour|hr|day|week)s?';
const PATTERNS = [
  String.raw`\b(?:then |and )*(?:wait|pause|hold on|hold off|hang on|hold|delay|sleep|subiri|give it|leave it|let it (?:rest|sit))(?: for| about)? (?:another )?(${COUNT}) ${UNIT}\b(?: and)?`,
  String.raw`\b(?:then |and )*after (?:waiting |a (?:delay|wait|pause) of )?(?:another |a further )?(${COUNT}) ${UNIT}(?=,| (?:send|e-?mail|mail|whatsapp|sms|text|post|message|remind|tell|notify|ask|create|pay|call|ping|put|add|write|log|share|slack|get|make|transfer|withdraw))`,
  String.raw`\b(?:then |and )*(${COUNT}) ${UNIT} (?:later|afterwards|after (?:that|this|which)|after)\b`,
  String.raw`\b(?:then |and )*with a (${COUNT})[ -]${UNIT} delay\b`,
  // "…, then text her after an hour".
  String.raw`(?<=\bthen,? [^.;\n]{3,200})\bafter (${COUNT}) ${UNIT}(?= *(?:[.;!?\n]|$))`,
];
/** Patterns that may stand behind their order. */
const BEHIND = [2, 4];
/** Waits said in masked text, and the mask without them; `again`: how often to try again. */
export function pausesIn(masked: string): { found: Pause[]; rest: string; again: Retried } {
  const again = retriesIn(masked);
  let { rest } = again;
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
        BEHIND.includes(index) &&
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
  return { found: found.sort((one, other) => one.at - other.at), rest, again };
}
