import { flag, integer, optional, required } from '../args.ts';
import { type Call, channelIn, type Methods, mustBeIn, needHistory, needRead, page } from '../method.ts';
import type { Channel, FakeMessage, Json } from '../model.ts';
import { invalid, Refused } from '../refused.ts';
import { imOf } from '../state.ts';
import { channelShape, messageShape } from '../wire.ts';

export const conversations: Methods = {
  'conversations.open': {
    json: true,
    run(call) {
      const { state, values, team } = call;
      const given = optional(values, 'channel');
      if (given === undefined && optional(values, 'users') === undefined) throw new Refused('users_list_not_supplied');
      const users = given === undefined ? required(values, 'users').split(',') : [];
      call.need(users.length > 1 ? 'mpim:write' : 'im:write');
      if (given !== undefined) return { channel: shape(call, channelIn(call)) };
      if (users.length > 1) throw new Refused('method_not_supported_for_channel_type');
      const user = state.users.get(users[0]?.trim() ?? '');
      if (!user || (user.team !== team.id && user.kind !== 'external')) throw new Refused('user_not_found');
      if (user.kind === 'deleted') throw new Refused('user_disabled');
      if (user.kind === 'bot') throw new Refused('cannot_dm_bot');
      const known = [...state.channels.values()].some((one) => one.user === user.id && one.team === team.id);
      const channel = imOf(state, team, user.id);
      return { no_op: known, already_open: known, channel: shape(call, channel) };
    },
  },
  'conversations.info': {
    run(call) {
      const channel = channelIn(call);
      needRead(call, channel);
      const members = flag(call.values, 'include_num_members', false) ? { num_members: channel.members.size } : {};
      return { channel: { ...channelShape(channel, call.team), ...members } };
    },
  },
  'users.conversations': {
    run(call) {
      const types = (optional(call.values, 'types') ?? 'public_channel').split(',');
      if (types.includes('public_channel')) call.need('channels:read');
      if (types.includes('private_channel')) call.need('groups:read');
      if (types.includes('mpim')) call.need('mpim:read');
      if (types.includes('im')) call.need('im:read');
      const kept = !flag(call.values, 'exclude_archived', false);
      const mine = [...call.state.channels.values()].filter(
        (one) =>
          one.team === call.team.id &&
          one.members.has(call.team.botUser) &&
          (kept || !one.archived) &&
          types.includes(one.kind === 'im' || one.kind === 'mpim' ? one.kind : `${one.kind}_channel`),
      );
      const { items, next } = listed(call, mine, 100);
      const channels = items.map((one) => channelShape(one, call.team));
      return { channels, response_metadata: { next_cursor: next } };
    },
  },
  'conversations.members': {
    run(call) {
      const channel = channelIn(call);
      needRead(call, channel);
      const { items, next } = listed(call, [...channel.members], 100);
      return { members: items, response_metadata: { next_cursor: next } };
    },
  },
  'conversations.history': {
    run(call) {
      const channel = readable(call);
      const all = within(call, channel).filter(
        (one) => one.threadTs === undefined || one.threadTs === one.ts || one.subtype === 'thread_broadcast',
      );
      const { items, next } = listed(call, all.reverse(), 100);
      return { ...told(call, items, next), pin_count: 0 };
    },
  },
  'conversations.replies': {
    run(call) {
      const channel = readable(call);
      const ts = required(call.values, 'ts');
      const all = shown(call, channel);
      const asked = all.find((one) => one.ts === ts);
      if (!asked) throw new Refused('thread_not_found');
      const root = asked.threadTs ?? asked.ts;
      const range = within(call, channel);
      const replies = range.filter((one) => one.threadTs === root && one.ts !== root);
      const { items, next } = listed(call, replies, 1000);
      const first = all.find((one) => one.ts === root);
      return told(call, first ? [first, ...items] : items, next);
    },
  },
};

function shape(call: Call, channel: Channel): Json {
  return flag(call.values, 'return_im', false) ? channelShape(channel, call.team) : { id: channel.id };
}

/** A channel whose messages the bot may read. */
function readable(call: Call): Channel {
  const channel = channelIn(call);
  needHistory(call, channel);
  mustBeIn(call, channel);
  return channel;
}

function shown(call: Call, channel: Channel): FakeMessage[] {
  return (call.state.messages.get(channel.id) ?? []).filter((one) => !one.deleted && one.onlyFor === undefined);
}

function within(call: Call, channel: Channel): FakeMessage[] {
  const oldest = stamp(call, 'oldest') ?? 0;
  const latest = stamp(call, 'latest') ?? Number.POSITIVE_INFINITY;
  const inclusive = flag(call.values, 'inclusive', false);
  return shown(call, channel).filter((one) => {
    const at = Number(one.ts);
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  });
}

function stamp(call: Call, name: string): number | undefined {
  const text = optional(call.values, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Refused(name === 'oldest' ? 'invalid_ts_oldest' : 'invalid_ts_latest');
  return value;
}

function listed<T>(call: Call, all: T[], usual: number): { items: T[]; next: string } {
  const limit = integer(call.values, 'limit', usual, 1, 1000);
  if (limit > 999 && optional(call.values, 'limit') !== undefined) throw invalid('limit must be less than 1000');
  return page(all, optional(call.values, 'cursor'), limit);
}

function told(call: Call, messages: FakeMessage[], next: string): Json {
  const metadata = flag(call.values, 'include_all_metadata', false);
  return {
    messages: messages.map((one) => messageShape(call.state, one, metadata)),
    has_more: next !== '',
    ...(next ? { response_metadata: { next_cursor: next } } : {}),
  };
}
