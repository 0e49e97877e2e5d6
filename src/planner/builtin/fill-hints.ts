import type { Json } from '../../automation/definition.ts';
import { columnFor, type Hints } from './data-hints.ts';
import { shapeOf } from './fill.ts';
import type { ActionWords } from './lexicon.ts';
import { type Scope, template } from './scope.ts';

/** Fills what an order needs from what was told of the data: the column of a sheet, the field of a webhook. */
export function fromHints(
  words: ActionWords,
  params: Record<string, Json>,
  hints: Hints,
  { masked, scope }: { masked: string; scope: Scope },
): void {
  for (const [name, meta, required] of shapeOf(words)) {
    const names = [name.replaceAll('_', ' '), ...(meta.spoken ?? []), ...(meta.fromTrigger ?? [])];
    const column = scope.item ? columnFor(hints, meta.kind, names) : null;
    // What was read without knowing the columns is a guess beside what was told.
    const guessed = typeof params[name] === 'string' && /^\{\{ (?:item|trigger)\b/.test(params[name]);
    if (column && (guessed || (params[name] === undefined && required))) {
      params[name] = template(/^[A-Za-z_]\w*$/.test(column) ? `item.${column}` : `item[${JSON.stringify(column)}]`);
      continue;
    }
    if (scope.item || !scope.webhook || params[name] !== undefined) continue;
    const field = hints.fields.find((one) => names.some((spoken) => plain(spoken) === plain(one)));
    const dates = meta.kind === 'date' && /\bdates?\b|\bdays\b/.test(masked);
    if (field && (required || dates)) params[name] = template(`trigger.${field}`);
  }
}

const plain = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, '');
