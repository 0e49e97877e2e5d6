import type { Deadline } from '../deadline.ts';
import { AddressRefused } from './http-guard.ts';

/** refused: by us, nothing was sent · unreachable: no connection · timeout, aborted, broken: it may have arrived · too_large: it answered too much. */
type OutboundFailure = 'refused' | 'unreachable' | 'timeout' | 'aborted' | 'broken' | 'too_large' | 'redirects';

/** A request without an answer. `sent` tells whether anything of it may have reached the other side. */
export class OutboundError extends Error {
  override name = 'OutboundError';
  readonly reason: OutboundFailure;
  readonly sent: boolean;

  constructor(message: string, more: { reason: OutboundFailure; sent: boolean; cause?: unknown }) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.reason = more.reason;
    this.sent = more.sent;
  }
}

/** A failure of our own making. */
export function fail(message: string, reason: OutboundFailure, sent: boolean): OutboundError {
  return new OutboundError(message, { reason, sent });
}

/** Runs a check; what it refuses is refused before anything was sent. */
export function refuse<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof AddressRefused)
      throw new OutboundError(cause.message, { reason: 'refused', sent: false, cause });
    throw cause;
  }
}

const UNREACHABLE: Record<string, string> = {
  ECONNREFUSED: ': it refuses the connection',
  ENOTFOUND: ': no such address is known',
  EAI_AGAIN: ': its name could not be looked up',
  EHOSTUNREACH: ': there is no way to it from here',
  ENETUNREACH: ': there is no way to it from here',
};
const NO_CONNECTION =
  /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|CERT_|ERR_TLS|UND_ERR_CONNECT)/;

/** What undici, the guard or a signal threw, in our terms. */
export function outboundError(
  error: unknown,
  sent: boolean,
  asked: AbortSignal | undefined,
  deadline: Deadline,
): OutboundError {
  if (error instanceof OutboundError) {
    return sent && !error.sent ? new OutboundError(error.message, { reason: error.reason, sent, cause: error }) : error;
  }
  if (error instanceof AddressRefused)
    return new OutboundError(error.message, { reason: 'refused', sent, cause: error });
  if (asked?.aborted) return new OutboundError('It was stopped.', { reason: 'aborted', sent, cause: error });
  if (deadline.passed())
    return new OutboundError('It did not answer in time.', { reason: 'timeout', sent, cause: error });
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (!sent || NO_CONNECTION.test(code)) {
    return new OutboundError(`It cannot be reached${UNREACHABLE[code] ?? (code === '' ? '' : ` (${code})`)}.`, {
      reason: 'unreachable',
      sent,
      cause: error,
    });
  }
  return new OutboundError('The connection broke off.', { reason: 'broken', sent, cause: error });
}
