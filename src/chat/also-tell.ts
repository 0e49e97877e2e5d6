import type { WorkflowRow } from '../store/workflows.ts';
import { findConversation, platformOf } from './conversations.ts';
import type { Member } from './people.ts';
import { platformName } from './platform-names.ts';
import type { Room } from './room.ts';
import { peopleTexts as texts } from './texts-people.ts';
import { MOST_ALSO } from './told.ts';

/** Workflows offered when it is not clear which one is meant. */
const NAMED = 10;

/** The workflow of that name; without one the workflow talked of here, else the only one. A text where that is not clear. */
async function meant(
  room: Room,
  person: Member,
  thread: string,
  name: string | null,
): Promise<WorkflowRow | string | null> {
  const all = (await room.automation.workflows(person)).filter((one) => one.status !== 'deleted');
  if (name !== null && !/^(?:it|this|that|this one)$/.test(name)) {
    return all.find((one) => one.name.toLowerCase() === name) ?? null;
  }
  if (all.length === 0) return texts.noWorkflows;
  const about = (await findConversation(room.store, thread))?.about;
  const here = all.find((one) => one._id === about) ?? (all.length === 1 ? all[0] : undefined);
  return here ?? texts.whichWorkflow(all.slice(0, NAMED).map((one) => one.name));
}

/** "also tell me here". Null where nothing of theirs is called so. */
export async function tellHere(room: Room, person: Member, thread: string, name: string | null) {
  const workflow = await meant(room, person, thread, name);
  if (workflow === null) {
    const drafts = await room.prompts.openOf(person.workspace, person.user, ['draft']);
    const draft = drafts.find((one) => one.detail.title.toLowerCase() === name);
    return draft ? texts.approveFirst(draft.detail.title) : null;
  }
  if (typeof workflow === 'string') return workflow;
  const own = { _id: workflow._id, workspace: person.workspace, user: person.user };
  if (workflow.createdFromRoom === thread || workflow.alsoTell?.includes(thread))
    return texts.alreadyHere(workflow.name);
  if (workflow.createdFromRoom === null) {
    await room.store.workflows.updateOne(own, { $set: { createdFromRoom: thread } });
    return texts.alsoHere(workflow.name);
  }
  const added = await room.store.workflows.updateOne(
    { ...own, [`alsoTell.${MOST_ALSO - 1}`]: { $exists: false } },
    { $addToSet: { alsoTell: thread } },
  );
  return added.matchedCount === 1 ? texts.alsoHere(workflow.name) : texts.tooManyPlaces(workflow.name, MOST_ALSO);
}

/** "don't tell me here any more". What is told nowhere else stays where it is, and that is said. */
export async function notHere(room: Room, person: Member, thread: string, name: string | null) {
  const told = (await room.automation.workflows(person)).filter(
    (one) => one.status !== 'deleted' && (one.createdFromRoom === thread || one.alsoTell?.includes(thread)),
  );
  const found = name === null && told.length === 1 ? told[0] : await meant(room, person, thread, name);
  if (found === null || found === undefined) return null;
  if (typeof found === 'string') {
    return told.length === 0
      ? texts.notToldHere(null)
      : texts.whichWorkflow(told.slice(0, NAMED).map((one) => one.name));
  }
  const own = { _id: found._id, workspace: person.workspace, user: person.user };
  if (found.alsoTell?.includes(thread)) {
    await room.store.workflows.updateOne(own, { $pull: { alsoTell: thread } });
    if (found.createdFromRoom !== thread) return texts.notHere(found.name);
  }
  if (found.createdFromRoom !== thread) return texts.notToldHere(found.name);
  const next = found.alsoTell?.find((one) => one !== thread);
  if (!next) return texts.onlyPlace(found.name);
  await room.store.workflows.updateOne(
    { ...own, createdFromRoom: thread },
    { $set: { createdFromRoom: next }, $pull: { alsoTell: next } },
  );
  return texts.movedAway(found.name, platformName(platformOf(next)));
}
