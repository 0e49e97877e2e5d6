import type { Connection } from 'mongoose';
import { defineModel, JSON_FIELD } from './model.ts';

/** Someone's credentials for a service. */
export interface ConnectionRow {
  _id: string;
  workspace: string;
  user: string;
  service: string;
  kind: 'real' | 'sandbox';
  /** What tells accounts apart for a person: an address, a number. Reconnecting the same account keeps the id. */
  account: string;
  /** AES-256-GCM, base64; null for a sandbox. */
  sealed: string | null;
  /** Users it is shared with by explicit grant. */
  sharedWith: string[];
  revokedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A page that shows or takes a secret once (D24). */
export interface OneTimePageRow {
  /** SHA-256 of the code in its address. */
  _id: string;
  workspace: string;
  user: string;
  kind: 'secret' | 'token' | 'file' | 'connect';
  /** Encrypted content, or the service to connect. */
  detail: unknown;
  usedAt: Date | null;
  expiresAt: Date;
}

/** What a sandboxed action would have sent or moved. */
export interface SandboxRow {
  /** The effect's idempotency key: the same effect lands once. */
  _id: string;
  workspace: string;
  user: string;
  execution: string;
  workflowName: string;
  service: string;
  action: string;
  effect: string;
  title: string;
  params: unknown;
  result: unknown;
  at: Date;
}

/** An answer kept for a repeated Idempotency-Key. */
export interface AnswerRow {
  /** `user:key`. */
  _id: string;
  workspace: string;
  requestHash: string;
  status: number | null;
  /** JSON, sealed by the vault. */
  body: unknown;
  createdAt: Date;
}

/** What a planner call cost. */
export interface UsageRow {
  _id: string;
  workspace: string;
  user: string;
  thread: string | null;
  model: string;
  usage: unknown;
  requestId: string | null;
  stopReason: string | null;
  at: Date;
}

/** Durable one-shot reminders and other things to be told at a time. */
export interface NoticeRow {
  _id: string;
  workspace: string;
  user: string;
  thread: string | null;
  text: string;
  dueAt: Date;
  sentAt: Date | null;
}

/** A worker's sign of life, for `/health/worker`. */
export interface WorkerRow {
  _id: string;
  /** Always `-`. */
  workspace: string;
  queue: string;
  /** The task queues it serves. */
  serves?: string[];
  /** What it is called where anyone may read it: its id, without the machine. */
  name: string;
  /** Which build of the workflows' code it runs. */
  build: string;
  /** `running`, or `draining` once it was told to stop. */
  state: 'running' | 'draining';
  startedAt: Date;
  seenAt: Date;
}

/** What a provider gave us for an effect's key while it was under way, so that a repeat asks about it instead of doing it again. */
export interface ProviderRefRow {
  /** The effect's idempotency key. */
  _id: string;
  workspace: string;
  value: string;
  at: Date;
}

export const providerRefModel = (connection: Connection) =>
  defineModel<ProviderRefRow>(connection, 'provider_refs', { value: String, at: Date }, [
    { fields: { at: 1 }, expireAfterSeconds: 366 * 86_400 },
  ]);

export const connectionModel = (connection: Connection) =>
  defineModel<ConnectionRow>(
    connection,
    'connections',
    {
      user: String,
      service: String,
      kind: String,
      account: String,
      sealed: { type: String, default: null },
      sharedWith: [String],
      revokedAt: { type: Date, default: null },
      createdAt: Date,
      updatedAt: Date,
    },
    [{ fields: { workspace: 1, user: 1, service: 1, kind: 1, account: 1 }, unique: true }],
  );

export const oneTimePageModel = (connection: Connection) =>
  defineModel<OneTimePageRow>(
    connection,
    'one_time_pages',
    { user: String, kind: String, detail: JSON_FIELD, usedAt: { type: Date, default: null }, expiresAt: Date },
    [{ fields: { expiresAt: 1 }, expireAfterSeconds: 86_400 }],
  );

export const sandboxModel = (connection: Connection) =>
  defineModel<SandboxRow>(
    connection,
    'sandbox',
    {
      user: String,
      execution: String,
      workflowName: String,
      service: String,
      action: String,
      effect: String,
      title: String,
      params: JSON_FIELD,
      result: JSON_FIELD,
      at: Date,
    },
    [{ fields: { workspace: 1, user: 1, at: -1 } }],
  );

export const answerModel = (connection: Connection) =>
  defineModel<AnswerRow>(
    connection,
    'answers',
    { requestHash: String, status: Number, body: JSON_FIELD, createdAt: Date },
    [{ fields: { createdAt: 1 }, expireAfterSeconds: 86_400 }],
  );

export const usageModel = (connection: Connection) =>
  defineModel<UsageRow>(connection, 'usage', {
    user: String,
    thread: String,
    model: String,
    usage: JSON_FIELD,
    requestId: String,
    stopReason: String,
    at: Date,
  });

export const noticeModel = (connection: Connection) =>
  defineModel<NoticeRow>(
    connection,
    'notices',
    { user: String, thread: String, text: String, dueAt: Date, sentAt: { type: Date, default: null } },
    [{ fields: { sentAt: 1, dueAt: 1 } }],
  );

export const workerModel = (connection: Connection) =>
  defineModel<WorkerRow>(
    connection,
    'workers',
    { queue: String, serves: [String], name: String, build: String, state: String, startedAt: Date, seenAt: Date },
    [{ fields: { seenAt: 1 }, expireAfterSeconds: 3600 }],
  );
