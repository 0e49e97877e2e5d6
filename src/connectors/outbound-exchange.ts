import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { Agent, type buildConnector, DecoratorHandler, type Dispatcher, request } from 'undici';
import type { OutboundResponse } from './outbound.ts';
import { fail, OutboundError } from './outbound-error.ts';
import type { Hop } from './outbound-hop.ts';

export interface Exchange {
  /** Sends one request, follows nothing, and reads the answer, `maxBytes` at most. Notes in `marker` that it is going out. */
  send(hop: Hop, signal: AbortSignal, maxBytes: number, marker: { sent: boolean }): Promise<OutboundResponse>;
  close(): Promise<void>;
}

/** Connections that are kept for a while, opened by `connect` alone. */
export function openExchange(connect: buildConnector.connector): Exchange {
  const agent = new Agent({
    connect,
    connections: 64,
    // Shorter than servers keep idle connections, so that a write is not sent into one that is just being closed.
    keepAliveTimeout: 2_000,
    keepAliveMaxTimeout: 10_000,
    maxHeaderSize: 32_768,
  });
  return {
    send: (hop, signal, maxBytes, marker) => exchange(agent, hop, signal, maxBytes, marker),
    close: () => agent.destroy(),
  };
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
