import { ApplicationFailure, condition } from '@temporalio/workflow';
import { ALREADY, REFUSED } from '../../src/temporal/protocol.ts';
import type { GateDecision } from '../../src/temporal/types.ts';
import { heldBack, isOver, moveOn, newest, passed, standsStill } from './deadlines.ts';
import type { Change, Decided, OpenGate, Said } from './people-contract.ts';
import { type Names, refuse } from './words.ts';

interface Gate extends Omit<OpenGate, 'decided'> {
  since?: number;
  said: Said[];
  decided: Decided | null;
  /** Why nobody can be asked, once that is known. */
  unaskable?: string;
}

/** What is told of a gate that is still open. */
export interface News {
  reminded: number;
  said: Said[];
  deadline?: string;
  reminders?: string[];
}

const nowIso = (): string => new Date(Date.now()).toISOString();
const keyOf = (at: { path: string; iteration: number }) => `${at.path}:${at.iteration}`;

/** The gates of a run: opened by steps, decided once by updates whose validator refuses everything else without a trace. */
export function createGates(names: Names, carried: Gate[] = []) {
  const gates = new Map<string, Gate>(carried.map((gate) => [keyOf(gate), gate]));

  return {
    /**
     * Waits for the decision; the deadline does what silence means. `hear` is told of reminders that are due, of what some said
     * while others are still to answer, and of a deadline that moved on: its time stands still while the run is paused. Runs on
     * when the scope is cancelled.
     */
    async decision(open: OpenGate, hear: (news: News) => Promise<void>, paused: () => boolean): Promise<Decided> {
      const gate = reopened(open);
      if (open.decided) return open.decided;
      let reminded = open.reminded ?? 0;
      let heard = open.said?.length ?? 0;
      let told = open.deadline;
      for (;;) {
        if ((gate.said.length !== heard || gate.deadline !== told) && !gate.decided) {
          const moved = gate.deadline !== told && { deadline: gate.deadline, reminders: [...gate.reminders] };
          heard = gate.said.length;
          told = gate.deadline;
          await hear({ reminded, said: gate.said, ...moved });
        }
        const next = gate.reminders[0];
        const [known, due] = [gate.said.length, gate.deadline];
        const over = () => gate.decided !== null || gate.unaskable !== undefined;
        const changed = () => over() || gate.said.length !== known || gate.deadline !== due;
        const woken = await condition(changed, Math.max(0, Date.parse(next ?? due) - Date.now()));
        if (gate.unaskable !== undefined) throw ApplicationFailure.nonRetryable(gate.unaskable);
        if (gate.decided) return gate.decided;
        if (woken) continue;
        if (paused() && standsStill()) {
          await condition(() => changed() || !paused());
        } else if (next === undefined) {
          gate.decided = silence(gate);
          return gate.decided;
        } else if (heldBack(paused)) {
          await condition(() => changed() || !paused());
          if (!paused()) reminded += passed(gate.reminders, gate.deadline);
        } else {
          gate.reminders.shift();
          reminded += 1;
          heard = gate.said.length;
          await hear({ reminded, said: gate.said });
        }
      }
    },

    /** The run goes on: the times of those that wait stood still since then. */
    moveOn(pausedSince: number): void {
      for (const gate of gates.values()) if (gate.decided === null) moveOn(gate, pausedSince);
    },

    /** Throws what the person is told when the decision does not count. */
    validate(decision: GateDecision, pausedSince: number | null): void {
      const gate = gates.get(keyOf({ path: decision.step, iteration: decision.iteration }));
      if (!gate) refuse(REFUSED, 'Nothing waits for this decision now.');
      if (decision.decision === 'unaskable') {
        if (gate.decided || gate.seal !== decision.seal) refuse(REFUSED, 'Nothing waits for this decision now.');
        return;
      }
      mayDecide(gate, decision);
      if (gate.decided) refuse(ALREADY, already(gate.decided, names.time));
      const own = gate.said.find((said) => said.user === decision.user);
      if (own) refuse(ALREADY, `You said ${word(own)} at ${names.time(own.at)} already. ${stillNeeded(gate)}`);
      if (isOver(gate, pausedSince)) refuse(REFUSED, OVER[gate.onSilence ?? 'reject']);
      if (gate.seal !== decision.seal) refuse(REFUSED, 'This card was replaced; decide on the newest one.');
      if (decision.decision !== 'approve' && decision.decision !== 'reject') refuse(REFUSED, 'Say yes or no.');
      for (const name of Object.keys(decision.changes ?? {}))
        if (!Object.hasOwn(gate.changeable ?? {}, name)) refuse(REFUSED, `“${name}” cannot be changed here.`);
    },

    /** Counts the decision; returns words for who decided, or what is still needed. */
    decide(decision: GateDecision): string | { text: string; open: true } {
      const gate = gates.get(keyOf({ path: decision.step, iteration: decision.iteration }));
      if (!gate || gate.decided) return '';
      if (decision.decision === 'unaskable') {
        gate.unaskable = decision.name;
        return decision.name;
      }
      const said: Said = {
        decision: decision.decision === 'approve' ? 'approved' : 'rejected',
        user: decision.user,
        by: decision.name,
        at: nowIso(),
        where: decision.where ?? null,
        changes: decision.decision === 'approve' ? changesOf(gate, decision.changes) : [],
      };
      gate.said.push(said);
      gate.decided = outcomeOf(gate, said);
      if (!gate.decided) return { text: `Your ${word(said)} counts. ${stillNeeded(gate)}`, open: true };
      const what = gate.decided.decision === 'approved' ? 'Approved' : 'Rejected';
      return `${what} by ${gate.decided.by} at ${names.time(said.at)}.`;
    },

    /** Those that wait now. */
    open: (): Omit<OpenGate, 'decided'>[] =>
      [...gates.values()].filter((gate) => gate.decided === null && gate.unaskable === undefined),

    /** Each gate by where it stands: approved, rejected, timeout or pending (S4.13). */
    state: () =>
      [...gates.values()].map((gate) => ({
        path: gate.path,
        iteration: gate.iteration,
        decision: gate.decided?.decision ?? 'pending',
      })),

    /** What a fresh history must still know: what is under way, and the latest hundred decisions, to answer late taps. */
    carried: (): Gate[] => {
      const all = [...gates.values()];
      return [
        ...all.filter((gate) => gate.decided === null),
        ...all.filter((gate) => gate.decided !== null).slice(-100),
      ];
    },
  };

  /** The gate as a step opens it: once more in a fresh history it is still what it was. */
  function reopened(open: OpenGate): Gate & { reminders: string[] } {
    const before = gates.get(keyOf(open));
    const same = before?.seal === open.seal ? before : null;
    const gate = {
      ...open,
      ...newest(open, same),
      since: same?.since ?? Date.now(),
      said: same?.said ?? open.said ?? [],
      decided: same?.decided ?? open.decided ?? null,
    };
    gates.set(keyOf(open), gate);
    return gate;
  }

  function mayDecide(gate: Gate, decision: GateDecision): void {
    if (gate.excluded && gate.excluded === decision.user)
      refuse(REFUSED, 'You started this run, so somebody else decides this one.');
    const inside = Boolean(gate.channel) && decision.channel === gate.channel;
    if (!inside && !gate.deciders.includes(decision.user))
      refuse(REFUSED, `Only ${gate.names ?? names.owner} can decide this one.`);
  }
}

