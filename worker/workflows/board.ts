import type { Json } from '../../src/automation/definition.ts';
import type { Output, PlannedStep } from './contract.ts';

/**
 * Where every step of a run stands, and what may happen next. Pure: no Temporal here, so that the rules of D8 and D9 can be
 * tested by themselves.
 */
export type StepState = 'pending' | 'running' | 'success' | 'failed' | 'skipped';

/** A failure, or a person's no, that stands in the way until a step whose condition reads it has run. */
export interface Obstacle {
  step: string;
  kind: 'failure' | 'refusal';
  error: string;
  open: boolean;
}

export interface Moves {
  run: PlannedStep[];
  skip: PlannedStep[];
  /** Steps whose condition could not be worked out: they fail. */
  fail: { step: PlannedStep; error: string }[];
  /** Steps whose condition reads what is not at hand: `answer` says how it came out. */
  ask: PlannedStep[];
}

export interface BoardState {
  states: Record<string, StepState>;
  outputs: Record<string, Output>;
  obstacles: Obstacle[];
}

export function createBoard(
  steps: PlannedStep[],
  /** Null: what the condition reads is not at hand. */
  evaluate: (condition: string, outputs: Record<string, Output>) => boolean | null,
  from?: BoardState,
) {
  const states = new Map<string, StepState>(steps.map((step) => [step.id, from?.states[step.id] ?? 'pending']));
  const outputs: Record<string, Output> = { ...from?.outputs };
  const obstacles: Obstacle[] = [...(from?.obstacles ?? [])];
  /** Steps a person chose to try again: nothing stands in their way. */
  const chosen = new Set<string>();
  const asked = new Map<string, boolean | Error | null>();

  const pending = () => steps.filter((step) => states.get(step.id) === 'pending');
  const settled = (id: string) => states.get(id) !== 'pending' && states.get(id) !== 'running';
  const reads = (step: PlannedStep, obstacle: Obstacle) =>
    (obstacle.kind === 'failure' ? step.readsFailureOf : step.reads).includes(obstacle.step);

  /** Whether a step may go ahead although something went wrong: `wait` while that is not decided. */
  function standing(step: PlannedStep, open: Obstacle[]): 'go' | 'skip' | 'wait' {
    if (open.length === 0 || chosen.has(step.id) || open.some((obstacle) => reads(step, obstacle))) return 'go';
    if (open.some((obstacle) => step.after.includes(obstacle.step))) return 'skip';
    const waiting = pending();
    const undecided = open.every((obstacle) => waiting.some((other) => reads(other, obstacle)));
    return undecided ? 'wait' : 'skip';
  }

  function decide(step: PlannedStep, moves: Moves): void {
    if (step.condition === null) {
      moves.run.push(step);
      return;
    }
    try {
      const known = asked.get(step.id);
      if (known instanceof Error) throw known;
      const holds = known ?? (known === null ? null : evaluate(step.condition, outputs));
      if (holds === null) {
        if (known === undefined) moves.ask.push(step);
        asked.set(step.id, null);
      } else if (holds) moves.run.push(step);
      else moves.skip.push(step);
    } catch (error) {
      moves.fail.push({
        step,
        error: error instanceof Error ? error.message : 'The condition could not be worked out.',
      });
    }
  }

  /** Whether a condition is being worked out. */
  const thinking = () => [...asked.values()].includes(null);

  return {
    outputs,
    obstacles,
    states,
    thinking,
    nothing,

    /** How a condition that was asked for came out. */
    answer(step: PlannedStep, verdict: boolean | Error): void {
      asked.set(step.id, verdict);
    },

    /**
     * What to do with the steps whose needs are over, judged together so that their order does not matter. When nothing runs and
     * all that is left waits for a decision that can no longer come, the first of them is skipped.
     */
    next(): Moves {
      const moves: Moves = { run: [], skip: [], fail: [], ask: [] };
      const open = obstacles.filter((obstacle) => obstacle.open);
      const held: PlannedStep[] = [];
      for (const step of pending()) {
        if (!step.needs.every(settled)) continue;
        const may = standing(step, open);
        if (may === 'go') decide(step, moves);
        else if (may === 'skip') moves.skip.push(step);
        else held.push(step);
      }
      const idle = moves.run.length + moves.skip.length + moves.fail.length === 0;
      const running = [...states.values()].includes('running') || thinking();
      const [first] = held;
      if (idle && !running && first) moves.skip.push(first);
      return moves;
    },

    /** A step begins: what it was written to handle is handled. */
    start(step: PlannedStep): void {
      states.set(step.id, 'running');
      for (const obstacle of obstacles) if (obstacle.open && reads(step, obstacle)) obstacle.open = false;
    },

    succeed(step: PlannedStep, output: Output): void {
      states.set(step.id, 'success');
      outputs[step.id] = output;
    },

    fail(step: PlannedStep, error: string, output?: Output): void {
      states.set(step.id, 'failed');
      outputs[step.id] = output ?? { ...nothing(step), status: 'failed', error };
      if (!step.goesOn) obstacles.push({ step: step.id, kind: 'failure', error, open: true });
    },

    skip(step: PlannedStep): void {
      states.set(step.id, 'skipped');
      outputs[step.id] = { ...nothing(step), status: 'skipped', error: null };
    },

    /** A person said no: what comes after happens only where its condition asks about it. */
    refuse(step: PlannedStep, reason: string, output?: Output): void {
      if (output) this.succeed(step, output);
      else this.skip(step);
      obstacles.push({ step: step.id, kind: 'refusal', error: reason, open: true });
    },

    /**
     * A person decided about a failure: the step is tried again, or counts as left out; what was passed over because of it is open
     * once more.
     */
    reopen(id: string, passedOver: PlannedStep[], how: 'again' | 'skip'): void {
      for (const open of passedOver) {
        states.set(open.id, 'pending');
        delete outputs[open.id];
      }
      const at = obstacles.findIndex((obstacle) => obstacle.step === id && obstacle.open);
      if (at >= 0) obstacles.splice(at, 1);
      const step = steps.find((one) => one.id === id);
      if (!step) return;
      if (how === 'skip') {
        this.skip(step);
        return;
      }
      chosen.add(id);
      states.set(id, 'pending');
      delete outputs[id];
    },

    /** The first failure nothing handled, or null. */
    failure: () => obstacles.find((obstacle) => obstacle.open && obstacle.kind === 'failure') ?? null,
    refusal: () => obstacles.find((obstacle) => obstacle.open && obstacle.kind === 'refusal') ?? null,
    pending,
    done: () => steps.every((step) => settled(step.id)),

    /** For a query, and to carry over into a fresh history. */
    snapshot: (): BoardState => ({ states: Object.fromEntries(states), outputs, obstacles }),
  };
}

export type Board = ReturnType<typeof createBoard>;

const nothing = (step: PlannedStep): Output =>
  Object.fromEntries(step.outputs.map((name) => [name, null satisfies Json]));
