import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  isGrpcDeadlineError,
  isGrpcServiceError,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { TemporalAccess } from './access.ts';
import { ensureSearchAttributes } from './attributes.ts';
import { traceStarts } from './trace-header.ts';

export interface TemporalConnection {
  readonly client: Client;
  readonly namespace: string;
  /**
   * Runs calls to Temporal, all of which must be answered within the deadline; AppError `unavailable` when they are not.
   * Other errors of Temporal pass through.
   */
  call<T>(work: (client: Client) => Promise<T>, options?: { deadlineMs?: number; what?: string }): Promise<T>;
  /** Registers what runs are labelled with; harmless to repeat. Returns false where Temporal refuses or is away. */
  prepare(): Promise<boolean>;
  /** True when Temporal answers within a second. */
  healthy(): Promise<boolean>;
  /**
   * Which Temporal this is: the id of the namespace, made at random with it and the same for as long as its runs are there, also
   * where another cluster takes it over.
   */
  engine(): Promise<string>;
  close(): Promise<void>;
}

/** UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, CANCELLED of gRPC: nobody answered, or too late. */
const AWAY = new Set([14, 4, 8, 1]);

export function isAway(error: unknown): boolean {
  if (isGrpcDeadlineError(error)) return true;
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (isGrpcServiceError(at) && AWAY.has(Number(at.code))) return true;
  }
  return false;
}

/** The sentence of voice.md for when Temporal is down. */
export function unavailable(what: string, cause: unknown): AppError {
  return new AppError(
    'unavailable',
    `I can't ${what} right now: the workflow engine is not answering. What comes in by webhook is kept and will run when it is back.`,
    { cause, retryAfter: 15 },
  );
}

/** A client that connects when it is first used and comes back by itself; every call is bounded. */
export function createTemporal(options: {
  access: TemporalAccess;
  namespace: string;
  log: Log;
  /** Encrypts what Temporal keeps; absent where a test reads it. */
  codec?: PayloadCodec;
  deadlineMs?: number;
}): TemporalConnection {
  const deadlineMs = options.deadlineMs ?? 2000;
  const connection = Connection.lazy({
    ...options.access,
    connectTimeout: deadlineMs,
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 4, maxIntervalMs: () => 1000 }))],
  });
  const client = new Client({
    connection,
    namespace: options.namespace,
    interceptors: { workflow: [traceStarts] },
    ...(options.codec && { dataConverter: { payloadCodecs: [options.codec] } }),
  });

  return {
    client,
    namespace: options.namespace,

    async call(work, { deadlineMs: own, what = 'start runs' } = {}) {
      try {
        return await connection.withDeadline(Date.now() + (own ?? deadlineMs), () => work(client));
      } catch (error) {
        throw isAway(error) ? unavailable(what, error) : error;
      }
    },

    async prepare() {
      try {
        await connection.withDeadline(Date.now() + 10_000, () => ensureSearchAttributes(connection, options.namespace));
        return true;
      } catch (error) {
        options.log.warn({ err: error }, 'search attributes are not registered; runs go on without them');
        return false;
      }
    },

    async healthy() {
      try {
        await connection.withDeadline(Date.now() + 1000, () => connection.workflowService.getSystemInfo({}));
        return true;
      } catch {
        return false;
      }
    },

    async engine() {
      const { namespace } = options;
      const { namespaceInfo } = await this.call(() => connection.workflowService.describeNamespace({ namespace }), {
        what: 'look at runs',
      });
      return namespaceInfo?.id ?? '';
    },

    close: () => connection.close(),
  };
}
