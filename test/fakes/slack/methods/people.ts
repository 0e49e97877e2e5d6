import { flag, integer, optional, required } from '../args.ts';
import { type Methods, page } from '../method.ts';
import { Refused } from '../refused.ts';
import { userShape } from '../wire.ts';

export const people: Methods = {
  'auth.test': {
    json: true,
    run: ({ state, team, token }) => ({
      url: `${state.base}/${team.domain}/`,
      team: team.name,
      user: state.users.get(team.botUser)?.name,
      team_id: team.id,
      user_id: team.botUser,
      bot_id: team.botId,
      is_enterprise_install: false,
      ...(token.kind === 'app' ? { app_id: state.appId } : {}),
    }),
  },
  'users.info': {
    scope: 'users:read',
    run({ state, values, team, token }) {
      const user = state.users.get(required(values, 'user'));
      if (!user) throw new Refused('user_not_found');
      const foreign = user.team !== team.id && user.kind !== 'external';
      if (foreign) throw new Refused('user_not_found');
      return {
        user: userShape(user, team, flag(values, 'include_locale', false), token.scopes.has('users:read.email')),
      };
    },
  },
  'users.list': {
    scope: 'users:read',
    run({ state, values, team, token }) {
      const all = [...state.users.values()].filter((user) => user.team === team.id || user.kind === 'external');
      const { items, next } = page(all, optional(values, 'cursor'), integer(values, 'limit', 1000, 1, 1000));
      const locale = flag(values, 'include_locale', false);
      return {
        members: items.map((user) => userShape(user, team, locale, token.scopes.has('users:read.email'))),
        cache_ts: Math.floor(state.now() / 1000),
        response_metadata: { next_cursor: next },
      };
    },
  },
};
