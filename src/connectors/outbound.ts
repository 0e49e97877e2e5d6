import { SpanKind } from '@opentelemetry/api';
import type { buildConnector } from 'undici';
import { type Deadline, deadline } from '../deadline.ts';
import { spanned, traceparent } from '../tracing.ts';
import { createHttpGuard, type HttpGuard, type Resolve } from './http-guard.ts';
import { fail, OutboundError, outboundError, refuse } from './outbound-error.ts';
import type { Exchange } from './outbound-exchange.ts';
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
  let opened: Promise<Exchange> | null = null;
  /** Undici takes over ten megabytes and a tenth of a second to load: with the first call, not with the start. */
  const exchange = () => {
    opened ??= import('./outbound-exchange.ts').then(
      ({ openExchange }) => openExchange(guard.connect),
      (error: unknown) => {
        opened = null;
        throw new OutboundError('Nothing could be sent right now.', {
          reason: 'unreachable',
          sent: false,
          cause: error,
        });
      },
    );
    return opened;
  };
  return {
    guard,
    send: (wanted) => tracedCall(wanted, async (traced) => follow(await exchange(), guard, traced)),
    close: async () => (await opened)?.close(),
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

async function follow(exchange: Exchange, guard: HttpGuard, wanted: OutboundRequest): Promise<OutboundResponse> {
  const until = deadline(wanted.timeoutMs ?? TIMEOUT_MS, wanted.signal);
  try {
    return await hops(exchange, guard, wanted, until);
  } finally {
    until.clear();
  }
}

async function hops(
  exchange: Exchange,
  guard: HttpGuard,
  wanted: OutboundRequest,
  until: Deadline,
): Promise<OutboundResponse> {
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
      const answer = await exchange.send(hop, until.signal, wanted.maxBytes ?? MAX_BYTES, marker);
      const target = redirectOf(answer, hop);
      if (target === null) return answer;
      sent = true;
      if (redirects === MAX_REDIRECTS) throw fail('It redirects again and again.', 'redirects', true);
      hop = redirected(guard, hop, answer.status, target);
    } catch (error) {
      throw outboundError(error, marker.sent, wanted.signal, until);
    }
  }
}
