import { MessageChannel, Worker } from 'node:worker_threads';
import type { Log } from '../../log.ts';
import { say } from '../builtin/words.ts';
import type { Planner, PlannerInput, PlannerReply } from '../types.ts';
import type { Checked, FromThread, HandedTurn, ThreadData } from './protocol.ts';

/** A turn takes some hundredths of a second; the oddest known ones a few seconds. */
const LIMIT_MS = 20_000;
const IDLE_MS = 600_000;
const MEMORY = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 8 };

interface Thread {
  worker: Worker;
  /** Once it can take a turn; rejects when it cannot be started. */
  ready: Promise<void>;
  answer(checked: Checked): void;
}

/**
 * The built-in planner in a thread of its own, so that however long it takes over a message, nobody else waits: the gateway goes
 * on hearing and sending. A turn that takes longer than `limitMs` is ended and answered with a request for fewer words; one that
 * is aborted is ended. Started with the first turn, ended when nobody has said anything for `idleMs`. Rejects with what the planner
 * threw, and with the signal's reason.
 */
export function createPlannerThread(given: { script: URL; log: Log; limitMs?: number; idleMs?: number }): Planner {
  const { script, log, limitMs = LIMIT_MS, idleMs = IDLE_MS } = given;
  let thread: Thread | null = null;
  let turns: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

  function end(): void {
    thread?.worker.terminate().catch((error: unknown) => log.warn({ err: error }, 'the planner’s thread does not end'));
    thread = null;
  }

  function opened(): Thread {
    const one = openThread(script);
    one.worker.once('exit', () => {
      if (thread === one) thread = null;
    });
    return one;
  }

  async function take(input: PlannerInput): Promise<PlannerReply> {
    clearTimeout(idle);
    input.signal?.throwIfAborted();
    thread ??= opened();
    const { worker, ready, answer } = thread;
    try {
      await ready;
      const limit = AbortSignal.timeout(limitMs);
      const signal = input.signal ? AbortSignal.any([input.signal, limit]) : limit;
      const reply = await turnOf(worker, answer, input, signal);
      if (reply) return reply;
      end();
      input.signal?.throwIfAborted();
      log.warn({ signs: input.text.length }, 'the planner took too long over a message');
      return { kind: 'say', text: say.tooLong, dialog: input.dialog };
    } finally {
      idle = setTimeout(end, idleMs).unref();
    }
  }

  return (input) => {
    const turn = turns.then(() => take(input));
    turns = turn.catch(() => {});
    return turn;
  };
}

function openThread(script: URL): Thread {
  const { port1, port2 } = new MessageChannel();
  const sign = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const lock = new Int32Array(sign);
  const workerData: ThreadData = { answers: port2, sign };
  const worker = new Worker(script, { workerData, transferList: [port2], resourceLimits: MEMORY });
  worker.unref();
  port1.unref();
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the planner’s thread ended')));
  });
  return {
    worker,
    ready,
    answer(checked) {
      port1.postMessage(checked);
      Atomics.store(lock, 0, 1);
      Atomics.notify(lock, 0);
    },
  };
}

/** Hands a turn over; null when the signal came first. */
function turnOf(
  worker: Worker,
  answer: Thread['answer'],
  input: PlannerInput,
  signal: AbortSignal,
): Promise<PlannerReply | null> {
  const { check, signal: _signal, onProgress: _progress, ...rest } = input;
  const turn: HandedTurn = rest;
  return new Promise<PlannerReply | null>((resolve, reject) => {
    const heard = (message: FromThread): void => {
      if (message.kind === 'check') answer(checkedBy(check, message.definition));
      if (message.kind === 'reply') settle(() => resolve(message.reply));
      if (message.kind === 'failed') settle(() => reject(message.error));
    };
    const ended = (): void => settle(() => reject(new Error('the planner’s thread ended in the middle of a message')));
    const fell = (error: Error): void => settle(() => reject(error));
    const stopped = (): void => settle(() => resolve(null));
    function settle(done: () => void): void {
      worker.off('message', heard).off('error', fell).off('exit', ended);
      signal.removeEventListener('abort', stopped);
      done();
    }
    worker.on('message', heard).on('error', fell).on('exit', ended);
    signal.addEventListener('abort', stopped);
    worker.postMessage(turn);
  });
}

function checkedBy(check: PlannerInput['check'], definition: unknown): Checked {
  try {
    return { findings: check(definition) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
