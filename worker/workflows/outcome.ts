import type { Output } from './contract.ts';
import type { Control } from './control.ts';
import type { Gates } from './gates.ts';
import type { Notes } from './notes.ts';
import type { Pace } from './pace.ts';
import type { Questions } from './questions.ts';

/** How one pass of a step ended, as the interpreter goes on from it. */
export type Outcome =
  | { kind: 'success'; output: Output }
  /** `step`: which of a loop's body. */
  | { kind: 'failed'; error: string; output?: Output; step?: string }
  /** A person said no, or nobody said anything in time. */
  | { kind: 'refused'; reason: string; output?: Output }
  | { kind: 'stop'; reason: string; output: Output }
  | { kind: 'cancelled' };

export interface StepParts {
  notes: Notes;
  gates: Gates;
  questions: Questions;
  control: Control;
  pace: Pace;
}
