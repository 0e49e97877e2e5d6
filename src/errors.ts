/**
 * What went wrong, in the terms of the API (S0.156–164). `message` is a sentence a person may read, with the remedy.
 * Everything else that is thrown is a bug or a broken service and is shown as `internal`.
 */
export type ErrorCode =
  | 'bad_request' // 400
  | 'unauthenticated' // 401
  | 'forbidden' // 403
  | 'not_found' // 404
  | 'conflict' // 409
  | 'gone' // 410
  | 'too_large' // 413
  | 'invalid' // 422, with findings
  | 'rate_limited' // 429, with retryAfter in seconds
  | 'internal' // 500
  | 'unavailable'; // 503

export interface Finding {
  /** Where, as `steps[2].params.amount`; empty for the whole. */
  path: string;
  /** Machine-readable and stable, as `unknown_action`. */
  code: string;
  message: string;
  /** What to do about it. */
  hint?: string;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly findings: Finding[] | undefined;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { findings?: Finding[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'AppError';
    this.code = code;
    this.findings = more.findings;
    this.retryAfter = more.retryAfter;
  }
}
