import { CancellationScope, patched } from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { note } from './calls.ts';
import type { Begun, Call, Hold, Phase, PlannedStep, StepNote, UndoNote } from './contract.ts';
import type { Pace } from './pace.ts';
import type { Answered, Decided } from './people-contract.ts';

/** Which pass of which step. */
export interface At {
  step: PlannedStep;
  path: string;
  iteration: number;
  startedAt: string;
}

export const nowIso = (): string => new Date(Date.now()).toISOString();

/**
 * What the interpreter decided by itself and nobody has stored yet, the phase the run is in and whether it is paused. All of it
 * rides on the next call of an activity, so that it costs no history of its own.
 */
export function createNotes(begun: Begun, hold: () => Hold | null, pace: Pick<Pace, 'again'>) {
  let kept: StepNote[] = [];
  let undos: UndoNote[] = [];
  let working = 0;
  let waiting = 0;
  let shown = { paused: false, phase: 'running' as Phase };

  const phase = (): Phase => (waiting > 0 && working === 0 ? 'waiting' : 'running');
  const paused = (): boolean => hold()?.paused ?? false;

  function add(at: At, state: StepNote['state'], more: Partial<Omit<StepNote, 'state'>> = {}): void {
    // How far a loop was says nothing once it is over, or further.
    kept = kept.filter((note) => note.state !== 'running' || note.path !== at.path || note.iteration !== at.iteration);
    kept.push({
      path: at.path,
      iteration: at.iteration,
      service: at.step.service,
      action: at.step.action,
      state,
      status: null,
      input: null,
      output: null,
      error: null,
      startedAt: at.startedAt,
      endedAt: state === 'waiting' || state === 'running' ? null : nowIso(),
      ...more,
    });
  }

  /** What a call carries; taking it empties the list. */
  function call(): Call {
    const notes = kept;
    const taken = undos;
    kept = [];
    undos = [];
    const held = hold();
    shown = { paused: paused(), phase: phase() };
    const { workspace, execution } = begun;
    return {
      workspace,
      execution,
      notes,
      ...(taken.length > 0 && { undos: taken }),
      phase: shown.phase,
      ...(held && { hold: held }),
    };
  }

  /** Stores what nobody has stored yet. */
  async function flush(): Promise<void> {
    if (kept.length > 0) await CancellationScope.nonCancellable(() => note(call()));
  }

  /** Whether what is stored is no longer so. Runs of earlier versions did not tell how they wait while they are paused. */
  function stale(): boolean {
    if (paused() !== shown.paused) return true;
    return phase() !== shown.phase && (!paused() || patched('a paused run tells whether it waits'));
  }

  async function show(): Promise<void> {
    if (stale()) await CancellationScope.nonCancellable(() => note(call()));
  }

  return {
    call,
    phase,
    show,
    flush,
    /** Things nobody has stored yet. */
    count: (): number => kept.length,
    /** How far a loop is; the latest word counts. */
    progress: (at: At, output: Json): void => add(at, 'running', { output }),
    /** Shows that only waiting is left, where it is. */
    showWaiting: async (): Promise<void> => {
      if (waiting > 0) await show();
    },
    who: { workspace: begun.workspace, execution: begun.execution },
    /** Work within a step that is counted itself: a loop's passes in place of the loop. */
    counted(more: number): void {
      working += more;
    },
    succeeded: (
      at: At,
      output: Json,
      more: { status?: string; input?: Json; decided?: Decided; answered?: Answered } = {},
    ) => add(at, 'success', { output, status: 'success', ...more }),
    failed: (at: At, error: string, input: Json = null) => add(at, 'failed', { status: 'failed', error, input }),
    undo: (note: UndoNote): void => void undos.push(note),
    skipped: (at: At, decided?: Decided) => add(at, 'skipped', { status: 'skipped', ...(decided && { decided }) }),

    /**
     * Runs work that only waits (a person, a time): the phase says so while nothing else runs. `again`: a fresh history may
     * simply begin this step once more.
     */
    async waitingFor<T>(work: () => Promise<T>, how: { again?: boolean } = {}): Promise<T> {
      working -= 1;
      waiting += 1;
      try {
        return await (how.again ? pace.again(work) : work());
      } finally {
        waiting -= 1;
        working += 1;
      }
    },

    /** Counts a step as under way until its work is over; then the phase is shown if only waiting is left. */
    async working<T>(work: () => Promise<T>): Promise<T> {
      working += 1;
      try {
        return await work();
      } finally {
        working -= 1;
        if (waiting > 0) await show();
      }
    },
  };
}

export type Notes = ReturnType<typeof createNotes>;
