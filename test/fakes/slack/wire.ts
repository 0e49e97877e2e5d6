import { DateTime } from 'luxon';
import type { Channel, FakeFile, FakeMessage, FakeView, Json, Team, User } from './model.ts';
import type { State } from './state.ts';
import { valuesOf } from './state-values.ts';

/** The shapes in which Slack sends what the fake knows. */

export function userShape(user: User, team: Team, includeLocale: boolean, email: boolean): Json {
  const deleted = user.kind === 'deleted';
  const guest = user.kind === 'guest' || user.kind === 'single_guest';
  const zone = DateTime.now().setZone(user.tz);
  return {
    id: user.id,
    team_id: user.team,
    name: user.name,
    deleted,
    color: '9f69e7',
    real_name: user.realName,
    ...(deleted
      ? {}
      : { tz: user.tz, tz_label: zone.offsetNameLong ?? user.tz, tz_offset: zone.isValid ? zone.offset * 60 : 0 }),
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.kind === 'bot' ? '' : user.realName.split(' ')[0],
      display_name_normalized: user.kind === 'bot' ? '' : user.realName.split(' ')[0],
      avatar_hash: 'g0000',
      team: user.team,
      ...(email && user.email ? { email: user.email } : {}),
      ...(user.kind === 'bot' ? { bot_id: team.botId, api_app_id: 'A1' } : {}),
    },
    is_admin: user.kind === 'admin',
    is_owner: false,
    is_primary_owner: false,
    is_restricted: guest,
    is_ultra_restricted: user.kind === 'single_guest',
    is_bot: user.kind === 'bot',
    is_app_user: false,
    is_email_confirmed: true,
    ...(user.kind === 'external' ? { is_stranger: true } : {}),
    updated: 1_700_000_000,
    ...(includeLocale && user.kind !== 'external' && !deleted ? { locale: user.locale } : {}),
  };
}

export function channelShape(channel: Channel, team: Team): Json {
  const common = {
    id: channel.id,
    created: 1_700_000_000,
    is_archived: channel.archived,
    is_im: channel.kind === 'im',
    is_org_shared: false,
    context_team_id: team.id,
  };
  if (channel.kind === 'im') return { ...common, user: channel.user, is_user_deleted: false, priority: 0 };
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    is_general: channel.name === 'general',
    is_shared: channel.shared,
    is_ext_shared: channel.shared,
    is_member: channel.members.has(team.botUser),
    creator: 'U1',
    shared_team_ids: [team.id],
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

export function messageShape(state: State, message: FakeMessage, withMetadata: boolean): Json {
  const replies = repliesOf(state, message);
  const root = replies.length > 0 && (message.threadTs === undefined || message.threadTs === message.ts);
  return {
    type: 'message',
    ...(message.subtype ? { subtype: message.subtype } : {}),
    user: message.user,
    ts: message.ts,
    team: message.team,
    text: message.text,
    ...(message.clientMsgId ? { client_msg_id: message.clientMsgId } : {}),
    ...(message.botId ? { bot_id: message.botId, app_id: message.appId, bot_profile: botProfile(state, message) } : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.files.length > 0 ? { files: message.files.map((file) => toldFile(state, file)), upload: false } : {}),
    ...(message.reactions.length > 0
      ? { reactions: message.reactions.map((one) => ({ ...one, count: one.users.length })) }
      : {}),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
    ...(message.streaming ? { streaming_state: 'in_progress' } : {}),
    ...(message.threadTs !== undefined ? { thread_ts: message.threadTs } : {}),
    ...(root ? { thread_ts: message.ts, ...threadFacts(replies) } : {}),
    ...(message.threadTs !== undefined && message.threadTs !== message.ts
      ? { parent_user_id: parentUser(state, message) }
      : {}),
  };
}

function threadFacts(replies: FakeMessage[]): Json {
  return {
    reply_count: replies.length,
    reply_users_count: new Set(replies.map((one) => one.user)).size,
    latest_reply: replies.at(-1)?.ts,
    reply_users: [...new Set(replies.map((one) => one.user))],
    is_locked: false,
    subscribed: true,
  };
}

function repliesOf(state: State, message: FakeMessage): FakeMessage[] {
  const all = state.messages.get(message.channel) ?? [];
  return all.filter(
    (one) => one.threadTs === message.ts && one.ts !== message.ts && !one.deleted && one.onlyFor === undefined,
  );
}

export function parentUser(state: State, message: FakeMessage): string | undefined {
  return state.messages.get(message.channel)?.find((one) => one.ts === message.threadTs)?.user;
}

function botProfile(state: State, message: FakeMessage): Json {
  return {
    id: message.botId,
    deleted: false,
    name: state.users.get(message.user)?.realName ?? 'bot',
    updated: 1_700_000_000,
    app_id: message.appId,
    user_id: message.user,
    icons: {},
    team_id: message.team,
  };
}

/** A file as it comes with a message or a form: of one from another organisation only that there is something to ask for. */
export function toldFile(state: State, file: FakeFile): Json {
  if (state.users.get(file.user)?.kind !== 'external') return fileShape(state, file);
  return { id: file.id, mode: 'file_access', file_access: 'check_file_info', created: 0, timestamp: 0, user: '' };
}

export function fileShape(state: State, file: FakeFile): Json {
  const ready = file.mimetype.startsWith('image/') && file.state === 'complete';
  const where = `${state.base}/files-pri/${file.team}-${file.id}`;
  const name = encodeURIComponent(file.name.toLowerCase());
  return {
    id: file.id,
    created: Math.floor(state.now() / 1000),
    timestamp: Math.floor(state.now() / 1000),
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.mimetype.split('/')[1] ?? 'binary',
    pretty_type: (file.mimetype.split('/')[1] ?? 'binary').toUpperCase(),
    user: file.user,
    user_team: file.team,
    editable: false,
    size: file.bytes.length,
    mode: 'hosted',
    is_external: false,
    is_public: [...file.channels].some((id) => state.channels.get(id)?.kind === 'public'),
    url_private: `${where}/${name}`,
    url_private_download: `${where}/download/${name}`,
    permalink: `${state.base}/files/${file.user}/${file.id}/${name}`,
    ...(file.altText ? { alt_txt: file.altText } : {}),
    ...(ready ? { thumb_64: `${where}/${name}`, original_w: 1, original_h: 1 } : {}),
    channels: [...file.channels],
    has_rich_preview: false,
    file_access: 'visible',
  };
}

export function viewShape(state: State, view: FakeView, user?: string): Json {
  const team = state.teams.get(view.team);
  return {
    id: view.id,
    team_id: view.team,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    state: { values: user === undefined ? {} : valuesOf(view, user) },
    hash: view.hash,
    title: view.title,
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    close: view.close,
    submit: view.submit,
    previous_view_id: view.previous,
    root_view_id: view.root,
    app_id: state.appId,
    external_id: view.externalId,
    app_installed_team_id: view.team,
    bot_id: team?.botId,
  };
}
