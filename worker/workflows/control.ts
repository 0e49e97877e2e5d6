import {
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import { DECIDE, QUERY, SIGNAL, type Steering } from '../../src/temporal/protocol.ts';
import type { GateDecision } from '../../src/temporal/types.ts';

const steer = defineSignal<[Steering]>(SIGNAL);
const decide = defineUpdate<string, [GateDecision]>(DECIDE);
const getState = defineQuery<unknown>(QUERY);

export interface Control {
  paused: boolean;
  /** Why it was cancelled; null while it was not. */
  cancelled: string | null;
  cancel(reason: string): void;
  /** Holds until the run may go on; at once when it is not paused. */
  unpaused(): Promise<void>;
  /** Hears every pause, resume and cancellation until it is taken off again: for what runs elsewhere. */
  onSteer(listener: (steering: Steering) => void): () => void;
  /** What is cancelled when the run is. */
  scope: CancellationScope;
}

/** Takes signals, decisions and queries from the first moment on; what arrives before the run has begun is kept. */
export function takeControl(parts: {
  changed(): void;
  validate(decision: GateDecision): void;
  decide(decision: GateDecision): string;
  state(): unknown;
}): Control {
  const listeners = new Set<(steering: Steering) => void>();
  const tell = (steering: Steering) => {
    for (const listener of listeners) listener(steering);
  };
  const control: Control = {
    paused: false,
    cancelled: null,
    scope: new CancellationScope(),
    cancel(reason) {
      control.cancelled ??= reason || 'cancelled';
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
      tell({ what, reason });
    }
    parts.changed();
  });
  setHandler(decide, parts.decide, { validator: parts.validate });
  setHandler(getState, parts.state);
  return control;
}
