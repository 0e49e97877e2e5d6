import type { Clock } from '../clock.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { Store } from '../store/store.ts';
import type { TriggerRow, WorkflowRow } from '../store/workflows.ts';
import type { People } from './people.ts';
import { texts } from './texts.ts';

/** Times of a schedule that passed without a run, ISO instants. */
export interface MissedTimes {
  trigger: Pick<TriggerRow, '_id'>;
  workflow: Pick<WorkflowRow, '_id' | 'workspace' | 'user' | 'name' | 'createdFromRoom' | 'alsoTell'>;
  times: string[];
}

const NAMED = 3;

/** Keeps the news of missed times as a notice for the workflow's thread; the same times again are told once. */
export function createMissedNews({ store, clock, people }: { store: Store; clock: Clock; people: People }) {
  return async function tellMissed({ trigger, workflow, times }: MissedTimes): Promise<void> {
    const last = times.at(-1);
    if (!last) return;
    const person = await people.member(workflow.workspace, workflow.user);
    const named = times.slice(-NAMED).map((time) => new Date(time));
    const text = texts.missed(workflow.name, named, times.length - named.length, person?.timeZone ?? 'UTC');
    const { workspace, user, createdFromRoom, alsoTell = [] } = workflow;
    for (const [index, thread] of [createdFromRoom, ...alsoTell].entries()) {
      const _id = `missed:${trigger._id}:${last}${index === 0 ? '' : `:${thread}`}`;
      await store.notices
        .create({ _id, workspace, user, thread, text, dueAt: clock.now(), sentAt: null })
        .catch((error: unknown) => {
          if (!isDuplicate(error)) throw error;
        });
    }
  };
}
