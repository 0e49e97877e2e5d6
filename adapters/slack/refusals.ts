import { webApi } from '@slack/bolt';
import { PlatformError } from '../../src/chat/types.ts';

/** What went wrong with a call, in the contract's terms. */
export interface Refusal {
  error: PlatformError;
  /** Slack may have carried it out all the same: look before doing it again. */
  maybe: boolean;
  /** Slack's own word for it: `channel_not_found`. */
  code: string;
}

/** The thread, the channel or the way into it exists no longer: it must be told elsewhere. */
const GONE = new Set([
  'cannot_dm_bot',
  'cannot_reply_to_message',
  'channel_not_found',
  'channel_type_not_supported',
  'is_archived',
  'is_inactive',
  'messages_tab_disabled',
  'not_in_channel',
  'restricted_action',
  'restricted_action_non_threadable_channel',
  'restricted_action_read_only_channel',
  'restricted_action_thread_locked',
  'restricted_action_thread_only_channel',
  'thread_not_found',
  'user_disabled',
  'user_not_found',
  'user_not_visible',
  'users_not_found',
]);

/** The installation is not well: nothing can be said until someone mends it, and then it can. */
const BROKEN = new Set([
  'access_denied',
  'account_inactive',
  'app_uninstalled',
  'enterprise_is_restricted',
  'invalid_auth',
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
  'team_disabled',
  'token_expired',
  'token_revoked',
]);

const LIMITED = new Set(['message_limit_exceeded', 'rate_limited', 'ratelimited']);
/** Slack says itself that part of it may have been done. */
const UNSURE = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);
/** Failures of a connection that was never made. */
const BEFORE_SENDING = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT/;

/** Whether the token itself is refused. */
export const isBroken = (code: string): boolean => BROKEN.has(code);

/** What a failed call means for whoever asked for it. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof PlatformError) return { error, maybe: error.reason === 'doubtful', code: '' };
  if (error instanceof webApi.WebAPIRateLimitedError) return limited(error, error.retryAfter * 1000);
  if (error instanceof webApi.WebAPIPlatformError) return platformRefusal(error);
  if (error instanceof webApi.WebAPIHTTPError) {
    const reason = `Slack answered ${error.statusCode}`;
    if (error.statusCode < 500) return { error: failure('refused', reason, error), maybe: false, code: '' };
    return { error: failure('unreachable', reason, error), maybe: true, code: '' };
  }
  // Not Slack's doing: it cannot be said like this, and perhaps in plain words.
  if (error instanceof RangeError || error instanceof TypeError) {
    return { error: failure('refused', error.message, error), maybe: false, code: '' };
  }
  const words = chain(error);
  if (/retry-after header/i.test(words)) return limited(error, 30_000);
  if (BEFORE_SENDING.test(words)) {
    return { error: failure('unreachable', 'Slack cannot be reached', error), maybe: false, code: '' };
  }
  return { error: failure('doubtful', 'Slack did not answer', error), maybe: true, code: '' };
}

function platformRefusal(error: webApi.WebAPIPlatformError): Refusal {
  const code = error.data.error;
  const details = error.data.response_metadata?.messages?.join('; ');
  const words = details ? `${code}: ${details.slice(0, 500)}` : code;
  if (LIMITED.has(code)) {
    const seconds = error.data.response_metadata?.retryAfter ?? 30;
    return { ...limited(error, seconds * 1000), code };
  }
  if (GONE.has(code)) return { error: failure('gone', words, error), maybe: false, code };
  if (BROKEN.has(code)) return { error: failure('unreachable', words, error), maybe: false, code };
  if (UNSURE.has(code)) return { error: failure('doubtful', words, error), maybe: true, code };
  return { error: failure('refused', words, error), maybe: false, code };
}

const failure = (reason: PlatformError['reason'], message: string, cause: unknown): PlatformError =>
  new PlatformError(reason, message, { cause });

const limited = (cause: unknown, retryAfterMs: number): Refusal => ({
  error: new PlatformError('rate_limited', 'Slack asks to wait', { retryAfterMs, cause }),
  maybe: false,
  code: 'ratelimited',
});

/** Codes and messages of an error and what caused it. */
function chain(error: unknown): string {
  const words: string[] = [];
  let at: unknown = error;
  for (let depth = 0; at instanceof Error && depth < 6; depth++) {
    const code = 'code' in at ? String(at.code) : '';
    words.push(code, at.message);
    if (at instanceof AggregateError) words.push(...at.errors.map(String));
    at = at instanceof webApi.WebAPIRequestError ? at.original : at.cause;
  }
  return words.join(' ');
}
