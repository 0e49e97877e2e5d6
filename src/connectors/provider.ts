import type { Json } from '../automation/definition.ts';
import { ActionError } from './define.ts';
import { isObject } from './inbound.ts';
import type { Outbound, OutboundRequest, OutboundResponse } from './outbound.ts';
import { OutboundError } from './outbound-error.ts';

/** Talking to a provider's API: answers as JSON, failures in the terms of the effects ledger. */

const MOST_WAIT_MS = 3_600_000;

/** What a failed call means: whether the provider surely did nothing, and whether trying again makes sense. */
export function actionErrorOf(error: unknown, name: string, effect: boolean): ActionError {
  if (error instanceof ActionError) return error;
  if (!(error instanceof OutboundError)) throw error;
  const unknown = effect && error.sent;
  const retryable = error.reason !== 'refused' && error.reason !== 'too_large' && error.reason !== 'redirects';
  const what = `${name}: ${error.message}`;
  return new ActionError(what, { outcome: unknown ? 'unknown' : 'not_done', retryable, cause: error });
}

/**
 * The same for an answer that is no success: 4xx means nothing was done, 429 and 503 say when to come back; another 5xx may
 * have come after the deed.
 */
export function refusal(answer: OutboundResponse, name: string, effect: boolean, now: Date): ActionError {
  const said = detailOf(answer);
  const message = `${name} answered ${answer.status}${said === '' ? '' : `: ${said}`}.`;
  const busy = answer.status === 429 || answer.status === 503;
  const wait = retryAfterMs(answer.headers['retry-after'], now);
  const surely = !effect || busy || answer.status < 500;
  return new ActionError(message, {
    outcome: surely ? 'not_done' : 'unknown',
    retryable: busy || answer.status >= 500 || answer.status === 408 || answer.status === 425,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** Seconds or an HTTP date, as milliseconds from now; at most an hour. Undefined when there is none. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MOST_WAIT_MS) : undefined;
}

/** Sends a request and reads JSON. `effect` says whether it changes something there. Throws ActionError. */
export async function callProvider(
  client: Outbound,
  wanted: OutboundRequest,
  about: { name: string; effect: boolean; now: string },
): Promise<{ [key: string]: Json }> {
  let answer: OutboundResponse;
  try {
    answer = await client.send(wanted);
  } catch (error) {
    throw actionErrorOf(error, about.name, about.effect);
  }
  if (answer.status < 200 || answer.status > 299) throw refusal(answer, about.name, about.effect, new Date(about.now));
  const json = jsonOf(answer.body);
  if (isObject(json)) return json;
  if (Array.isArray(json)) return { results: json };
  throw new ActionError(`${about.name} answered something that cannot be read.`, {
    outcome: about.effect ? 'unknown' : 'not_done',
    retryable: false,
  });
}

/** Null for what is not JSON. */
export function jsonOf(body: Buffer): Json {
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    return null;
  }
}

/** The provider's own words on what was wrong, in one line. */
function detailOf(answer: OutboundResponse): string {
  const json = jsonOf(answer.body);
  if (!isObject(json)) return '';
  const errors = Array.isArray(json.errors) ? json.errors.filter(isObject) : [];
  const details = errors.map((error) =>
    [error.attr, error.detail].filter((part) => typeof part === 'string').join(': '),
  );
  const plain = [json.detail, json.message, json.error, json.errors].find((part) => typeof part === 'string');
  return (details.length > 0 ? details.join('; ') : String(plain ?? ''))
    .replace(/\s+/g, ' ')
    .replace(/[.\s]+$/, '')
    .slice(0, 300);
}
