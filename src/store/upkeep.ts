import mongoose, { type Connection } from 'mongoose';
import { defineModel, JSON_FIELD } from './model.ts';
import type { StepRow } from './runs.ts';

const { EJSON } = mongoose.mongo.BSON;

/** Step rows of a run that ended long ago, packed together. */
export interface ArchiveRow {
  /** As `partId` makes it. */
  _id: string;
  workspace: string;
  execution: string;
  part: number;
  steps: number;
  data: Buffer;
}

/** How a workflow did on one day (UTC). */
export interface DailyRow {
  /** `workflow:day`. */
  _id: string;
  workspace: string;
  workflow: string;
  day: string;
  runs: number;
  completed: number;
  failed: number;
  cancelled: number;
  /** Of runs that were over and never stood still; null where there were none. */
  meanMs: number | null;
}

/** What the upkeep of one night did. Its workspace is always `-`. */
export interface UpkeepRow {
  /** The run of Temporal. */
  _id: string;
  workspace: string;
  startedAt: Date;
  endedAt: Date | null;
  counts: Record<string, number>;
  /** Parts that did not work, with why. */
  failed: { part: string; error: string }[];
}

/** Each call that packs a run writes parts of its own; those of before had none. */
export const partId = ({ execution, pack }: { execution: string; pack?: string | undefined }, part: number): string =>
  `${execution}:${pack === undefined ? '' : `${pack}:`}${part}`;

export const archiveModel = (connection: Connection) =>
  defineModel<ArchiveRow>(
    connection,
    'archived_steps',
    { execution: String, part: Number, steps: Number, data: Buffer },
    [{ fields: { execution: 1, part: 1 } }],
  );

export const dailyModel = (connection: Connection) =>
  defineModel<DailyRow>(
    connection,
    'daily_figures',
    {
      workflow: String,
      day: String,
      runs: Number,
      completed: Number,
      failed: Number,
      cancelled: Number,
      meanMs: { type: Number, default: null },
    },
    [{ fields: { workspace: 1, workflow: 1, day: -1 } }],
  );

export const upkeepModel = (connection: Connection) =>
  defineModel<UpkeepRow>(
    connection,
    'upkeep',
    { startedAt: Date, endedAt: { type: Date, default: null }, counts: JSON_FIELD, failed: JSON_FIELD },
    [{ fields: { startedAt: 1 }, expireAfterSeconds: 400 * 86_400 }],
  );

/** Rows as text that keeps their dates. */
export const packedRows = (rows: StepRow[]): string => EJSON.stringify(rows, { relaxed: false });

export const unpackedRows = (text: string): StepRow[] => EJSON.parse(text, { relaxed: true }) as StepRow[];
