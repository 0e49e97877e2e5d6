import { dayAndTime, shortened } from '../automation/words.ts';
import type { Clock } from '../clock.ts';
import type { ConversationRow, Unsent } from '../store/conversations.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { OutboxRow } from '../store/mail.ts';
import type { Store } from '../store/store.ts';
import { isTheirs, platformOf } from './conversations.ts';
import { showDraft } from './draft-card.ts';
import type { Reach } from './elsewhere.ts';
import type { Member } from './people.ts';
import { asText } from './plain.ts';
import { platformName } from './platform-names.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { peopleTexts as texts } from './texts-people.ts';
import type { Block, Card } from './types.ts';
import { cardOf, showCopy } from './waiting.ts';

/** Each thread is looked at this often. */
const PACE_MS = 60_000;
const BATCH = 50;
/** Of what was not delivered, how many are named, and how long each may be. */
const NAMED = 5;
const LINE = 160;
/** Cards shown with it; “what waits for me?” shows the rest. */
const MOST_CARDS = 5;

/** A news that fails as often is told no more: what it says may be what a platform does not take. */
const MOST_TRIES = 30;

const KEY = 'unsent:';

type Given = Pick<OutboxRow, 'workspace' | 'thread' | 'key' | 'createdAt'>;

/** Keeps that messages were given up, for their owner to be told. That this could not be told either is no news. */
export async function noteUnsent({ store, clock }: { store: Store; clock: Clock }, rows: Given[]): Promise<void> {
  const news = rows.filter((row) => !row.key.startsWith(KEY));
  const [first] = news;
  const last = news.at(-1);
  if (!first || !last) return;
  await store.conversations.updateOne(
    { _id: first.thread, workspace: first.workspace },
    {
      $min: { 'unsent.from': first.createdAt },
      $max: { 'unsent.until': last.createdAt },
      $inc: { 'unsent.count': news.length },
      $set: { 'unsent.next': clock.now() },
    },
  );
}

/** What an account is asked about itself (to be joined, to be unlinked) is asked nobody else. */
const isDecision = (prompt: Prompt): boolean =>
  prompt.kind !== 'question' && (prompt.kind !== 'confirm' || Boolean(prompt.detail.act));

type Owned = ConversationRow & { unsent: Unsent };

/**
 * Tells owners what was given up, once a thread until it works again: in another linked account's private thread, or, where
 * there is none, in the same thread as soon as it can be written to; with the newest of it and the cards that wait.
 */
