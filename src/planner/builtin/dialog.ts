import type { Definition } from '../../automation/definition.ts';
import type { Order } from './commands.ts';
import type { Hole, Sketch } from './sketch.ts';

/** What the planner keeps between turns. */

/** What is kept between turns. */
export interface Dialog {
  sketch: Sketch | null;
  asked: Hole[];
  order: Order | null;
  next: string | null;
  /** How often the question that is open was asked before. */
  again?: number;
  /** What was asked was answered with a greeting. */
  greeted?: boolean;
  /** What the open card said before each of its changes, the last one at the end. */
  past?: Definition[];
  workflow: { id: string; baseVersion: number } | null;
}

export const NOTHING: Dialog = { sketch: null, asked: [], order: null, next: null, workflow: null };

/** How many changes of a card can be taken back. */
const MOST_PAST = 5;

/** What the card said before each change, with what it says now. */
export const withPast = ({ past = [] }: Dialog, now: Definition): Definition[] => [...past, now].slice(-MOST_PAST);
