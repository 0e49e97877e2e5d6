import type {
  ApiCall,
  Channel,
  FakeFile,
  FakeMessage,
  FakeView,
  ResponseUrl,
  Team,
  Token,
  Trigger,
  User,
} from './model.ts';
import { type AppSeed, plant, type TeamSeed } from './seeds.ts';

/** Everything the fake remembers, in one place that its parts share. */
export interface State extends AppSeed {
  teams: Map<string, Team>;
  users: Map<string, User>;
  channels: Map<string, Channel>;
  tokens: Map<string, Token>;
  /** By channel id, in the order they were posted. */
  messages: Map<string, FakeMessage[]>;
  files: Map<string, FakeFile>;
  views: Map<string, FakeView>;
  /** Home view ids by user. */
  homes: Map<string, string>;
  triggers: Map<string, Trigger>;
  responseUrls: Map<string, ResponseUrl>;
  /** What stands under a thread while the app is working: `channel/thread_ts`. */
  statuses: Map<string, { text: string; loading: string[]; at: number }>;
  sessions: Map<string, string>;
  titles: Map<string, string>;
  prompts: Map<string, { title: string; prompts: { title: string; message: string }[] }>;
  oauthCodes: Map<string, { team: string; redirectUri: string; user: string }>;
  /** Tickets of sockets not yet opened, and when they were given. */
  tickets: Map<string, number>;
  /** What an installation grants; the usual scopes where null. */
  grants: string[] | null;
  /** Bot tokens of new installations expire and are refreshed. */
  rotation: boolean;
  calls: ApiCall[];
  /** `http://127.0.0.1:port` */
  base: string;
  /** Milliseconds; moved by `advance`. */
  now(): number;
  advance(ms: number): void;
  /** A new timestamp, later than any before. */
  ts(): string;
  /** A new number for ids. */
  next(): number;
  /** An event happened in a workspace; whether the app hears of it is decided where it is delivered. */
  happened(team: string, event: Record<string, unknown>): void;
  /** Something one can see is new or different. */
  changed(): void;
}

export function createState(app: AppSeed, teams: TeamSeed[]): State {
  let offset = 0;
  let last = 0;
  let counter = 0;
  const now = () => Date.now() + offset;
  const state: State = {
    ...app,
    teams: new Map(),
    users: new Map(),
    channels: new Map(),
    tokens: new Map(),
    messages: new Map(),
    files: new Map(),
    views: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    statuses: new Map(),
    sessions: new Map(),
    tickets: new Map(),
    grants: null,
    rotation: false,
    titles: new Map(),
    prompts: new Map(),
    oauthCodes: new Map(),
    calls: [],
    base: '',
    now,
    advance(ms) {
      offset += ms;
    },
    ts() {
      last = Math.max(last + 1, now() * 1000);
      return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`;
    },
    next() {
      counter += 1;
      return counter;
    },
    happened() {},
    changed() {},
  };
  plant(state, teams);
  return state;
}

export function teamOf(state: State, id: string): Team {
  const team = state.teams.get(id);
  if (!team) throw new Error(`no workspace ${id} in this Slack`);
  return team;
}

export function userOf(state: State, id: string): User {
  const user = state.users.get(id);
  if (!user) throw new Error(`no user ${id} in this Slack`);
  return user;
}

/** The workspace someone uses the app in: their own, or for someone from elsewhere the first. */
export function placeOfUser(state: State, id: string): Team {
  const own = state.teams.get(userOf(state, id).team);
  return own ?? teamOf(state, [...state.teams.keys()][0] ?? '');
}

/** A channel by its id or its name. */
export function channelOf(state: State, id: string): Channel {
  const named = id.replace(/^#/, '');
  const channel = state.channels.get(id) ?? [...state.channels.values()].find((one) => one.name === named);
  if (!channel) throw new Error(`no channel ${id} in this Slack`);
  return channel;
}

/** The im of a person with the app's bot, made when there is none. */
export function imOf(state: State, team: Team, user: string): Channel {
  for (const channel of state.channels.values()) {
    if (channel.kind === 'im' && channel.user === user && channel.team === team.id) return channel;
  }
  const taken = state.channels.has(`D${user.slice(1)}`);
  const channel: Channel = {
    id: taken ? `D${team.id}${user}` : `D${user.slice(1)}`,
    team: team.id,
    name: 'directmessage',
    kind: 'im',
    members: new Set([user, team.botUser]),
    archived: false,
    shared: false,
    user,
  };
  state.channels.set(channel.id, channel);
  return channel;
}

export function findMessage(state: State, channel: string, ts: string): FakeMessage | undefined {
  return state.messages.get(channel)?.find((one) => one.ts === ts && !one.deleted);
}
