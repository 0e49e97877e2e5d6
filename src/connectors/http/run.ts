import type { Json } from '../../automation/definition.ts';
import { type ActionContext, ActionError } from '../define.ts';
import { actionErrorOf, jsonOf, retryAfterMs } from '../provider.ts';
import { toolsOf } from '../tools.ts';

/** Bytes of a request's body. */
const MAX_SENT = 1_000_000;
/** Bytes of an answer that a step hands on. */
const MAX_READ = 1_000_000;
const TIMEOUT_S = 30;
const MAX_TIMEOUT_S = 300;
const READS = new Set(['GET', 'HEAD']);

interface HttpParams {
  url: string;
  method?: string | undefined;
  headers?: Record<string, unknown> | undefined;
  body?: unknown;
  timeout?: number | undefined;
}

/**
 * Calls a web address. A body that is not text is sent as JSON; what changes something carries our Idempotency-Key. An
 * answer of 400 or more fails the step: a 4xx surely did nothing, a 5xx to a write may have.
 */
export async function request(params: HttpParams, context: ActionContext) {
  const method = (params.method ?? 'GET').toUpperCase();
  const reads = READS.has(method);
  const { headers, body } = messageOf(params, reads, context.idempotencyKey);
  const seconds = Math.min(Math.max(params.timeout ?? TIMEOUT_S, 1), MAX_TIMEOUT_S);
  const answer = await toolsOf(context)
    .outbound.send({
      url: params.url,
      method,
      headers,
      ...(body === null ? {} : { body }),
      timeoutMs: seconds * 1000,
      maxBytes: MAX_READ,
      signal: context.signal,
      tellTrace: true,
    })
    .catch((error: unknown) => {
      throw actionErrorOf(error, hostOf(params.url), !reads);
    });
  if (answer.status >= 400) throw statusError(answer.status, answer.headers['retry-after'], params.url, reads, context);
  const json = jsonOf(answer.body);
  return {
    status_code: answer.status,
    body: json ?? answer.body.toString('utf8'),
    json,
    headers: answer.headers,
  } satisfies Record<string, Json>;
}

function messageOf(params: HttpParams, reads: boolean, key: string) {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(params.headers ?? {})) {
    if (value !== null && value !== undefined) headers[name.toLowerCase()] = String(value);
  }
  if (!reads) headers['idempotency-key'] ??= key;
  if (params.body === undefined || params.body === null || reads) return { headers, body: null };
  const text = typeof params.body === 'string' ? params.body : JSON.stringify(params.body);
  if (Buffer.byteLength(text) > MAX_SENT) {
    throw new ActionError('The body is larger than 1 MB.', { outcome: 'not_done', retryable: false });
  }
  headers['content-type'] ??=
    typeof params.body === 'string' && jsonOf(Buffer.from(text)) === null ? 'text/plain' : 'application/json';
  return { headers, body: text };
}

function statusError(status: number, header: string | undefined, url: string, reads: boolean, context: ActionContext) {
  const wait = retryAfterMs(header, new Date(context.now));
  const busy = status === 429 || status === 503;
  return new ActionError(`${hostOf(url)} answered ${status}.`, {
    outcome: reads || busy || status < 500 ? 'not_done' : 'unknown',
    retryable: busy || status >= 500 || status === 408 || status === 425,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'The address';
}

/** Where in a web address values may stand: not in its host, which the card shows and a person approves. */
export function hasFixedHost(url: string): boolean {
  const host = /^https?:\/\/([^/?#\\]*)/i.exec(url.trim())?.[1];
  return host !== undefined && host !== '' && !/[{}\s]/.test(host);
}
