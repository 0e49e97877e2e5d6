import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPModuleFunctions, HTTPReceiver, verifySlackRequest } from '@slack/bolt';
import type { PlatformRoute } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import { boltLog } from './web.ts';

export const EVENTS_PATH = '/slack/events';
/** Bytes of one delivery; the largest real ones stay far below. */
const MOST_BYTES = 2 * 1024 * 1024;
const MOST_AHEAD_SECONDS = 300;
const READ_MS = 10_000;

/** Bolt's own receiver as an address of the gateway: events, taps and commands all come here. */
export function createHttpReceiver(deps: { signingSecret: string; log: Log }): {
  receiver: HTTPReceiver;
  route: PlatformRoute;
} {
  const { signingSecret, log } = deps;
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: EVENTS_PATH,
    logger: boltLog(log),
    bodyLimit: MOST_BYTES,
    async processEventErrorHandler({ error, response }) {
      log.warn({ err: error }, 'a delivery of Slack was not kept; it will come again');
      if (!response.headersSent) answer(response, 503);
      return false;
    },
    unhandledRequestHandler({ response }) {
      if (!response.headersSent) answer(response, 503);
    },
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return answer(response, 405, { allow: 'POST' });
    // Slack sends the type alone; with a charset behind it Bolt would take a form for JSON.
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (type) request.headers['content-type'] = type;
    const body = await readBody(request, response);
    if (body === null) return;
    const refused = refusal(request, body, signingSecret);
    if (refused !== null) return answer(response, refused);
    receiver.requestListener(request, response);
  }

  return { receiver, route: { path: EVENTS_PATH, handle } };
}

/** Reads what was sent; null where it was too much or never came whole, and that was answered. */
async function readBody(request: IncomingMessage, response: ServerResponse): Promise<string | null> {
  const late = setTimeout(() => request.destroy(), READ_MS);
  try {
    return (await HTTPModuleFunctions.bufferIncomingMessage(request, MOST_BYTES)).rawBody.toString();
  } catch (error) {
    const tooLarge = HTTPModuleFunctions.isRawBodyError(error) && error.statusCode === 413;
    answer(response, tooLarge ? 413 : 400, { connection: 'close' });
    request.resume();
    return null;
  } finally {
    clearTimeout(late);
  }
}

/** What Bolt would pass or trip over: times from the future, and JSON that is no object. Null: it is Bolt's. */
function refusal(request: IncomingMessage, body: string, signingSecret: string): number | null {
  const sentAt = Number(request.headers['x-slack-request-timestamp']);
  if (sentAt > Date.now() / 1000 + MOST_AHEAD_SECONDS) return 401;
  if (request.headers['content-type'] === 'application/x-www-form-urlencoded') {
    const payload = new URLSearchParams(body).get('payload');
    if (payload === null || isObject(payload)) return null;
  } else if (isObject(body)) return null;
  const signature = String(request.headers['x-slack-signature'] ?? '');
  const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': sentAt };
  try {
    verifySlackRequest({ signingSecret, body, headers });
    return 400;
  } catch {
    return 401;
  }
}

function isObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  if (response.headersSent) return;
  response.writeHead(status, headers).end();
}
