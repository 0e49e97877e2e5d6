import type { Json } from '../../src/automation/definition.ts';
import type { RunInput } from '../../src/temporal/types.ts';
import type { Awaited, AwaitedCall, AwaitStart, ChildCall, ChildRun, LostCall } from './contract-child.ts';
import type { LargeActivities } from './contract-large.ts';
import type { UndoCall, UndoPlan, UndoPlanCall } from './contract-undo.ts';
import type { Answered, Decided, PeopleActivities } from './people-contract.ts';

/** What interpreter and activities say to each other. Plain JSON, types only: both sides import it. */

export type Output = Record<string, Json>;
/** `paused` is what runs of earlier versions say; now that stands beside it, as `hold`. */
export type Phase = 'running' | 'waiting' | 'paused';

/** Whether a run is paused, and the how manieth word on that it is: words may arrive in another order than they were said in. */
export interface Hold {
  paused: boolean;
  nth: number;
}

/**
 * How a step is carried out: `flow` by the interpreter itself · `local` in the worker that has the workflow (short reads and keyed
 * calls) · `quick` begins there and is handed over to an activity of its own when it takes longer · `remote` as an activity of
 * its own.
 */
export type Lane = 'flow' | 'local' | 'quick' | 'remote';

/** A step with everything the interpreter must know about its action; made once, at the start of the run. */
export interface PlannedStep {
  id: string;
  service: string;
  action: string;
  params: Record<string, Json>;
  condition: string | null;
  needs: string[];
  /** Steps that are over before this one starts. */
  after: string[];
  /** Steps whose failure (`status`, `error`) the condition reads: D9. */
  readsFailureOf: string[];
  /** Steps any of whose outputs the condition reads: a gate's refusal is handled by these. */
  reads: string[];
  goesOn: boolean;
  forEach: string | null;
  /** Runs at once of a `for_each`. */
  parallel: number;
  /** Id of the loop in whose body it stands. Histories from before loops lack it, and what else may be absent here. */
  inside?: string;
  /** Started and not waited for. */
  background?: boolean;
  lane: Lane;
  /** The word of success. */
  success: string;
  /** Declared outputs: null when failed or skipped. */
  outputs: string[];
  /** Milliseconds one attempt may take. */
  timeoutMs: number;
  /** Where its calls wait, where that is not the run's own queue. */
  queue?: string;
  /** Milliseconds all attempts may take together. */
  totalMs?: number;
  /** A worker that is silent for so long is taken for dead. */
  heartbeatMs?: number;
  /** Parameters of the definition's own way to take it back. */
  undo?: Record<string, Json>;
  /** Parameters a person set in place of what the templates give. */
  fixed?: Record<string, Json>;
  /** How often a person chose to have it tried again in this run, and how often although it may have happened. */
  turn?: number;
  generation?: number;
  /** A person must confirm each call (policy `requires_user_confirmation`, money steps). */
  confirm: boolean;
  /** Of a gate: the step it shows and holds to what was shown. */
  guards?: { step: string; params: Record<string, Json> };
  /** Gates that show this step: it does what was approved there, or nothing. */
  guardedBy?: string[];
}

export interface Scope {
  trigger: Json;
  run: Json;
  owner: Json;
}

export interface BeginCall {
  run: RunInput;
  temporalWorkflowId: string;
  temporalRunId: string;
  name: string;
  /** Nominal time of a schedule, ISO instant. */
  scheduledAt: string | null;
  /** When the run began, ISO instant. */
  startedAt: string;
  /** Going on in a fresh history: nothing is checked or started anew. */
  resumed: boolean;
}

export interface Begun {
  execution: string;
  workspace: string;
  user: string;
  steps: PlannedStep[];
  scope: Scope;
  /** Outputs copied in from the run that is tried again. */
  given: Record<string, Output>;
  /** Steps a person left out, when trying again. */
  skipped?: string[];
  onFailure?: 'end' | 'ask' | 'undo';
  onCancel?: 'leave' | 'undo';
  /** When to go on in a fresh history; absent: as usual. */
  limits?: { events: number; bytes: number };
}

