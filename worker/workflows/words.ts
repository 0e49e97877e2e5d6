import { ApplicationFailure } from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import type { ALREADY, MISFIT, REFUSED } from '../../src/temporal/protocol.ts';

/** What people are told by the interpreter itself. */

/** By this a validator refuses an update without a trace in the history. */
export function refuse(type: typeof ALREADY | typeof REFUSED | typeof MISFIT, text: string): never {
  throw ApplicationFailure.create({ message: text, type, nonRetryable: true });
}

/** The owner's name and zone, once they are known. */
export function createNames() {
  const names = { owner: 'its owner', timeZone: 'UTC' };
  return {
    learn({ owner }: { owner: Json }): void {
      if (owner === null || typeof owner !== 'object' || Array.isArray(owner)) return;
      if (typeof owner.name === 'string' && owner.name) names.owner = owner.name;
      if (typeof owner.timezone === 'string' && owner.timezone) names.timeZone = owner.timezone;
    },
    owner: () => names.owner,
    /** `10:45` in the owner's zone. */
    time: (iso: string): string => clockTime(iso, names.timeZone),
  };
}

/** `10:45` in a zone. */
export function clockTime(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(iso));
}

export type Names = ReturnType<typeof createNames>;
