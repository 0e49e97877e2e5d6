import type { ExecutionRow } from '../store/runs.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { cardKeyOf, withoutChoices } from './draft-card.ts';
import { questionCard, questionRef } from './failure-card.ts';
import type { Member } from './people.ts';
import { placesOf, updateEverywhere } from './places.ts';
import type { Room } from './room.ts';
import type { RunView } from './run-card.ts';
import { changeWaiting, pauseMark } from './standing-still.ts';
import { failureTexts as texts } from './texts-failure.ts';

const askKey = (ref: string): string => `run:failure:${ref}`;

/** How a question about a failure ended, in words. */
export function askEnd({ asking }: Pick<ExecutionRow, 'asking'>, person: Pick<Member, 'timeZone'>): string {
  const { decided } = asking ?? {};
  if (!decided) return texts.over;
  if (decided.by === null) return texts.expired;
  return texts.when(texts.said[decided.choice](decided.by), new Date(decided.at), person.timeZone);
}

/**
 * The question of a run that waits for a word after a failure: posted with its choices while it waits, rewritten to how it ended
 * once it is over. Each failure of a run is a question of its own.
 */
export async function showFailure(
  room: Room,
  parts: { view: RunView; workflow: WorkflowRow; person: Member; threads: string[] },
): Promise<void> {
  const { prompts, outbox } = room;
  const { view, workflow, person } = parts;
  const { execution } = view;
  const { asking, workspace, user } = execution;
  if (!asking) return;
  const ref = questionRef(execution);
  const before = await prompts.find(workspace, 'failure', ref);
  const open = execution.status === 'running' && asking.decided === null;
  if (open && before?.state === 'closed') return;
  if (!open && !before) return;
  const ways = open ? await room.automation.recovery?.ways(person, execution._id) : null;
  const card = questionCard({ ...view, ways: ways ?? null }, person.timeZone);
  if (!open) {
    if (!before) return;
    const end = before.outcome ?? askEnd(execution, person);
    await prompts.close(before, end);
    return updateEverywhere(room, before, withoutChoices(card, end), 'over');
  }
  const [thread, ...others] = parts.threads;
  if (!thread) return;
  const choices = (card.choices ?? []).map(({ name, value, label }) => ({ name, value, label }));
  const opened = await prompts.open({
    workspace,
    thread,
    user,
    kind: 'failure',
    ref,
    key: askKey(ref),
    detail: { title: workflow.name, choices },
  });
  if (!before) for (const other of others) await prompts.addCopy(opened, other, opened.key);
  const shown = await prompts.find(workspace, 'failure', ref);
  for (const place of placesOf(shown ?? opened))
    await outbox.post(place.thread, place.key, card, { replyTo: cardKeyOf(workflow) });
  const by = pauseMark(execution, asking.deadline);
  if (by) await changeWaiting(room, execution, shown ?? opened, { by, card });
}
