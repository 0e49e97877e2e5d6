import type { ConversationRow } from '../store/conversations.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { IdentityRow } from '../store/people.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { type Account, accountsFrom, numbersOf } from './account-words.ts';
import type { Owner } from './accounts.ts';
import { askBack } from './ask-back.ts';
import { asThread, NOBODY, openConversation, platformOf } from './conversations.ts';
import { findLine } from './outbox.ts';
import type { Member } from './people.ts';
import { isPlatform } from './platform-names.ts';
import type { Room } from './room.ts';
import { peopleTexts as texts } from './texts-people.ts';
import { accountWords } from './wishes.ts';

/** Conversations looked at when an account is unlinked. */
const MOST_THREADS = 2_000;

/** "unlink whatsapp": does it, or asks first where only one account would be left. `said`: it was asked back already. */
export async function unlinkWish(
  room: Room,
  person: Member,
  where: { row: string; thread: string; author: { id: string } },
  words: string,
): Promise<{ text: string; said: boolean }> {
  const all = accountsFrom(await room.people.accounts.of(person));
  const labels = all.map((one) => one.label);
  const { platform, number } = accountWords(words);
  const here = `${platformOf(where.thread)}:${where.author.id}`;
  const found = all.filter((one) => {
    if (number) return numbersOf(one).some((digits) => digits.endsWith(number) || number.endsWith(digits));
    return platform ? isPlatform(one.platform, platform) : one.ids.some((row) => row._id === here);
  });
  const [account, ...more] = found;
  if (!account) return { text: texts.noSuchAccount(labels), said: false };
  if (more.length > 0) return { text: texts.whichAccount(found.map((one) => one.label)), said: false };
  const ids = account.ids.map((row) => row._id).filter((id) => id !== `web:${person.user}`);
  if (ids.length === 0) return { text: texts.ownPage, said: false };
  const left = all.filter((one) => one !== account);
  const [only] = left;
  if (!only) return { text: texts.lastAccount, said: false };
  if (left.length === 1) {
    const title = texts.unlinkAsk(account.label);
    const back = { what: 'unlink' as const, ids, label: account.label };
    await askBack(room, person, where, { title, text: texts.unlinkWhat(only.label), back, danger: true });
    return { text: title, said: true };
  }
  return { text: await unlink(room, person, where, ids, account.label), said: false };
}

/**
 * Takes an account from a person. Its threads hear nothing more of them: what was told there is told in `to`, a thread of
 * an account that stays. Returns what to say in the thread it was asked in. Harmless to repeat after a crash.
 */
export async function unlink(
  room: Room,
  person: Member,
  where: { row: string; thread: string },
  ids: string[],
  label: string,
): Promise<string> {
  const { people } = room;
  const rows = await people.accounts.of(person);
  const account = rows.filter((row) => ids.includes(row._id));
  const rest = rows.filter((row) => !ids.includes(row._id));
  if (rest.length === 0) return texts.lastAccount;
  const staying = accountsFrom(rest);
  const leaving = await threadsOf(room, person, accountsFrom(account), staying);
  const to = await stayingThread(room, person, where.thread, leaving, rest);
  const moved = new Set<string>();
  for (const thread of leaving) for (const name of await moveOut(room, person, thread, to)) moved.add(name);
  await people.accounts.release(person, account);
  await room.linkCodes.forget(ids);
  // What was opened between looking and releasing.
  for (const thread of await threadsOf(room, person, accountsFrom(account), staying)) {
    await moveOut(room, person, thread, to);
  }
  await people.reviewAdmin(person);
  const text = texts.unlinked(label, [...moved]);
  if (!leaving.includes(where.thread) && where.thread === to) return text;
  if (to) await room.outbox.post(to, `unlinked:${where.row}`, text);
  return leaving.includes(where.thread) ? texts.unlinkedHere : texts.unlinked(label, []);
}

async function stayingThread(
  room: Room,
  person: Member,
  thread: string,
  leaving: string[],
  rest: IdentityRow[],
): Promise<string | null> {
  const alone = (
    await room.adapters
      .get(platformOf(thread))
      ?.describe(asThread(thread))
      .catch(() => null)
  )?.direct;
  if (!leaving.includes(thread) && alone) return thread;
  const chats = [...rest].sort((one, other) => Number(one.platform === 'web') - Number(other.platform === 'web'));
  for (const row of chats) {
    const direct = await room.adapters
      .get(row.platform)
      ?.direct?.({ id: row.author })
      .catch(() => null);
    if (!direct || leaving.includes(direct)) continue;
    const conversation = await openConversation(room, direct, person);
    if (conversation.user === person.user) return direct;
  }
  return leaving.includes(thread) ? null : thread;
}

