import type { Json } from './definition.ts';

const MAX_ITEMS_TOLD = 20;

/** What a step with `for_each` gives out. */
export const withItems = (results: Json[], failures: { index: number; error: string }[]): Json => ({
  results,
  count: results.length,
  failed: failures.length,
  failures,
  status: 'success',
  error: null,
});

/** "would, 3 times: email ann; email bob; …", long lists cut. */
export function toldOf(each: string[]): string {
  if (each.length === 0) return 'would do nothing: the list is empty';
  const told = each.slice(0, MAX_ITEMS_TOLD);
  const more = each.length > told.length ? `; and ${each.length - told.length} more` : '';
  return `would, ${each.length} ${each.length === 1 ? 'time' : 'times'}: ${told.join('; ')}${more}`;
}
