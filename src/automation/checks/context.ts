import type { Catalogue } from '../../connectors/catalogue.ts';
import type { Finding } from '../../errors.ts';
import type { KnownPerson } from '../audience.ts';
import type { CheckContext as Ceilings } from '../service.ts';

/** What there is to build with, as checks, effects and words see it. */
export type Actions = Pick<Catalogue, 'service' | 'action' | 'event' | 'events' | 'suggestions'>;

/** What checks need to know besides the definition; gathered by the caller, so that checks stay pure. */
export interface CheckContext extends Ceilings {
  catalogue: Actions;
  /** The person's workflows, for `run_workflow`: with what each runs itself, at any depth, and how deep that goes. */
  workflows: { id: string; name: string; version: number; runs?: string[]; levels?: number }[];
  /** The workflow that is changed; absent for a new one. */
  self?: string | null;
  /** People of the workspace, for who is asked; absent where nobody knows them. */
  people?: KnownPerson[];
}

export const MAX_FINDINGS = 50;

/** Collects findings: each place and code once, bounded. */
export class Findings {
  readonly list: Finding[] = [];

  add(path: string, code: string, message: string, hint?: string): void {
    if (this.list.length >= MAX_FINDINGS) return;
    if (this.list.some((known) => known.path === path && known.code === code && known.message === message)) return;
    this.list.push({ path, code, message, ...(hint !== undefined && { hint }) });
  }

  get any(): boolean {
    return this.list.length > 0;
  }
}

/** Names expressions may begin with besides step ids, and the fields that are there in every run. */
export const RUN_FIELDS = ['id', 'started_at', 'date'];
export const OWNER_FIELDS = ['id', 'name', 'email', 'phone', 'time_zone'];
/** What a run a schedule started knows as `trigger`. */
export const SCHEDULE_FIELDS = ['type', 'date', 'scheduled_at'];
/** Reserved names of a webhook run's `trigger`, besides the event's own fields. */
export const WEBHOOK_FIELDS = ['type', 'event', 'body', 'data'];
/** Outputs every step has. */
export const STEP_FIELDS = ['status', 'error'];
/** Outputs of a step with `for_each`. */
export const EACH_FIELDS = ['results', 'count', 'failed', 'failures', ...STEP_FIELDS];

/** Step ids that would hide something: names of the context and words of the expression language. */
export const RESERVED_IDS = new Set(
  (
    'trigger run owner item index steps workflow true false null in as break const continue else for function if import let ' +
    'loop package namespace return var void while has size number string int double bool list map type optional cel dyn bytes ' +
    'google timestamp duration round floor ceil abs min max sum constructor prototype'
  ).split(' '),
);

/** The nearest of some names by edits, for "did you mean"; null where none is near. */
export function nearest(name: string, names: Iterable<string>): string | null {
  const wanted = name.toLowerCase().slice(0, 60);
  let best: string | null = null;
  let distance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of names) {
    const found = edits(wanted, candidate.toLowerCase(), distance);
    if (found < distance) {
      best = candidate;
      distance = found;
    }
  }
  return best;
}

function edits(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** "a, b and 3 more": names in a hint, never a wall of them. */
export function someOf(names: readonly string[], most = 12): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
