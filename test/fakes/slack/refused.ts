import type { Json } from './model.ts';

/** An answer with `ok: false`, as Slack gives it: HTTP 200 unless it says otherwise. */
export class Refused extends Error {
  readonly code: string;
  readonly more: Json;
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(code: string, more: Json = {}, status = 200, headers: Record<string, string> = {}) {
    super(code);
    this.code = code;
    this.more = more;
    this.status = status;
    this.headers = headers;
  }
}

/** `invalid_arguments` with the reasons where Slack puts them. */
export function invalid(...messages: string[]): Refused {
  return new Refused('invalid_arguments', {
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });
}
