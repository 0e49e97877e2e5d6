import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson } from '../server.ts';
import { receiveUpload } from './methods/files.ts';
import { Refused } from './refused.ts';
import { useResponseUrl } from './response-urls.ts';
import type { State } from './state.ts';

/** What Slack serves beside the Web API: uploads, files, response_urls and the consent page of OAuth. */
export async function serveRest(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  body: Buffer,
): Promise<boolean> {
  const path = url.pathname;
  if (path.startsWith('/upload/v1/')) return await upload(state, request, response, path, body);
  if (path.startsWith('/files-pri/')) return download(state, request, response, path);
  if (path.startsWith('/actions/')) return responseUrl(state, request, response, path, body);
  if (path === '/oauth/v2/authorize') return consent(state, response, url);
  return false;
}

async function upload(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  body: Buffer,
): Promise<boolean> {
  const file = state.files.get(path.slice('/upload/v1/'.length));
  if (request.method !== 'POST' || file?.state !== 'announced') {
    response.writeHead(404).end('no such upload');
    return true;
  }
  const problem = await receiveUpload(file, request.headers['content-type'] ?? '', body);
  if (problem) response.writeHead(400).end(problem);
  else response.writeHead(200).end(`OK - ${file.bytes.length}`);
  return true;
}

/** A private file: only with a token of the workspace that may read files; else the log-in page, as HTML with 200. */
function download(state: State, request: IncomingMessage, response: ServerResponse, path: string): boolean {
  const id = path.match(/-(F[^/]+)/)?.[1] ?? '';
  const file = state.files.get(id);
  if (!file || file.state === 'announced') {
    response.writeHead(404).end();
    return true;
  }
  const token = state.tokens.get(request.headers.authorization?.replace(/^Bearer /, '') ?? '');
  const page = request.headers['sec-fetch-dest'] === 'image';
  const allowed = token && !token.dead && token.team === file.team && token.scopes.has('files:read');
  if (!allowed && !page) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Sign in to Slack</html>');
    return true;
  }
  response.writeHead(200, { 'content-type': file.mimetype, 'content-length': file.bytes.length }).end(file.bytes);
  return true;
}

function responseUrl(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  body: Buffer,
): boolean {
  try {
    if (request.method !== 'POST') throw new Refused('invalid_method', {}, 405);
    useResponseUrl(state, path, body);
    response.writeHead(200, { 'content-type': 'text/html' }).end('ok');
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const status = error.status === 200 ? 400 : error.status;
    answerJson(response, status, { ok: false, error: error.code, ...error.more });
  }
  return true;
}

/** Where a person agrees to the installation: they do, at once, and are sent back with a code. */
function consent(state: State, response: ServerResponse, url: URL): boolean {
  const redirect = url.searchParams.get('redirect_uri') ?? '';
  if (url.searchParams.get('client_id') !== state.clientId || !URL.canParse(redirect)) {
    response.writeHead(400).end('invalid client_id or redirect_uri');
    return true;
  }
  const team = url.searchParams.get('team') ?? [...state.teams.values()].find((one) => !one.installed)?.id;
  const back = new URL(redirect);
  const code = `test-code-${state.next()}`;
  const first = [...state.teams.keys()][0] ?? '';
  state.oauthCodes.set(code, { team: team ?? first, redirectUri: redirect, user: 'U1' });
  back.searchParams.set('code', code);
  back.searchParams.set('state', url.searchParams.get('state') ?? '');
  response.writeHead(302, { location: back.href }).end();
  return true;
}
