import type { Connection } from 'mongoose';
import { defineModel, JSON_FIELD } from './model.ts';

/** A step of a run that waits for an event (`flow.wait`). */
export interface EventWaitRow {
  /** `execution:path:iteration`, as its step's row. */
  _id: string;
  workspace: string;
  workflow: string;
  user: string;
  execution: string;
  temporalWorkflowId: string;
  /** Null: whichever service sends it. */
  service: string | null;
  event: string;
  /** Fields and what they must be, or an expression over `event`; null where any will do. */
  match: unknown;
  /** `met`: by exactly this delivery, once; `over`: its time passed, or its run ended. */
  state: 'open' | 'met' | 'over';
  delivery: string | null;
  data: unknown;
  /** Whether the run knows. */
  heard: boolean;
  /** Null where it waits without an end. */
  deadline: Date | null;
  createdAt: Date;
  closedAt: Date | null;
}

export const eventWaitModel = (connection: Connection) =>
  defineModel<EventWaitRow>(
    connection,
    'event_waits',
    {
      workflow: String,
      user: String,
      execution: String,
      temporalWorkflowId: String,
      service: { type: String, default: null },
      event: String,
      match: JSON_FIELD,
      state: String,
      delivery: { type: String, default: null },
      data: JSON_FIELD,
      heard: { type: Boolean, default: false },
      deadline: { type: Date, default: null },
      createdAt: Date,
      closedAt: { type: Date, default: null },
    },
    [
      { fields: { workspace: 1, workflow: 1, state: 1 } },
      { fields: { execution: 1 } },
      { fields: { delivery: 1 } },
      { fields: { closedAt: 1 }, expireAfterSeconds: 90 * 86_400 },
    ],
  );
