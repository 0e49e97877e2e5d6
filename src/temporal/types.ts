import type { Json } from '../automation/definition.ts';
import type { TriggerRow, WorkflowRow } from '../store/workflows.ts';

/** The interpreter's only argument: references, never the definition itself. */
export interface RunInput {
  workspace: string;
  workflow: string;
  user: string;
  /** Null for schedules: the first activity makes the execution and takes the live version (D14). */
  executionId: string | null;
  version: number | null;
  seal: string | null;
  trigger: string | null;
  /** `undo`: nothing is run; what the execution did is taken back. */
  mode?: 'undo';
  /** It was started while its execution was being written, which is done again and again until it is. */
  rowComes?: boolean;
}

export interface RunStart extends RunInput {
  executionId: string;
  version: number;
  seal: string;
  /** The workflow's name: Temporal shows the run under it. */
  name: string;
  /** Held to the time limits of the `bounded` profile; no argument of the run either. */
  bounded?: boolean;
  /** Milliseconds until it begins. */
  delayMs?: number;
  /** Traceparent of what starts it; handed on in a header, not as an argument. */
  trace?: string;
}

export interface GateDecision {
  step: string;
  iteration: number;
  /** `unaskable`: those who should decide cannot be asked; said by the gateway, never by a person. */
  decision: 'approve' | 'reject' | 'unaskable';
  /** Who decides: checked by the Update's validator against the gate. */
  user: string;
  name: string;
  /** The tap's id: the same tap counts once. */
  actionId: string;
  /** Seal the gate's card showed. */
  seal: string;
  /** Platform, or `api`. */
  where?: string;
  /** The channel of the gate, where the platform vouches that the person is in it. */
  channel?: string;
  /** Parameters of the guarded step as they shall be instead. */
  changes?: Record<string, Json>;
}

/** An answer to a question of a run. */
export interface GivenAnswer
  extends Pick<GateDecision, 'step' | 'iteration' | 'user' | 'name' | 'actionId' | 'where' | 'channel'> {
  value: Json;
  /** Seal of the card it was read on, where it was read on one. */
  seal?: string;
}

/** What happens after a failure, as its owner says. */
export interface FailureChoice {
  /** Which question it answers. */
  round: number;
  choice: 'retry' | 'skip' | 'change' | 'undo' | 'stop';
  /** With `change`: the step's parameters, for this run. */
  params?: Record<string, Json>;
  /** Set once the person said to repeat what may have happened already. */
  repeat?: boolean;
  user: string;
  name: string;
  actionId: string;
}

/** `already`: someone decided before; `refused`: not this person, not this seal, expired or over. Words are ready to show. */
export interface GateOutcome {
  result: 'accepted' | 'already' | 'refused';
  text: string;
  /** It counts, and more are needed. */
  open?: boolean;
}

/** `misfit`: not what was asked for; the question stays open. */
export interface AnswerOutcome {
  result: GateOutcome['result'] | 'misfit';
  text: string;
}

/** S1.54: as Temporal sees a run. */
export interface RunDescription {
  status: string;
  /** ISO instants. */
  startedAt: string;
  closedAt: string | null;
  /** Milliseconds from its start to its end, or to now. */
  executionTime: number;
  historyLength: number;
  queue: string;
}

/** Starting and steering runs on Temporal. Throws AppError `unavailable` when Temporal does not answer. */
export interface Runs {
  /** Starting the same execution twice starts one run. */
  start(run: RunStart): Promise<void>;
  signal(executionTemporalId: string, what: 'pause' | 'resume' | 'cancel', reason: string): Promise<void>;
  /** Tells a run that an event has come for a step that waits (`path:iteration`). Nothing to tell where it is over. */
  arrived(executionTemporalId: string, wait: string): Promise<void>;
  decide(executionTemporalId: string, decision: GateDecision): Promise<GateOutcome>;
  /** Answers what a run asks after a failure. */
  choose(executionTemporalId: string, choice: FailureChoice): Promise<GateOutcome>;
  answer(executionTemporalId: string, answer: GivenAnswer): Promise<AnswerOutcome>;
  /** Ends a run at once, without its own word. Nothing to end where Temporal knows none. */
  terminate(executionTemporalId: string, reason: string): Promise<void>;
  /** What Temporal says of it; null where it knows none. */
  describe(executionTemporalId: string): Promise<RunDescription | null>;
  /** The run's own word on its state, or null when Temporal does not know it. */
  query(executionTemporalId: string): Promise<unknown>;
  healthy(): Promise<boolean>;
  /** Which Temporal this is; the same for as long as its runs are there. */
  engine(): Promise<string>;
}

export interface Schedules {
  /** Makes Temporal's schedule what the trigger and its workflow say (created, changed, paused, removed). */
  sync(
    trigger: TriggerRow,
    workflow: Pick<WorkflowRow, '_id' | 'name' | 'status' | 'user' | 'workspace' | 'version' | 'definition'>,
  ): Promise<void>;
  remove(triggerId: string): Promise<void>;
  /** Next nominal times as Temporal sees them, ISO instants. */
  next(triggerId: string): Promise<string[]>;
  /** Compares all schedules with what MongoDB says and repairs; also finds missed times. Called on start and every minute. */
  reconcile(): Promise<void>;
}
