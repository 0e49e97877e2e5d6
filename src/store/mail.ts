import type { Connection } from 'mongoose';
import type { Author, Content } from '../chat/types.ts';
import { defineModel, JSON_FIELD } from './model.ts';

/** A delivery of a platform, stored before the platform hears yes. */
export interface InboxRow {
  /** `platform:delivery id`. */
  _id: string;
  /** The sender's workspace, or `-` for someone unknown. */
  workspace: string;
  thread: string;
  kind: 'message' | 'action';
  /** The Message or Action. */
  body: unknown;
  state: 'new' | 'done' | 'failed';
  attempts: number;
  /** Not before. */
  dueAt: Date;
  /** Rises with arrival within a thread. */
  order: string;
  /** First row of the turn it was taken into; fixed before planning, so that a repeat takes the same rows. */
  batch: string | null;
  /** Fence of the lease under which it is handled: a holder that lost its lease writes nothing more. */
  fence: number;
  /** The process that carries out a tap right now; of one that was killed nobody waits for `dueAt`. */
  holder?: string | null;
  /** What was already reached of handling it (the planner's reply, the draft made): a repeat goes on from there. */
  progress: unknown;
  /** The run that what it asks is done to: a repeat never finds another one. */
  run?: string;
  error: string | null;
  /** What came of it, for whoever waits for the answer (API): a TurnOutcome. */
  outcome: unknown;
  receivedAt: Date;
  doneAt: Date | null;
  /** Traceparent of its arrival, where that was traced. */
  trace?: string;
}

/** A message on its way out, in thread order. */
export interface OutboxRow {
  _id: string;
  workspace: string;
  thread: string;
  seq: number;
  /** The message it makes or changes. */
  key: string;
  op: 'post' | 'update';
  content: Content;
  only: Author | null;
  /** Key of the message it belongs to: quoted where a platform has no threads. */
  replyTo?: string | null;
  state: 'new' | 'sent' | 'failed' | 'superseded';
  attempts: number;
  dueAt: Date;
  /** The platform's id, once sent. */
  messageId: string | null;
  error: string | null;
  /** Why it was not sent yet: a PlatformError's reason. */
  reason?: string | null;
  /** When it was told (or found not worth telling) on another platform because its own could not be reached. */
  elsewhereAt?: Date | null;
  createdAt: Date;
  sentAt: Date | null;
}

export const inboxModel = (connection: Connection) =>
  defineModel<InboxRow>(
    connection,
    'inbox',
    {
      thread: String,
      kind: String,
      body: JSON_FIELD,
      state: String,
      attempts: { type: Number, default: 0 },
      dueAt: Date,
      order: String,
      batch: { type: String, default: null },
      fence: { type: Number, default: 0 },
      holder: { type: String, default: null },
      progress: JSON_FIELD,
      run: String,
      error: { type: String, default: null },
      outcome: JSON_FIELD,
      receivedAt: Date,
      doneAt: { type: Date, default: null },
      trace: String,
    },
    [
      { fields: { thread: 1, state: 1, order: 1 } },
      { fields: { state: 1, dueAt: 1 } },
      { fields: { doneAt: 1 }, expireAfterSeconds: 14 * 86_400 },
    ],
  );

export const outboxModel = (connection: Connection) =>
  defineModel<OutboxRow>(
    connection,
    'outbox',
    {
      thread: String,
      seq: Number,
      key: String,
      op: String,
      content: JSON_FIELD,
      only: JSON_FIELD,
      replyTo: { type: String, default: null },
      state: String,
      attempts: { type: Number, default: 0 },
      dueAt: Date,
      messageId: { type: String, default: null },
      error: { type: String, default: null },
      reason: { type: String, default: null },
      elsewhereAt: { type: Date, default: null },
      createdAt: Date,
      sentAt: { type: Date, default: null },
    },
    [
      { fields: { thread: 1, seq: 1 }, unique: true },
      { fields: { thread: 1, state: 1, seq: 1 } },
      { fields: { state: 1, dueAt: 1 } },
      { fields: { sentAt: 1 }, expireAfterSeconds: 14 * 86_400 },
    ],
  );
