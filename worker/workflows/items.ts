import type { Json } from '../../src/automation/definition.ts';
import type { Ref } from '../../src/automation/reference.ts';
import { itemsOf, listed, pageOf } from './large.ts';
import type { LoopState } from './loops.ts';
import type { StepParts } from './outcome.ts';

/** What a `for_each` goes through: at hand, or kept elsewhere and taken some at a time. */
export interface Items {
  count: number;
  at(index: number): Json | Promise<Json>;
}

/** The items of a loop. A promise only where they must be worked out elsewhere. Throws as expressions do. */
export function itemsFrom(
  forEach: string,
  scope: Record<string, unknown>,
  state: LoopState,
  parts: StepParts,
): Items | Promise<Items> {
  if (state.list) return paged(state.list.ref, state.list.count, parts);
  const found = itemsOf(forEach, scope);
  return found ? atHand(found) : fetched(forEach, scope, state, parts);
}

const atHand = (items: Json[]): Items => ({ count: items.length, at: (index) => items[index] ?? null });

async function fetched(
  forEach: string,
  scope: Record<string, unknown>,
  state: LoopState,
  parts: StepParts,
): Promise<Items> {
  const { items, list, count } = await parts.pace.pass(() => listed(forEach, scope, parts.notes));
  if (items || !list) return atHand(items ?? []);
  state.list = { ref: list, count };
  return paged(list, count, parts);
}

/** Pages of a kept list; the few that lanes still go through are at hand. */
function paged(list: Ref, count: number, parts: StepParts): Items {
  let pages: { from: number; items: Json[] }[] = [];
  let asking: { from: number; page: Promise<Json[]> } | null = null;

  const known = (index: number): Json | undefined => {
    const page = pages.find(({ from, items }) => index >= from && index < from + items.length);
    return page ? (page.items[index - page.from] ?? null) : undefined;
  };

  async function load(index: number): Promise<Json> {
    for (;;) {
      const there = known(index);
      if (there !== undefined) return there;
      if (asking) {
        await asking.page;
        continue;
      }
      const from = index;
      asking = { from, page: pageOf(list, from, parts.notes) };
      try {
        const items = await asking.page;
        pages = [...pages.slice(-4), { from, items }];
      } finally {
        asking = null;
      }
    }
  }

  return { count, at: (index) => known(index) ?? load(index) };
}
