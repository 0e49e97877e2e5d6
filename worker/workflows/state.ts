import type { Board } from './board.ts';
import type { Control } from './control.ts';
import type { Gates } from './gates.ts';
import type { Loops } from './loops.ts';
import type { Questions } from './questions.ts';
import type { Recovery } from './recovery.ts';

/** What a run that has begun is made of. */
export interface Parts {
  board: Board;
  loops: Loops;
  recovery: Recovery;
}

/** What a run says of itself when it is asked: its steps, how far it is in percent, what waits. */
export function stateOf(parts: Parts | null, control: Control, gates: Gates, questions: Questions) {
  return {
    paused: control.paused,
    cancelled: control.cancelled,
    ...(parts ? howFar(parts) : { steps: {}, progress: 0 }),
    gates: gates.open(),
    decisions: gates.state(),
    questions: questions.state(),
  };
}

/** Rounded down: all of it is 100 percent and nothing less. */
function howFar({ board, loops, recovery }: Parts): { steps: Record<string, string>; progress: number } {
  const { failed, passedOver } = recovery.open();
  const parts = loops.parts();
  const states = [...board.states].map(([id, state]) => [id, passedOver.includes(id) ? 'pending' : state] as const);
  const share = ([id, state]: readonly [string, string]): number => {
    if (state === 'running') return parts[id] ?? 0;
    return state === 'pending' || failed.includes(id) ? 0 : 1;
  };
  const done = states.reduce((sum, one) => sum + share(one), 0);
  return {
    steps: Object.fromEntries(states),
    progress: states.length > 0 ? Math.floor((100 * done) / states.length) : 0,
  };
}