export type Gates = ReturnType<typeof createGates>;

const OVER = {
  reject: 'The time to decide is over; no answer meant no.',
  approve: 'The time to decide is over; no answer meant yes.',
  continue: 'The time to decide is over; it went on without an answer.',
} as const;

function silence(gate: Gate): Decided {
  const decision = ({ reject: 'rejected', approve: 'approved', continue: 'timeout' } as const)[
    gate.onSilence ?? 'reject'
  ];
  return { decision, by: null, at: nowIso(), ...(gate.said.length > 0 && { decisions: gate.said }) };
}

/** One decides alone; of several, enough yeses approve, and noes that leave too few reject. Null: not decided yet. */
function outcomeOf(gate: Gate, last: Said): Decided | null {
  const needed = gate.needed ?? 1;
  const of = (decision: Said['decision']) => gate.said.filter((said) => said.decision === decision);
  const enoughNoes = needed === 1 ? 1 : gate.channel ? needed : gate.deciders.length - needed + 1;
  const approved = of('approved').length >= needed;
  if (!approved && of('rejected').length < enoughNoes) return null;
  const decision = approved ? 'approved' : 'rejected';
  return {
    decision,
    by: inWords(of(decision).map((said) => said.by)),
    at: last.at,
    // Of what runs of earlier versions wrote down nothing changes.
    ...(last.where && { where: last.where }),
    ...(last.changes.length > 0 && { changes: last.changes }),
    ...((needed > 1 || last.where) && { decisions: gate.said }),
  };
}

function stillNeeded(gate: Gate): string {
  const left = (gate.needed ?? 1) - gate.said.filter((said) => said.decision === 'approved').length;
  return left === 1 ? 'One more yes is needed.' : `${left} more are needed.`;
}

const word = (said: Said): string => (said.decision === 'approved' ? 'yes' : 'no');

function changesOf(gate: Gate, changes: GateDecision['changes']): Change[] {
  return Object.entries(changes ?? {})
    .map(([name, to]) => ({ name, from: gate.changeable?.[name] ?? null, to }))
    .filter((change) => JSON.stringify(change.from) !== JSON.stringify(change.to));
}

const inWords = (all: string[]): string =>
  all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;

function already(decided: Decided, time: (iso: string) => string): string {
  if (decided.by === null)
    return OVER[({ rejected: 'reject', approved: 'approve', timeout: 'continue' } as const)[decided.decision]];
  const what = decided.decision === 'approved' ? 'approved' : 'rejected';
  return `Already decided: ${decided.by} ${what} it at ${time(decided.at)}.`;
}
