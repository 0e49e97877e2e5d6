import type { Connection } from 'mongoose';
import { defineModel } from './model.ts';

/** What workers counted within one minute, all of them together. */
export interface TallyRow {
  /** `steps:2026-11-21T06:31`. */
  _id: string;
  /** Always `-`. */
  workspace: string;
  kind: 'steps';
  at: Date;
  /** Attempts of steps. */
  calls: number;
  /** Those that took too long, or were lost with their worker. */
  cutOff: number;
}

/** An alert that goes on: told when it began, told when it is over. */
export interface AlertRow {
  /** `rule:user`. */
  _id: string;
  workspace: string;
  user: string;
  rule: string;
  /** Thread in which it was told. */
  thread: string | null;
  since: Date;
  /** When it was said that it began. */
  toldAt: Date | null;
  /** Since when the figures are good again; null while they are not. */
  goodSince: Date | null;
}

/** The row of a minute. */
export const tallyId = (kind: TallyRow['kind'], time: Date): string => `${kind}:${time.toISOString().slice(0, 16)}`;

export const tallyModel = (connection: Connection) =>
  defineModel<TallyRow>(
    connection,
    'tallies',
    { kind: String, at: Date, calls: { type: Number, default: 0 }, cutOff: { type: Number, default: 0 } },
    [{ fields: { at: 1 }, expireAfterSeconds: 2 * 86_400 }],
  );

export const alertModel = (connection: Connection) =>
  defineModel<AlertRow>(connection, 'alerts', {
    user: String,
    rule: String,
    thread: String,
    since: Date,
    toldAt: { type: Date, default: null },
    goodSince: { type: Date, default: null },
  });