/** The person's conversations that the account was the only way into. */
async function threadsOf(room: Room, owner: Owner, accounts: Account[], staying: Account[]): Promise<string[]> {
  const platforms = new Set(accounts.map((one) => one.platform));
  const rows = await room.store.conversations
    .find({ workspace: owner.workspace, user: owner.user, platform: { $in: [...platforms] } }, { platform: 1 })
    .sort({ updatedAt: -1 })
    .limit(MOST_THREADS)
    .lean<Pick<ConversationRow, '_id' | 'platform'>[]>();
  const ids = accounts.flatMap((one) => one.ids.map((row) => row.author));
  const found: string[] = [];
  for (const row of rows) {
    // What was said on the page is seen only there.
    const shared = row.platform !== 'web' && staying.some((one) => one.platform === row.platform);
    if (!shared || (await wroteIn(room, row, ids))) found.push(row._id);
  }
  return found;
}

/** Where another account of theirs is on the same platform: whose thread it is follows from who wrote there. */
async function wroteIn(room: Room, { _id, platform }: Pick<ConversationRow, '_id' | 'platform'>, ids: string[]) {
  const people =
    (await room.adapters
      .get(platform)
      ?.describe(asThread(_id))
      .catch(() => null)) ?? null;
  if (people?.direct && people.people.length > 0) return people.people.some((one) => ids.includes(one.id));
  const wrote = await room.store.inbox.exists({
    workspace: EVERY_WORKSPACE,
    thread: _id,
    'body.author.id': { $in: ids },
  });
  return wrote !== null;
}

/** Takes everything of a person out of a thread, to another of theirs; returns the names of workflows told there. */
async function moveOut(room: Room, owner: Owner, thread: string, to: string | null): Promise<string[]> {
  const { store, clock } = room;
  const own = { workspace: owner.workspace, user: owner.user };
  const told = await store.workflows
    .find({ ...own, status: { $ne: 'deleted' }, $or: [{ createdFromRoom: thread }, { alsoTell: thread }] })
    .limit(500)
    .lean<WorkflowRow[]>();
  const origin = told.filter((row) => row.createdFromRoom === thread).map((row) => row.name);
  for (const row of told) {
    const alsoTell = (row.alsoTell ?? []).filter((one) => one !== thread && one !== to);
    const createdFromRoom = row.createdFromRoom === thread ? to : row.createdFromRoom;
    await store.workflows.updateOne({ _id: row._id, ...own }, { $set: { alsoTell, createdFromRoom } });
  }
  await store.drafts.updateMany({ ...own, thread }, { $set: { thread: to } });
  await store.notices.updateMany({ ...own, thread, sentAt: null }, { $set: { thread: to } });
  await movePrompts(room, owner, thread, to);
  await store.outbox.updateMany(
    // What answers the very wish to unlink is still said.
    { workspace: owner.workspace, thread, state: 'new', key: { $not: /^(?:turn|tap|confirm):/ } },
    { $set: { state: 'failed', error: 'the account was unlinked', sentAt: clock.now() } },
  );
  await store.messages.updateMany({ workspace: owner.workspace, thread }, { $set: { workspace: NOBODY } });
  const nobody = { workspace: NOBODY, user: NOBODY, draft: null, dialog: null, next: null, about: null, title: '' };
  const taken = { $set: { ...nobody, updatedAt: clock.now() }, $unset: { unsent: 1 } };
  await store.conversations.updateOne({ _id: thread, ...own }, taken);
  return origin;
}

/** What waits for an answer there waits in the other thread, with its card. */
async function movePrompts(room: Room, owner: Owner, thread: string, to: string | null): Promise<void> {
  const { store, prompts, outbox } = room;
  for (const prompt of await prompts.openIn(owner.workspace, thread, owner.user)) {
    const filter = { _id: prompt._id, workspace: owner.workspace };
    await store.prompts.updateOne(filter, { $pull: { copies: { thread } } });
    if (prompt.thread !== thread) continue;
    const [next] = (prompt.copies ?? []).filter((copy) => copy.thread !== thread);
    if (next) {
      const { thread: there, key, at, deliveredAt } = next;
      await store.prompts.updateOne(filter, { $set: { thread: there, key, openedAt: at, deliveredAt } });
      continue;
    }
    const content = (await findLine(store, thread, prompt.key))?.content;
    if (!to || !content) await prompts.close(prompt, texts.decidedMeanwhile);
    else {
      await store.prompts.updateOne(filter, { $set: { thread: to, deliveredAt: null } });
      await outbox.post(to, prompt.key, content);
    }
  }
}
