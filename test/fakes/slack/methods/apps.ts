import { randomUUID } from 'node:crypto';
import { optional, required } from '../args.ts';
import type { Call, Methods } from '../method.ts';
import type { Json, Team, Token } from '../model.ts';
import { Refused } from '../refused.ts';
import { SCOPES } from '../seeds.ts';
import type { State } from '../state.ts';

const TWELVE_HOURS = 43_200;

/** Connecting and installing the app. */
export const apps: Methods = {
  'apps.connections.open': {
    token: 'app',
    scope: 'connections:write',
    run: ({ state }) => ({
      url: `${state.base.replace('http', 'ws')}/link/?ticket=${makeTicket(state)}&app_id=${state.appId}`,
    }),
  },
  'oauth.v2.access': {
    token: 'none',
    run(call) {
      const { state, values } = call;
      const id = optional(values, 'client_id') ?? call.basic?.id;
      const secret = optional(values, 'client_secret') ?? call.basic?.secret;
      if (id !== state.clientId) throw new Refused('invalid_client_id');
      if (secret !== state.clientSecret) throw new Refused('bad_client_secret');
      const grant = optional(values, 'grant_type') ?? 'authorization_code';
      if (grant === 'refresh_token') return refreshed(call);
      if (grant !== 'authorization_code') throw new Refused('invalid_grant_type');
      const code = state.oauthCodes.get(required(values, 'code'));
      if (!code) throw new Refused('invalid_code');
      const redirect = optional(values, 'redirect_uri');
      if (redirect !== undefined && redirect !== code.redirectUri) throw new Refused('bad_redirect_uri');
      state.oauthCodes.delete(required(values, 'code'));
      return granted(state, code.team, code.user);
    },
  },
  'auth.revoke': {
    run({ state, token, team }) {
      token.dead = 'token_revoked';
      state.happened(team.id, { type: 'tokens_revoked', tokens: { oauth: [], bot: [team.botUser] } });
      return { revoked: true };
    },
  },
};

function makeTicket(state: State): string {
  const ticket = randomUUID();
  state.tickets.set(ticket, state.now());
  return ticket;
}

function refreshed(call: Call): Json {
  const { state, values } = call;
  const refresh = required(values, 'refresh_token');
  const old = [...state.tokens.values()].find((one) => one.refresh === refresh);
  if (!old) throw new Refused('invalid_refresh_token');
  delete old.refresh;
  return grant(state, old.team, 'U1');
}

/** Installs the app: a bot token for the workspace. */
function granted(state: State, teamId: string, user: string): Json {
  const team = state.teams.get(teamId);
  if (!team) throw new Refused('invalid_code');
  team.installed = true;
  return grant(state, team.id, user);
}

function grant(state: State, teamId: string, user: string): Json {
  const team = state.teams.get(teamId) as Team;
  const number = state.next();
  const value = `xoxb-test-${team.id}-${number}`;
  const scopes = new Set(state.grants ?? SCOPES);
  const token: Token = { value, kind: 'bot', team: team.id, scopes };
  if (state.rotation) token.refresh = `xoxe-1-test-${team.id}-${number}`;
  state.tokens.set(value, token);
  return {
    access_token: value,
    token_type: 'bot',
    scope: [...scopes].join(','),
    bot_user_id: team.botUser,
    app_id: state.appId,
    team: { id: team.id, name: team.name },
    enterprise: null,
    is_enterprise_install: false,
    authed_user: { id: user },
    ...(token.refresh ? { refresh_token: token.refresh, expires_in: TWELVE_HOURS } : {}),
  };
}
