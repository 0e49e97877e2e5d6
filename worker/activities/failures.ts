import { ApplicationFailure } from '@temporalio/common';
import { ActionError } from '../../src/connectors/define.ts';
import { AppError } from '../../src/errors.ts';
import { HELD_BACK, STEP_DOUBTFUL, STEP_FAILED } from '../workflows/contract.ts';

/** A step that failed for good, with a sentence a person may read. Nothing of it happened unless the sentence says so. */
export class StepFailure extends Error {
  readonly doubtful: boolean;

  constructor(message: string, options: { doubtful?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StepFailure';
    this.doubtful = options.doubtful ?? false;
  }
}

/** To be called again later; not the step's fault, and it costs no attempt. */
export class TryLater extends Error {
  readonly afterMs: number;

  constructor(message: string, afterMs: number) {
    super(message);
    this.name = 'TryLater';
    this.afterMs = afterMs;
  }
}

/** The run is paused: it calls again when it goes on. */
export class HeldBack extends Error {
  constructor() {
    super('The run is paused.');
    this.name = 'HeldBack';
  }
}

/** What Temporal is told: failures for good are not retried, everything else is. */
export function toFailure(error: unknown): Error {
  if (error instanceof StepFailure) {
    const type = error.doubtful ? STEP_DOUBTFUL : STEP_FAILED;
    return ApplicationFailure.create({
      message: error.message,
      type,
      nonRetryable: true,
      category: 'BENIGN',
      ...causeOf(error.cause),
    });
  }
  if (error instanceof HeldBack) {
    const { message } = error;
    return ApplicationFailure.create({ message, type: HELD_BACK, nonRetryable: true, category: 'BENIGN' });
  }
  if (error instanceof TryLater) {
    return ApplicationFailure.create({
      message: error.message,
      type: 'try_later',
      nextRetryDelay: Math.max(50, error.afterMs),
      category: 'BENIGN',
    });
  }
  return error instanceof Error ? error : new Error(String(error));
}

const causeOf = (cause: unknown) => (cause instanceof Error ? { cause } : {});

/** Trouble with our own database: says nothing about the step. */
export function isOurs(error: unknown): boolean {
  return error instanceof Error && /^Mongo/.test(error.name);
}

/** What an action threw, as what is known about its effect. Errors that are no ActionError may have come at any moment. */
export function asActionError(error: unknown, what: string): ActionError {
  if (error instanceof ActionError) return error;
  if (error instanceof AppError) {
    return new ActionError(error.message, {
      outcome: 'not_done',
      retryable: error.code === 'unavailable',
      cause: error,
    });
  }
  return new ActionError(`${what} did not work: something unexpected happened.`, {
    outcome: 'unknown',
    retryable: true,
    cause: error,
  });
}
