import type { Connection } from 'mongoose';
import type { Content } from '../chat/types.ts';
import { defineModel, JSON_FIELD } from './model.ts';

/** One person's feed of the page: every change of their threads and messages gets the next `rev`, in commit order. */
export interface WebFeedRow {
  /** The user's id. */
  _id: string;
  workspace: string;
  rev: number;
  /** What the browser said last. */
  timeZone: string | null;
  locale: string | null;
}

export interface WebThreadRow {
  /** `web:<id>`. */
  _id: string;
  workspace: string;
  user: string;
  title: string;
  /** What the title came from: a later, better source replaces an earlier one. */
  titledBy: 'none' | 'text' | 'card' | 'person';
  /** Position of the newest message, and of the newest one that was seen. */
  lastSeq: number;
  readSeq: number;
  rev: number;
  working: { text: string; at: string } | null;
  goneAt: Date | null;
  createdAt: Date;
  /** When something was last said. */
  updatedAt: Date;
}

/** A message as the page shows it. */
export interface WebMessageRow {
  _id: string;
  workspace: string;
  thread: string;
  /** Whose thread it is. */
  user: string;
  /** Place in the thread; never changes. */
  seq: number;
  /** The feed's number of the last change. */
  rev: number;
  /** Of a post: the outbox key. Of what a person said: their delivery id. Unique in the thread. */
  key: string;
  from: 'user' | 'bot';
  content: Content;
  /** User id of the only one who may see it. */
  only: string | null;
  /** Key of the last update applied. */
  updateKey: string | null;
  at: Date;
  updatedAt: Date;
}

export const webFeedModel = (connection: Connection) =>
  defineModel<WebFeedRow>(connection, 'web_feeds', {
    rev: { type: Number, default: 0 },
    timeZone: { type: String, default: null },
    locale: { type: String, default: null },
  });

export const webThreadModel = (connection: Connection) =>
  defineModel<WebThreadRow>(
    connection,
    'web_threads',
    {
      user: String,
      title: String,
      titledBy: { type: String, default: 'none' },
      lastSeq: { type: Number, default: 0 },
      readSeq: { type: Number, default: 0 },
      rev: Number,
      working: JSON_FIELD,
      goneAt: { type: Date, default: null },
      createdAt: Date,
      updatedAt: Date,
    },
    [{ fields: { workspace: 1, user: 1, rev: 1 } }, { fields: { workspace: 1, user: 1, updatedAt: -1 } }],
  );

export const webMessageModel = (connection: Connection) =>
  defineModel<WebMessageRow>(
    connection,
    'web_messages',
    {
      thread: String,
      user: String,
      seq: Number,
      rev: Number,
      key: String,
      from: String,
      content: JSON_FIELD,
      only: { type: String, default: null },
      updateKey: { type: String, default: null },
      at: Date,
      updatedAt: Date,
    },
    [
      { fields: { thread: 1, seq: 1 }, unique: true },
      { fields: { thread: 1, key: 1 }, unique: true },
      { fields: { workspace: 1, user: 1, rev: 1 } },
    ],
  );
