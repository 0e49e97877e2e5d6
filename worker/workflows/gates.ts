import { ApplicationFailure, condition } from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { ALREADY, REFUSED } from '../../src/temporal/protocol.ts';
import type { GateDecision } from '../../src/temporal/types.ts';
import type { Decided, OpenGate } from './contract.ts';

interface Gate extends OpenGate {
  decided: Decided | null;
}

/** The gates of a run: opened by steps, decided once by an update whose validator refuses everything else without a trace. */
export function createGates(carried: Gate[] = []) {
  const names = { owner: 'its owner', timeZone: 'UTC' };
  const keyOf = (at: { path: string; iteration: number }) => `${at.path}:${at.iteration}`;
  const gates = new Map<string, Gate>(carried.map((gate) => [keyOf(gate), gate]));
  const when = (iso: string) => clockTime(iso, names.timeZone);

  function refuse(type: typeof ALREADY | typeof REFUSED, text: string): never {
    throw ApplicationFailure.create({ message: text, type, nonRetryable: true });
  }

  return {
    /** Learns the owner's name and zone, for words. */
    know({ owner }: { owner: Json }): void {
      if (owner === null || typeof owner !== 'object' || Array.isArray(owner)) return;
      if (typeof owner.name === 'string' && owner.name) names.owner = owner.name;
      if (typeof owner.timezone === 'string' && owner.timezone) names.timeZone = owner.timezone;
    },

    /** Waits for the decision; the deadline rejects. Runs on when the scope is cancelled. */
    async decision(open: OpenGate): Promise<Decided> {
      const gate: Gate = { ...open, decided: null };
      gates.set(keyOf(open), gate);
      const left = Math.max(0, Date.parse(open.deadline) - Date.now());
      const answered = await condition(() => gate.decided !== null, left);
      if (!answered && !gate.decided) {
        gate.decided = { decision: 'rejected', by: null, at: new Date(Date.now()).toISOString() };
      }
      return gate.decided as Decided;
    },

    /** Throws what the person is told when the decision does not count. */
    validate(decision: GateDecision): void {
      const gate = gates.get(keyOf({ path: decision.step, iteration: decision.iteration }));
      if (!gate) refuse(REFUSED, 'Nothing waits for this decision now.');
      if (!gate.deciders.includes(decision.user)) refuse(REFUSED, `Only ${names.owner} can decide this one.`);
      if (gate.decided) refuse(ALREADY, already(gate.decided, when));
      if (Date.parse(gate.deadline) <= Date.now()) refuse(REFUSED, 'The time to decide is over; no answer meant no.');
      if (gate.seal !== decision.seal) refuse(REFUSED, 'This card was replaced; decide on the newest one.');
      if (decision.decision !== 'approve' && decision.decision !== 'reject') refuse(REFUSED, 'Say yes or no.');
    },

    /** Counts the decision; returns words for who decided. */
    decide(decision: GateDecision): string {
      const gate = gates.get(keyOf({ path: decision.step, iteration: decision.iteration }));
      if (!gate || gate.decided) return '';
      gate.decided = {
        decision: decision.decision === 'approve' ? 'approved' : 'rejected',
        by: decision.name,
        at: new Date(Date.now()).toISOString(),
      };
      return `${gate.decided.decision === 'approved' ? 'Approved' : 'Rejected'} by ${decision.name} at ${when(gate.decided.at)}.`;
    },

    /** Those that wait now. */
    open: (): OpenGate[] => [...gates.values()].filter((gate) => gate.decided === null),

    /** Decisions that a fresh history must still know, to answer late taps; the latest hundred. */
    carried: (): Gate[] => [...gates.values()].filter((gate) => gate.decided !== null).slice(-100),
  };
}

export type Gates = ReturnType<typeof createGates>;

function already(decided: Decided, when: (iso: string) => string): string {
  if (decided.by === null) return 'The time to decide is over; no answer meant no.';
  const what = decided.decision === 'approved' ? 'approved' : 'rejected';
  return `Already decided: ${decided.by} ${what} it at ${when(decided.at)}.`;
}

/** `10:45` in a zone. */
export function clockTime(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(iso));
}
