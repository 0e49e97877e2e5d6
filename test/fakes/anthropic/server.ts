import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from './answers.ts';
import { checkReply, messageOf, tokens, usageOf } from './message.ts';
import { isObject, Refused } from './refused.ts';
import { eventsOf, send } from './stream.ts';
import { checkBody, MODELS } from './validate.ts';

/** A request as it arrived. `body` is what was sent, refused ones too. */
export interface Recorded {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
  /** 0 for the first attempt. */
  retry: number;
}

export interface FakeAnthropic {
  url: string;
  key: string;
  requests: Recorded[];
  /** Adds answers to be given in order; a function sees the request first. */
  script(...answers: (Answer | ((request: Recorded) => Answer))[]): void;
  /** Answers not yet given. */
  left(): number;
  /** Reasons why requests were refused, in order. */
  refused: string[];
  stop(): Promise<void>;
}

const VERSION = '2026-10-21';
const MAX_BYTES = 32 * 1024 * 1024;

/** The Messages API on this machine, as strict as the real one: what that refuses with a 4xx, this refuses too. */
export async function startFakeAnthropic(key = 'test-key'): Promise<FakeAnthropic> {
  const requests: Recorded[] = [];
  const refused: string[] = [];
  const answers: (Answer | ((request: Recorded) => Answer))[] = [];
  const cache = new Set<string>();
  const signed = new Map<string, string>();
  let paused: unknown = null;
  let ids = 0;

  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      ids += 1;
      const refusal = error instanceof Refused ? error : new Refused(String(error), 500, 'api_error');
      refused.push(refusal.message);
      fail(response, refusal, {}, `req_fake${ids}`);
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    ids += 1;
    const id = `req_fake${ids}`;
    const path = (request.url ?? '').split('?')[0] ?? '';
    const raw = await read(request);
    checkHeaders(request, key);
    if (request.method === 'GET' && path.startsWith('/v1/models/')) return reply(response, model(path), id);
    if (request.method !== 'POST') throw new Refused('Not Found', 404, 'not_found_error');
    const body = parse(raw);
    const recorded: Recorded = {
      method: request.method,
      path,
      headers: request.headers,
      body: isObject(body) ? body : {},
      retry: Number(request.headers['x-stainless-retry-count'] ?? 0),
    };
    requests.push(recorded);
    const counting = path === '/v1/messages/count_tokens';
    if (!counting && path !== '/v1/messages') throw new Refused('Not Found', 404, 'not_found_error');
    checkBody(body, { counting, paused });
    checkThoughts(body.messages as { content: unknown }[], signed);
    if (counting) return reply(response, { input_tokens: tokens(body) }, id);
    const next = answers.shift();
    if (!next) throw new Refused('The fake has no answer left for this request.', 500, 'api_error');
    await give(typeof next === 'function' ? next(recorded) : next, body, response, id);
  }

  async function give(
    answer: Answer,
    body: Record<string, unknown>,
    response: ServerResponse,
    id: string,
  ): Promise<void> {
    if ('hang' in answer) return;
    if ('error' in answer) {
      const { status, type, message, headers } = answer.error;
      fail(response, new Refused(message, status, type), headers ?? {}, id);
      return;
    }
    const given = 'reply' in answer ? answer.reply : answer.broken.reply;
    checkReply(given, body);
    const message = messageOf(given, body, usageOf(body, given, cache), ids, signed);
    paused = given.stop === 'pause_turn' ? message.content : null;
    if (body.stream !== true) return reply(response, message, id);
    const cuts = new Map(
      given.content.flatMap((block, at) =>
        block.type === 'tool_use' && block.cutAt !== undefined ? [[at, block.cutAt] as const] : [],
      ),
    );
    const events = eventsOf(message, cuts);
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': id });
    if ('reply' in answer) {
      send(response, events);
      response.end();
      return;
    }
    send(response, events, answer.broken.after);
    if (answer.broken.how === 'cut') setImmediate(() => response.destroy());
    if (answer.broken.how !== 'overloaded') return;
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: id };
    send(response, [error]);
    response.end();
  }

  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    key,
    requests,
    refused,
    script: (...more) => void answers.push(...more),
    left: () => answers.length,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Refused('Request exceeds the maximum size', 413, 'request_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function checkHeaders({ headers, method }: IncomingMessage, key: string): void {
  if (headers.authorization !== `Bearer ${key}`) throw new Refused('invalid bearer token', 401, 'authentication_error');
  if (headers['anthropic-version'] !== VERSION) throw new Refused('anthropic-version: header is required');
  if (method === 'POST' && !String(headers['content-type'] ?? '').startsWith('application/json')) {
    throw new Refused('content-type: must be application/json');
  }
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    throw new Refused('The request body is not valid JSON');
  }
}

function model(path: string): unknown {
  const id = decodeURIComponent(path.slice('/v1/models/'.length));
  if (!MODELS.has(id)) throw new Refused(`model: ${id}`, 404, 'not_found_error');
  return { type: 'model', id, display_name: id, created_at: '2026-10-01T00:00:00Z', max_tokens: 128_000 };
}

/** Thoughts come back as they were given, or not at all. */
function checkThoughts(messages: { content: unknown }[], signed: Map<string, string>): void {
  for (const [index, { content }] of messages.entries()) {
    if (!Array.isArray(content)) continue;
    for (const block of content as Record<string, unknown>[]) {
      if (block.type !== 'thinking') continue;
      if (signed.get(String(block.signature)) !== block.thinking) {
        throw new Refused(
          `messages.${index}: thinking blocks cannot be modified; Invalid \`signature\` in \`thinking\` block`,
        );
      }
    }
  }
}

function reply(response: ServerResponse, body: unknown, id: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'request-id': id });
  response.end(JSON.stringify(body));
}

function fail(response: ServerResponse, error: Refused, headers: Record<string, string>, id: string): void {
  response.writeHead(error.status, { 'content-type': 'application/json', 'request-id': id, ...headers });
  const { type, message } = error;
  response.end(JSON.stringify({ type: 'error', error: { type, message }, request_id: id }));
}
