import { SpanKind } from '@opentelemetry/api';
import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { spanned } from '../tracing.ts';
import { attributesOf, refusesAttributes } from './attributes.ts';
import { BOUNDED } from './bounds.ts';
import { type TemporalConnection, unavailable } from './connection.ts';
import {
  ALREADY,
  ANSWER,
  ARRIVED,
  CHOOSE,
  DECIDE,
  MISFIT,
  QUERY,
  REFUSED,
  SIGNAL,
  type Steering,
  typeOf,
} from './protocol.ts';
import type { AnswerOutcome, GateOutcome, RunInput, RunStart, Runs } from './types.ts';

/** How long a start may take on a server that is busy. */
const BUSY_MS = 8000;

const OVER: AnswerOutcome = { result: 'refused', text: 'This run is over, so there is nothing left to decide.' };

/** Temporal counts a run's whole time from the call that starts it, a delay included. */
const boundsAfter = (delayMs: number) => ({
  ...BOUNDED,
  workflowExecutionTimeout: BOUNDED.workflowExecutionTimeout + delayMs,
});

/** Starting and steering runs. `queue` is the task queue the interpreter serves. */
export function createRuns(deps: { temporal: TemporalConnection; queue: string; log: Log }): Runs {
  const { temporal, queue } = deps;

  /** A server that answers but is busy gets more time: starting again is harmless, giving up on it is not. */
  async function patiently(work: (client: Client) => Promise<unknown>): Promise<void> {
    try {
      await temporal.call(work);
    } catch (error) {
      if (!(error instanceof AppError) || !(await temporal.healthy())) throw error;
      await temporal.call(work, { deadlineMs: BUSY_MS });
    }
  }

  async function start(run: RunStart, labelled: boolean): Promise<void> {
    const { name, trace, bounded, delayMs, ...input } = run;
    const starting = (client: Client) =>
      client.workflow.start<(input: RunInput) => Promise<unknown>>(typeOf(name), {
        workflowId: `${run.mode ?? 'run'}-${run.executionId}`,
        taskQueue: queue,
        args: [input],
        ...(delayMs !== undefined && { startDelay: delayMs }),
        // What could not be taken back may be tried once more.
        workflowIdReusePolicy: run.mode === 'undo' ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        ...(bounded && run.mode === undefined && boundsAfter(delayMs ?? 0)),
        staticSummary: `${name}, version ${run.version}`.slice(0, 200),
        ...(labelled && {
          typedSearchAttributes: attributesOf({ ...run, origin: run.trigger ? 'webhook' : 'manual' }),
        }),
      });
    const ids = { 'nod.execution': run.executionId };
    await spanned('start run', { parent: trace ?? null, kind: SpanKind.PRODUCER, ids }, () => patiently(starting));
  }

  /** The tap's id is the update's: the same tap counts once. */
  const update = <Answer, Given extends { actionId: string }>(
    id: string,
    name: string,
    given: Given,
  ): Promise<Answer> =>
    temporal.call(
      (client) =>
        client.workflow.getHandle(id).executeUpdate<Answer, [Given]>(name, { args: [given], updateId: given.actionId }),
      { what: 'pass on decisions', deadlineMs: 10_000 },
    );

  return {
    async start(run) {
      try {
        await start(run, true);
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return;
        if (!refusesAttributes(error)) throw error;
        deps.log.warn({ err: error }, 'run started without search attributes');
        await start(run, false).catch((again) => {
          if (!(again instanceof WorkflowExecutionAlreadyStartedError)) throw again;
        });
      }
    },

    async signal(id, what, reason) {
      try {
        await temporal.call(
          (client) => client.workflow.getHandle(id).signal<[Steering]>(SIGNAL, { what, reason: reason.slice(0, 500) }),
          { what: `${what} runs` },
        );
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) throw new AppError('conflict', 'This run is over.');
        throw error;
      }
    },

    async terminate(id, reason) {
      try {
        await temporal.call((client) => client.workflow.getHandle(id).terminate(reason.slice(0, 500)), {
          what: 'end runs',
        });
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },

    async describe(id) {
      try {
        const found = await temporal.call((client) => client.workflow.getHandle(id).describe(), {
          what: 'look at runs',
          deadlineMs: 5000,
        });
        const until = found.closeTime ?? new Date();
        return {
          status: found.status.name,
          startedAt: found.startTime.toISOString(),
          closedAt: found.closeTime?.toISOString() ?? null,
          executionTime: until.getTime() - found.startTime.getTime(),
          historyLength: found.historyLength,
          queue: found.taskQueue,
        };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return null;
        throw error;
      }
    },

    async arrived(id, wait) {
      try {
        await temporal.call((client) => client.workflow.getHandle(id).signal<[string]>(ARRIVED, wait), {
          what: 'pass on events',
        });
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },

    async decide(id, decision) {
      try {
        const said = await update<string | { text: string; open: true }, typeof decision>(id, DECIDE, decision);
        return typeof said === 'string' ? { result: 'accepted', text: said } : { result: 'accepted', ...said };
      } catch (error) {
        return gateRefusal(error);
      }
    },

    async answer(id, answer) {
      try {
        return { result: 'accepted', text: await update<string, typeof answer>(id, ANSWER, answer) };
      } catch (error) {
        return refusal(error);
      }
    },

    async choose(id, choice) {
      try {
        return { result: 'accepted', text: await update<string, typeof choice>(id, CHOOSE, choice) };
      } catch (error) {
        return gateRefusal(error);
      }
    },

    async query(id) {
      try {
        return await temporal.call((client) => client.workflow.getHandle(id).query(QUERY), {
          what: 'look at runs',
          deadlineMs: 5000,
        });
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return null;
        throw error;
      }
    },

    healthy: () => temporal.healthy(),
    engine: () => temporal.engine(),
  };
}

/** Turns the interpreter's refusal into words; throws what is no refusal. */
function refusal(error: unknown): AnswerOutcome {
  if (error instanceof WorkflowNotFoundError) return OVER;
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) throw unavailable('pass on decisions', error);
  if (error instanceof WorkflowUpdateFailedError) {
    const cause = error.cause;
    const type = cause instanceof ApplicationFailure ? cause.type : null;
    if (type === ALREADY || type === REFUSED || type === MISFIT) return { result: type, text: cause?.message ?? '' };
    return OVER;
  }
  throw error;
}

const gateRefusal = (error: unknown): GateOutcome => {
  const { result, text } = refusal(error);
  return { result: result === 'already' ? result : 'refused', text };
};
