import type { Connection } from 'mongoose';
import { defineModel, JSON_FIELD } from './model.ts';

/** A webhook delivery, kept whole before 202 is said (D20). */
export interface DeliveryRow {
  _id: string;
  workspace: string;
  workflow: string;
  user: string;
  trigger: string;
  /** `workflow:` and the sender's event id, or a hash of the raw body and its five-minute window (D11). */
  dedupeKey: string;
  event: string;
  /** The parsed body. */
  body: unknown;
  /** Normalised `trigger.*` data. */
  data: unknown;
  /** Proven by our own X-Signature; else the service may have to confirm it (D10). */
  signed: boolean;
  /** It ends waits of runs, and starts none. */
  resumes?: boolean;
  state: 'queued' | 'started' | 'ignored' | 'failed';
  reason: string | null;
  /** Given out with the 202; the run made of it has this id. */
  executionId: string;
  attempts: number;
  dueAt: Date;
  receivedAt: Date;
  /** Traceparent of its arrival, where that was traced. */
  trace?: string;
}

export const deliveryModel = (connection: Connection) =>
  defineModel<DeliveryRow>(
    connection,
    'deliveries',
    {
      workflow: String,
      user: String,
      trigger: String,
      dedupeKey: String,
      event: String,
      body: JSON_FIELD,
      data: JSON_FIELD,
      signed: { type: Boolean, default: false },
      resumes: { type: Boolean, default: false },
      state: String,
      reason: { type: String, default: null },
      executionId: String,
      attempts: { type: Number, default: 0 },
      dueAt: Date,
      receivedAt: Date,
      trace: String,
    },
    [
      { fields: { dedupeKey: 1 }, unique: true },
      { fields: { workspace: 1, workflow: 1, receivedAt: -1 } },
      { fields: { state: 1, dueAt: 1 } },
      { fields: { user: 1, state: 1, receivedAt: 1 } },
      { fields: { executionId: 1 } },
      { fields: { receivedAt: 1 }, expireAfterSeconds: 30 * 86_400 },
    ],
  );
