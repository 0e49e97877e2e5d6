import type { Connection } from 'mongoose';
import type { GateState, QuestionState } from './asked.ts';
import type { Amendment, Asking, Undoing, Undone } from './failures.ts';
import { defineModel, JSON_FIELD } from './model.ts';

/** The step of another run that started this one. */
export interface ParentStep {
  execution: string;
  /** The parent's root execution: its retries look here for what children reached. */
  root: string;
  path: string;
  iteration: number;
}

/** S0.78–87 and how far it is. */
export interface ExecutionRow {
  _id: string;
  workspace: string;
  workflow: string;
  user: string;
  version: number;
  seal: string;
  temporalWorkflowId: string;
  temporalRunId: string | null;
  /** The Temporal it began on, as `Runs.engine` names it; absent before it began. */
  engine?: string;
  /** `workflow`: a step of another run started it. */
  triggerType: 'webhook' | 'schedule' | 'manual' | 'workflow';
  trigger: string | null;
  triggerData: unknown;
  status: 'running' | 'completed' | 'failed' | 'cancelled';
  /** What it does, paused or not; null once ended. `paused`: only written by earlier versions. */
  phase: 'queued' | 'running' | 'waiting' | 'paused' | null;
  /** That it is paused, and which of its words on that was the last. */
  paused?: boolean;
  pausedNth?: number;
  result: unknown;
  errorMessage: string | null;
  /** Step id that failed the run. */
  failedStep: string | null;
  /** D22. */
  retryOf: string | null;
  /** The run it goes on from where that failed; of one only one goes on. */
  goesOnFrom?: string;
  rootExecution: string;
  generation: number;
  /** Up to which of its passes what stands of the lists of the run it goes on from was copied in; absent where that was little. */
  standing?: string;
  /** Outputs copied in from the run that is retried, by step id. */
  given: Record<string, unknown>;
  /** Set where another run started it; such a run has no card of its own. */
  parent?: ParentStep | null;
  /** How many runs stand above it. */
  depth?: number;
  /** The outermost run it belongs to; absent where it is that itself. */
  top?: string | null;
  /** Where its card stands. */
  thread: string | null;
  /** Traceparent of what started it, where that was traced. */
  trace?: string;
  /** Set by whoever changed something the card shows; cleared by the notifier that rendered that change. */
  dirty: number;
  rendered: number;
  /** A pause, resume or cancel that Temporal has not heard yet; delivered by a sweep (D20). */
  asked: { what: 'pause' | 'resume' | 'cancel' | 'terminate'; reason: string; at: Date } | null;
  /** Set once it was told to cancel, also after it has heard it: what ends it then follows that. */
  cancelling?: { reason: string; at: Date } | null;
  /** What its owner decided about steps that failed, for this run alone; by step id. */
  amended?: Record<string, Amendment>;
  /** Set from when it first waited for its owner to say what happens after a failure. */
  asking?: Asking | null;
  /** That what it did is taken back, or being so; what came of it stands on the steps. */
  undone?: Undoing | null;
  /** Where it was counted as a run of its day; absent where nothing limits how many there may be. */
  counted?: string | null;
  /** Set when it did not begin because its workflow had run as often as it may that day. */
  overLimit?: boolean;
  /** It completed although something in it failed for good. */
  lapses?: boolean;
  /** Its failure was looked at and left: it stands on no list of what still waits. */
  dismissed?: boolean;
  /** Whether it ever stood still: for a person, a time, an event, or because it was paused. */
  waited?: boolean;
  /** Temporal holds it to the time limits of the `bounded` profile. */
  bounded?: boolean;
  /** Set once its steps were packed together, long after it ended: how many rows hold them. `open`: the steps themselves may still be there. */
  archived?: { parts: number; at: Date; open: boolean; pack?: string } | null;
  startedAt: Date;
  completedAt: Date | null;
}

