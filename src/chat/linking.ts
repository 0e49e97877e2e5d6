import type { InvitationRow } from '../store/people.ts';
import { accountsFrom } from './account-words.ts';
import { accountOf, type Owner } from './accounts.ts';
import { askBack } from './ask-back.ts';
import { asThread, openConversation, platformOf } from './conversations.ts';
import { join, ownsAnything } from './joining.ts';
import { codeIn } from './link-codes.ts';
import type { Member } from './people.ts';
import { isPlatform, onPlatform, platformName } from './platform-names.ts';
import type { Room } from './room.ts';
import { peopleTexts as texts } from './texts-people.ts';
import type { Author } from './types.ts';

/** An account that wrote something: which, where, and with which row. */
export interface Writer {
  row: string;
  thread: string;
  author: Author;
}

/** What came of a code: words for whoever wrote it, or that they were asked back; `wrong` codes are answered or not. */
export type LinkAnswer = { kind: 'linked' | 'refused' | 'wrong'; text: string } | { kind: 'asked'; text: string };

const accountOfWriter = ({ thread, author }: Writer): string => accountOf(platformOf(thread), author);

/** "link whatsapp": a code for the other side, told where nobody else reads it. */
export async function giveCode(room: Room, person: Member, writer: Writer, named: string | null): Promise<string> {
  const here = platformOf(writer.thread);
  const elsewhere = [...room.adapters.keys()].filter((platform) => platform !== here);
  if (named && ![...room.adapters.keys()].some((platform) => isPlatform(platform, named))) {
    return texts.notThere(platformName(named), [...new Set(elsewhere.map(platformName))]);
  }
  if (elsewhere.length === 0 && !named) return texts.onlyHere;
  const other = named && !isPlatform(here, named) ? named : null;
  const alone = await isAlone(room, writer.thread);
  const direct = alone ? writer.thread : await directOf(room, person, writer);
  if (!direct) return texts.codeOnlyDirectly;
  const code = await room.linkCodes.issue(person, direct);
  const text = texts.linkCode(code, other && onPlatform(other));
  if (direct === writer.thread) return text;
  await room.outbox.post(direct, `turn:${writer.row}:code`, text);
  return texts.codeSentDirectly;
}

/** Nobody but the person reads along; where that cannot be told, somebody may. */
async function isAlone(room: Room, thread: string): Promise<boolean> {
  const adapter = room.adapters.get(platformOf(thread));
  const found = await adapter?.describe(asThread(thread)).catch(() => null);
  return found?.direct ?? false;
}

async function directOf(room: Room, person: Member, { thread, author }: Writer): Promise<string | null> {
  const direct = await room.adapters
    .get(platformOf(thread))
    ?.direct?.(author)
    .catch(() => null);
  if (!direct || direct === thread) return null;
  const conversation = await openConversation(room, direct, person);
  return conversation.user === person.user ? direct : null;
}

/**
 * A code written by some account: that account becomes an account of the code's owner, and both sides are told. Null where
 * the message is no code. `person`: who writes, null for a stranger.
 */
export async function takeCode(
  room: Room,
  writer: Writer,
  person: Member | null,
  text: string,
): Promise<LinkAnswer | null> {
  const code = codeIn(text);
  if (code === null) return null;
  const account = accountOfWriter(writer);
  if (!(await room.linkCodes.mayTry(account))) return { kind: 'wrong', text: texts.tooManyCodes };
  const found = await room.linkCodes.find(code, account);
  const owner = found && (await room.people.member(found.workspace, found.createdBy));
  if (!found || !owner) return { kind: 'wrong', text: texts.wrongCode };
  const answer = await link(room, writer, person, owner, found, false);
  // Only a code that linked: one's own, written again and again, must not make room for more guesses.
  if (answer.kind === 'linked') await room.linkCodes.forgive(account);
  return answer;
}

