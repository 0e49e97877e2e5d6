import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { Admission, Author, Profile } from '../../src/chat/types.ts';
import { PlatformError } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import type { Config } from '../../src/config.ts';
import type { Identity } from './connection.ts';
import { refusalOf } from './refusals.ts';
import { userOf } from './threads.ts';
import type { SlackWeb } from './web.ts';

type SlackUser = NonNullable<Awaited<ReturnType<ReturnType<SlackWeb['again']>['users']['info']>>['user']>;

export interface SlackPeople {
  profile(author: Author): Promise<Profile>;
  /** Members of the bot's own team come in; guests where they may; bots, people of connected organisations and those who left do not. */
  admits(author: Author): Promise<Admission>;
  /** The direct message channel with a person. */
  directChannel(team: string, user: string): Promise<string>;
  /** Names to stand for the ids of people and channels in a message; those that cannot be told are left out. */
  names(team: string, ids: readonly string[]): Promise<Map<string, string>>;
}

const KEEP_MS = 10 * 60_000;
const MOST_KEPT = 5000;
const DIRECT_SECONDS = 86_400;
const MOST_NAMES = 20;

/** Who people are, as Slack tells it, kept for ten minutes. */
export function createSlackPeople(deps: {
  config: Pick<Config, 'SLACK_GUESTS'>;
  web: SlackWeb;
  memory: AdapterMemory;
  clock: Clock;
  identity: () => Identity | null;
}): SlackPeople {
  const { web, memory, clock } = deps;
  const cached = keeping(() => clock.now().getTime());

  const lookUp = (team: string, user: string): Promise<SlackUser> =>
    cached(`user ${team} ${user}`, async () => {
      const answer = await web.again(team).users.info({ user, include_locale: true });
      if (!answer.user) throw new PlatformError('gone', `nobody is ${user}`);
      return answer.user;
    });

  const channelName = (team: string, channel: string): Promise<string> =>
    cached(`channel ${team} ${channel}`, async () => {
      const answer = await web.again(team).conversations.info({ channel });
      return answer.channel?.name ?? channel;
    });

  async function nameOf(team: string, id: string): Promise<[string, string] | null> {
    try {
      if (/^[CG]/.test(id)) return [id, await channelName(team, id)];
      return [id, shownName(await lookUp(team, id), id)];
    } catch {
      return null;
    }
  }

  return {
    async profile(author) {
      const { team, user } = userOf(author);
      const found = await lookUp(team, user).catch((error: unknown) => {
        throw refusalOf(error).error;
      });
      const { tz, locale, profile } = found;
      return {
        name: shownName(found, author.name ?? user),
        ...(tz ? { timeZone: tz } : {}),
        ...(locale ? { locale } : {}),
        ...(profile?.email ? { email: profile.email } : {}),
      };
    },

    async admits(author) {
      const { team, user } = userOf(author);
      const me = deps.identity();
      // Who cannot be told yet is not sent away: the delivery comes again.
      if (!me) throw new PlatformError('unreachable', 'the team is not known yet');
      if (team !== me.team) return null;
      const found = await lookUp(team, user).catch((error: unknown) => {
        const { error: failure } = refusalOf(error);
        if (failure.reason === 'gone') return null;
        throw failure;
      });
      if (!found || !belongs(found, team)) return null;
      if ((found.is_restricted || found.is_ultra_restricted) && !deps.config.SLACK_GUESTS) return null;
      return { workspace: `ws_slack_${team}`, name: me.teamName };
    },

    async directChannel(team, user) {
      const name = `direct:${team}/${user}`;
      const known = await memory.get<string>(name);
      if (known) return known;
      const answer = await web.again(team).conversations.open({ users: user });
      const channel = answer.channel?.id;
      if (!channel) throw new PlatformError('gone', `no direct message with ${user}`);
      await memory.set(name, channel, DIRECT_SECONDS);
      return channel;
    },

    async names(team, ids) {
      const some = [...new Set(ids)].slice(0, MOST_NAMES);
      const found = await Promise.all(some.map((id) => nameOf(team, id)));
      return new Map(found.filter((one) => one !== null));
    },
  };
}

/** An account of the team itself (or of its Enterprise Grid, working in it), a person's, and still there. */
function belongs(user: SlackUser, team: string): boolean {
  if (user.is_bot || user.deleted || user.is_stranger || user.id === 'USLACKBOT') return false;
  return user.team_id === team || (user.enterprise_user?.teams ?? []).includes(team);
}

const shownName = (user: SlackUser, otherwise: string): string =>
  user.profile?.display_name?.trim() || user.profile?.real_name?.trim() || user.real_name || user.name || otherwise;

/** Keeps answers for a while and asks once where several ask at the same time; failures are not kept. */
function keeping(now: () => number) {
  const kept = new Map<string, { value: Promise<unknown>; until: number }>();
  return <T>(name: string, ask: () => Promise<T>): Promise<T> => {
    const known = kept.get(name);
    if (known && known.until > now()) return known.value as Promise<T>;
    if (kept.size >= MOST_KEPT) {
      const [oldest] = kept.keys();
      if (oldest !== undefined) kept.delete(oldest);
    }
    const value = ask();
    kept.delete(name);
    kept.set(name, { value, until: now() + KEEP_MS });
    value.catch(() => kept.delete(name));
    return value;
  };
}
