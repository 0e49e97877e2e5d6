import { MessageChannel, Worker } from 'node:worker_threads';
import type { PlannerInput, PlannerReply } from '../types.ts';
import type { Checked, FromThread, HandedTurn, ThreadData } from './protocol.ts';

const MEMORY = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 8 };

export interface Thread {
  /** True once it can take a turn; rejects when it ends before. */
  ready: Promise<true>;
  /** Hands over one turn, never two at once. Rejects with what the planner threw, and when the thread ends. */
  turn(input: PlannerInput): Promise<PlannerReply>;
  end(): Promise<unknown>;
}

/** Starts the thread. `gone` is called once it can take no turn any more, whatever the reason. */
export function openThread(script: URL, gone: () => void): Thread {
  const { port1, port2 } = new MessageChannel();
  const sign = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const lock = new Int32Array(sign);
  const workerData: ThreadData = { answers: port2, sign };
  const worker = new Worker(script, { workerData, transferList: [port2], resourceLimits: MEMORY });
  worker.unref();
  port1.unref();
  // It says that it fell a moment before it is gone: by then nobody may hand it another turn.
  worker.once('error', gone).once('exit', gone);
  const ready = new Promise<true>((resolve, reject) => {
    worker.once('message', () => resolve(true));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the planner’s thread ended')));
  });
  // Whoever waits for it hears of it; where nobody does, nothing is lost.
  ready.catch(() => {});

  function answer(checked: Checked): void {
    try {
      port1.postMessage(checked);
    } catch (error) {
      // What cannot be handed over: a message it says it in can.
      port1.postMessage({ error: new Error(error instanceof Error ? error.message : String(error)) });
    }
    Atomics.store(lock, 0, 1);
    Atomics.notify(lock, 0);
  }

  return {
    ready,
    end: () => worker.terminate(),
    turn: (input) =>
      new Promise<PlannerReply>((resolve, reject) => {
        const { check, signal: _signal, onProgress: _progress, ...rest } = input;
        const turn: HandedTurn = rest;
        const heard = (message: FromThread): void => {
          if (message.kind === 'check') answer(checkedBy(check, message.definition));
          if (message.kind === 'reply') settle(() => resolve(message.reply));
          if (message.kind === 'failed') settle(() => reject(message.error));
        };
        const fell = (error: Error): void => settle(() => reject(error));
        const ended = (): void =>
          settle(() => reject(new Error('the planner’s thread ended in the middle of a message')));
        function settle(done: () => void): void {
          worker.off('message', heard).off('error', fell).off('exit', ended);
          done();
        }
        worker.on('message', heard).on('error', fell).on('exit', ended);
        try {
          worker.postMessage(turn);
        } catch (error) {
          settle(() => reject(error));
        }
      }),
  };
}

function checkedBy(check: PlannerInput['check'], definition: unknown): Checked {
  try {
    return { findings: check(definition) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
