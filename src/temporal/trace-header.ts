import type { WorkflowClientInterceptor } from '@temporalio/client';
import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { traceparent } from '../tracing.ts';

const NAME = 'traceparent';

/** Gives a run that is started the place in the trace it is started from. */
export const traceStarts: WorkflowClientInterceptor = {
  startWithDetails(input, next) {
    const at = traceparent();
    if (!at) return next(input);
    return next({ ...input, headers: { ...input.headers, [NAME]: defaultPayloadConverter.toPayload(at) } });
  },
};

/** The place in the trace that a header names; null without one. */
export function traceOf(headers: Headers): string | null {
  const header = headers[NAME];
  const text: unknown = header ? defaultPayloadConverter.fromPayload(header) : null;
  return typeof text === 'string' ? text : null;
}
