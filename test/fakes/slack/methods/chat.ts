import { flag, listOf, optional, required, structure } from '../args.ts';
import { checkMessageBlocks } from '../blocks/check.ts';
import { checkMetadata } from '../metadata.ts';
import { type Call, channelIn, type Methods, mustBeIn } from '../method.ts';
import type { Channel, FakeMessage, Json, Metadata } from '../model.ts';
import { changeMessage, postMessage, removeMessage } from '../posts.ts';
import { invalid, Refused } from '../refused.ts';
import { findMessage, imOf } from '../state.ts';
import { messageShape } from '../wire.ts';

const LONGEST = 40_000;
const LONGEST_CHANGE = 4_000;
const LONGEST_MARKDOWN = 12_000;

interface Said {
  text: string;
  blocks: Json[] | undefined;
  metadata: Metadata | null | undefined;
}

export const chat: Methods = {
  'chat.postMessage': {
    scope: 'chat:write',
    json: true,
    run(call) {
      const channel = postable(call);
      const said = read(call, LONGEST);
      if (said.text === '' && (said.blocks ?? []).length === 0) throw new Refused('no_text');
      const threadTs = threadIn(call, channel);
      const message = postMessage(call.state, call.team, channel, {
        text: said.text,
        blocks: said.blocks ?? [],
        ...(said.metadata ? { metadata: said.metadata } : {}),
        ...(threadTs === undefined ? {} : { threadTs }),
        unfurls: flag(call.values, 'unfurl_links', false) || flag(call.values, 'unfurl_media', true),
        ...(flag(call.values, 'reply_broadcast', false) && threadTs ? { subtype: 'thread_broadcast' } : {}),
      });
      return { channel: channel.id, ts: message.ts, message: messageShape(call.state, message, true) };
    },
  },
  'chat.postEphemeral': {
    scope: 'chat:write',
    json: true,
    run(call) {
      const channel = channelIn(call);
      const user = required(call.values, 'user');
      if (channel.archived) throw new Refused('is_archived');
      mustBeIn(call, channel);
      if (!channel.members.has(user)) throw new Refused('user_not_in_channel');
      const said = read(call, LONGEST);
      if (said.text === '' && (said.blocks ?? []).length === 0) throw new Refused('no_text');
      const threadTs = threadIn(call, channel);
      const message = postMessage(call.state, call.team, channel, {
        text: said.text,
        blocks: said.blocks ?? [],
        onlyFor: user,
        ...(threadTs === undefined ? {} : { threadTs }),
      });
      return { message_ts: message.ts };
    },
  },
  'chat.update': {
    scope: 'chat:write',
    json: true,
    run(call) {
      const channel = channelIn(call);
      const message = own(call, channel, 'cant_update_message');
      if (message.streaming) throw new Refused('streaming_state_conflict');
      if (channel.archived) throw new Refused('is_inactive');
      const said = read(call, LONGEST_CHANGE);
      // Without blocks the earlier ones stay only where no text is given either.
      const blocks = said.blocks ?? (said.text === '' ? message.blocks : []);
      if (said.text === '' && blocks.length === 0) throw new Refused('no_text');
      changeMessage(call.state, message, {
        text: said.text,
        blocks,
        quiet: said.blocks !== undefined,
        ...(said.metadata === undefined ? {} : { metadata: said.metadata }),
      });
      return {
        channel: channel.id,
        ts: message.ts,
        text: message.text,
        message: messageShape(call.state, message, true),
      };
    },
  },
  'chat.delete': {
    scope: 'chat:write',
    json: true,
    run(call) {
      const channel = channelIn(call);
      const message = own(call, channel, 'cant_delete_message');
      removeMessage(call.state, message);
      return { channel: channel.id, ts: message.ts };
    },
  },
  'chat.getPermalink': {
    run(call) {
      const channel = channelIn(call);
      const message = findMessage(call.state, channel.id, required(call.values, 'message_ts'));
      if (!message || message.onlyFor !== undefined) throw new Refused('message_not_found');
      const inThread =
        message.threadTs && message.threadTs !== message.ts ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : '';
      const link = `https://${call.team.domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}`;
      return { channel: channel.id, permalink: `${link}${inThread}` };
    },
  },
};

/** Where a message may be posted: a channel, an im, or a user's id, which stands for their im. */
export function postable(call: Call): Channel {
  const id = required(call.values, 'channel');
  const user = call.state.users.get(id);
  const reachable = user && user.kind !== 'deleted' && user.kind !== 'bot' && user.team === call.team.id;
  const channel = reachable ? imOf(call.state, call.team, user.id) : channelIn(call);
  if (channel.archived) throw new Refused('is_archived');
  if (channel.kind === 'public' && call.token.scopes.has('chat:write.public')) return channel;
  mustBeIn(call, channel);
  return channel;
}

function read(call: Call, longest: number): Said {
  const blocks = listOf(call.values, 'blocks', 'invalid_blocks_format');
  const markdown = optional(call.values, 'markdown_text');
  const plain = optional(call.values, 'text');
  if (markdown !== undefined && (plain !== undefined || blocks)) throw new Refused('markdown_text_conflict');
  if (markdown !== undefined && markdown.length > LONGEST_MARKDOWN) throw new Refused('msg_too_long');
  if (plain !== undefined && longest === LONGEST_CHANGE && plain.length > longest) throw new Refused('msg_too_long');
  // A new message's text is cut off, not refused.
  const text = markdown ?? (plain ?? '').slice(0, LONGEST);
  if (blocks) checkMessageBlocks(call.state, call.team.id, blocks);
  const metadata = structure(call.values, 'metadata', 'invalid_metadata_format');
  return { text, blocks: blocks as Json[] | undefined, metadata: checkMetadata(metadata) };
}

/** The thread a message goes into, if it is one: its root is there (or was, and has replies). */
export function threadIn(call: Call, channel: Channel): string | undefined {
  const ts = optional(call.values, 'thread_ts');
  if (ts === undefined) return undefined;
  if (!/^\d{10}\.\d{6}$/.test(ts)) throw invalid('invalid thread_ts');
  const all = call.state.messages.get(channel.id) ?? [];
  const root = all.find((one) => one.ts === ts && one.onlyFor === undefined);
  const replies = all.some((one) => one.threadTs === ts && one.ts !== ts && !one.deleted);
  if (!root || (root.deleted && !replies)) throw new Refused('thread_not_found');
  if (root.threadTs !== undefined && root.threadTs !== root.ts) throw new Refused('cannot_reply_to_message');
  return ts;
}

/** A message of the app's own, to change or to delete. */
export function own(call: Call, channel: Channel, error: string): FakeMessage {
  const message = findMessage(call.state, channel.id, required(call.values, 'ts'));
  if (!message || message.onlyFor !== undefined) throw new Refused('message_not_found');
  if (message.user !== call.team.botUser) throw new Refused(error);
  return message;
}
