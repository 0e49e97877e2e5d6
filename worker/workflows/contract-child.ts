import type { Json } from '../../src/automation/definition.ts';
import type { RunInput } from '../../src/temporal/types.ts';
import type { Call, Finished } from './contract.ts';

/** What interpreter and activities say to each other about runs of other workflows. */

export interface ChildCall extends Call {
  step: string;
  path: string;
  iteration: number;
  params: Record<string, Json>;
  /** How often a person had it tried again in this run, and whether what may have happened counts anew. */
  turn?: number;
  generation?: number;
}

/** A run of another workflow: to be started, or over already and why nothing needs to start. */
export type ChildRun =
  | {
      kind: 'start';
      execution: string;
      /** As Temporal shows it. */
      type: string;
      run: RunInput;
      /** Null: the queue of the run that starts it. */
      queue: string | null;
      timeoutMs: number | null;
      /** Held to the time limits of the `bounded` profile. */
      bounded?: boolean;
      title: string;
    }
  | { kind: 'over'; execution: string; title: string; ended: Finished };

/** A child that Temporal ended without its own word: its time was over, or someone terminated it. */
export interface LostCall {
  workspace: string;
  execution: string;
  error: string;
}

export interface AwaitStart {
  /** ISO instant; null where it waits without an end. */
  until: string | null;
  /** An event that came before is there already. */
  met: boolean;
}

export interface AwaitedCall {
  workspace: string;
  execution: string;
  path: string;
  iteration: number;
  /** It waits no longer: an event that comes now comes too late. */
  over: boolean;
}

export interface Awaited {
  met: boolean;
  event: string | null;
  data: Json;
  at: string | null;
}
