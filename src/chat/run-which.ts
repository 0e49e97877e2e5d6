import { isPaused } from '../automation/execution.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import type { RunCommand } from './run-wishes.ts';

/** What says which run is meant, the strongest first. */
export interface Meant {
  thread: string;
  /** Its card was quoted, or it was chosen. */
  run?: string | null;
  workflow?: string | null;
  /** The newest of those under way. */
  latest?: boolean;
  /** What the conversation is about, where nothing else says it. */
  about?: string | null;
}

/** Runs under way that are looked at. */
const MOST = 50;

/**
 * The runs a request can mean: of the workflow that is named, else those told in this thread, else of the workflow talked
 * of, else all of the person's (`farFetched`: nothing said here points to it). `all`: whether it can be done to them or not. Runs that others wait for stand behind those.
 */
export async function runsMeant(
  room: Room,
  person: Member,
  command: RunCommand,
  meant: Meant,
): Promise<{ runs: ExecutionRow[]; all: ExecutionRow[]; farFetched: boolean }> {
  const { workspace, user } = person;
  if (meant.run) {
    const one = await room.store.executions.findOne({ _id: meant.run, workspace, user }).lean<ExecutionRow>();
    return { runs: one ? [one] : [], all: one ? [one] : [], farFetched: false };
  }
  const places: Partial<Pick<ExecutionRow, 'thread' | 'workflow'>>[] = meant.workflow
    ? [{ workflow: meant.workflow }]
    : [{ thread: meant.thread }, ...(meant.about ? [{ workflow: meant.about }] : []), {}];
  let all: ExecutionRow[] = [];
  for (const place of places) {
    const found = await room.store.executions
      .find({ ...place, workspace, user, status: 'running', parent: null })
      .sort({ startedAt: -1, _id: -1 })
      .limit(MOST)
      .lean<ExecutionRow[]>();
    const runs = found.filter((run) => fits(command, run));
    const farFetched = Object.keys(place).length === 0;
    if (runs.length > 0) return { runs: meant.latest ? runs.slice(0, 1) : runs, all: found, farFetched };
    if (all.length === 0) all = found;
  }
  return { runs: [], all, farFetched: false };
}

/** Told to pause, also where the run has not said yet that it is. */
export const isToldToPause = (run: ExecutionRow): boolean =>
  run.asked?.what === 'pause' || (isPaused(run) && run.asked?.what !== 'resume');

function fits(command: RunCommand, run: ExecutionRow): boolean {
  if (command === 'pause_run') return !isToldToPause(run);
  return command !== 'resume_run' || isToldToPause(run);
}

/** The run that ended last, where it is asked how far one is and none is under way. */
export async function lastRun(room: Room, person: Member, workflow: string): Promise<ExecutionRow | null> {
  const { workspace, user } = person;
  return room.store.executions
    .findOne({ workspace, user, workflow, parent: null, status: { $ne: 'running' } })
    .sort({ startedAt: -1 })
    .lean<ExecutionRow>();
}
