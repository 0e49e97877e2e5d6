import { CancellationScope } from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { resolveParams } from '../../src/automation/templates.ts';
import { note } from './calls.ts';
import type { Begun, Call, Output, Phase, PlannedStep, StepNote, UndoNote } from './contract.ts';
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
 * What the interpreter decided by itself and nobody has stored yet, and the phase the run is in. Both ride on the next call of an
 * activity, so that they cost no history of their own.
 */
export function createNotes(begun: Begun, paused: () => boolean) {
  let kept: StepNote[] = [];
  let undos: UndoNote[] = [];
  let working = 0;
  let waiting = 0;
  let shown: Phase = 'running';

  const phase = (): Phase => {
    if (paused()) return 'paused';
    return waiting > 0 && working === 0 ? 'waiting' : 'running';
  };

  function add(at: At, state: StepNote['state'], more: Partial<Omit<StepNote, 'state'>> = {}): void {
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
      endedAt: state === 'waiting' ? null : nowIso(),
      ...more,
    });
  }

  /** What a call carries; taking it empties the list. */
  function call(): Call {
    const notes = kept;
    const taken = undos;
    kept = [];
    undos = [];
    shown = phase();
    const { workspace, execution } = begun;
    return { workspace, execution, notes, ...(taken.length > 0 && { undos: taken }), phase: shown };
  }

  async function show(): Promise<void> {
    if (phase() !== shown) await CancellationScope.nonCancellable(() => note(call()));
  }

  return {
    call,
    show,
    succeeded: (
      at: At,
      output: Json,
      more: { status?: string; input?: Json; decided?: Decided; answered?: Answered } = {},
    ) => add(at, 'success', { output, status: 'success', ...more }),
    failed: (at: At, error: string, input: Json = null) => add(at, 'failed', { status: 'failed', error, input }),
    /** How the step is taken back, where the definition says how: computed now, while all it may read is at hand. */
    undoOf(at: At, scope: Record<string, unknown>, output: Output | null): void {
      const { step, path, iteration } = at;
      if (!step.undo) return;
      const place = { step: step.id, path, iteration };
      try {
        const params = resolveParams(step.undo, { ...scope, ...(output && { [step.id]: output }) });
        undos.push({ ...place, params, error: null });
      } catch (error) {
        undos.push({ ...place, params: null, error: error instanceof Error ? error.message : 'it could not be read' });
      }
    },
    skipped: (at: At, decided?: Decided) => add(at, 'skipped', { status: 'skipped', ...(decided && { decided }) }),

    /** Runs work that only waits (a person, a time): the phase says so while nothing else runs. */
    async waitingFor<T>(work: () => Promise<T>): Promise<T> {
      working -= 1;
      waiting += 1;
      try {
        return await work();
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
