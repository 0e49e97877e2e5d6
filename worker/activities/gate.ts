import { changeableOf } from '../../src/automation/changeable.ts';
import { MAX_DEPTH } from '../../src/automation/children.ts';
import { isRef } from '../../src/automation/reference.ts';
import { hash } from '../../src/ids.ts';
import type { GateState } from '../../src/store/asked.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import type { GateCall, OpenGate } from '../workflows/people-contract.ts';
import { type Asked, askedBy, namesOf, timesOf } from './audience.ts';
import type { RunContext } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { StepFailure } from './failures.ts';
import { readableText } from './readable.ts';
import type { Rows } from './rows.ts';
import { decidedBefore, type Standing } from './standing.ts';
import type { Shown } from './waiting.ts';
import { gateText } from './words.ts';

/** D15: how long a gate waits unless it says otherwise. */
const GATE_MS = 7 * 86_400_000;

/** Opens gates. The same gate opened again (a repeat of the call, a fresh history) keeps its seal, its deadline and what was said. */
export function createGate(deps: ActivityDeps, parts: { rows: Rows; shown: Shown; standing: Standing }) {
  const { clock, catalogue } = deps;

  return async function gate(call: GateCall): Promise<OpenGate> {
    const { run, step, spec, before } = await parts.shown(call);
    const { path, iteration, execution, params, guarded } = call;
    const now = clock.now();
    const again = before?.state === 'waiting' ? (before.gate ?? null) : null;
    const mine = call.kind === 'approve';
    const stood = again ? null : await parts.standing.stood(run, call);
    const decided = decidedBefore(stood, call);
    if (stood?.gate && decided) {
      const { seal, deadline, deciders } = stood.gate;
      return { path, iteration, seal, deadline, deciders, decided };
    }
    const times = timesOf(mine ? params : {}, now, GATE_MS, again);
    const sealed = [execution, path, iteration, call.kind, step.service, step.action, params];
    const seal = hash(JSON.stringify(guarded ? [...sealed, guarded] : sealed));
    const asked = again
      ? { users: again.deciders, channel: again.channel ?? null, names: again.names ?? run.userName }
      : await decidersOf(call, run, mine ? params : {});
    const currency = run.policy.currency ?? deps.config.WORKFLOW_CURRENCY;
    const target = guarded ? run.steps.get(guarded.step) : undefined;
    const targetSpec = target ? catalogue.action(target.service, target.action) : null;
    const changeable =
      guarded && targetSpec && Array.isArray(params.may_change)
        ? changeableOf(
            targetSpec,
            guarded.params,
            params.may_change.map(String).filter((name) => !isRef(guarded.params[name])),
          )
        : [];
    const needed = mine && typeof params.needed === 'number' ? params.needed : 1;
    const onSilence = mine ? silenceOf(params.on_silence) : 'reject';
    const state: GateState = {
      kind: call.kind,
      seal,
      text: gateText(call.kind, spec, params, currency),
      // One that is open already keeps what it shows.
      ...(guarded &&
        targetSpec && { what: again?.what ?? readableText(guarded.step, targetSpec, guarded.params, currency) }),
      deadline: times.deadline,
      deciders: asked.users,
      names: asked.names,
      channel: asked.channel,
      needed,
      onSilence,
      reminders: times.reminders,
      reminded: again?.reminded ?? 0,
      ...(changeable.length > 0 && { changeable }),
      said: again?.said ?? [],
      decision: null,
      decidedBy: null,
      at: null,
    };
    const row = { service: step.service, action: step.action, state: 'waiting' as const, status: null };
    await parts.rows.gate(call, { ...row, input: params, startedAt: before?.startedAt ?? now }, state);
    await parts.rows.touch({ ...call, thread: run.thread }, { phase: call.phase });
    const excluded = params.not_requester === true && mine ? await requesterOf(call) : null;
    return {
      path,
      iteration,
      seal,
      deadline: times.deadline,
      deciders: asked.users,
      names: asked.names,
      ...(asked.channel !== null && { channel: asked.channel }),
      ...(excluded !== null && { excluded }),
      ...(needed > 1 && { needed }),
      ...(onSilence !== 'reject' && { onSilence }),
      ...(times.left.length > 0 && { reminders: times.left }),
      ...(state.reminded && { reminded: state.reminded }),
      ...(changeable.length > 0 && {
        changeable: Object.fromEntries(changeable.map((one) => [one.name, one.value as never])),
      }),
      ...(again?.said?.length && { said: again.said.map((said) => ({ ...said, changes: [] })) }),
    };
  };

  /** Who may decide, without whoever started the run where that is said. */
  async function decidersOf(call: GateCall, run: RunContext, params: GateCall['params']): Promise<Asked> {
    const asked = await askedBy(deps, run, params.who);
    const excluded = params.not_requester === true ? await requesterOf(call) : null;
    const users = asked.users.filter((user) => user !== excluded);
    const needed = typeof params.needed === 'number' ? params.needed : 1;
    if (asked.channel === null && users.length < needed)
      throw new StepFailure(
        users.length === 0
          ? 'Nobody is left who may decide: whoever started the run may not.'
          : `${needed} must say yes, and only ${users.length} may decide.`,
      );
    if (users.length === asked.users.length) return asked;
    const rows = await deps.store.users.find({ workspace: run.workspace, _id: { $in: users } }, { name: 1 }).lean();
    const people = rows.map((row) => ({ user: row._id, name: row.name }));
    return { ...asked, users, names: namesOf({ ...asked, users }, run, people) };
  }

  /** Who started the run by hand, or the one it is part of; null where an event or a schedule did. */
  async function requesterOf({ workspace, execution }: GateCall): Promise<string | null> {
    let id: string | undefined = execution;
    for (let level = 0; id !== undefined && level <= MAX_DEPTH; level += 1) {
      const row: Started | null = await deps.store.executions
        .findOne({ _id: id, workspace }, { triggerType: 1, user: 1, parent: 1 })
        .lean<Started>();
      if (row?.triggerType !== 'workflow') return row?.triggerType === 'manual' ? row.user : null;
      id = row.parent?.execution;
    }
    return null;
  }
}

type Started = Pick<ExecutionRow, 'triggerType' | 'user' | 'parent'>;

const silenceOf = (value: unknown): 'reject' | 'approve' | 'continue' =>
  value === 'approve' || value === 'continue' ? value : 'reject';
