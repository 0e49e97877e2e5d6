import type { z } from 'zod';
import type { Person } from '../automation/service.ts';
import { AppError, type Finding } from '../errors.ts';
import type { Scope } from '../tokens.ts';

export interface RouteInput<B, Q> {
  person: Person;
  params: Record<string, string>;
  body: B;
  query: Q;
  /** The request's Idempotency-Key, for things that must have a fixed id. */
  key?: string;
}

export interface Answer {
  status: number;
  body: unknown;
  /** Media type of a body that is a stream. */
  type?: string;
}

/** One call of the API: what it takes and answers, and so its line in the OpenAPI document. */
export interface Route {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** With `:name` parameters, without a slash at its end. */
  path: string;
  /** Other paths that mean the same. */
  aliases?: string[];
  summary: string;
  scope: Scope;
  body?: z.ZodType;
  query?: z.ZodType;
  /** Status of success and the shape of its answer. */
  status: number;
  answer: z.ZodType;
  handle(input: RouteInput<unknown, unknown>): Promise<unknown>;
}

/** Declares a route; types of `body` and `query` follow from the schemas. A handler may answer `{ status, body }` as `Answer` through `answer()`. */
export function route<B extends z.ZodType = z.ZodType, Q extends z.ZodType = z.ZodType>(
  spec: Omit<Route, 'handle' | 'body' | 'query'> & {
    body?: B;
    query?: Q;
    handle(input: RouteInput<z.infer<B>, z.infer<Q>>): Promise<unknown>;
  },
): Route {
  return spec as unknown as Route;
}

class OtherAnswer implements Answer {
  readonly status: number;
  readonly body: unknown;
  readonly type?: string;
  constructor(status: number, body: unknown, type?: string) {
    this.status = status;
    this.body = body;
    if (type !== undefined) this.type = type;
  }
}

/** An answer with another status than the route's usual one. */
export function answer(status: number, body: unknown, type?: string): Answer {
  return new OtherAnswer(status, body, type);
}

export function isAnswer(value: unknown): value is Answer {
  return value instanceof OtherAnswer;
}

/** Parses a request's part; `bad_request` lists every finding (D7: shape is 400, meaning is 422). */
export function parseShape<T extends z.ZodType>(schema: T, value: unknown, where: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const findings: Finding[] = parsed.error.issues.slice(0, 50).map((issue) => ({
    path: issue.path.join('.'),
    code: 'shape',
    message: issue.message,
  }));
  const first = findings[0];
  const detail = first ? ` ${first.path ? `${first.path}: ` : ''}${first.message}.` : '';
  throw new AppError('bad_request', `The ${where} does not have the expected shape.${detail}`, { findings });
}
