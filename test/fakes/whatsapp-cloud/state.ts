import type { Media, User } from './model.ts';

export interface Template {
  name: string;
  language: string;
  /** With `{{1}}`, `{{2}}`. */
  body: string;
  paused?: boolean;
}

/** What happens to a call instead of, or after, what should. */
export type Trouble =
  /** Refused with one of Meta's codes. */
  | { code: number; retryAfter?: number; details?: string }
  /** Taken, and never answered: the caller gives up. */
  | 'silent after'
  /** Not taken, and never answered. */
  | 'silent before'
  /** Taken, and the connection breaks. */
  | 'broken after'
  /** An answer that is none of Meta's. */
  | { status: number };

/** All that the local Graph API remembers. */
export interface CloudState {
  users: (User & { hiddenPhone: string | null })[];
  templates: Template[];
  media: Map<string, Media>;
  marks: { user: User; messageId: string; typing: boolean }[];
  /** What was sent lately, for the pace. */
  sentAt: { to: User; at: number }[];
  /** Messages to one person within six seconds. */
  pairBurst: number;
  /** Messages within one second. */
  perSecond: number;
  /** What happens to the next calls that send, one each. */
  troubles: Trouble[];
  /** Codes with which the next messages fail after they were taken. */
  failNext: number[];
  /** Tells only in a status that the 24 hours are over, as Meta sometimes does. */
  lateFaults: boolean;
  tokenGood: boolean;
  now(): number;
  templateBodies(): ReadonlyMap<string, string>;
}

export function createState(now: () => number): CloudState {
  const state: CloudState = {
    users: [],
    templates: [],
    media: new Map(),
    marks: [],
    sentAt: [],
    pairBurst: 45,
    perSecond: 80,
    troubles: [],
    failNext: [],
    lateFaults: false,
    tokenGood: true,
    now,
    templateBodies: () => new Map(state.templates.map((one) => [one.name, one.body])),
  };
  return state;
}
