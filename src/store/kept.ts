import type { Connection } from 'mongoose';
import { defineModel } from './model.ts';

/** A part of a value that is too large to go from step to step: its JSON, packed. */
export interface KeptRow {
  /** The value's id; of further parts with `:1`, `:2` … */
  _id: string;
  workspace: string;
  /** The root execution: what retries it may read it. */
  execution: string;
  /** How many there are; of the first part only. */
  parts: number;
  /** Whether there are references in it, as in the results of a loop. */
  nested: boolean;
  data: Buffer;
  expiresAt: Date;
}

export const keptModel = (connection: Connection) =>
  defineModel<KeptRow>(
    connection,
    'kept_values',
    {
      execution: String,
      parts: { type: Number, default: 1 },
      nested: { type: Boolean, default: false },
      data: Buffer,
      expiresAt: Date,
    },
    [{ fields: { workspace: 1, execution: 1 } }, { fields: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  );