/** One pass of one step; written by the activity that did it. */
export interface StepRow {
  /** `execution:path:iteration`. */
  _id: string;
  workspace: string;
  execution: string;
  path: string;
  iteration: number;
  service: string;
  action: string;
  state: 'running' | 'waiting' | 'success' | 'failed' | 'skipped';
  /** The output's status word. */
  status: string | null;
  attempt: number;
  input: unknown;
  output: unknown;
  error: string | null;
  /** What it did, in words. */
  report: string | null;
  /** Set while (and after) the step waits for a person. */
  gate?: GateState | null;
  /** Id of the step in the definition, where the path does not begin with it. */
  step?: string;
  /** Parameters of the definition's own way to take it back; null with why where they could not be worked out. */
  undo?: { params: Record<string, unknown> | null; error: string | null } | null;
  undone?: Undone | null;
  /** That it failed was looked at and left: it stands on no list of what still waits. */
  dismissed?: boolean;
  /** Set while (and after) the step waits for an answer. */
  question?: QuestionState | null;
  startedAt: Date;
  endedAt: Date | null;
}

export const executionModel = (connection: Connection) =>
  defineModel<ExecutionRow>(
    connection,
    'executions',
    {
      workflow: String,
      user: String,
      version: Number,
      seal: String,
      temporalWorkflowId: String,
      temporalRunId: String,
      engine: String,
      triggerType: String,
      trigger: String,
      triggerData: JSON_FIELD,
      status: String,
      phase: String,
      paused: Boolean,
      pausedNth: Number,
      result: JSON_FIELD,
      errorMessage: String,
      failedStep: String,
      retryOf: String,
      goesOnFrom: String,
      rootExecution: String,
      generation: { type: Number, default: 0 },
      standing: String,
      given: JSON_FIELD,
      parent: JSON_FIELD,
      depth: { type: Number, default: 0 },
      top: { type: String, default: null },
      thread: String,
      trace: String,
      dirty: { type: Number, default: 0 },
      rendered: { type: Number, default: 0 },
      asked: JSON_FIELD,
      cancelling: JSON_FIELD,
      waited: { type: Boolean, default: false },
      amended: JSON_FIELD,
      asking: JSON_FIELD,
      undone: JSON_FIELD,
      counted: String,
      overLimit: Boolean,
      lapses: Boolean,
      dismissed: Boolean,
      bounded: Boolean,
      archived: JSON_FIELD,
      startedAt: Date,
      completedAt: Date,
    },
    [
      { fields: { temporalWorkflowId: 1 }, unique: true },
      { fields: { workspace: 1, workflow: 1, startedAt: -1 } },
      { fields: { workspace: 1, user: 1, status: 1 } },
      { fields: { thread: 1, dirty: 1 } },
      { fields: { status: 1, phase: 1, startedAt: 1 } },
      {
        fields: { 'parent.root': 1, 'parent.path': 1, 'parent.iteration': 1 },
        partialFilterExpression: { 'parent.root': { $exists: true } },
      },
      { fields: { retryOf: 1 }, partialFilterExpression: { retryOf: { $type: 'string' } } },
      { fields: { goesOnFrom: 1 }, unique: true, partialFilterExpression: { goesOnFrom: { $type: 'string' } } },
      { fields: { top: 1 }, partialFilterExpression: { top: { $type: 'string' } } },
      { fields: { archived: 1, completedAt: 1 } },
      { fields: { 'archived.open': 1 }, partialFilterExpression: { 'archived.open': true } },
      { fields: { status: 1, completedAt: 1 }, partialFilterExpression: { completedAt: { $gt: new Date(0) } } },
    ],
  );

export const stepModel = (connection: Connection) =>
  defineModel<StepRow>(
    connection,
    'steps',
    {
      execution: String,
      path: String,
      iteration: Number,
      service: String,
      action: String,
      state: String,
      status: String,
      attempt: Number,
      input: JSON_FIELD,
      output: JSON_FIELD,
      error: String,
      report: String,
      gate: JSON_FIELD,
      step: String,
      undo: JSON_FIELD,
      undone: JSON_FIELD,
      dismissed: Boolean,
      question: JSON_FIELD,
      startedAt: Date,
      endedAt: Date,
    },
    [
      { fields: { workspace: 1, execution: 1, startedAt: 1, _id: 1 } },
      { fields: { state: 1 }, partialFilterExpression: { state: 'waiting' } },
    ],
  );
