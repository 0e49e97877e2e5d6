import type { Connection } from 'mongoose';
import { defineModel, JSON_FIELD } from './model.ts';

/** What an adapter posted, by its key: a repeat finds it, a vote finds its options. Rows of no workspace: `-`. */
export interface PlatformPostRow {
  /** `thread|key`. */
  _id: string;
  workspace: string;
  platform: string;
  thread: string;
  key: string;
  /** The platform's ids of the messages it became, the one that carries the choices last; empty while nothing is known to have arrived. */
  messageIds: string[];
  /** The adapter's own, as plain JSON. */
  data: unknown;
  createdAt: Date;
  updatedAt: Date;
}

/** A small value an adapter keeps across restarts, or a lease it holds. Rows of no workspace: `-`. */
export interface PlatformValueRow {
  /** `platform:name`. */
  _id: string;
  workspace: string;
  value: unknown;
  /** When it goes; null stays. */
  until: Date | null;
}

const POST_DAYS = 180;

export const platformPostModel = (connection: Connection) =>
  defineModel<PlatformPostRow>(
    connection,
    'platform_posts',
    {
      platform: String,
      thread: String,
      key: String,
      messageIds: [String],
      data: JSON_FIELD,
      createdAt: Date,
      updatedAt: Date,
    },
    [
      { fields: { platform: 1, messageIds: 1 } },
      { fields: { platform: 1, thread: 1, createdAt: -1 } },
      { fields: { updatedAt: 1 }, expireAfterSeconds: POST_DAYS * 86_400 },
    ],
  );

export const platformValueModel = (connection: Connection) =>
  defineModel<PlatformValueRow>(
    connection,
    'platform_values',
    // No default: a counter begins with its first number.
    { value: JSON_FIELD.type, until: { type: Date, default: null } },
    [{ fields: { until: 1 }, expireAfterSeconds: 0 }],
  );
