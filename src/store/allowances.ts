import type { Connection } from 'mongoose';
import { defineModel, JSON_FIELD } from './model.ts';

/** What of a limit is used: one row for a run with its retries and children, one for a workflow's day. */
export interface AllowanceRow {
  /** `run:<root execution>`, or `day:<workflow>:YYYY-MM-DD`. */
  _id: string;
  workspace: string;
  /** By slot: a count, or minor units of a currency. */
  used: Record<string, number>;
  /** Counted in `used`, but not yet written down where it belongs: key to what it took of each slot. */
  open: Record<string, Record<string, number>>;
  updatedAt: Date;
  expiresAt: Date;
}

export const allowanceModel = (connection: Connection) =>
  defineModel<AllowanceRow>(
    connection,
    'allowances',
    { used: JSON_FIELD, open: JSON_FIELD, updatedAt: Date, expiresAt: Date },
    [{ fields: { updatedAt: 1 } }, { fields: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  );
