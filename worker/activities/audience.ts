import { type Audience, audienceOf, knownPeople, namesOthers, THREAD } from '../../src/automation/audience.ts';
import type { Json } from '../../src/automation/definition.ts';
import { listInWords } from '../../src/automation/words.ts';
import type { RunContext } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { StepFailure } from './failures.ts';
import { durationMs } from './profiles.ts';

/** What gates and questions have in common: whom they ask, until when, and when they remind. */

const MOST_REMINDERS = 10;

export interface Asked extends Audience {
  names: string;
}

/** Whom a step asks. Throws StepFailure naming whoever is not known. */
export async function askedBy(
  deps: Pick<ActivityDeps, 'store'>,
  run: RunContext,
  who: Json | undefined,
): Promise<Asked> {
  const people = namesOthers(who) ? await knownPeople(deps.store, run.workspace) : [];
  const found = audienceOf(who, run.user, people);
  if ('problem' in found) throw new StepFailure(`${found.problem} ${found.hint}`);
  return { ...found, names: namesOf(found, run, people) };
}

/** "Amina or Otieno", "people in #ops". */
export function namesOf(
  { users, channel }: Audience,
  run: RunContext,
  people: { user: string; name: string }[],
): string {
  const names = users.map((user) =>
    user === run.user ? run.userName || 'its owner' : (people.find((one) => one.user === user)?.name ?? 'someone'),
  );
  const place = channel === null ? [] : [channel === THREAD ? 'people in its conversation' : `people in ${channel}`];
  return listInWords([...names, ...place], 'or');
}

/** When it ends and when it reminds. What is already under way keeps both. */
export function timesOf(
  params: Record<string, Json>,
  now: Date,
  usual: number,
  again: { deadline: string; reminders?: string[]; reminded?: number } | null,
): { deadline: string; reminders: string[]; left: string[] } {
  if (again) {
    const reminders = again.reminders ?? [];
    return { deadline: again.deadline, reminders, left: reminders.slice(again.reminded ?? 0) };
  }
  const waits = (typeof params.timeout === 'string' ? durationMs(params.timeout) : null) ?? usual;
  const after = Array.isArray(params.reminders) ? params.reminders : [];
  const reminders = after
    .map((text) => (typeof text === 'string' ? durationMs(text) : null))
    .filter((ms): ms is number => ms !== null && ms > 0 && ms < waits)
    .sort((one, other) => one - other)
    .slice(0, MOST_REMINDERS)
    .map((ms) => new Date(now.getTime() + ms).toISOString());
  return { deadline: new Date(now.getTime() + waits).toISOString(), reminders, left: reminders };
}
