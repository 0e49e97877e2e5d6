import type { Ref } from '../../src/automation/reference.ts';
import type { Board, BoardState } from './board.ts';

/** How far a loop is: what a fresh history needs to go on with it. */
export interface LoopState {
  /** The first item that was not begun. */
  next: number;
  done: number;
  /** Items there are, once that is known. */
  count?: number;
  failed: number;
  /** The failure of the first item, as far as is known. */
  first: { index: number; error: string; step: string | null } | null;
  refused: string | null;
  /** Nothing more is begun: an item failed. */
  ended: boolean;
  /** Where its items are kept, if they are. */
  list: { ref: Ref; count: number } | null;
  /** Items that were begun and are not over, with how far each is. */
  open: { index: number; board: BoardState | null }[];
}

/** The loops of a run that are under way. */
export function createLoops(carried: Record<string, LoopState> = {}) {
  const states = new Map<string, LoopState>();
  const boards = new Map<string, Map<number, Board | null>>();

  return {
    /** A loop begins, or goes on from an earlier history. */
    begin(loop: string): LoopState {
      const state = carried[loop] ?? {
        next: 0,
        done: 0,
        failed: 0,
        first: null,
        refused: null,
        ended: false,
        list: null,
        open: [],
      };
      states.set(loop, state);
      boards.set(loop, new Map(state.open.map(({ index }) => [index, null])));
      return state;
    },

    under(loop: string, index: number, board: Board | null): void {
      const before = boards.get(loop);
      if (board !== null || !before?.get(index)) before?.set(index, board);
    },

    over(loop: string, index: number): void {
      boards.get(loop)?.delete(index);
    },

    end(loop: string): void {
      states.delete(loop);
      boards.delete(loop);
    },

    /** How much of each is done, from 0 to 1. */
    parts: (): Record<string, number> =>
      Object.fromEntries([...states].map(([id, { done, count }]) => [id, count ? Math.min(done / count, 1) : 0])),

    /** For a fresh history. */
    carried(): Record<string, LoopState> {
      return Object.fromEntries(
        [...states].map(([id, state]) => {
          const earlier = new Map(state.open.map(({ index, board }) => [index, board]));
          const open = [...(boards.get(id) ?? [])].map(([index, board]) => ({
            index,
            board: board?.snapshot() ?? earlier.get(index) ?? null,
          }));
          return [id, { ...state, open }];
        }),
      );
    },
  };
}

export type Loops = ReturnType<typeof createLoops>;
