import type { DeadLetter } from '../automation/dead-letters.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { VersionRow, WorkflowRow } from '../store/workflows.ts';
import { cardRows } from './card-rows.ts';
import { failed, questionCard, questionRef } from './failure-card.ts';
import { leftCard } from './letter-cards.ts';
import type { Member } from './people.ts';
import type { Place } from './places.ts';
import type { Room } from './room.ts';
import type { RunView } from './run-card.ts';
import { texts } from './texts.ts';
import type { Card } from './types.ts';
import { cardOf, showCopy } from './waiting.ts';

/** The prompt of what failed in a run that went on without it. */
export const lettersRef = (execution: string): string => `letters:${execution}`;

/**
 * Shows here what waits for a word about one run: the very card of its failure, as a copy, so that there is one question however
 * many places show it; of a run that went on without what failed, only that. Null, or what is said instead.
 */
export async function showLetters(
  room: Room,
  person: Member,
  place: Place,
  { run, letters }: { run: ExecutionRow; letters: DeadLetter[] },
): Promise<string | null> {
  const own = run.status === 'running' || (run.status === 'failed' && !(await goneOn(room, run)));
  const ref = !own ? lettersRef(run._id) : run.status === 'running' ? questionRef(run) : run._id;
  const before = await room.prompts.find(run.workspace, 'failure', ref);
  if (before?.state === 'closed') return texts.alreadyDecided;
  const shown = own && before ? await cardOf(room, before) : null;
  const card = shown ?? (own ? await ownCard(room, person, run) : leftCard(room, run, letters, person.timeZone));
  if (!card) return texts.unknownButton;
  if (before) {
    await showCopy(room, before, place, card);
    return null;
  }
  await room.prompts.open({
    ...place,
    workspace: run.workspace,
    user: run.user,
    kind: 'failure',
    ref,
    detail: {
      title: letters[0]?.workflow.name ?? '',
      choices: (card.choices ?? []).map(({ name, value, label }) => ({ name, value, label })),
    },
  });
  await room.outbox.post(place.thread, place.key, card);
  return null;
}

/** Somebody went on with it: what is left of it can only be left. */
const goneOn = async ({ store }: Room, { workspace, _id }: ExecutionRow): Promise<boolean> =>
  (await store.executions.exists({ workspace, retryOf: _id })) !== null;

/** The card of a failure that none was shown of yet. */
async function ownCard(room: Room, person: Member, execution: ExecutionRow): Promise<Card | null> {
  const { store, stepWords } = room;
  const { workspace } = execution;
  const [workflow, version, ways] = await Promise.all([
    store.workflows.findOne({ _id: execution.workflow, workspace }).lean<WorkflowRow>(),
    store.versions.findOne({ _id: `${execution.workflow}:${execution.version}`, workspace }).lean<VersionRow>(),
    room.automation.recovery?.ways(person, execution._id),
  ]);
  if (!workflow) return null;
  const definition = version?.definition ?? workflow.definition;
  const steps = await cardRows(store, execution, definition);
  const view: RunView = { name: workflow.name, definition, execution, steps, stepWords, ways: ways ?? null };
  const { asking } = execution;
  return execution.status === 'running' && asking ? questionCard(view, person.timeZone) : failed(view);
}
