import { reads } from '../../src/automation/expressions.ts';
import { parseTemplate } from '../../src/automation/templates.ts';

/** What the expressions in a text read, as paths: `{{ trigger.amount > 10 }}` reads ['trigger', 'amount']. */
export type Path = string[];

/** Sources between `{{` and `}}`; none where the braces are broken. */
export function expressionsIn(text: string): string[] {
  try {
    return parseTemplate(text).flatMap((part) => (part.kind === 'expression' ? [part.text] : []));
  } catch {
    return [];
  }
}

export function hasTemplate(text: string): boolean {
  return expressionsIn(text).length > 0;
}

/** Paths read by one expression; `needed`: without those that may be missing (`has(…)`, `.?`). What cannot be parsed reads nothing. */
export function readsOfSource(source: string, needed = false): Path[] {
  return reads(source)
    .filter((read) => !needed || !read.optional)
    .map((read) => read.path);
}

/** Paths read anywhere in a text that may hold expressions; `bare` reads a text without braces as an expression. */
export function readsOfText(text: string, bare = false): Path[] {
  const sources = expressionsIn(text);
  if (sources.length === 0 && bare) return readsOfSource(text);
  return sources.flatMap((source) => readsOfSource(source));
}
