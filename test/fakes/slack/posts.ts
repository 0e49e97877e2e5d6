import { randomUUID } from 'node:crypto';
import { elementsOf } from './elements.ts';
import type { Channel, FakeFile, FakeMessage, Json, Metadata, Team } from './model.ts';
import { type State, userOf } from './state.ts';
import { messageShape, parentUser } from './wire.ts';

export interface Posted {
  text: string;
  blocks?: Json[];
  metadata?: Metadata;
  threadTs?: string;
  onlyFor?: string;
  subtype?: string;
  unfurls?: boolean;
  streaming?: boolean;
  files?: FakeFile[];
  /** The bot's own, where not given. */
  user?: string;
}

/** Puts a message into a channel; everyone who may see it hears of it, the app too. */
export function postMessage(state: State, team: Team, channel: Channel, posted: Posted): FakeMessage {
  const author = posted.user ?? team.botUser;
  const bot = author === team.botUser;
  const { blocks = [], unfurls = false, streaming = false, files = [], user: _, ...rest } = posted;
  const message: FakeMessage = {
    team: team.id,
    channel: channel.id,
    ts: state.ts(),
    user: author,
    ...identity(state, team, author),
    ...rest,
    blocks: withIds(state, blocks),
    files,
    reactions: [],
    unfurls,
    streaming,
    deleted: false,
    before: [],
    filled: new Map(),
  };
  const all = state.messages.get(channel.id) ?? [];
  all.push(message);
  state.messages.set(channel.id, all);
  if (bot && message.onlyFor === undefined) state.statuses.delete(`${channel.id}/${message.threadTs ?? message.ts}`);
  if (message.onlyFor === undefined) state.happened(team.id, messageEvent(state, channel, message));
  state.changed();
  return message;
}

function identity(state: State, team: Team, author: string) {
  if (author === team.botUser) return { botId: team.botId, appId: state.appId };
  if (state.users.get(author)?.kind === 'bot') return { botId: `B${author.slice(1)}`, appId: 'A9' };
  return { clientMsgId: randomUUID() };
}

/** Slack gives every block and every element without an id one of its own. */
export function withIds(state: State, blocks: Json[]): Json[] {
  const named = blocks.map((block) => ({ block_id: `b${state.next()}`, ...structuredClone(block) }));
  for (const { element } of elementsOf(named)) element.action_id ??= `a${state.next()}`;
  return named;
}

export function changeMessage(
  state: State,
  message: FakeMessage,
  change: { text: string; blocks: Json[]; metadata?: Metadata | null; by?: string; quiet?: boolean },
): void {
  const previous = messageShape(state, message, true);
  const { text, blocks, metadata } = message;
  message.before.push({ text, blocks, ...(metadata ? { metadata } : {}) });
  message.text = change.text;
  message.blocks = withIds(state, change.blocks);
  if (change.metadata === null) delete message.metadata;
  else if (change.metadata) message.metadata = change.metadata;
  // Where blocks were given, Slack shows no "edited".
  if (change.quiet) delete message.edited;
  else message.edited = { user: change.by ?? message.user, ts: state.ts() };
  if (message.onlyFor === undefined) aboutMessage(state, message, 'message_changed', previous);
  state.changed();
}

/** Takes a message away; where it has replies, its place stays with a notice. */
export function removeMessage(state: State, message: FakeMessage): void {
  const previous = messageShape(state, message, true);
  const replies = (state.messages.get(message.channel) ?? []).some(
    (one) => one.threadTs === message.ts && one.ts !== message.ts && !one.deleted,
  );
  message.deleted = true;
  state.changed();
  if (message.onlyFor !== undefined) return;
  if (replies)
    aboutMessage(state, { ...message, subtype: 'tombstone', text: GONE, blocks: [] }, 'message_changed', previous);
  else aboutMessage(state, message, 'message_deleted', previous);
}

const GONE = 'This message was deleted.';

/** The event of a new message, as the app gets it. */
export function messageEvent(state: State, channel: Channel, message: FakeMessage): Json {
  const shape = messageShape(state, { ...message, reactions: [] }, true);
  const author = userOf(state, message.user);
  return {
    ...shape,
    ...(message.files.length > 0 && message.botId === undefined ? { subtype: 'file_share' } : {}),
    ...(author.kind === 'external' ? { user_team: author.team, source_team: author.team, team: author.team } : {}),
    channel: channel.id,
    event_ts: message.ts,
    channel_type: typeOf(channel),
    ...(message.threadTs ? { parent_user_id: parentUser(state, message) } : {}),
    ...(message.subtype === 'thread_broadcast' ? { root: rootOf(state, message) } : {}),
  };
}

function rootOf(state: State, message: FakeMessage): Json {
  const root = state.messages.get(message.channel)?.find((one) => one.ts === message.threadTs);
  return root ? messageShape(state, root, false) : {};
}

export function typeOf(channel: Channel): string {
  return { public: 'channel', private: 'group', im: 'im', mpim: 'mpim' }[channel.kind];
}

function aboutMessage(state: State, message: FakeMessage, subtype: string, previous: Json): void {
  const channel = state.channels.get(message.channel);
  if (!channel) return;
  const ts = state.ts();
  state.happened(message.team, {
    type: 'message',
    subtype,
    ...(subtype === 'message_deleted' ? { deleted_ts: message.ts } : { message: messageShape(state, message, true) }),
    previous_message: previous,
    channel: channel.id,
    hidden: true,
    ts,
    event_ts: ts,
    channel_type: typeOf(channel),
  });
}
