import type { Deliveries } from './deliveries.ts';
import type { Json } from './model.ts';
import { type State, teamOf } from './state.ts';

/** What the app is subscribed to where nothing else is said. */
export const EVENTS = [
  'app_home_opened',
  'app_mention',
  'message.im',
  'message.channels',
  'message.groups',
  'message.mpim',
  'app_context_changed',
  'app_uninstalled',
  'tokens_revoked',
  'agent_session_stopped',
  'reaction_added',
];

const SCOPE_OF: Record<string, string> = {
  'message.im': 'im:history',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.mpim': 'mpim:history',
  app_mention: 'app_mentions:read',
  reaction_added: 'reactions:read',
};

/** Tells the app of what happened, if it subscribed to it, may hear of it and is there to see it. */
export function createTelling(state: State, deliveries: Deliveries, subscribed: readonly string[]) {
  return (team: string, event: Json): Promise<unknown> => {
    const names = subscribed.filter((name) => matches(name, event));
    const heard = names.some((name) => allowed(state, team, name) && present(state, team, event));
    if (!heard) return Promise.resolve();
    const payload = envelope(state, team, event);
    return deliveries.deliver({
      id: String(payload.event_id),
      kind: 'event',
      type: String(event.type),
      team,
      payload,
    });
  };
}

/** The outer shape of every event. */
export function envelope(state: State, team: string, event: Json): Json {
  const { botUser, enterpriseId } = teamOf(state, team);
  const channel = state.channels.get(String(event.channel ?? ''));
  return {
    token: state.verificationToken,
    team_id: team,
    context_team_id: team,
    context_enterprise_id: enterpriseId,
    api_app_id: state.appId,
    event,
    type: 'event_callback',
    event_id: `Ev${String(state.next()).padStart(8, '0')}`,
    event_time: Math.floor(state.now() / 1000),
    authorizations: [
      { enterprise_id: enterpriseId, team_id: team, user_id: botUser, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: channel?.shared ?? false,
    event_context: `4-${state.next()}`,
  };
}

function matches(name: string, event: Json): boolean {
  if (event.type !== 'message') return name === event.type;
  const kinds: Record<string, string> = { im: 'im', channel: 'channels', group: 'groups', mpim: 'mpim' };
  return name === `message.${kinds[String(event.channel_type)]}`;
}

function allowed(state: State, team: string, name: string): boolean {
  const scope = SCOPE_OF[name];
  if (scope === undefined) return true;
  return [...state.tokens.values()].some((one) => one.team === team && one.kind === 'bot' && one.scopes.has(scope));
}

/** The bot sits in the channel; a mention reaches it too where it does not. */
function present(state: State, team: string, event: Json): boolean {
  const id = event.channel ?? (event.item as Json | undefined)?.channel;
  const channel = state.channels.get(String(id ?? ''));
  if (!channel) return true;
  return channel.members.has(teamOf(state, team).botUser);
}
