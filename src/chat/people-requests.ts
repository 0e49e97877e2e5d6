import { AppError } from '../errors.ts';
import { accountsFrom } from './account-words.ts';
import { notHere, tellHere } from './also-tell.ts';
import { platformOf } from './conversations.ts';
import { codeIn } from './link-codes.ts';
import { giveCode, takeCode } from './linking.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import { errorText } from './tap.ts';
import { peopleTexts as texts } from './texts-people.ts';
import { pauseTheirs, transferWish } from './transfer.ts';
import type { Content, TurnOutcome } from './types.ts';
import { unlinkWish } from './unlinking.ts';
import { showWaiting } from './waiting.ts';
import { type Wish, wishOf } from './wishes.ts';
import { zoneSaid } from './zone-asking.ts';
import { zoneNamed } from './zones.ts';

/** Whether a message is for `createPeopleRequests`: it then stands for itself. */
export const isPeopleRequest = (text: string): boolean => codeIn(text) !== null || wishOf(text) !== null;

/** Requests about accounts, threads and zones: fixed words with some tolerance, no planner. Null for anything else. */
export function createPeopleRequests(room: Room) {
  const { outbox, clock, people } = room;

  async function reply(row: MessageInbox, content: Content): Promise<TurnOutcome> {
    await outbox.post(row.thread, `turn:${row._id}:reply`, content);
    return { kind: 'say', text: typeof content === 'string' ? content : content.title };
  }

  const writer = (row: MessageInbox) => ({ row: row._id, thread: row.thread, author: row.body.author });

  async function accounts(row: MessageInbox, person: Member): Promise<TurnOutcome> {
    const here = `${platformOf(row.thread)}:${row.body.author.id}`;
    const all = accountsFrom(await people.accounts.of(person));
    const lines = all.map((one) => `${one.label}${one.ids.some((id) => id._id === here) ? ` (${texts.thisOne})` : ''}`);
    const body = [{ kind: 'text' as const, text: lines.map((line) => `• ${line}`).join('\n') }];
    return reply(row, { title: texts.accountsTitle(all.length), body, footer: texts.accountsHow });
  }

  /** Said while a question waits it is an answer as well: the planner goes on with it. */
  async function zone(row: MessageInbox, person: Member, name: string | null): Promise<TurnOutcome | null> {
    const now = clock.now();
    if (name === null) return reply(row, person.zoneFrom ? texts.zoneIs(person.timeZone, now) : texts.zoneUnknown);
    const named = zoneNamed(name);
    const asked =
      (await room.prompts.talkedOfIn(person.workspace, row.thread, person.user)).at(-1)?.kind === 'question';
    const said =
      named && 'zone' in named ? await zoneSaid(room, person, { row: row._id, thread: row.thread }, named.zone) : null;
    if (asked) return null;
    if (said !== null) return reply(row, said);
    if (!named) return reply(row, texts.noZone(name));
    return reply(row, texts.unclearZone(name, 'zones' in named ? named.zones.slice(0, 4) : []));
  }

  async function about(row: MessageInbox, person: Member, wish: Wish): Promise<TurnOutcome | null> {
    const { thread, _id } = row;
    const said = async (text: string | null) => (text === null ? null : reply(row, text));
    switch (wish.kind) {
      case 'link':
        return reply(row, await giveCode(room, person, writer(row), wish.platform));
      case 'unlink': {
        const { text, said: asked } = await unlinkWish(room, person, writer(row), wish.account);
        return asked ? { kind: 'say', text } : reply(row, text);
      }
      case 'accounts':
        return accounts(row, person);
      case 'tell-here':
        return said(await tellHere(room, person, thread, wish.name));
      case 'not-here':
        return said(await notHere(room, person, thread, wish.name));
      case 'waiting':
        return { kind: 'say', text: await showWaiting(room, person, { row: _id, thread }, wish.what) };
      case 'zone':
        return zone(row, person, wish.name);
      case 'pause-theirs':
        return said(await pauseTheirs(room, person, _id, wish));
      case 'transfer': {
        const text = await transferWish(room, person, writer(row), wish);
        return text === null ? null : { kind: 'say', text };
      }
    }
  }

  return async function answer(row: MessageInbox, person: Member): Promise<TurnOutcome | null> {
    // An evaluation's workflows exist only in its question.
    if (row.body.overrides) return null;
    const { text } = row.body;
    const wish = wishOf(text);
    if (wish) {
      try {
        return await about(row, person, wish);
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'internal') throw error;
        return reply(row, errorText(error));
      }
    }
    const linked = await takeCode(room, writer(row), person, text);
    if (!linked) return null;
    return linked.kind === 'asked' ? { kind: 'say', text: linked.text } : reply(row, linked.text);
  };
}
