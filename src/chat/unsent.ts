import { dayAndTime, shortened } from '../automation/words.ts';
import type { Unsent } from '../store/conversations.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { OutboxRow } from '../store/mail.ts';
import { isTheirs, liveThread, platformOf } from './conversations.ts';
import { showDraft } from './draft-card.ts';
import type { Reach } from './elsewhere.ts';
import { createGivenUp, NEWS, type Owned } from './given-up.ts';
import type { Member } from './people.ts';
import { placesOf } from './places.ts';
import { asText } from './plain.ts';
import { onPlatform } from './platform-names.ts';
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

/** What an account is asked about itself (to be joined, to be unlinked) is asked nobody else. */
const isDecision = (prompt: Prompt): boolean =>
  prompt.kind !== 'question' && (prompt.kind !== 'confirm' || Boolean(prompt.detail.act));

/**
 * Tells owners what was given up, once a thread until it works again: in another linked account's private thread, or, where
 * there is none, in the same thread as soon as it can be written to; with the newest of it and the cards that wait.
 */
export function createUnsentNews(room: Room) {
  const { store, clock, log } = room;
  const givenUp = createGivenUp(store);

  /** False where it is no more as it was: another process looked, or the thread is no longer this person's. */
  async function set(row: Owned, change: Record<string, unknown>, as: Record<string, unknown> = {}): Promise<boolean> {
    const { _id, workspace, user } = row;
    const same = { _id, workspace, user, 'unsent.next': { $exists: true }, ...as };
    return (await store.conversations.updateOne(same, change)).matchedCount > 0;
  }

  const keyOf = (unsent: Unsent): string => `${NEWS}${unsent.told?.getTime()}`;

  /** Once something got through there again, it is over; what was given up after it was told is told anew. */
  async function endIfOver(row: Owned, where: string): Promise<void> {
    const { unsent } = row;
    // To a thread that is gone nothing gets through again: then it is over once it is told where that moved to.
    const thread = row.goneAt ? where : row._id;
    const sent = { workspace: row.workspace, thread, state: 'sent' as const, messageId: { $ne: null } };
    if (!(await store.outbox.exists({ ...sent, sentAt: { $gt: unsent.told ?? null } }))) return;
    if (unsent.count <= (unsent.toldOf ?? 0)) await set(row, { $unset: { unsent: 1 } });
    else
      await set(row, {
        $set: {
          'unsent.from': (unsent.told && (await givenUp.oldestAfter(row, unsent.told))) ?? unsent.from,
          'unsent.since': unsent.told,
          'unsent.told': null,
          'unsent.done': false,
          'unsent.toldOf': 0,
        },
        $inc: { 'unsent.count': -(unsent.toldOf ?? 0) },
      });
  }

  /** Where it is told; null while nowhere. */
  async function placeFor(row: Owned, reach: Reach): Promise<string | null> {
    const live = await liveThread(store, row._id);
    const isOpen = live && !live.goneAt && (await isTheirs(store, live._id, row));
    if (isOpen && !(await reach.isAway(live._id))) return live._id;
    return reach.another({ workspace: row.workspace, user: row.user }, row._id);
  }

  /** The news itself may not get through: then another way is looked for. */
  async function lookAgain(row: Owned, reach: Reach): Promise<void> {
    const { unsent, workspace } = row;
    const where = (await liveThread(store, unsent.where ?? row._id))?._id ?? row._id;
    const news = await store.outbox
      .findOne({ _id: `${where}|${keyOf(unsent)}`, workspace }, { state: 1 })
      .lean<Pick<OutboxRow, '_id' | 'state'>>();
    const stays = news?.state === 'new' && unsent.where === row._id;
    const other =
      stays && (await reach.isAway(row._id)) ? await reach.another({ workspace, user: row.user }, row._id) : null;
    // What was given up since is told with the rest, as long as that is not told.
    const more = stays && unsent.count > (unsent.toldOf ?? 0);
    if (!other && !more && news?.state !== 'failed') return endIfOver(row, where);
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
    // Noted, but not given up (yet): cut off in between it may still get through.
    if ((await givenUp.count(row)) === 0) return void (await set(row, { $inc: { 'unsent.tries': 1 } }));
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
      if (prompt.user !== row.user || !isDecision(prompt) || stands || (await isUnderWay(prompt, thread))) continue;
      const card = prompt.kind === 'draft' ? null : await cardOf(room, prompt);
      if (card || prompt.kind === 'draft') found.push({ prompt, card });
    }
    return found;
  }

  /** Its card comes by itself, in its turn. */
  async function isUnderWay(prompt: Prompt, thread: string): Promise<boolean> {
    const keys = placesOf(prompt).flatMap((place) => (place.thread === thread ? [place.key] : []));
    const row = { workspace: prompt.workspace, thread, key: { $in: keys }, state: 'new' as const };
    return (await store.outbox.exists(row)) !== null;
  }

  async function news(row: Owned, person: Member, waits: number): Promise<Card> {
    const { from, until } = row.unsent;
    const count = await givenUp.count(row);
    const [began, ended] = [from, until].map((time) => dayAndTime(time, person.timeZone));
    const body: Block[] = [
      {
        kind: 'alert',
        level: 'warning',
        text: texts.unsent(onPlatform(platformOf(row._id)), count, began ?? '', ended ?? ''),
      },
    ];
    const newest = (await givenUp.newest(row, NAMED)).reverse().map(({ content }) => {
      const [line = ''] = asText(content).split('\n');
      return `· ${shortened(line, LINE)}`;
    });
    if (newest.length > 0) body.push({ kind: 'text', text: [texts.unsentNewest, ...newest].join('\n') });
    const decisions = (await room.prompts.openIn(row.workspace, row._id, row.user)).filter(isDecision);
    if (waits > 0 || decisions.length === 0) body.push({ kind: 'text', text: texts.unsentWaits(waits) });
    return { title: texts.unsentTitle, body };
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
