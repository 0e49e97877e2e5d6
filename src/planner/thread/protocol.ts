import type { MessagePort } from 'node:worker_threads';
import type { Finding } from '../../errors.ts';
import type { PlannerInput, PlannerReply } from '../types.ts';

/** What the gateway and the thread of the built-in planner tell each other. */

/** One turn; its definition is checked by the gateway, which alone knows the workspace. */
export type HandedTurn = Omit<PlannerInput, 'check' | 'signal' | 'onProgress'>;

export type FromThread =
  | { kind: 'ready' }
  | { kind: 'check'; definition: unknown }
  | { kind: 'reply'; reply: PlannerReply }
  | { kind: 'failed'; error: Error };

export type Checked = { findings: Finding[] } | { error: Error };

/** What the thread is started with: where the findings come in, and the sign it waits at for them. */
export interface ThreadData {
  answers: MessagePort;
  /** One Int32: 1 once an answer is there. */
  sign: SharedArrayBuffer;
}
