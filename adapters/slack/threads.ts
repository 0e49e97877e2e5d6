import { type Author, PlatformError, type ThreadId } from '../../src/chat/types.ts';

/** A place in Slack: a thread by the timestamp of its first message, or, without one, the top level of a direct message. */
export interface Place {
  team: string;
  channel: string;
  /** `thread_ts ?? ts`; absent only at the top level of a direct message. */
  root?: string;
}

const THREAD = /^slack:([A-Z0-9]{1,40})\/([A-Z0-9]{1,40})(?:\/(\d{1,16}\.\d{1,16}))?$/;
const MESSAGE = /^([A-Z0-9]{1,40})\/(\d{1,16}\.\d{1,16})$/;
const AUTHOR = /^([A-Z0-9]{1,40})\/([A-Z0-9]{1,40})$/;

/** `slack:T1/C1/1700.0001`, or `slack:T1/D1` for the top level of a direct message. */
export function threadId({ team, channel, root }: Place): ThreadId {
  return root === undefined ? `slack:${team}/${channel}` : `slack:${team}/${channel}/${root}`;
}

/** The place of a thread. Throws `gone` for what never was one. */
export function placeOf(thread: string): Place {
  const match = THREAD.exec(thread);
  const [, team, channel, root] = match ?? [];
  if (!team || !channel) throw new PlatformError('gone', `${thread} is no thread of Slack`);
  return root === undefined ? { team, channel } : { team, channel, root };
}

/** Timestamps are unique within a channel only, so the id of a message names both. */
export const messageId = (channel: string, ts: string): string => `${channel}/${ts}`;

/** Channel and timestamp of a message, or null where it is none (a person's Home tab). */
export function messageOf(id: string): { channel: string; ts: string } | null {
  const [, channel, ts] = MESSAGE.exec(id) ?? [];
  return channel && ts ? { channel, ts } : null;
}

/** The team is the one the app is installed in, also for people who come from elsewhere: one person has one id. */
export const authorId = (team: string, user: string): string => `${team}/${user}`;

/** Throws `gone` for what is no person of Slack. */
export function userOf(author: Pick<Author, 'id'>): { team: string; user: string } {
  const [, team, user] = AUTHOR.exec(author.id) ?? [];
  if (!team || !user) throw new PlatformError('gone', `${author.id} is nobody in Slack`);
  return { team, user };
}

/** One to one with the bot. */
export const isDirect = (channel: string): boolean => channel.startsWith('D');

/** ISO 8601 of Slack's `1700000000.000100`. */
export const timeOf = (ts: string): string => {
  const seconds = Number(ts);
  return new Date(Number.isFinite(seconds) ? Math.round(seconds * 1000) : 0).toISOString();
};
