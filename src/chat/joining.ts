import type { ConversationRow } from '../store/conversations.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { Owner } from './accounts.ts';
import type { Room } from './room.ts';
import { settleEverywhere } from './settle.ts';
import { peopleTexts } from './texts-people.ts';

/** Conversations moved at a time. */
const BATCH = 500;
const KINDS = ['draft', 'gate', 'ask', 'question', 'confirm', 'failure'] as const;

/** Whether something would be lost or mixed up if a person became another: workflows, runs under way, connections. */
export async function ownsAnything(room: Pick<Room, 'store'>, { workspace, user }: Owner): Promise<boolean> {
  const { store } = room;
  const found = await Promise.all([
    store.workflows.exists({ workspace, user, status: { $ne: 'deleted' } }),
    store.connections.exists({ workspace, user, revokedAt: null, kind: 'real' }),
    store.executions.exists({ workspace, user, status: 'running' }),
  ]);
  return found.some((one) => one !== null);
}

/**
 * Makes a person who owns nothing part of another: accounts, conversations, tokens and threads of the page become the
 * other's; what waited for them is closed. False, and nothing is joined, when they own something after all. Harmless to
 * repeat: the accounts are moved last, so that a crash in between leaves someone to go on with.
 */
export async function join(room: Room, from: Owner, to: Owner): Promise<boolean> {
  const { store, clock, prompts, people } = room;
  await store.drafts.updateMany(
    { workspace: from.workspace, user: from.user, status: { $in: ['draft', 'awaiting_confirmation'] } },
    { $set: { status: 'cancelled', outcome: 'linked to another account', updatedAt: clock.now() } },
  );
  // Nothing can be approved any more: what is owned now is all there is.
  if (await ownsAnything(room, from)) return false;
  for (const prompt of await prompts.openOf(from.workspace, from.user, [...KINDS])) {
    await settleEverywhere(room, prompt, peopleTexts.joinedOutcome, 'joined');
  }
  await moveConversations(room, from, to);
  await moveWeb(room, from, to);
  const mine = { workspace: from.workspace, user: from.user };
  const theirs = { $set: { workspace: to.workspace, user: to.user } };
  await store.notices.updateMany(mine, theirs);
  await store.tokens.updateMany(mine, theirs);
  await people.accounts.move(from, to);
  // Whoever follows the earlier feed looks, and finds that they are somebody else now.
  await store.webFeeds.updateOne({ _id: from.user, workspace: from.workspace }, { $inc: { rev: 1 } });
  await people.reviewAdmin(to);
  return true;
}

async function moveConversations({ store }: Room, from: Owner, to: Owner): Promise<void> {
  for (;;) {
    const rows = await store.conversations
      .find({ workspace: from.workspace, user: from.user }, { _id: 1 })
      .limit(BATCH)
      .lean<Pick<ConversationRow, '_id'>[]>();
    if (rows.length === 0) return;
    const threads = rows.map((row) => row._id);
    const here = { workspace: from.workspace, thread: { $in: threads } };
    const there = { $set: { workspace: to.workspace } };
    await store.messages.updateMany({ ...here, user: from.user }, { $set: { user: to.user } });
    await store.messages.updateMany(here, there);
    await store.outbox.updateMany(here, there);
    await store.inbox.updateMany({ workspace: EVERY_WORKSPACE, thread: { $in: threads }, state: 'new' }, there);
    await store.conversations.updateMany(
      { _id: { $in: threads }, workspace: from.workspace, user: from.user },
      { $set: { workspace: to.workspace, user: to.user, draft: null, dialog: null, next: null, about: null } },
    );
  }
}

/** Threads of the page come after everything the other person's page has seen, in the order they had. */
async function moveWeb({ store }: Room, from: Owner, to: Owner): Promise<void> {
  const feed = await store.webFeeds.findOne({ _id: from.user, workspace: from.workspace }).lean();
  const mine = { workspace: from.workspace, user: from.user };
  if (!feed || !(await store.webThreads.exists(mine))) return;
  const after = await store.webFeeds
    .findOneAndUpdate(
      { _id: to.user, workspace: to.workspace },
      { $inc: { rev: feed.rev + 1 } },
      { upsert: true, returnDocument: 'after' },
    )
    .lean();
  const base = (after?.rev ?? 0) - feed.rev;
  const change = { $set: { workspace: to.workspace, user: to.user }, $inc: { rev: base } };
  await store.webMessages.updateMany(mine, change);
  await store.webThreads.updateMany(mine, change);
}
