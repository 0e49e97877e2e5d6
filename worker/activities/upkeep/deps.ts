import type { Clock } from '../../../src/clock.ts';
import type { Store } from '../../../src/store/store.ts';

export interface UpkeepDeps {
  store: Store;
  clock: Clock;
  /** After so many days what has ended is old. */
  days: number;
  /** Says that it is alive. */
  alive(): void;
  /** True once it was given up: another call may be at it. */
  stopped(): boolean;
}
