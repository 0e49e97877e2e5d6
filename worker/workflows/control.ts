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
  readonly paused: boolean;
  /** Since when, in milliseconds; null while it is not. */
  pausedSince: number | null;
  /** How often it was told to pause and to go on. */
  words: number;
  /** Why it was cancelled; null while it was not. */
  cancelled: string | null;
  cancel(reason: string): void;
  /** Holds until the run may go on; at once when it is not paused. */
  unpaused(): Promise<void>;
  /** Waits (`path:iteration`) for which an event has come. */
  arrived: Set<string>;
  /** Hears every pause, resume and cancellation, and since when it was paused before, until it is taken off again. */
  onSteer(listener: Listener): () => void;
  /** What is cancelled when the run is. */
  scope: CancellationScope;
}

type Listener = (steering: Steering, pausedSince: number | null) => void;

/** Takes signals, decisions and queries from the first moment on; what arrives before the run has begun is kept. */
export function takeControl(parts: {
  changed(): void;
  gates: Pick<Gates, 'validate' | 'decide' | 'moveOn'>;
  questions: Pick<Questions, 'validate' | 'take' | 'isAbout' | 'giveUp' | 'moveOn'>;
  state(): unknown;
}): Control {
  const { gates, questions } = parts;
  const listeners = new Set<Listener>();
  const tell = (steering: Steering, since: number | null = control.pausedSince) => {
    for (const listener of listeners) listener(steering, since);
  };
  const control: Control = {
    get paused() {
      return control.pausedSince !== null;
    },
    pausedSince: null,
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
      const since = control.pausedSince;
      control.pausedSince = what === 'pause' ? (since ?? Date.now()) : null;
      if (control.paused || control.words > 0) control.words += 1;
      if (since !== null && !control.paused) for (const open of [gates, questions]) open.moveOn(since);
      tell({ what, reason }, since);
    }
    parts.changed();
  });
  setHandler(arrived, (key) => {
    control.arrived.add(key);
  });
  // That nobody can be asked is said of questions in the same way.
  setHandler(decide, (said) => (questions.isAbout(said) ? questions.giveUp(said) : gates.decide(said)), {
    validator: (said) => (questions.isAbout(said) ? undefined : gates.validate(said, control.pausedSince)),
  });
  setHandler(answer, questions.take, { validator: (given) => questions.validate(given, control.pausedSince) });
  setHandler(getState, parts.state);
  return control;
}
