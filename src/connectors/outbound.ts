import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { SpanKind } from '@opentelemetry/api';
import { Agent, type buildConnector, DecoratorHandler, type Dispatcher, request } from 'undici';
import { spanned, traceparent } from '../tracing.ts';
import { createHttpGuard, type HttpGuard, type Resolve } from './http-guard.ts';
import { fail, OutboundError, outboundError, refuse } from './outbound-error.ts';
import { cleanHeaders, type Hop, redirected, redirectOf } from './outbound-hop.ts';

export interface OutboundRequest {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Milliseconds for everything, redirects included; 10 s unless said. */
  timeoutMs?: number;
  /** Bytes of the answer, 5 MB unless said. */
  maxBytes?: number;
  signal?: AbortSignal;
  /** Tells the other side which trace this belongs to (`traceparent`): random numbers, nothing of a person. */
  tellTrace?: boolean;
}

export interface OutboundResponse {
  status: number;
  /** Lower-case names; several values of one name joined by a comma. */
  headers: Record<string, string>;
  body: Buffer;
  /** Where the answer came from, after redirects. */
  url: string;
}

export interface Outbound {
  /** Sends a request and reads the whole answer. Throws OutboundError; an answer of any status is no error. */
  send(wanted: OutboundRequest): Promise<OutboundResponse>;
  guard: HttpGuard;
  close(): Promise<void>;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 5_000_000;
const MAX_REDIRECTS = 3;
/**
 * The way out for addresses that come from people: only to public addresses (see http-guard.ts), no proxy from the
 * environment, redirects checked hop by hop, time and size bounded.
 */
export function createOutbound(options: {
  allow?: readonly string[];
  resolve?: Resolve;
  open?: buildConnector.connector;
}): Outbound {
  const guard = createHttpGuard(options);
  const agent = new Agent({
    connect: guard.connect,
    connections: 64,
    // Shorter than servers keep idle connections, so that a write is not sent into one that is just being closed.
    keepAliveTimeout: 2_000,
    keepAliveMaxTimeout: 10_000,
    maxHeaderSize: 32_768,
  });
  return {
    guard,
    send: (wanted) => tracedCall(wanted, (traced) => follow(agent, guard, traced)),
    close: () => agent.destroy(),
  };
}

/** A span of the call, with its method and the answer's status: addresses may say something of a person. */
async function tracedCall(
  wanted: OutboundRequest,
  call: (wanted: OutboundRequest) => Promise<OutboundResponse>,
): Promise<OutboundResponse> {
  const method = (wanted.method ?? 'GET').toUpperCase();
  const ids = { 'http.request.method': method };
  return spanned(`HTTP ${method}`, { kind: SpanKind.CLIENT, ids }, async (span) => {
    const at = wanted.tellTrace ? traceparent() : null;
    const answer = await call(at ? { ...wanted, headers: { traceparent: at, ...wanted.headers } } : wanted);
    span.setAttribute('http.response.status_code', answer.status);
    return answer;
  });
}

async function follow(agent: Agent, guard: HttpGuard, wanted: OutboundRequest): Promise<OutboundResponse> {
  const deadline = AbortSignal.timeout(wanted.timeoutMs ?? TIMEOUT_MS);
  const signal = wanted.signal ? AbortSignal.any([wanted.signal, deadline]) : deadline;
  let hop: Hop = {
    url: refuse(() => guard.check(wanted.url)),
    method: (wanted.method ?? 'GET').toUpperCase(),
    headers: refuse(() => cleanHeaders(wanted.headers ?? {})),
    body: wanted.body ?? null,
  };
  let sent = false;
  for (let redirects = 0; ; redirects += 1) {
    const marker = { sent };
    try {
      const answer = await exchange(agent, hop, signal, wanted.maxBytes ?? MAX_BYTES, marker);
      const target = redirectOf(answer, hop);
      if (target === null) return answer;
      sent = true;
      if (redirects === MAX_REDIRECTS) throw fail('It redirects again and again.', 'redirects', true);
      hop = redirected(guard, hop, answer.status, target);
    } catch (error) {
      throw outboundError(error, marker.sent, wanted.signal, deadline);
    }
  }
}

async function exchange(
  agent: Agent,
  hop: Hop,
  signal: AbortSignal,
  maxBytes: number,
  marker: { sent: boolean },
): Promise<OutboundResponse> {
  const response = await abortable(
    request(hop.url, {
      dispatcher: agent.compose((dispatch) => (opts, handler) => dispatch(opts, new SentMarker(handler, marker))),
      method: hop.method as Dispatcher.HttpMethod,
      headers: { 'user-agent': 'Nod', 'accept-encoding': 'gzip, br, deflate', ...hop.headers },
      body: hop.body,
      signal,
    }),
    signal,
  );
  const headers = flatten(response.headers);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw fail(`The answer is larger than ${maxBytes} bytes.`, 'too_large', true);
    chunks.push(chunk);
  }
  const body = await decompress(Buffer.concat(chunks), headers['content-encoding'], maxBytes);
  return { status: response.statusCode, headers, body, url: hop.url.href };
}

/** Undici's decorator as it is at run time; its types name no methods. */
const Decorator = DecoratorHandler as unknown as new (
  handler: Dispatcher.DispatchHandler,
) => { onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void };

/** Notes that a request is about to go out on a connection: before that, a failure means nothing happened. */
class SentMarker extends Decorator {
  readonly #marker: { sent: boolean };

  constructor(handler: Dispatcher.DispatchHandler, marker: { sent: boolean }) {
    super(handler);
    this.#marker = marker;
  }

  override onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#marker.sent = true;
    super.onRequestStart(controller, context);
  }
}

/** Undici heeds a signal only once it is connected; a connection that never comes must end in time too. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => {});
  let stop = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

const UNPACK: Record<string, (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  deflate: promisify(inflate),
};

async function decompress(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const unpack = UNPACK[(encoding ?? '').trim().toLowerCase()];
  if (unpack === undefined || body.length === 0) return body;
  return unpack(body, { maxOutputLength: maxBytes }).catch((cause: unknown) => {
    throw new OutboundError('The answer could not be unpacked.', { reason: 'too_large', sent: true, cause });
  });
}
