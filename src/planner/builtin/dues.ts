import { blot, GONE } from './mask.ts';

/** Due dates speak of what is made, not of when it starts. */
export function duesIn(masked: string): { found: { start: number; end: number }[]; masked: string } {
  const found = [
    ...masked.matchAll(
      /\b(?:due|payable|to be (?:paid|settled)|payment (?:due|terms)|terms|net)(?: (?:date|of))? (?:is )?(?:(?:in|within|after|on|by|at) )?(?:the )?(?:\d+|[a-z]+)(?:st|nd|rd|th)?(?: (?:business )?(?:days?|weeks?|months?|today|tomorrow|of (?:the |next )?(?:month|week|\w+)))?(?: later)?/g,
    ),
  ].map((one) => ({ start: one.index, end: one.index + one[0].length }));
  let out = masked;
  for (const one of found) out = blot(out, one.start, one.end, GONE);
  return { found, masked: out };
}

/** The mask with the due dates in it again. */
export const withDues = (rest: string, { found }: ReturnType<typeof duesIn>, masked: string): string =>
  found.reduce((now, { start, end }) => now.slice(0, start) + masked.slice(start, end) + now.slice(end), rest);
