import type { ConversationRow, MessageRow } from '../store/conversations.ts';
import type { Member } from './people.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';

type Quoting = { thread: string; replyTo: string };

type Line = Pick<MessageRow, '_id' | 'key' | 'standing'>;

/** The bot's message that was quoted; null when it is none of ours or too old to be known. */
const lineOf = (room: Room, person: Member, { thread, replyTo }: Quoting): Promise<Line | null> =>
  room.store.messages.findOne({ workspace: person.workspace, thread, parts: replyTo }).lean<Line>();

/** The key of the bot's message that was quoted. */
async function keyOf(room: Room, person: Member, quoting: Quoting): Promise<string | null> {
  return (await lineOf(room, person, quoting))?.key ?? null;
}

/** Whether what was quoted is an earlier version of a card that was said anew since. */
export async function quotesEarlier(room: Room, person: Member, quoting: Quoting): Promise<boolean> {
  const standing = (await lineOf(room, person, quoting))?.standing ?? [];
  return standing.length > 0 && !standing.includes(quoting.replyTo);
}

/** The card a message answers by quoting it, open or decided since; null when it quotes no card of this person. */
export async function quotedPrompt(room: Room, person: Member, quoting: Quoting): Promise<Prompt | null> {
  const { workspace, user } = person;
  const key = await keyOf(room, person, quoting);
  if (key === null) return null;
  return room.prompts.at(workspace, user, quoting.thread, key);
}

/**
 * What a message that quotes something speaks of: from here on "it" means that workflow, and a change is a change to that
 * card. Returns the conversation as it then is.
 */
export async function aboutQuoted(
  room: Room,
  person: Member,
  conversation: ConversationRow,
  quoting: Quoting,
): Promise<ConversationRow> {
  const key = await keyOf(room, person, quoting);
  if (key === null) return conversation;
  const change: Partial<Pick<ConversationRow, 'about' | 'draft'>> = {};
  const prompt = await quotedPrompt(room, person, quoting);
  if (prompt?.kind === 'draft' && prompt.state === 'open') change.draft = prompt.ref;
  const workflow = await workflowOf(room, person, key);
  if (workflow) change.about = workflow;
  if (Object.keys(change).length === 0) return conversation;
  await room.store.conversations.updateOne(
    { _id: conversation._id, workspace: conversation.workspace },
    { $set: change },
  );
  return { ...conversation, ...change };
}

/** The run whose card a message quotes; null where it quotes anything else. */
export async function quotedRun(room: Room, person: Member, quoting: Quoting): Promise<string | null> {
  const key = await keyOf(room, person, quoting);
  const execution = key === null ? undefined : /^run:([^:]+)$/.exec(key)?.[1];
  return execution ?? null;
}

async function workflowOf(room: Room, person: Member, key: string): Promise<string | null> {
  const own = { workspace: person.workspace, user: person.user };
  const draft = /^(?:draft|approved):([^:]+)/.exec(key)?.[1];
  if (draft) return (await room.store.workflows.findOne({ ...own, createdFromDraft: draft }).lean())?._id ?? null;
  const execution = /^(?:run|paused):(?:gate:|ask:)?([^:]+)/.exec(key)?.[1];
  if (execution) return (await room.store.executions.findOne({ ...own, _id: execution }).lean())?.workflow ?? null;
  return null;
}
