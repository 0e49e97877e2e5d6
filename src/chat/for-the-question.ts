import { looksPortable } from '../automation/portable.ts';
import { codeIn } from './link-codes.ts';
import type { Member } from './people.ts';
import type { Prompt } from './prompts.ts';
import { quotedRun } from './quoted.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import { asSaid } from './said.ts';

/** Words that speak of the person or of the bot: nobody asks for a subject and means these. */
const OWN = /\b(?:i|me|my|mine|nod)\b/i;
/** What only the bot has, where it stands in a sentence: "Agenda" and "Versions" alone are words as good as any. */
const OURS =
  /\b(?:workflows?|automations?|runs?|ran|reminders?|drafts?|templates?|versions?|accounts?|token|time ?zone|stats|statistics)\b/i;
const SENTENCE = /^\S+(?:\s+\S+){2,}$/;

/**
 * Whether a message that reads like a request of fixed words is the answer to what is asked here: something that takes any
 * words is the newest thing that waits, and nothing in the message can only be meant for the bot.
 */
export async function isForTheQuestion(room: Room, person: Member, row: MessageInbox): Promise<boolean> {
  const { thread } = row;
  const { text, replyTo } = row.body;
  const newest = (await room.prompts.talkedOfIn(person.workspace, thread, person.user)).at(-1);
  if (!newest || !takesAnyWords(newest)) return false;
  if (codeIn(text) !== null || looksPortable(text)) return false;
  if (replyTo && (await quotedRun(room, person, { thread, replyTo })) !== null) return false;
  const said = asSaid(text);
  if (OWN.test(said) || (OURS.test(said) && SENTENCE.test(said))) return false;
  const named = said.toLowerCase();
  const all = await room.automation.workflows(person);
  return !all.some(({ name }) => named !== name.toLowerCase() && named.includes(name.toLowerCase()));
}

const takesAnyWords = ({ kind, detail }: Prompt): boolean =>
  kind === 'question' || (kind === 'ask' && detail.wanted === 'text');
