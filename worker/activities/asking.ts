import { doubtfulEffect } from '../../src/store/doubts.ts';
import type { Asking } from '../../src/store/failures.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import type { AskCall, ChosenCall } from '../workflows/contract.ts';
import type { Contexts } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import type { Rows } from './rows.ts';
import { reportNote } from './words.ts';

/** What a run asks its owner after a failure, and what they said: kept on its execution, where cards and the API read it. */
export function createAsking(deps: ActivityDeps, parts: { contexts: Contexts; rows: Rows }) {
  const { store, clock, catalogue, config } = deps;
  const { contexts, rows } = parts;

  const execution = (call: { workspace: string; execution: string }) =>
    store.executions
      .findOne({ _id: call.execution, workspace: call.workspace }, { asking: 1, amended: 1 })
      .lean<Pick<ExecutionRow, 'asking' | 'amended'>>();

  /** The same question asked again (a repeat of this call) keeps its deadline, unless it is told another. */
  async function ask(call: AskCall): Promise<{ deadline: string; doubtful: boolean; user: string }> {
    const run = await contexts.of(call);
    const { round, step, error } = call;
    const before = (await execution(call))?.asking;
    await rows.notes(call, (note) => reportNote(catalogue, note));
    const doubtful = (await doubtfulEffect(store, { workspace: run.workspace, roots: [run.root], step })) !== null;
    const until = new Date(clock.now().getTime() + config.FAILURE_WAIT_HOURS * 3_600_000).toISOString();
    const asking: Asking =
      before?.round === round
        ? { ...before, deadline: call.deadline ?? before.deadline }
        : { round, step, error, doubtful, deadline: until, decided: null };
    await rows.touch({ ...call, thread: run.thread }, { phase: call.phase, asking });
    return { deadline: asking.deadline, doubtful: asking.doubtful, user: run.user };
  }

  async function chosen(call: ChosenCall): Promise<void> {
    const run = await contexts.of(call);
    await rows.notes(call, (note) => reportNote(catalogue, note));
    const { choice, by, at, step, params } = call;
    const before = await execution(call);
    const asking = before?.asking ? { ...before.asking, decided: { choice, by, at } } : null;
    const change = choice === 'change' || choice === 'skip';
    const amended = {
      ...before?.amended,
      [step]: { what: choice as 'skip', by: by ?? '', at, ...(params && { params }) },
    };
    await rows.touch({ ...call, thread: run.thread }, { phase: call.phase, asking, ...(change && { amended }) });
  }

  return { ask, chosen };
}
