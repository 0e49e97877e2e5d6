import type { Channel, User } from './model.ts';
import type { State } from './state.ts';

/** The app as Slack has it in its settings. */
export interface AppSeed {
  appId: string;
  clientId: string;
  clientSecret: string;
  signingSecret: string;
  verificationToken: string;
  appToken: string;
}

export interface UserSeed {
  id: string;
  name?: string;
  realName?: string;
  /** IANA zone. */
  tz?: string;
  locale?: string;
  email?: string;
  kind?: User['kind'];
  /** The workspace an external user comes from. */
  home?: string;
}

export interface ChannelSeed {
  id: string;
  name: string;
  kind?: 'public' | 'private' | 'mpim';
  /** User ids; everyone of the workspace but guests where not given. */
  members?: string[];
  /** The app's bot is in it; so unless it says false. */
  bot?: boolean;
  archived?: boolean;
  shared?: boolean;
}

export interface TeamSeed {
  id: string;
  name?: string;
  domain?: string;
  enterpriseId?: string;
  botUser?: string;
  botId?: string;
  botToken?: string;
  scopes?: string[];
  users?: UserSeed[];
  channels?: ChannelSeed[];
  /** false: the app is yet to be installed there (OAuth). */
  installed?: boolean;
}

/** What the bot may do where nothing else is said: the scopes of the app's manifest and reading reactions. */
export const SCOPES = [
  'app_mentions:read',
  'assistant:write',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'mpim:history',
  'mpim:read',
  'reactions:read',
  'reactions:write',
  'users:read',
];

export const TEAMS: TeamSeed[] = [
  {
    id: 'T1',
    name: 'Acme',
    domain: 'acme',
    users: [
      { id: 'U1', name: 'wanjiru', realName: 'Wanjiru Kamau', kind: 'admin', email: 'wanjiru@acme.example' },
      { id: 'U2', name: 'otieno', realName: 'Otieno Odhiambo', email: 'otieno@acme.example' },
      { id: 'U3', name: 'greta', realName: 'Greta Holm', tz: 'Europe/Stockholm', locale: 'sv-SE' },
      { id: 'UGUEST', name: 'gus', realName: 'Gus Guest', kind: 'guest' },
      { id: 'UGUEST1', name: 'gil', realName: 'Gil Guest', kind: 'single_guest' },
      { id: 'UEXT', name: 'elsa', realName: 'Elsa Elsewhere', kind: 'external', home: 'T9' },
      { id: 'UOTHERBOT', name: 'deploys', realName: 'Deploys', kind: 'bot' },
      { id: 'UGONE', name: 'gone', realName: 'Gone Away', kind: 'deleted' },
    ],
    channels: [
      { id: 'C1', name: 'general', members: ['U1', 'U2', 'U3', 'UOTHERBOT'] },
      { id: 'C2', name: 'random', members: ['U1', 'U2'], bot: false },
      { id: 'C3', name: 'shared-with-globex', members: ['U1', 'UEXT', 'UGUEST'], shared: true },
      { id: 'C4', name: 'old-project', members: ['U1'], archived: true },
      { id: 'G1', name: 'ops', kind: 'private', members: ['U1', 'U2'] },
      { id: 'G2', name: 'board', kind: 'private', members: ['U2'], bot: false },
      { id: 'G3', name: 'mpdm-wanjiru--otieno--nod-1', kind: 'mpim', members: ['U1', 'U2'] },
      { id: 'G4', name: 'mpdm-wanjiru--otieno--greta-1', kind: 'mpim', members: ['U1', 'U2', 'U3'], bot: false },
    ],
  },
  {
    id: 'T2',
    name: 'Globex',
    domain: 'globex',
    users: [{ id: 'U21', name: 'hank', realName: 'Hank Scorpio', tz: 'America/New_York', locale: 'en-US' }],
    channels: [{ id: 'C21', name: 'everyone' }],
  },
];

/** Puts workspaces, people, channels and tokens into an empty Slack. */
export function plant(state: State, teams: TeamSeed[]): void {
  teams.forEach((seed, index) => {
    plantTeam(state, seed, index);
  });
  const first = teams[0];
  if (!first) throw new Error('a Slack without a workspace');
  state.tokens.set(state.appToken, {
    value: state.appToken,
    kind: 'app',
    team: first.id,
    scopes: new Set(['connections:write']),
  });
}

function plantTeam(state: State, seed: TeamSeed, index: number): void {
  const suffix = index === 0 ? '' : seed.id;
  const team = {
    id: seed.id,
    name: seed.name ?? seed.id,
    domain: seed.domain ?? seed.id.toLowerCase(),
    enterpriseId: seed.enterpriseId ?? null,
    botUser: seed.botUser ?? `UBOT${suffix}`,
    botId: seed.botId ?? `BBOT${suffix}`,
    installed: seed.installed ?? true,
  };
  state.teams.set(team.id, team);
  plantUser(state, team.id, { id: team.botUser, name: 'nod', realName: 'Nod', kind: 'bot' });
  for (const user of seed.users ?? []) plantUser(state, team.id, user);
  for (const channel of seed.channels ?? []) {
    state.channels.set(channel.id, plantChannel(state, team, channel));
  }
  if (!team.installed) return;
  const value = seed.botToken ?? `xoxb-test-${team.id}`;
  state.tokens.set(value, { value, kind: 'bot', team: team.id, scopes: new Set(seed.scopes ?? SCOPES) });
}

export function plantUser(state: State, team: string, seed: UserSeed): User {
  const name = seed.name ?? seed.id.toLowerCase();
  const user: User = {
    id: seed.id,
    team: seed.home ?? team,
    name,
    realName: seed.realName ?? name,
    tz: seed.tz ?? 'Africa/Nairobi',
    locale: seed.locale ?? 'en-GB',
    kind: seed.kind ?? 'member',
    ...(seed.email ? { email: seed.email } : {}),
  };
  state.users.set(user.id, user);
  return user;
}

export function plantChannel(state: State, team: { id: string; botUser: string }, seed: ChannelSeed): Channel {
  const everyone = [...state.users.values()].filter((user) => user.team === team.id && /member|admin/.test(user.kind));
  const members = new Set(seed.members ?? everyone.map((user) => user.id));
  if (seed.bot !== false) members.add(team.botUser);
  return {
    id: seed.id,
    team: team.id,
    name: seed.name,
    kind: seed.kind ?? 'public',
    members,
    archived: seed.archived ?? false,
    shared: seed.shared ?? false,
  };
}
