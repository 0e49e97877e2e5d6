import type { WorkflowRow } from '../store/workflows.ts';
import { findConversation, nowAbout } from './conversations.ts';
import type { Member } from './people.ts';
import { asText } from './plain.ts';
import { quotedRun } from './quoted.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import { onRun, type RunAct, runKeyOf } from './run-deeds.ts';
import { runsMeant } from './run-which.ts';
import { type RunWish, runWishOf } from './run-wishes.ts';
import type { TurnOutcome } from './types.ts';
import { workflowCalled } from './workflow-called.ts';

/** One run cancelled, paused, let go on, stopped at once or asked how far it is, in fixed words: no planner. Null for anything else. */
export function createRunRequests(room: Room) {
  /** Whether "it" is a run here rather than a workflow or a card. */
  async function itIsRun(
    row: MessageInbox,
    person: Member,
    wish: RunWish,
    about: WorkflowRow | null,
  ): Promise<boolean> {
    if (wish.command === 'run_progress') {
      if (about) return true;
    } else if (wish.command !== 'resume_run' || (about && about.status !== 'active')) return false;
    const meant = { thread: row.thread, about: about?._id ?? null };
    return (await runsMeant(room, person, wish.command, meant)).runs.length > 0;
  }

  return async function answer(row: MessageInbox, person: Member): Promise<TurnOutcome | null> {
    const wish = row.body.overrides ? null : runWishOf(row.body.text);
    if (!wish) return null;
    const { thread } = row;
    const { target } = wish;
    const replyTo = row.body.replyTo;
    const quoted = replyTo ? await quotedRun(room, person, { thread, replyTo }) : null;
    const all = await room.automation.workflows(person);
    const about = (await findConversation(room.store, thread))?.about ?? null;
    const talkedOf = all.find((one) => one._id === about) ?? null;
    const name = target.kind === 'it' ? null : target.name;
    const named = name === null ? null : workflowCalled(all, name);
    if (name !== null && !named) return null;
    if (target.kind === 'it' && quoted === null && !(await itIsRun(row, person, wish, talkedOf))) return null;
    const latest = target.kind === 'run' && target.latest;
    const workflow = named ?? (latest ? talkedOf : null);
    const act: RunAct = {
      command: wish.command,
      workflow: workflow && { id: workflow._id, name: workflow.name },
      reason: wish.reason,
      ...(quoted !== null && named === null && { run: quoted }),
    };
    if (named) await nowAbout(room, person.workspace, thread, named._id);
    const content = await onRun(room, person, act, { thread, row: row._id, latest });
    await room.outbox.post(thread, runKeyOf(row._id), content);
    return { kind: 'say', text: asText(content) };
  };
}