/** `refused`: nothing runs; the reason stands on the execution, if there is one. */
export type Beginning = { go: true; begun: Begun } | { go: false; reason: string };

/** A row of a step that the interpreter decided by itself; written by the next activity that runs. */
export interface StepNote {
  path: string;
  iteration: number;
  service: string;
  action: string;
  state: 'running' | 'waiting' | 'success' | 'failed' | 'skipped';
  status: string | null;
  input: Json;
  output: Json;
  error: string | null;
  /** ISO instants. */
  startedAt: string;
  endedAt: string | null;
  decided?: Decided;
  answered?: Answered;
}

/** What every call carries. */
export interface Call {
  workspace: string;
  execution: string;
  notes: StepNote[];
  undos?: UndoNote[];
  phase: Phase;
  /** Absent where it never was paused. */
  hold?: Hold;
}

/** How a step would be taken back by the definition's own words, as computed when it was over. */
export interface UndoNote {
  step: string;
  path: string;
  iteration: number;
  params: Record<string, Json> | null;
  error: string | null;
}

export interface StepCall extends Call {
  step: string;
  path: string;
  iteration: number;
  params: Record<string, Json>;
  /** Set when a person confirmed exactly these parameters. */
  decided?: Decided;
  /** Set where a person chose to try again: attempts count anew, and what may have happened is another effect. */
  turn?: number;
  generation?: number;
  /** A person changed the parameters: payees and recipients are held to what was approved. */
  changed?: boolean;
  /** It was held back by a pause before: attempts count on. */
  again?: boolean;
  /** Milliseconds after which a call that is still under way is handed over: the answer is HANDED_OVER then. */
  patience?: number;
}

/** In place of a result: the step goes on in the worker it began in, and a normal activity takes it over. */
export const HANDED_OVER = '\u0000handed over';

export interface WaitCall extends Call {
  step: string;
  path: string;
  iteration: number;
  params: Record<string, Json>;
}

export interface AskCall extends Call {
  round: number;
  step: string;
  error: string;
  /** Set where it moved on, because the run was paused. */
  deadline?: string;
}

export interface ChosenCall extends Call {
  round: number;
  choice: 'retry' | 'skip' | 'change' | 'undo' | 'stop';
  step: string;
  params?: Record<string, Json>;
  /** Null where silence decided. */
  by: string | null;
  at: string;
}

export interface FinishCall extends Call {
  status: 'completed' | 'failed' | 'cancelled';
  error: string | null;
  failedStep: string | null;
  /** Why it ended early, where it did: a stop, a refusal at a gate, a cancellation. */
  reason: string | null;
}

export interface Finished {
  success: boolean;
  status: FinishCall['status'];
  error: string | null;
  /** What its last step gave; only of a run that another one waits for. */
  result?: Json;
}

/** The activities by name; steps themselves are called by `service.action`. */
export interface Activities extends PeopleActivities, LargeActivities {
  begin(call: BeginCall): Promise<Beginning>;
  wait(call: WaitCall): Promise<{ until: string }>;
  note(call: Call): Promise<void>;
  ask(call: AskCall): Promise<{ deadline: string; doubtful: boolean; user: string }>;
  chosen(call: ChosenCall): Promise<void>;
  undoPlan(call: UndoPlanCall): Promise<UndoPlan>;
  undo(call: UndoCall): Promise<void>;
  undoOver(call: Call): Promise<void>;
  child(call: ChildCall): Promise<ChildRun>;
  lost(call: LostCall): Promise<void>;
  awaitEvent(call: WaitCall): Promise<AwaitStart>;
  awaited(call: AwaitedCall): Promise<Awaited>;
  finish(call: FinishCall): Promise<Finished>;
}

/** Types of the failures activities throw for good; everything else is tried again. */
export const STEP_FAILED = 'step_failed';
/** The effect may have happened and cannot be asked for: a person must look. */
export const STEP_DOUBTFUL = 'step_doubtful';

/** Its run was paused before it could be tried again. */
export const HELD_BACK = 'held_back';

/** Items one `for_each` may have. */
export const MAX_ITEMS = 10_000;
