import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { createCatalogue } from '../../connectors/catalogue.ts';
import type { Finding } from '../../errors.ts';
import { showSourceLines } from '../../stack-lines.ts';
import { createBuiltinPlanner } from '../builtin/planner.ts';
import { withPronouns } from '../pronouns.ts';
import type { Checked, FromThread, HandedTurn, ThreadData } from './protocol.ts';

/** The built-in planner as a thread: takes one turn after another, asks for each definition's findings, and replies. */
showSourceLines();
const { answers, sign } = workerData as ThreadData;
const lock = new Int32Array(sign);
const plan = withPronouns(createBuiltinPlanner({ catalogue: createCatalogue() }));
const tell = (message: FromThread): void => parentPort?.postMessage(message);

parentPort?.on('message', (turn: HandedTurn) => {
  plan({ ...turn, check }).then(
    (reply) => tell({ kind: 'reply', reply }),
    (error: unknown) => tell({ kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) }),
  );
});
tell({ kind: 'ready' });

/** Planners check as they go, without waiting: the thread stands still until the gateway has looked. */
function check(definition: unknown): Finding[] {
  tell({ kind: 'check', definition });
  Atomics.wait(lock, 0, 0);
  Atomics.store(lock, 0, 0);
  const checked = receiveMessageOnPort(answers)?.message as Checked | undefined;
  if (!checked) throw new Error('the findings did not arrive');
  if ('error' in checked) throw checked.error;
  return checked.findings;
}