/** Links for a code that counts; an admin's account becomes another's only on their word (`sure`). */
export async function link(
  room: Room,
  writer: Writer,
  person: Member | null,
  owner: Member,
  code: InvitationRow,
  sure: boolean,
): Promise<LinkAnswer> {
  const account = accountOfWriter(writer);
  const again = code.usedBy === account;
  if (person?.user === owner.user) {
    if (again) return told(room, writer, owner, code);
    return { kind: 'refused', text: isOrigin(writer, code) ? texts.sameAccount : texts.alreadyLinked };
  }
  if (person) {
    if (await ownsAnything(room, person)) return refused(room, writer, owner, code);
    if (person.admin && !owner.admin && !sure) return ask(room, writer, person, owner, code);
  }
  if (!(await room.linkCodes.use(code, account))) return { kind: 'wrong', text: texts.wrongCode };
  if (person && (await isJoining(room, owner, person)) && person.user > owner.user) {
    // Both wrote the other's code at once: one of the two joins, the same whoever looks.
    return { kind: 'refused', text: texts.alreadyLinked };
  }
  if (person && !(await join(room, person, owner))) return refused(room, writer, owner, code);
  const platform = platformOf(writer.thread);
  await room.people.accounts.claim(owner, platform, writer.author);
  await room.people.learn(owner, platform, writer.author);
  await room.people.reviewAdmin(owner);
  await openConversation(room, writer.thread, owner);
  return told(room, writer, owner, code);
}

/**
 * Whether `from` is becoming part of `to` at this moment, by a code of theirs. To be asked after a code of the other's was
 * used: codes of `to` that were not used yet count no more, so that of two who ask at once at least one sees the other.
 */
async function isJoining(room: Room, from: Owner, to: Owner): Promise<boolean> {
  const accounts = await room.people.accounts.of(from);
  const ids = accounts.flatMap((row) => [row._id, ...(row.account ? [row.account] : [])]);
  return room.linkCodes.withdraw(to, ids);
}

const isOrigin = (writer: Writer, code: InvitationRow): boolean =>
  code.thread === writer.thread || platformOf(code.thread ?? '') === platformOf(writer.thread);

async function refused(room: Room, writer: Writer, owner: Owner, code: InvitationRow): Promise<LinkAnswer> {
  const here = platformName(platformOf(writer.thread));
  const other = platformName(platformOf(code.thread ?? ''));
  return { kind: 'refused', text: texts.ownsThings(here, other, await ownsAnything(room, owner)) };
}

async function ask(
  room: Room,
  writer: Writer,
  person: Member,
  owner: Member,
  code: InvitationRow,
): Promise<LinkAnswer> {
  const title = texts.joinAsk(owner.name);
  const back = { what: 'join' as const, code: code._id, workspace: code.workspace };
  await askBack(room, person, writer, { title, text: texts.joinWhat(owner.name), back });
  return { kind: 'asked', text: title };
}

/** Both sides are told: the other one in the thread where the code was asked for. */
async function told(room: Room, writer: Writer, owner: Member, code: InvitationRow): Promise<LinkAnswer> {
  const platform = platformOf(writer.thread);
  const accounts = accountsFrom(await room.people.accounts.of(owner));
  const account = accountOfWriter(writer);
  const isThis = (ids: { _id: string; account?: string | null }[]) =>
    ids.some((row) => (row.account ?? row._id) === account || row._id === `${platform}:${writer.author.id}`);
  const mine = accounts.find((one) => isThis(one.ids))?.label ?? platformName(platform);
  const thread = await room.direct.reach(owner, code.thread ?? null);
  if (thread && thread !== writer.thread) {
    await room.outbox.post(thread, `linked:${code._id}`, texts.linked(mine, platformName(platform).toLowerCase()));
  }
  const others = accounts.filter((one) => !isThis(one.ids)).map((one) => one.label);
  return { kind: 'linked', text: texts.linkedHere(owner.name === 'You' ? 'you' : owner.name, others.slice(0, 3)) };
}
