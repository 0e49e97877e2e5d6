import { required } from './args.ts';
import type { Channel, Json, Team, Token } from './model.ts';
import { Refused } from './refused.ts';
import type { State } from './state.ts';

/** One call of a method, past authentication. */
export interface Call {
  state: State;
  values: Json;
  token: Token;
  team: Team;
  /** Client id and secret, where they came by HTTP Basic. */
  basic?: { id: string; secret: string };
  /** Throws missing_scope. */
  need(scope: string): void;
}

export interface Method {
  /** `app`: an xapp token; `none`: no token at all. */
  token?: 'bot' | 'app' | 'none';
  scope?: string;
  /** It also takes a JSON body. */
  json?: boolean;
  run(call: Call): Json | Promise<Json>;
}

export type Methods = Record<string, Method>;

const HISTORY = { public: 'channels:history', private: 'groups:history', im: 'im:history', mpim: 'mpim:history' };
const READ = { public: 'channels:read', private: 'groups:read', im: 'im:read', mpim: 'mpim:read' };

/**
 * The channel a call names, if the bot can see it: a private one or a person's im without the bot in it does not exist
 * for it. A user's id stands for the im with them where `people` allows.
 */
export function channelIn(call: Call, name = 'channel'): Channel {
  const id = required(call.values, name);
  const channel = call.state.channels.get(id) ?? byName(call, id);
  if (!channel || channel.team !== call.team.id) throw new Refused('channel_not_found');
  if (channel.kind !== 'public' && !channel.members.has(call.team.botUser)) throw new Refused('channel_not_found');
  return channel;
}

function byName(call: Call, id: string): Channel | undefined {
  if (!id.startsWith('#')) return undefined;
  return [...call.state.channels.values()].find((one) => one.team === call.team.id && one.name === id.slice(1));
}

export function needHistory(call: Call, channel: Channel): void {
  call.need(HISTORY[channel.kind]);
}

export function needRead(call: Call, channel: Channel): void {
  call.need(READ[channel.kind]);
}

export function mustBeIn(call: Call, channel: Channel): void {
  if (!channel.members.has(call.team.botUser)) throw new Refused('not_in_channel');
}

/** A page of a list: the cursor is opaque, as Slack's. */
export function page<T>(all: T[], cursor: string | undefined, limit: number): { items: T[]; next: string } {
  const from = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64url').toString().replace(/^at:/, ''));
  if (!Number.isInteger(from) || from < 0 || from > all.length) throw new Refused('invalid_cursor');
  const to = from + limit;
  return { items: all.slice(from, to), next: to < all.length ? Buffer.from(`at:${to}`).toString('base64url') : '' };
}
