import type { Board, BoardState } from './board.ts';
import type { Begun, Output } from './contract.ts';
import type { Control } from './control.ts';
import type { Gates } from './gates.ts';
import { stashed } from './large.ts';
import type { LoopState, Loops } from './loops.ts';
import type { Notes } from './notes.ts';
import type { Questions } from './questions.ts';
import type { Recovery, RecoveryState } from './recovery.ts';

/** What a run carries into a fresh history. */
export interface Carried {
  board: BoardState;
  paused: boolean;
  /** Of these earlier versions know nothing. */
  pausedSince?: number;
  words?: number;
  gates: ReturnType<Gates['carried']>;
  loops?: Record<string, LoopState>;
  recovery?: RecoveryState;
  questions?: ReturnType<Questions['carried']>;
}

/** JSON characters that are carried over as they are; beyond it, what is long in the outputs goes by reference. */
const AS_IT_IS = 256 * 1024;
/** More than this no fresh history can begin with. */
const MOST = 1_500_000;

/** What is to be carried over; null where it is too much. */
export async function carryOver(parts: {
  board: Board;
  control: Control;
  gates: Gates;
  loops: Loops;
  recovery: Recovery;
  questions: Questions;
  notes: Notes;
  begun: Begun;
}): Promise<Carried | null> {
  const take = (): Carried => ({
    board: parts.board.snapshot(),
    paused: parts.control.paused,
    ...(parts.control.pausedSince !== null && { pausedSince: parts.control.pausedSince }),
    ...(parts.control.words > 0 && { words: parts.control.words }),
    gates: parts.gates.carried(),
    loops: parts.loops.carried(),
    recovery: parts.recovery.carried(),
    questions: parts.questions.carried(),
  });
  const plain = take();
  if (sizeOf(plain) <= AS_IT_IS) return plain;
  // Only outputs are long; they do not change while nothing runs.
  const boards = boardsOf(plain);
  const places = boards.flatMap(({ outputs }) => Object.keys(outputs).map((id) => ({ outputs, id })));
  const short = await stashed(
    places.map(({ outputs, id }) => outputs[id] as Output),
    parts.notes,
  );
  const known = new Map(places.map(({ outputs, id }, at) => [outputs[id] as Output, short[at] as Output]));
  const next = take();
  for (const board of boardsOf(next)) {
    board.outputs = Object.fromEntries(
      Object.entries(board.outputs).map(([id, output]) => [id, known.get(output) ?? output]),
    );
  }
  return sizeOf(next) <= MOST ? next : null;
}

const boardsOf = ({ board, loops }: Carried): BoardState[] => [
  board,
  ...Object.values(loops ?? {}).flatMap(({ open }) => open.flatMap((one) => one.board ?? [])),
];

const sizeOf = (value: Carried): number => JSON.stringify(value).length;
