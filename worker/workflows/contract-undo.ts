import type { Call } from './contract.ts';

/** What interpreter and activities say to each other about taking back what a run did. */

/** Steps to take back, in this order; some together where they are many. */
export interface UndoPlan {
  groups: UndoItem[][];
  more: boolean;
}

export interface UndoItem {
  path: string;
  iteration: number;
  /** It was a run of another workflow: what that did is taken back first. */
  child?: string;
}

/** `within`: the run whose taking back this one's is part of. */
export interface UndoPlanCall extends Call {
  within?: string;
}

export interface UndoCall {
  workspace: string;
  execution: string;
  items: UndoItem[];
}
