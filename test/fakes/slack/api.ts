import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson } from '../server.ts';
import { isObject, readArgs } from './args.ts';
import type { Failure, Failures } from './failures.ts';
import type { Call, Method, Methods } from './method.ts';
import { agents } from './methods/agents.ts';
import { apps } from './methods/apps.ts';
import { chat } from './methods/chat.ts';
import { conversations } from './methods/conversations.ts';
import { files } from './methods/files.ts';
import { people } from './methods/people.ts';
import { streams } from './methods/streams.ts';
import { views } from './methods/views.ts';
import type { ApiCall, Json, Token } from './model.ts';
import { type Pace, paced } from './pace.ts';
import { Refused } from './refused.ts';
import { type State, teamOf } from './state.ts';

const METHODS: Methods = { ...people, ...conversations, ...chat, ...streams, ...views, ...files, ...agents, ...apps };

/** What is kept open for ever when a call is to hang. */
export interface Api {
  handle(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer): Promise<void>;
}

/** The Web API below `/api/`. */
export function createApi(state: State, failures: Failures, pace: Pace): Api {
  return {
    async handle(request, response, url, body) {
      const name = url.pathname.slice('/api/'.length);
      const method = METHODS[name];
      const call: ApiCall = { method: name, args: {}, token: '', team: '', at: state.now(), outcome: '' };
      state.calls.push(call);
      try {
        if (!method) throw new Refused('unknown_method', { req_method: name });
        const args = await readArgs(request, url, body, method.json === true);
        const { token: inBody, ...values } = args.values;
        call.args = values;
        call.token = bearer(request) ?? (typeof inBody === 'string' && !args.json ? inBody : '');
        const failure = failures.meet(name, values);
        const answer =
          failure && !failure.after ? undefined : await carryOut(state, method, call, pace, basicOf(request));
        if (failure) return failAs(response, failure, call);
        call.outcome = 'ok';
        const warned = args.warning ? { warning: args.warning, response_metadata: { warnings: [args.warning] } } : {};
        answerJson(response, 200, { ok: true, ...warned, ...answer }, scopeHeaders(state, call));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        call.outcome = error.code;
        answerJson(response, error.status, { ok: false, error: error.code, ...error.more }, error.headers);
      }
    },
  };
}

async function carryOut(state: State, method: Method, call: ApiCall, pace: Pace, basic: Call['basic']): Promise<Json> {
  const token = method.token === 'none' ? anyone() : tokenOf(state, call.token, method.token ?? 'bot');
  call.team = token.team;
  const need = (scope: string) => {
    if (!token.scopes.has(scope)) {
      throw new Refused('missing_scope', { needed: scope, provided: [...token.scopes].join(',') });
    }
  };
  if (method.scope) need(method.scope);
  const team = method.token === 'none' ? nowhere() : teamOf(state, token.team);
  paced(pace, state, call);
  return await method.run({ state, values: call.args, token, team, need, ...(basic ? { basic } : {}) });
}

function tokenOf(state: State, value: string, kind: 'bot' | 'app'): Token {
  if (value === '') throw new Refused('not_authed');
  const token = state.tokens.get(value);
  if (!token) throw new Refused('invalid_auth');
  if (token.dead) throw new Refused(token.dead);
  if (token.kind !== kind) throw new Refused('not_allowed_token_type');
  return token;
}

function anyone(): Token {
  return { value: '', kind: 'app', team: '', scopes: new Set() };
}

function nowhere() {
  return { id: '', name: '', domain: '', enterpriseId: null, botUser: '', botId: '', installed: false };
}

function bearer(request: IncomingMessage): string | undefined {
  return request.headers.authorization?.match(/^Bearer (.+)$/)?.[1];
}

function basicOf(request: IncomingMessage): Call['basic'] {
  const encoded = request.headers.authorization?.match(/^Basic (.+)$/)?.[1];
  if (!encoded) return undefined;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':');
  return { id, secret };
}

function scopeHeaders(state: State, call: ApiCall): Record<string, string> {
  const scopes = state.tokens.get(call.token)?.scopes;
  return { 'x-slack-req-id': `req-${state.next()}`, ...(scopes ? { 'x-oauth-scopes': [...scopes].join(',') } : {}) };
}

function failAs(response: ServerResponse, failure: Failure, call: ApiCall): void {
  const more = isObject(failure.more) ? failure.more : {};
  if (failure.reset) {
    call.outcome = 'reset';
    response.socket?.resetAndDestroy();
  } else if (failure.hang) {
    call.outcome = 'hang';
  } else if (failure.retryAfter !== undefined) {
    call.outcome = 'ratelimited';
    const headers = { 'retry-after': String(failure.retryAfter) };
    answerJson(response, 429, { ok: false, error: 'ratelimited', ...more }, headers);
  } else if (failure.status !== undefined) {
    call.outcome = `http ${failure.status}`;
    response.writeHead(failure.status, { 'content-type': 'text/html' }).end('<html>Server Error</html>');
  } else {
    call.outcome = failure.error ?? 'internal_error';
    answerJson(response, 200, { ok: false, error: call.outcome, ...more });
  }
}
