import type { Json } from '../../src/automation/definition.ts';
import type { Ref } from '../../src/automation/reference.ts';
import type { Call, Output } from './contract.ts';

/** What interpreter and activities say to each other about values that are kept elsewhere. */

interface Of {
  workspace: string;
  execution: string;
}

/** Something to be worked out on values that are too large to be at hand. `scope`: what the expressions read, by name. */
export interface LargeCall extends Of {
  scope: Record<string, Json>;
}

/** The items of a `for_each`: themselves, or where they are kept. */
export interface ListedItems {
  items: Json[] | null;
  list: Ref | null;
  count: number;
}

export interface PageCall extends Of {
  list: Ref;
  from: number;
}

export interface StashCall extends Of {
  outputs: Output[];
}

/** Puts together what the passes of a loop gave, from what is stored of them. */
export interface CollectCall extends Call {
  path: string;
  count: number;
  /** Steps of a body with their declared outputs; null where one step is the loop. */
  body: { id: string; outputs: string[] }[] | null;
  /** Declared outputs of a loop that is one step. */
  outputs: string[];
}

export interface LargeActivities {
  /** Parameters with their templates computed; large ones by reference. */
  resolve(call: LargeCall & { params: Record<string, Json> }): Promise<Record<string, Json>>;
  judge(call: LargeCall & { condition: string }): Promise<{ holds: boolean }>;
  items(call: LargeCall & { forEach: string }): Promise<ListedItems>;
  page(call: PageCall): Promise<Json[]>;
  collect(call: CollectCall): Promise<Output>;
  /** Outputs with what is long in them by reference, to be carried into a fresh history. */
  stash(call: StashCall): Promise<Output[]>;
}
