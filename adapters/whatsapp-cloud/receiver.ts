import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PlatformRoute } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import type { Json } from './json.ts';
import { LIMITS } from './limits.ts';

export const ROUTE = '/whatsapp/cloud';

/** Meta's webhook: proves the address with our token, and brings what happens, signed over the very bytes it sends. */
export function createReceiver(deps: {
  appSecret: string | undefined;
  verifyToken: string | undefined;
  log: Log;
  /** Returns once all of it is stored; throws when it could not be, or before the start. */
  take(body: Json): Promise<void>;
}): PlatformRoute {
  const { appSecret, verifyToken, log } = deps;

  function verify(request: IncomingMessage, response: ServerResponse): void {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    const given = searchParams.get('hub.verify_token') ?? '';
    const challenge = searchParams.get('hub.challenge') ?? '';
    const asked = searchParams.get('hub.mode') === 'subscribe' && challenge.length <= 1000;
    const proven = verifyToken !== undefined && asked && sameText(given, verifyToken);
    answer(response, proven ? 200 : 403, proven ? challenge : 'forbidden');
  }

  /** What is answered to a delivery: Meta brings again whatever is not 200. */
  async function receive(request: IncomingMessage): Promise<[status: number, text: string]> {
    if (!appSecret) return [503, 'not set up'];
    const body = await read(request, LIMITS.webhookBytes);
    if (body === null) return [413, 'too large'];
    if (!isSigned(body, request.headers['x-hub-signature-256'], appSecret)) {
      log.warn({ from: request.socket.remoteAddress }, 'a webhook without the right signature');
      return [401, 'unsigned'];
    }
    const parsed = parse(body);
    if (!parsed) return [400, 'malformed'];
    try {
      await deps.take(parsed);
      return [200, 'ok'];
    } catch (error) {
      log.error({ err: error }, 'a webhook could not be stored');
      return [503, 'later'];
    }
  }

  return {
    path: ROUTE,
    async handle(given, reply) {
      const request = given as IncomingMessage;
      const response = reply as ServerResponse;
      try {
        if (request.method === 'GET') verify(request, response);
        else if (request.method === 'POST') answer(response, ...(await receive(request)));
        else answer(response, 405, 'GET or POST', { allow: 'GET, POST' });
      } catch (error) {
        log.warn({ err: error }, 'a webhook broke off');
        if (!response.headersSent) answer(response, 503, 'later');
        else response.end();
      }
    },
  };
}

/** Whether a body carries the signature its sender makes with the app's secret. */
export function isSigned(body: Buffer, header: string | string[] | undefined, appSecret: string): boolean {
  const [, hex] = /^sha256=([0-9a-f]{64})$/.exec(typeof header === 'string' ? header : '') ?? [];
  if (!hex) return false;
  return timingSafeEqual(Buffer.from(hex, 'hex'), createHmac('sha256', appSecret).update(body).digest());
}

/** Hashed first, so that neither length nor content shows in the time it takes. */
const sameText = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The body as it came; null when it is larger than `most` bytes. */
async function read(request: IncomingMessage, most: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length']) > most) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  // The connection must outlive a body that is too large: it carries the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(body: Buffer): Json | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null;
  }
}

function answer(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  // What was not read to its end cannot be followed by another request.
  const close = response.req.complete ? {} : { connection: 'close' };
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...close, ...headers }).end(text);
}
