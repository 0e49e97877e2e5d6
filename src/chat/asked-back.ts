import type { MessageRow } from '../store/conversations.ts';
import { isNo, isYes, labelled } from './answers.ts';
import { failureChoices, waits } from './failure-words.ts';
import type { Member } from './people.ts';
import { delivered } from './prompts.ts';
import type { Room } from './room.ts';
import type { CardChoice } from './types.ts';

/** What a typed answer can mean because of what was said last: a card that asked back, or a run's own. */

const ASKED_BACK = /^run:tap:.+:ask$/;
/** Nobody remembers longer what a yes would be to. */
const LASTS_MS = 3_600_000;

/** What Nod said last before a message was sent. */
async function lastSaid(room: Room, person: Member, thread: string, sentAt: Date): Promise<MessageRow | null> {
  return room.store.messages
    .findOne({ workspace: person.workspace, thread, from: 'bot', at: { $lte: sentAt } })
    .sort({ seq: -1 })
    .lean<MessageRow>();
}

interface Said {
  thread: string;
  text: string;
  sentAt: Date;
}

/** The choice that a message takes of a card that asked back what a tap would do, and that is the last thing said. */
export async function askedBack(room: Room, person: Member, said: Said): Promise<CardChoice | null> {
  return choiceOf(await lastSaid(room, person, said.thread, said.sentAt), said);
}

function choiceOf(last: MessageRow | null, { text, sentAt }: Said): CardChoice | null {
  if (!last?.key || !ASKED_BACK.test(last.key) || sentAt.getTime() - last.at.getTime() > LASTS_MS) return null;
  const { content } = last;
  const choices = typeof content === 'object' ? (content?.choices ?? []) : [];
  const named = labelled({ detail: { choices } }, text);
  const place = /^#?(\d)[.)]?$/.exec(text.trim())?.[1];
  if (named) return named;
  if (place !== undefined) return choices[Number(place) - 1] ?? null;
  const [yes, no] = choices;
  return (isYes(text) ? yes : isNo(text) ? no : null) ?? null;
}

/**
 * Whether the words of a message stand on what waits for an answer here, or are said to a failure a run has just asked about: then
 * they are that, whatever fixed wordings they are elsewhere.
 */
export async function isShownHere(room: Room, person: Member, said: Said): Promise<boolean> {
  const { thread, text, sentAt } = said;
  const last = await lastSaid(room, person, thread, sentAt);
  if (choiceOf(last, said)) return true;
  const open = await room.prompts.talkedOfIn(person.workspace, thread, person.user);
  const newest = open.at(-1);
  if (!newest || !delivered(newest, sentAt)) return false;
  if (labelled(newest, text)) return true;
  if (failureChoices(newest, open, text).length === 0 || !waits(newest)) return false;
  return last?.key?.startsWith('run:') ?? false;
}
