import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import type { Json } from '../../src/automation/definition.ts';
import { type ActionContext, ActionError, type ActionSpec, type Idempotency } from '../../src/connectors/define.ts';
import { paramMeta } from '../../src/connectors/params.ts';
import type { RunContext } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { asActionError, isOurs, StepFailure } from './failures.ts';

/** Everything one call of an action needs. */
export interface Prepared {
  spec: ActionSpec;
  params: Record<string, Json>;
  context: ActionContext;
  timeoutMs: number;
}

/** Parameters as the action declares them. Throws StepFailure naming the first that does not fit. */
export function parseParams(spec: ActionSpec, params: Record<string, Json>): Record<string, Json> {
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null));
  const parsed = spec.params.safeParse(given);
  if (parsed.success) return parsed.data as Record<string, Json>;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? '');
  const schema = spec.params.shape[name];
  const label = (schema && paramMeta(schema)?.label) || name || 'what it is given';
  throw new StepFailure(`“${spec.title}” cannot use ${label}: ${issue?.message ?? 'it does not fit'}.`);
}

/** HTTP methods that may be repeated without harm. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

/** How a repeat of this very call is made harmless. */
export function idempotencyOf(spec: ActionSpec, params: Record<string, Json>, sandbox: boolean): Idempotency {
  if (sandbox) return 'key';
  if (spec.effect === 'read') return 'natural';
  if (spec.service === 'http' && spec.idempotency === 'none' && SAFE_METHODS.has(String(params.method ?? 'GET'))) {
    return 'natural';
  }
  return spec.idempotency;
}

/** Opens the connection the approved version is bound to and puts together what the action is given. */
export async function prepare(
  deps: ActivityDeps,
  run: RunContext,
  spec: ActionSpec,
  params: Record<string, Json>,
  more: { key: string; signal: AbortSignal; heartbeat(detail?: unknown): void; timeoutMs: number },
): Promise<Prepared> {
  const id = spec.connection === 'none' ? null : (run.connections[spec.service] ?? null);
  if (spec.connection === 'account' && id === null) {
    throw new StepFailure(`${spec.service} is not connected. Connect it, then try again.`);
  }
  const connection = await openConnection(deps, run, id);
  if (connection.kind !== 'sandbox' && !spec.run) {
    throw new StepFailure(`“${spec.title}” works only on the sandbox for now.`);
  }
  return {
    spec,
    params,
    timeoutMs: more.timeoutMs,
    context: {
      idempotencyKey: more.key,
      workspace: run.workspace,
      user: run.user,
      executionId: run.execution,
      workflowName: run.workflowName,
      timeZone: run.timeZone,
      currency: run.policy.currency ?? deps.config.WORKFLOW_CURRENCY,
      now: deps.clock.now().toISOString(),
      thread: run.thread,
      connection,
      signal: more.signal,
      heartbeat: more.heartbeat,
      ...(deps.tools && { tools: deps.tools }),
    },
  };
}

async function openConnection(deps: ActivityDeps, run: RunContext, id: string | null) {
  try {
    return await deps.accounts.open({ workspace: run.workspace, user: run.user }, id);
  } catch (error) {
    if (isOurs(error)) throw error;
    throw new StepFailure(asActionError(error, 'The connection').message, { cause: error });
  }
}

/** Calls the action within its time. Throws ActionError, or CancelledFailure when the run was cancelled. */
export async function callAction(deps: ActivityDeps, prepared: Prepared): Promise<Record<string, Json>> {
  const { spec, params, context } = prepared;
  const timeUp = () => deps.measures?.cutOff(spec);
  return within({ ...prepared, timeUp }, async () => {
    if (context.connection.kind === 'sandbox') return deps.sandbox.perform(spec, params, context);
    if (!spec.run) throw new StepFailure(`“${spec.title}” works only on the sandbox for now.`);
    return plain(await spec.run(params as never, context));
  });
}

/** Asks whether the effect happened: its result, null when surely not. Throws as `callAction` does. */
export async function lookUp(prepared: Prepared): Promise<Record<string, Json> | null> {
  const { spec, params, context } = prepared;
  return within(prepared, async () => {
    const found = await spec.lookup?.(params as never, context);
    return found ? plain(found) : null;
  });
}

/** Only what JSON can carry. */
const plain = (value: unknown): Record<string, Json> => JSON.parse(JSON.stringify(value ?? {})) as Record<string, Json>;

async function within<T>(prepared: Prepared & { timeUp?(): void }, work: () => Promise<T>): Promise<T> {
  const { spec, context, timeoutMs } = prepared;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  const signal = AbortSignal.any([context.signal, limit.signal]);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const own = context.signal;
  context.signal = signal;
  try {
    own.throwIfAborted();
    return await Promise.race([work(), aborted]);
  } catch (error) {
    if (own.aborted) throw new CancelledFailure('Stopped before it was finished.');
    if (limit.signal.aborted) {
      prepared.timeUp?.();
      const message = `“${spec.title}” did not finish within ${seconds(timeoutMs)}.`;
      throw new ActionError(message, { outcome: 'unknown', retryable: true, cause: error });
    }
    if (error instanceof StepFailure || error instanceof ApplicationFailure) throw error;
    throw asActionError(error, `“${spec.title}”`);
  } finally {
    clearTimeout(timer);
    context.signal = own;
  }
}

const seconds = (ms: number): string => (ms < 1000 ? `${ms} milliseconds` : `${Math.round(ms / 100) / 10} seconds`);

/** A beat for calls that take long: Temporal hears that we live, the ledger's lease is kept. */
export function startBeat(heartbeat: () => void, renew: () => Promise<void>): { stop(): void } {
  const timer = setInterval(() => {
    heartbeat();
    renew().catch(() => {});
  }, 5000);
  return { stop: () => clearInterval(timer) };
}