export function createUnsentNews(room: Room) {
  const { store, clock, log } = room;

  /** False where it is no more as it was: another process looked, or the thread is no longer this person's. */
  async function set(row: Owned, change: Record<string, unknown>, as: Record<string, unknown> = {}): Promise<boolean> {
    const { _id, workspace, user } = row;
    const same = { _id, workspace, user, 'unsent.next': { $exists: true }, ...as };
    return (await store.conversations.updateOne(same, change)).matchedCount > 0;
  }

  const keyOf = (unsent: Unsent): string => `${KEY}${unsent.told?.getTime()}`;

  /** Once something got through there again, it is over; what was given up after it was told is told anew. */
  async function endIfOver(row: Owned): Promise<void> {
    const { unsent } = row;
    const sent = { workspace: row.workspace, thread: row._id, state: 'sent' as const, messageId: { $ne: null } };
    if (!(await store.outbox.exists({ ...sent, sentAt: { $gt: unsent.told ?? null } }))) return;
    if (unsent.count <= (unsent.toldOf ?? 0)) await set(row, { $unset: { unsent: 1 } });
    else
      await set(row, {
        $set: { 'unsent.from': unsent.told, 'unsent.told': null, 'unsent.done': false, 'unsent.toldOf': 0 },
        $inc: { 'unsent.count': -(unsent.toldOf ?? 0) },
      });
  }

  /** Where it is told; null while nowhere. */
  async function placeFor(row: Owned, reach: Reach): Promise<string | null> {
    if (!(await reach.isAway(row._id))) return row._id;
    return reach.another({ workspace: row.workspace, user: row.user }, row._id);
  }

  /** The news itself may not get through: then another way is looked for. */
  async function lookAgain(row: Owned, reach: Reach): Promise<void> {
    const { unsent, workspace } = row;
    const news = await store.outbox
      .findOne({ _id: `${unsent.where}|${keyOf(unsent)}`, workspace }, { state: 1 })
      .lean<Pick<OutboxRow, '_id' | 'state'>>();
    const stays = news?.state === 'new' && unsent.where === row._id;
    const other =
      stays && (await reach.isAway(row._id)) ? await reach.another({ workspace, user: row.user }, row._id) : null;
    // What was given up since is told with the rest, as long as that is not told.
    const more = stays && unsent.count > (unsent.toldOf ?? 0);
    if (!other && !more && news?.state !== 'failed') return endIfOver(row);
    await takeBack(row);
    await set(row, {
      $set: other
        ? { 'unsent.told': clock.now(), 'unsent.where': other, 'unsent.done': false }
        : { 'unsent.told': null, 'unsent.done': false },
    });
  }

  /** Of a news that is told otherwise nothing is sent any more. */
  async function takeBack({ unsent, workspace }: Owned): Promise<void> {
    const [thread, key] = [unsent.where ?? '', new RegExp(`^${keyOf(unsent)}(?::|$)`)];
    await store.outbox.updateMany({ workspace, thread, key, state: 'new' }, { $set: { state: 'superseded' } });
    await store.prompts.updateMany(
      { workspace, copies: { $elemMatch: { thread, key, deliveredAt: null } } },
      { $pull: { copies: { thread, key, deliveredAt: null } } },
    );
  }

  async function look(row: Owned, reach: Reach): Promise<void> {
    // Of several processes that found it one looks.
    const next = { $set: { 'unsent.next': new Date(reach.now + PACE_MS) } };
    if (!(await set(row, next, { 'unsent.next': row.unsent.next }))) return;
    const person = await room.people.member(row.workspace, row.user);
    if (!person) return void (await set(row, { $unset: { unsent: 1 } }));
    if (row.unsent.told && row.unsent.done) return lookAgain(row, reach);
    const where = row.unsent.told ? (row.unsent.where ?? row._id) : await placeFor(row, reach);
    if (!where) return;
    // The account it was to be told by may have been unlinked since.
    if (!(await isTheirs(store, where, row))) return void (await set(row, { $set: { 'unsent.told': null } }));
    if ((row.unsent.tries ?? 0) >= MOST_TRIES) return abandon(row);
    const unsent = { ...row.unsent, told: row.unsent.told ?? clock.now(), where };
    const begun = { $set: { 'unsent.told': unsent.told, 'unsent.where': where }, $inc: { 'unsent.tries': 1 } };
    if (!(await set(row, begun, { 'unsent.told': row.unsent.told ?? null }))) return;
    await tell({ ...row, unsent }, person);
    await set(row, { $set: { 'unsent.done': true, 'unsent.toldOf': unsent.count } }, { 'unsent.told': unsent.told });
    log.info({ thread: row._id, told: where, count: unsent.count }, 'told what was not delivered');
  }

  async function abandon(row: Owned): Promise<void> {
    log.error({ thread: row._id, count: row.unsent.count }, 'nobody could be told what was not delivered');
    await set(row, { $unset: { unsent: 1 } });
  }

  /** Harmless to repeat: every key is posted once. */
  async function tell(row: Owned, person: Member): Promise<void> {
    const thread = row.unsent.where ?? row._id;
    const key = keyOf(row.unsent);
    const waiting = await waitingIn(row, thread);
    await room.outbox.post(thread, key, await news(row, person, waiting.length));
    for (const [index, { prompt, card }] of waiting.slice(-MOST_CARDS).entries()) {
      const place = { thread, key: `${key}:${index}` };
      if (card) await showCopy(room, prompt, place, card);
      else await showDraft(room, person, await room.automation.draft(person, prompt.ref), { ...place, aside: true });
    }
  }

  /** What waits for a decision there and stands nowhere it could be taken: all of it elsewhere, in the thread what is not there. */
  async function waitingIn(row: Owned, thread: string): Promise<{ prompt: Prompt; card: Card | null }[]> {
    const open = await room.prompts.openIn(row.workspace, row._id, row.user);
    const found: { prompt: Prompt; card: Card | null }[] = [];
    for (const prompt of open) {
      const stands = thread === row._id ? prompt.deliveredAt : prompt.elsewhereAt;
      if (prompt.user !== row.user || !isDecision(prompt) || stands) continue;
      const card = prompt.kind === 'draft' ? null : await cardOf(room, prompt);
      if (card || prompt.kind === 'draft') found.push({ prompt, card });
    }
    return found;
  }

  async function news(row: Owned, person: Member, waits: number): Promise<Card> {
    const { from, until, count } = row.unsent;
    const [began, ended] = [from, until].map((time) => dayAndTime(time, person.timeZone));
    const body: Block[] = [
      {
        kind: 'alert',
        level: 'warning',
        text: texts.unsent(platformName(platformOf(row._id)), count, began ?? '', ended ?? ''),
      },
    ];
    const newest = await newestOf(row);
    if (newest.length > 0) body.push({ kind: 'text', text: [texts.unsentNewest, ...newest].join('\n') });
    const decisions = (await room.prompts.openIn(row.workspace, row._id, row.user)).filter(isDecision);
    if (waits > 0 || decisions.length === 0) body.push({ kind: 'text', text: texts.unsentWaits(waits) });
    return { title: texts.unsentTitle, body };
  }

  /** The first lines of the newest of them, the newest last. */
  async function newestOf({ _id: thread, workspace, unsent }: Owned): Promise<string[]> {
    const rows = await store.outbox
      .find({ workspace, thread, state: 'failed', createdAt: { $gte: unsent.from, $lte: unsent.until } })
      .sort({ seq: -1 })
      .limit(NAMED * 10)
      .lean<OutboxRow[]>();
    const byKey = new Map<string, string>();
    for (const row of rows) {
      if (row.only || row.key.startsWith(KEY) || byKey.has(row.key)) continue;
      const [line = ''] = asText(row.content).split('\n');
      byKey.set(row.key, `· ${shortened(line, LINE)}`);
    }
    return [...byKey.values()].slice(0, NAMED).reverse();
  }

  return async function tellUnsent(reach: Reach): Promise<void> {
    const rows = await store.conversations
      .find({ workspace: EVERY_WORKSPACE, 'unsent.next': { $lte: new Date(reach.now) } })
      .sort({ 'unsent.next': 1 })
      .limit(BATCH)
      .lean<Owned[]>();
    for (const row of rows) {
      await look(row, reach).catch((error: unknown) => log.error({ err: error }, 'telling what was not sent stumbled'));
    }
  };
}
