import type { Connection } from 'mongoose';
import type { Amendment, Asking, Undoing, Undone } from './failures.ts';
import { defineModel, JSON_FIELD } from './model.ts';

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
  triggerType: 'webhook' | 'schedule' | 'manual';
  trigger: string | null;
  triggerData: unknown;
  status: 'running' | 'completed' | 'failed' | 'cancelled';
  /** D6; null once ended. */
  phase: 'queued' | 'running' | 'waiting' | 'paused' | null;
  result: unknown;
  errorMessage: string | null;
  /** Step id that failed the run. */
  failedStep: string | null;
  /** D22. */
  retryOf: string | null;
  rootExecution: string;
  generation: number;
  /** Outputs copied in from the run that is retried, by step id. */
  given: Record<string, unknown>;
  /** Where its card stands. */
  thread: string | null;
  /** Set by whoever changed something the card shows; cleared by the notifier that rendered that change. */
  dirty: number;
  rendered: number;
  /** A pause, resume or cancel that Temporal has not heard yet; delivered by a sweep (D20). */
  asked: { what: 'pause' | 'resume' | 'cancel'; reason: string; at: Date } | null;
  /** What its owner decided about steps that failed, for this run alone; by step id. */
  amended?: Record<string, Amendment>;
  /** Set from when it first waited for its owner to say what happens after a failure. */
  asking?: Asking | null;
  /** That what it did is taken back, or being so; what came of it stands on the steps. */
  undone?: Undoing | null;
  /** Whether it ever stood still: for a person, a time, an event, or because it was paused. */
  waited?: boolean;
  startedAt: Date;
  completedAt: Date | null;
}

/** A gate as its card shows it. */
export interface GateState {
  /** `approve`: a step of the definition · `confirm`: put before a money step by the policy. */
  kind: 'approve' | 'confirm';
  /** Fingerprint of exactly what is decided; a decision names it. */
  seal: string;
  /** What is asked, in words: the step's own text, or what the money step would do. */
  text: string;
  /** ISO instant; silence until then rejects. */
  deadline: string;
  /** User ids who may decide. */
  deciders: string[];
  decision: 'approved' | 'rejected' | null;
  /** Name of who decided; null while open or when the deadline decided. */
  decidedBy: string | null;
  at: string | null;
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
  startedAt: Date;
  endedAt: Date | null;
}

/** The effects ledger: design.md, Money and effects. */
export interface EffectRow {
  /** `root:path:iteration:generation`. */
  _id: string;
  workspace: string;
  /** The root execution: retries share its effects. */
  execution: string;
  /** With `unknown`: repeating it with the same key changes nothing, so it may simply be tried again. */
  harmless: boolean;
  /** The execution that tried last: attempts are counted for each. */
  by: string;
  service: string;
  action: string;
  /** Id of the step in the definition. */
  step?: string;
  /** `superseded`: it was unknown, and the person chose to repeat it as a later generation. */
  state: 'started' | 'done' | 'not_done' | 'unknown' | 'superseded';
  attempt: number;
  leaseUntil: Date;
  result: unknown;
  error: string | null;
  /** Reservation of spend that goes with it. */
  reservation: string | null;
  updatedAt: Date;
  createdAt: Date;
}

/** An owner's spend on one calendar day, in minor units; reservations are kept inside so that one update decides for owner and workflow. */
export interface SpendRow {
  /** `owner:<user>:YYYY-MM-DD:<currency>`. */
  _id: string;
  workspace: string;
  day: string;
  currency: string;
  reserved: number;
  settled: number;
  /** Reservation id to minor units. */
  open: Record<string, number>;
  /** Each workflow's part of `reserved` and `settled`. */
  workflows: Record<string, { reserved: number; settled: number }>;
  updatedAt: Date;
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
      triggerType: String,
      trigger: String,
      triggerData: JSON_FIELD,
      status: String,
      phase: String,
      result: JSON_FIELD,
      errorMessage: String,
      failedStep: String,
      retryOf: String,
      rootExecution: String,
      generation: { type: Number, default: 0 },
      given: JSON_FIELD,
      thread: String,
      dirty: { type: Number, default: 0 },
      rendered: { type: Number, default: 0 },
      asked: JSON_FIELD,
      waited: { type: Boolean, default: false },
      amended: JSON_FIELD,
      asking: JSON_FIELD,
      undone: JSON_FIELD,
      startedAt: Date,
      completedAt: Date,
    },
    [
      { fields: { temporalWorkflowId: 1 }, unique: true },
      { fields: { workspace: 1, workflow: 1, startedAt: -1 } },
      { fields: { workspace: 1, user: 1, status: 1 } },
      { fields: { thread: 1, dirty: 1 } },
      { fields: { status: 1, phase: 1, startedAt: 1 } },
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
      startedAt: Date,
      endedAt: Date,
    },
    [
      { fields: { workspace: 1, execution: 1 } },
      { fields: { state: 1 }, partialFilterExpression: { state: 'waiting' } },
    ],
  );

export const effectModel = (connection: Connection) =>
  defineModel<EffectRow>(
    connection,
    'effects',
    {
      execution: String,
      by: String,
      step: String,
      harmless: { type: Boolean, default: false },
      service: String,
      action: String,
      state: String,
      attempt: Number,
      leaseUntil: Date,
      result: JSON_FIELD,
      error: String,
      reservation: String,
      updatedAt: Date,
      createdAt: Date,
    },
    [
      { fields: { workspace: 1, execution: 1 } },
      { fields: { state: 1 }, partialFilterExpression: { state: 'unknown' } },
    ],
  );

export const spendModel = (connection: Connection) =>
  defineModel<SpendRow>(connection, 'spend', {
    day: String,
    currency: String,
    reserved: { type: Number, default: 0 },
    settled: { type: Number, default: 0 },
    open: JSON_FIELD,
    workflows: JSON_FIELD,
    updatedAt: Date,
  });
