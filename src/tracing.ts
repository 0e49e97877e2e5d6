import { type Attributes, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { hash } from './ids.ts';

/**
 * Traces, from what arrives to what goes out. A trace is handed on as a `traceparent` (W3C) on rows and in Temporal's headers. Spans
 * carry ids and names of actions, nothing of a person. Where tracing is off (tracing-start.ts) all of this does nothing.
 */
const tracer = trace.getTracer('nod');
const PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The ids the next span gets; set only while `traceRun` makes its span. */
let next: { traceId: string; spanId: string } | null = null;
export const givenIds = (): typeof next => next;

interface SpanOptions {
  /** A traceparent the span goes on from; null: it begins a trace; unset: it belongs to what is under way. */
  parent?: string | null | undefined;
  kind?: SpanKind;
  ids?: Attributes;
}

/** Whether anything is traced at all; for what would cost something. */
export const isTracing = (): boolean => started;
let started = false;
export function tracingIs(on: boolean): void {
  started = on;
}

/** Where whatever is under way stands, for a row or a header; null where nothing is traced. */
export function traceparent(): string | null {
  const span = trace.getActiveSpan();
  if (!span?.isRecording()) return null;
  const { traceId, spanId } = span.spanContext();
  return `00-${traceId}-${spanId}-01`;
}

/** `{ trace }` for a row, where something is traced. */
export function traced(): { trace?: string } {
  const at = traceparent();
  return at ? { trace: at } : {};
}

/** Does the work as a span; what it throws marks the span, by the error's name alone. */
export async function spanned<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const settings = { kind: options.kind ?? SpanKind.INTERNAL, ...(options.ids && { attributes: options.ids }) };
  const run = async (span: Span): Promise<T> => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
      throw error;
    } finally {
      span.end();
    }
  };
  if (options.parent === undefined) return tracer.startActiveSpan(name, settings, run);
  return tracer.startActiveSpan(name, settings, contextOf(options.parent), run);
}

function contextOf(parent: string | null) {
  const [, traceId, spanId] = PARENT.exec(parent ?? '') ?? [];
  return traceId && spanId
    ? trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1, isRemote: true })
    : ROOT_CONTEXT;
}

/**
 * Where a run stands in its trace, known to everybody from its Temporal workflow id: its span has an id of its own making, so that
 * steps can belong to it before it is over. A run that nothing traced started makes a trace of its own.
 */
export function runTrace(temporalWorkflowId: string, from: string | null | undefined): string {
  const [, traceId = hash(`trace ${temporalWorkflowId}`).slice(0, 32)] = PARENT.exec(from ?? '') ?? [];
  return `00-${traceId}-${hash(`run ${temporalWorkflowId}`).slice(0, 16)}-01`;
}

/** The span of a whole run, once it is over. */
export function traceRun(run: {
  temporalWorkflowId: string;
  trace?: string | null;
  startedAt: Date;
  ids: Attributes;
  failed: boolean;
}): void {
  const [, traceId = '', spanId = ''] = PARENT.exec(runTrace(run.temporalWorkflowId, run.trace)) ?? [];
  next = { traceId, spanId };
  try {
    const options = { startTime: run.startedAt, attributes: run.ids };
    const span = tracer.startSpan('run', options, contextOf(run.trace ?? null));
    if (run.failed) span.setStatus({ code: SpanStatusCode.ERROR, message: 'failed' });
    span.end();
  } finally {
    next = null;
  }
}
