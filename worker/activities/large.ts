import type { Json } from '../../src/automation/definition.ts';
import { LARGE_BOUNDS } from '../../src/automation/expression-budget.ts';
import { ExpressionError } from '../../src/automation/expression-error.ts';
import { references } from '../../src/automation/expressions.ts';
import type { Kept, KeptFor } from '../../src/automation/kept.ts';
import { hasRef, isRef, MAX_INLINE, type Ref } from '../../src/automation/reference.ts';
import {
  evaluateCondition,
  evaluateList,
  resolveParams,
  templateExpressions,
  wholeExpression,
} from '../../src/automation/templates.ts';
import { AppError } from '../../src/errors.ts';
import { type Activities, MAX_ITEMS, type Output } from '../workflows/contract.ts';
import type { LargeCall } from '../workflows/contract-large.ts';
import { carried } from './carried.ts';
import type { Contexts } from './contexts.ts';
import { StepFailure, toFailure } from './failures.ts';

/** Items of one page, and JSON characters they may have together; a longer item goes by reference. */
const PAGE = 100;
const PAGE_SIZE = 64 * 1024;
const ITEM_SIZE = 8 * 1024;
/** Outputs are carried into a fresh history in no more than so many characters each. */
const CARRIED = 2048;

type Large = Pick<Activities, 'resolve' | 'judge' | 'items' | 'page' | 'stash'>;

/** Expressions over values that are kept in the database: here they are loaded, and only where they are read. */
export function createLarge({ contexts, kept }: { contexts: Contexts; kept: Kept }): Large {
  async function placeOf(call: { workspace: string; execution: string }): Promise<KeptFor> {
    const { workspace, root } = await contexts.of(call);
    return { workspace, root };
  }

  /** What the expressions read, at hand. */
  async function scopeOf(of: KeptFor, call: LargeCall, texts: string[]): Promise<Record<string, Json>> {
    const scope = { ...call.scope };
    for (const [root = '', field] of texts.flatMap(references)) {
      const value = scope[root];
      if (isRef(value)) scope[root] = await kept.load(of, value);
      else if (value === null || typeof value !== 'object' || Array.isArray(value) || !hasRef(value)) continue;
      else if (field === undefined) scope[root] = await kept.expand(of, value);
      else if (isRef(value[field])) scope[root] = { ...value, [field]: await kept.load(of, value[field]) };
    }
    return scope;
  }

  const bare = (text: string) => [wholeExpression(text) ?? text];

  return failing({
    async resolve(call) {
      const of = await placeOf(call);
      const texts = templateExpressions(call.params).map((found) => found.expression);
      const params = resolveParams(call.params, await scopeOf(of, call, texts), LARGE_BOUNDS);
      return kept.compact(of, params);
    },

    async judge(call) {
      const of = await placeOf(call);
      const scope = await scopeOf(of, call, bare(call.condition));
      return { holds: evaluateCondition(call.condition, scope, LARGE_BOUNDS) };
    },

    async items(call) {
      const of = await placeOf(call);
      const items = evaluateList(call.forEach, await scopeOf(of, call, bare(call.forEach)), LARGE_BOUNDS);
      const count = items.length;
      if (count > MAX_ITEMS || JSON.stringify(items).length <= MAX_INLINE)
        return { items: count > MAX_ITEMS ? null : items, list: null, count };
      return { items: null, list: await kept.keep(of, items), count };
    },

    async page(call) {
      const of = await placeOf(call);
      const all = await kept.load(of, call.list);
      const page: Json[] = [];
      let size = 0;
      for (let at = call.from; Array.isArray(all) && at < all.length && page.length < PAGE; at += 1) {
        const item = all[at] ?? null;
        const length = JSON.stringify(item).length;
        const taken = length > ITEM_SIZE ? (itemRef(call.list, at, length) as unknown as Json) : item;
        size += length > ITEM_SIZE ? 300 : length;
        if (page.length > 0 && size > PAGE_SIZE) break;
        page.push(taken);
      }
      return page;
    },

    async stash(call) {
      const of = await placeOf(call);
      const stashed: Output[] = [];
      for (const output of call.outputs) stashed.push(await shortened(of, output));
      return stashed;
    },
  });

  async function shortened(of: KeptFor, output: Output): Promise<Output> {
    try {
      return await carried(kept, of, output, CARRIED);
    } catch (error) {
      // Many small fields: they stay as they are.
      if (error instanceof AppError && error.code === 'too_large') return output;
      throw error;
    }
  }
}

const itemRef = (list: Ref, at: number, bytes: number): Ref => ({ ...list, at, bytes, type: 'object', preview: '' });

/** What cannot be worked out is said in words; everything else is trouble of ours, and tried again. */
function failing(calls: Large): Large {
  const wrapped = Object.entries(calls).map(([name, work]) => [
    name,
    (call: never) =>
      (work as (call: never) => Promise<unknown>)(call).catch((error: unknown) => {
        throw toFailure(asStepFailure(error));
      }),
  ]);
  return Object.fromEntries(wrapped) as Large;
}

function asStepFailure(error: unknown): unknown {
  if (error instanceof ExpressionError) return new StepFailure(error.message, { cause: error });
  if (error instanceof AppError && error.code === 'too_large')
    return new StepFailure(`This step cannot be given what it reads: ${error.message}.`, { cause: error });
  if (error instanceof AppError && error.code === 'not_found') return new StepFailure(error.message, { cause: error });
  return error;
}
