import type { FakeFile, FakeMessage, Json, Team } from './model.ts';
import { messageEvent, postMessage } from './posts.ts';
import { channelOf, imOf, placeOfUser, type State, teamOf } from './state.ts';

/** What a person writes, as Slack turns it into a message with its rich text, and into events. */
export interface Saying {
  thread_ts?: string;
  /** Also sent to the channel. */
  broadcast?: boolean;
  files?: FakeFile[];
}

/** The workspace someone acts in: that of the channel, else their own. */
export function placeOf(
  state: State,
  user: string,
  channel: string,
): { team: Team; channel: ReturnType<typeof channelOf> } {
  if (channel === 'dm' || channel === '') {
    const team = placeOfUser(state, user);
    return { team, channel: imOf(state, team, user) };
  }
  const known = state.channels.get(channel) ?? imFor(state, user, channel) ?? channelOf(state, channel);
  if (known.archived) throw new Error(`${known.name} is archived: nobody can write there`);
  if (!known.members.has(user)) throw new Error(`${user} is not in ${known.id}`);
  return { team: teamOf(state, known.team), channel: known };
}

function imFor(state: State, user: string, channel: string) {
  return channel === `D${user.slice(1)}` ? imOf(state, placeOfUser(state, user), user) : undefined;
}

/** Posts as a person. The events go out by `state.happened`: the message, and a mention of its own where the bot is named. */
export function say(state: State, user: string, where: string, text: string, saying: Saying = {}): FakeMessage {
  const { team, channel } = placeOf(state, user, where);
  const root = saying.thread_ts;
  const message = postMessage(state, team, channel, {
    user,
    text,
    blocks: text === '' ? [] : [richTextOf(text)],
    ...(root === undefined ? {} : { threadTs: root }),
    ...(saying.broadcast && root ? { subtype: 'thread_broadcast' } : {}),
    files: saying.files ?? [],
    unfurls: true,
  });
  // In direct messages, to one or to several, a mention is told by the message alone.
  const direct = channel.kind === 'im' || channel.kind === 'mpim';
  if (text.includes(`<@${team.botUser}>`) && !direct) {
    const { type: _type, channel_type: _kind, subtype: _subtype, ...event } = messageEvent(state, channel, message);
    state.happened(team.id, { ...event, type: 'app_mention' });
  }
  return message;
}

/** The rich text Slack's own composer would have made of it. */
export function richTextOf(text: string): Json {
  const elements = text.split(/(<[@#!][^>]+>|<https?:[^>]+>)/).flatMap((part): Json[] => {
    if (part === '') return [];
    const inner = part.match(/^<(.)([^>]*)>$/);
    if (!inner) return [{ type: 'text', text: part }];
    const [, sign = '', rest = ''] = inner;
    const id = rest.split('|')[0] ?? '';
    if (sign === '@') return [{ type: 'user', user_id: id }];
    if (sign === '#') return [{ type: 'channel', channel_id: id }];
    if (sign === '!') return [{ type: 'broadcast', range: id }];
    return [{ type: 'link', url: `${sign}${id}` }];
  });
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}
