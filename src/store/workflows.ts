import type { Connection } from 'mongoose';
import type { Definition } from '../automation/definition.ts';
import { defineModel, JSON_FIELD } from './model.ts';

/** S0.32–37. */
export interface DraftRow {
  _id: string;
  workspace: string;
  user: string;
  /** Thread it was made in. */
  thread: string | null;
  definition: Definition | null;
  /** Conversation history it came from. */
  context: { from: 'user' | 'bot'; text: string; at: string }[];
  status: 'draft' | 'awaiting_confirmation' | 'confirmed' | 'cancelled';
  /** Full seal; null while findings stand or a connection is missing. */
  seal: string | null;
  assumptions: string[];
  /** Service to connection id. */
  connections: Record<string, string>;
  /** Set when it changes a live workflow. */
  workflow: string | null;
  baseVersion: number | null;
  /** Why it ended: "replaced", "approved", … */
  outcome: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** S0.38–47. */
export interface WorkflowRow {
  _id: string;
  workspace: string;
  user: string;
  name: string;
  description: string;
  definition: Definition;
  status: 'active' | 'paused' | 'failed' | 'deleted';
  /** The live version's number. */
  version: number;
  executionCount: number;
  failuresInARow: number;
  lastExecutedAt: Date | null;
  /** Origin thread. */
  createdFromRoom: string | null;
  /** Further threads of its owner in which it is told; at most five. */
  alsoTell?: string[];
  createdFromDraft: string | null;
  /** How runs are told. */
  report: 'every' | 'failures' | 'daily';
  pausedReason: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A workflow that another one runs, as it was when that was approved. */
export interface PinnedChild {
  workflow: string;
  version: number;
  /** Of that version: so the seal of a parent covers all below it. */
  seal: string;
}

/** Immutable: what was approved, by whom. */
export interface VersionRow {
  /** `workflow:number`. */
  _id: string;
  workspace: string;
  workflow: string;
  number: number;
  definition: Definition;
  connections: Record<string, string>;
  /** `service.action` to contract number. */
  contracts: Record<string, number>;
  /** Workflows its steps run, by what the steps call them; absent where they run none. */
  children?: Record<string, PinnedChild>;
  seal: string;
  approval: { user: string; name: string; at: Date; where: string; seal: string; revokedAt: Date | null };
  createdAt: Date;
}

/** S0.65–77. */
export interface TriggerRow {
  _id: string;
  workspace: string;
  workflow: string;
  user: string;
  version: number;
  type: 'webhook' | 'schedule' | 'manual';
  service: string | null;
  event: string | null;
  config: unknown;
  /** It starts no run: runs that are going wait for it. */
  resumes?: boolean;
  /** Encrypted; shown once on a one-time page (D24). */
  webhookSecret: string | null;
  webhookUrl: string | null;
  scheduleCron: string | null;
  scheduleAt: string | null;
  scheduleTimezone: string | null;
  temporalScheduleId: string | null;
  isActive: boolean;
  triggerCount: number;
  lastTriggeredAt: Date | null;
  /** Local times the person asked to skip, ISO instants. */
  skip: string[];
  finishedAt: Date | null;
  /** Times up to here were looked through for missed ones. */
  checkedUntil?: Date | null;
  createdAt: Date;
}

export const draftModel = (connection: Connection) =>
  defineModel<DraftRow>(
    connection,
    'drafts',
    {
      user: String,
      thread: String,
      definition: JSON_FIELD,
      context: [JSON_FIELD],
      status: String,
      seal: String,
      assumptions: [String],
      connections: JSON_FIELD,
      workflow: String,
      baseVersion: Number,
      outcome: String,
      createdAt: Date,
      updatedAt: Date,
    },
    [{ fields: { workspace: 1, user: 1, status: 1, updatedAt: -1 } }],
  );

export const workflowModel = (connection: Connection) =>
  defineModel<WorkflowRow>(
    connection,
    'workflows',
    {
      user: String,
      name: String,
      description: String,
      definition: JSON_FIELD,
      status: String,
      version: Number,
      executionCount: { type: Number, default: 0 },
      failuresInARow: { type: Number, default: 0 },
      lastExecutedAt: Date,
      createdFromRoom: String,
      alsoTell: [String],
      createdFromDraft: String,
      report: { type: String, default: 'every' },
      pausedReason: String,
      createdAt: Date,
      updatedAt: Date,
    },
    [
      {
        fields: { workspace: 1, user: 1, name: 1 },
        unique: true,
        partialFilterExpression: { status: { $in: ['active', 'paused', 'failed'] } },
      },
      { fields: { workspace: 1, user: 1, createdAt: -1 } },
    ],
  );

export const versionModel = (connection: Connection) =>
  defineModel<VersionRow>(
    connection,
    'versions',
    {
      workflow: String,
      number: Number,
      definition: JSON_FIELD,
      connections: JSON_FIELD,
      contracts: JSON_FIELD,
      children: JSON_FIELD,
      seal: String,
      approval: JSON_FIELD,
      createdAt: Date,
    },
    [{ fields: { workflow: 1, number: 1 }, unique: true }],
  );

export const triggerModel = (connection: Connection) =>
  defineModel<TriggerRow>(
    connection,
    'triggers',
    {
      workflow: String,
      user: String,
      version: Number,
      type: String,
      service: String,
      event: String,
      config: JSON_FIELD,
      resumes: { type: Boolean, default: false },
      webhookSecret: String,
      webhookUrl: String,
      scheduleCron: String,
      scheduleAt: String,
      scheduleTimezone: String,
      temporalScheduleId: String,
      isActive: { type: Boolean, default: true },
      triggerCount: { type: Number, default: 0 },
      lastTriggeredAt: Date,
      skip: [String],
      finishedAt: Date,
      checkedUntil: Date,
      createdAt: Date,
    },
    [{ fields: { workspace: 1, workflow: 1 } }, { fields: { type: 1, isActive: 1 } }],
  );
