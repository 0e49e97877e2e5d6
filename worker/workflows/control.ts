import {
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import { ANSWER, ARRIVED, DECIDE, QUERY, SIGNAL, type Steering } from '../../src/temporal/protocol.ts';
import type { GateDecision, GivenAnswer } from '../../src/temporal/types.ts';
import type { Gates } from './gates.ts';
import type { Questions } from './questions.ts';

const steer = defineSignal<[Steering]>(SIGNAL);
const decide = defineUpdate<string | { text: string; open: true }, [GateDecision]>(DECIDE);
const answer = defineUpdate<string, [GivenAnswer]>(ANSWER);
const arrived = defineSignal<[string]>(ARRIVED);
const getState = defineQuery<unknown>(QUERY);

export interface Control {
  paused: boolean;
  /** How often it was told to pause and to go on. */
  words: number;
  /** Why it was cancelled; null while it was not. */
  cancelled: string | null;
  cancel(reason: string): void;
  /** Holds until the run may go on; at once when it is not paused. */
  unpaused(): Promise<void>;
  /** Waits (`path:iteration`) for which an event has come. */
  arrived: Set<string>;
  /** Hears every pause, resume and cancellation until it is taken off again: for what runs elsewhere. */
  onSteer(listener: (steering: Steering) => void): () => void;
  /** What is cancelled when the run is. */
  scope: CancellationScope;
}

/** Takes signals, decisions and queries from the first moment on; what arrives before the run has begun is kept. */
export function takeControl(parts: {
  changed(): void;
  gates: Pick<Gates, 'validate' | 'decide'>;
  questions: Pick<Questions, 'validate' | 'take' | 'isAbout' | 'giveUp'>;
  state(): unknown;
}): Control {
  const listeners = new Set<(steering: Steering) => void>();
  const tell = (steering: Steering) => {
    for (const listener of listeners) listener(steering);
  };
  const control: Control = {
    paused: false,
    words: 0,
    cancelled: null,
    scope: new CancellationScope(),
    arrived: new Set(),
    cancel(reason) {
      control.cancelled ??= reason || 'cancelled';
      if (control.paused) control.words += 1;
      tell({ what: 'cancel', reason: control.cancelled });
      control.scope.cancel();
      parts.changed();
    },
    onSteer(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    unpaused: () => condition(() => !control.paused || control.cancelled !== null),
  };
  setHandler(steer, ({ what, reason }) => {
    if (what === 'cancel') control.cancel(reason);
    else {
      control.paused = what === 'pause';
      if (control.paused || control.words > 0) control.words += 1;
      tell({ what, reason });
    }
    parts.changed();
  });
  setHandler(arrived, (key) => {
    control.arrived.add(key);
  });
  const { gates, questions } = parts;
  // That nobody can be asked is said of questions in the same way.
  setHandler(decide, (said) => (questions.isAbout(said) ? questions.giveUp(said) : gates.decide(said)), {
    validator: (said) => (questions.isAbout(said) ? undefined : gates.validate(said)),
  });
  setHandler(answer, questions.take, { validator: questions.validate });
  setHandler(getState, parts.state);
  return control;
}
