import { type Deadline, deadline } from '../../deadline.ts';
import type { Log } from '../../log.ts';
import { say } from '../builtin/words.ts';
import type { Planner, PlannerInput, PlannerReply } from '../types.ts';
import { openThread, type Thread } from './open.ts';

/** A turn takes some hundredths of a second; the oddest known ones a few seconds. */
const LIMIT_MS = 20_000;
const START_MS = 60_000;
const IDLE_MS = 600_000;

/**
 * The built-in planner in a thread of its own, so that however long it takes over a message, the gateway goes on hearing and
 * sending. Takes one turn after another. A turn that takes longer than `limitMs` is ended and answered with a request for fewer
 * words; one that is aborted is ended. Started with the first turn, ended when nobody has said anything for `idleMs`. Rejects with
 * what the planner threw, with the signal's reason, and when the thread does not start.
 */
export function createPlannerThread(given: {
  script: URL;
  log: Log;
  limitMs?: number;
  startMs?: number;
  idleMs?: number;
}): Planner {
  const { script, log, limitMs = LIMIT_MS, startMs = START_MS, idleMs = IDLE_MS } = given;
  let thread: Thread | null = null;
  let turns: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

  function end(): void {
    thread?.end().catch((error: unknown) => log.warn({ err: error }, 'the planner’s thread does not end'));
    thread = null;
  }

  function opened(): Thread {
    const one = openThread(script, () => {
      if (thread === one) thread = null;
    });
    return one;
  }

  /** What comes before the limit; null where it does not. Nothing goes on in the thread then. */
  async function within<T>(until: Deadline, work: Promise<T>): Promise<T | null> {
    try {
      const done = await Promise.race([work, aborted(until.signal)]);
      if (done === null) end();
      return done;
    } finally {
      until.clear();
    }
  }

  async function take(input: PlannerInput): Promise<PlannerReply> {
    input.signal?.throwIfAborted();
    clearTimeout(idle);
    thread ??= opened();
    const { ready, turn } = thread;
    try {
      const started = await within(deadline(startMs, input.signal), ready);
      input.signal?.throwIfAborted();
      if (!started) throw new Error('the planner’s thread does not start');
      const reply = await within(deadline(limitMs, input.signal), turn(input));
      input.signal?.throwIfAborted();
      if (reply) return reply;
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

const aborted = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
