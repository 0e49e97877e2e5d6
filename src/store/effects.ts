import type { Connection } from 'mongoose';
import { defineModel, JSON_FIELD } from './model.ts';

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
  /** Rows of allowances it is counted in. */
  taken?: string[] | null;
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
  /** Reservation id to the workflows it is part of: its own, and those that run it. */
  of?: Record<string, string[]>;
  /** Each workflow's part of `reserved` and `settled`. */
  workflows: Record<string, { reserved: number; settled: number }>;
  updatedAt: Date;
}

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
      taken: [String],
      updatedAt: Date,
      createdAt: Date,
    },
    [
      { fields: { workspace: 1, execution: 1 } },
      { fields: { state: 1 }, partialFilterExpression: { state: 'unknown' } },
    ],
  );

export const spendModel = (connection: Connection) =>
  defineModel<SpendRow>(
    connection,
    'spend',
    {
      day: String,
      currency: String,
      reserved: { type: Number, default: 0 },
      settled: { type: Number, default: 0 },
      open: JSON_FIELD,
      of: JSON_FIELD,
      workflows: JSON_FIELD,
      updatedAt: Date,
    },
    [{ fields: { updatedAt: 1 } }],
  );
