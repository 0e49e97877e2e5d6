import { type Connection, Schema } from 'mongoose';
import type { Content } from '../chat/types.ts';
import { defineModel, JSON_FIELD } from './model.ts';

/** A thread and its dialog state. */
export interface ConversationRow {
  /** The ThreadId. */
  _id: string;
  workspace: string;
  /** Whose it is: whoever's message opened it (D25). */
  user: string;
  platform: string;
  title: string;
  /** The open draft talked about, if any. */
  draft: string | null;
  /** The workflow last made, changed or spoken of here: what "it" means. */
  about?: string | null;
  /** What the planner kept between turns. */
  dialog: unknown;
  /** What was asked for besides and comes next, in the person's words; outlives the card before it. */
  next?: string | null;
  /** Set when Claude was unreachable and the person goes on with the built-in planner. */
  planner: 'claude' | 'builtin' | null;
  /** Until when: then the other is tried again. */
  plannerUntil: Date | null;
  /** When the person last stopped what was being thought about. */
  stopAt?: Date | null;
  /** Last transcript and outbox sequence numbers given out. */
  seq: number;
  outSeq: number;
  lease: { owner: string; until: Date; fence: number } | null;
  fence: number;
  /** Who sends what waits in the outbox; one sender a thread. */
  outLease: { owner: string; until: Date; fence: number } | null;
  goneAt: Date | null;
  /** Where its owner is told things since the thread is gone. */
  movedTo: string | null;
  /** What was given up there and its owner is to be told of. */
  unsent?: Unsent;
  createdAt: Date;
  updatedAt: Date;
}

/** Messages that did not get through for so long that they are no longer tried. */
export interface Unsent {
  /** When the first and the last of them were made. */
  from: Date;
  until: Date;
  /** How often something was given up. */
  count: number;
  /** Of those given up by then all are told. */
  since?: Date;
  /** How many of them are told. */
  toldOf?: number;
  /** When it is looked at next. */
  next: Date;
  /** Since when it is told, and in which thread. */
  told?: Date | null;
  where?: string | null;
  /** How often it was told and did not get through. */
  tries?: number;
  /** All of what is told stands in the outbox. */
  done?: boolean;
}

/** One line of the transcript: what a person said or what the bot showed. */
export interface MessageRow {
  _id: string;
  workspace: string;
  thread: string;
  seq: number;
  from: 'user' | 'bot';
  user: string | null;
  text: string;
  content: Content | null;
  /** Outbox key of a bot message; the same key again is the same message changed. */
  key: string | null;
  /** The platform's id, once delivered. */
  platformId: string | null;
  /** All its platform ids in order, where it had to be split; those of earlier versions too, where it was said anew. */
  parts: string[];
  /** Where it was said anew: the ids of what stands now. Who quotes an earlier one read something else. */
  standing?: string[] | null;
  /** The key of the message it belongs to. */
  replyTo?: string | null;
  at: Date;
  editedAt: Date | null;
}

/** Anything that waits for a person: a draft's card, a gate, a question, a yes or no, what to do about a failure. */
export interface PromptRow {
  _id: string;
  workspace: string;
  thread: string;
  /** Who may answer; `*`: whoever is in the thread. */
  user: string;
  kind: 'draft' | 'gate' | 'ask' | 'question' | 'confirm' | 'failure';
  /** What it is about: draft id, `execution:stepPath:iteration`, … */
  ref: string;
  /** What must be known to carry an answer out, as plain JSON. */
  detail: unknown;
  /** Outbox key of the card. */
  key: string;
  state: 'open' | 'closed';
  /** In words, once closed: "Approved by Wanjiru". */
  outcome: string | null;
  /** The inbox row whose answer counted: the same row handled again goes on where it stopped. */
  decidedBy: string | null;
  openedAt: Date;
  /** When the card, as it now reads, reached the thread: a typed yes binds only to what was delivered before it (D26). */
  deliveredAt: Date | null;
  /** Further messages that show the same card, here or in other threads of the same person. */
  copies?: { thread: string; key: string; at: Date; deliveredAt: Date | null }[];
  /** When it was also shown on another platform because its own could not be reached. */
  elsewhereAt?: Date | null;
  closedAt: Date | null;
}

export const conversationModel = (connection: Connection) =>
  defineModel<ConversationRow>(
    connection,
    'conversations',
    {
      user: String,
      platform: String,
      title: String,
      draft: { type: String, default: null },
      about: { type: String, default: null },
      dialog: JSON_FIELD,
      next: { type: String, default: null },
      planner: { type: String, default: null },
      plannerUntil: { type: Date, default: null },
      stopAt: { type: Date, default: null },
      seq: { type: Number, default: 0 },
      outSeq: { type: Number, default: 0 },
      lease: JSON_FIELD,
      fence: { type: Number, default: 0 },
      outLease: JSON_FIELD,
      goneAt: { type: Date, default: null },
      movedTo: { type: String, default: null },
      unsent: { type: Schema.Types.Mixed },
      createdAt: Date,
      updatedAt: Date,
    },
    [{ fields: { workspace: 1, user: 1, updatedAt: -1 } }, { fields: { 'unsent.next': 1 }, sparse: true }],
  );

export const messageModel = (connection: Connection) =>
  defineModel<MessageRow>(
    connection,
    'messages',
    {
      thread: String,
      seq: Number,
      from: String,
      user: String,
      text: String,
      content: JSON_FIELD,
      key: String,
      platformId: { type: String, default: null },
      parts: [String],
      standing: { type: [String], default: null },
      replyTo: { type: String, default: null },
      at: Date,
      editedAt: { type: Date, default: null },
    },
    [
      { fields: { thread: 1, seq: 1 }, unique: true },
      { fields: { thread: 1, parts: 1 } },
      { fields: { thread: 1, key: 1 }, unique: true, partialFilterExpression: { key: { $type: 'string' } } },
    ],
  );

export const promptModel = (connection: Connection) =>
  defineModel<PromptRow>(
    connection,
    'prompts',
    {
      thread: String,
      user: String,
      kind: String,
      ref: String,
      detail: JSON_FIELD,
      key: String,
      state: String,
      outcome: { type: String, default: null },
      decidedBy: { type: String, default: null },
      openedAt: Date,
      deliveredAt: { type: Date, default: null },
      copies: [{ _id: false, thread: String, key: String, at: Date, deliveredAt: { type: Date, default: null } }],
      elsewhereAt: { type: Date, default: null },
      closedAt: { type: Date, default: null },
    },
    [
      { fields: { workspace: 1, thread: 1, state: 1, openedAt: -1 } },
      { fields: { workspace: 1, ref: 1 } },
      { fields: { thread: 1, key: 1 } },
      { fields: { 'copies.thread': 1, 'copies.key': 1 }, sparse: true },
      { fields: { kind: 1, openedAt: 1 }, partialFilterExpression: { state: 'open' } },
    ],
  );
