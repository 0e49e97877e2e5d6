import type { Json } from '../../automation/definition.ts';
import { escaped } from './fill.ts';
import { blot, GONE, type Source } from './mask.ts';
import type { Pause } from './waits.ts';

/** "then run my workflow Invoice on payment", "for each row run Onboarding". */

const RUN =
  /(?:\b(?:and|then|also|please|should|must|shall|will|has to|is to|automatically)\b,? )*(?:\b(?:for|to) (?:each|every) (?:of (?:the|those|them) )?((?:new )?[a-z]+)(?: (?:in|of|from) (?:it|them|there|the [a-z]+))?,? (?:please )?)?\b(?:run|start|trigger|execute|launch|call|do|kick off|set off|fire(?: off)?|begin|triggers|starts|runs|kicks off|launches) (?:(my|the|our) )?(?:other )?((?:workflow|automation)(?: called| named)? )?(?=\S)/g;
/** "my Invoice sender should run", "the Onboarding workflow gets started": told rather than ordered. */
const TOLD = String.raw`(?:\b(?:and|then|also)\b,? )*(?:\b(?:my|the|our) )?(?:(?:workflow|automation) )?\b`;
const RUNS =
  '(?: (?:workflow|automation))? (?:should|must|shall|will|has to|needs? to|is to|gets?|is)(?: (?:be|also|then|to))* (?:run|start(?:ed)?|triggered|executed|launched|kicked off|set off|called|begin)\\b';
const CAUSES = /^(?:then |also )*(?:(?:should|must|shall|will|has to|is to)\b|triggers|starts|runs|kicks off|launches)/;
const TAIL = /^ (?:workflow|automation)\b/;
/** A name that nobody knows ends here. */
const NAME_END = /[,.;!?\n\uE000]| (?:then|and|for|with|when|if|after|once|every|at|on(?= (?:each|every|the)))\b/;

/** `known`: names of the person's own workflows. */
export function subWorkflowsIn(source: Source, masked: string, known: string[]): { pauses: Pause[]; rest: string } {
  const pauses: Pause[] = [];
  let rest = masked;
  const names = [...known].sort((one, other) => other.length - one.length);
  for (const name of names) {
    const told = new RegExp(`${TOLD}${escaped(name.toLowerCase())}${RUNS}`, 'g');
    for (const hit of [...rest.matchAll(told)]) {
      const end = hit.index + hit[0].length;
      pauses.push({ at: end, action: 'run_workflow', params: { workflow: name } });
      rest = blot(rest, hit.index, end, GONE);
      rest = `${rest.slice(0, end - 1)},${rest.slice(end)}`;
    }
  }
  for (const hit of [...masked.matchAll(RUN)]) {
    const from = hit.index;
    if (rest.slice(from, from + hit[0].length) !== hit[0]) continue;
    const start = from + hit[0].length;
    const quote = source.entities.find((one) => one.kind === 'quote' && one.start === start);
    const small = source.text.slice(start).toLowerCase();
    const own = names.find(
      (name) => small.startsWith(name.toLowerCase()) && !/^[a-z0-9]/.test(small.slice(name.length)),
    );
    const name = own ?? quote?.value ?? (hit[3] ? unknownAt(source, rest, start) : null);
    if (!name || (quote && !own && !hit[3] && !TAIL.test(rest.slice(quote.end)))) continue;
    let end = quote && !own ? quote.end : start + name.length;
    end += TAIL.exec(rest.slice(end))?.[0].length ?? 0;
    const each = hit[1] ?? null;
    const params: Record<string, Json> = { workflow: name };
    pauses.push({ at: end, action: 'run_workflow', params, ...(each ? { each } : {}) });
    rest = blot(rest, from, end, GONE);
    // "a payment should start …": one thing brings about another.
    if (CAUSES.test(hit[0])) rest = `${rest.slice(0, from)}→${rest.slice(from + 1)}`;
    rest = `${rest.slice(0, end - 1)},${rest.slice(end)}`;
  }
  return { pauses, rest };
}

function unknownAt(source: Source, masked: string, start: number): string | null {
  const length = NAME_END.exec(masked.slice(start))?.index ?? masked.length - start;
  const name = source.text.slice(start, start + length).trim();
  return name.length > 1 && name.length <= 80 ? name : null;
}
