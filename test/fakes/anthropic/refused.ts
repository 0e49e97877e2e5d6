/** A request the real API would refuse, with its error type and status. */
export class Refused extends Error {
  readonly status: number;
  readonly type: string;

  constructor(message: string, status = 400, type = 'invalid_request_error') {
    super(message);
    this.status = status;
    this.type = type;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
