import { dayAndTime } from '../automation/words.ts';
import { isInvite, isTokenWish, skipWish } from './answers.ts';
import { createDayRequests } from './day-requests.ts';
import { isForTheQuestion } from './for-the-question.ts';
import { createLibraryRequests } from './library-requests.ts';
import type { Member } from './people.ts';
import { createPeopleRequests } from './people-requests.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import { createRunRequests } from './run-requests.ts';
import { createSeeingRequests } from './seeing-requests.ts';
import { answerTemplate } from './template-asking.ts';
import { texts } from './texts.ts';
import type { Author, TurnOutcome } from './types.ts';

/** Requests of fixed words, which need no planner: an invitation, an API token, leaving out the next time. */
export function createPlainRequests(room: Room) {
  const { automation, outbox, clock } = room;
  const aboutPeople = createPeopleRequests(room);
  const aboutLibrary = createLibraryRequests(room);
  const aboutOneRun = createRunRequests(room);
  const aboutDays = createDayRequests(room);
  const aboutRuns = createSeeingRequests(room);

  async function reply(row: MessageInbox, text: string, only?: Author): Promise<TurnOutcome> {
    await outbox.post(row.thread, `turn:${row._id}:reply`, text, only ? { only } : {});
    return { kind: 'say', text };
  }

  /** "skip the next weekly report"; null where no workflow of theirs is called so. */
  async function skip(row: MessageInbox, person: Member, name: string): Promise<TurnOutcome | null> {
    const workflow = (await automation.workflows(person)).find((one) => one.name.toLowerCase() === name);
    if (!workflow) return null;
    const when = await automation.skipNext(person, workflow._id);
    return reply(row, texts.skipped(workflow.name, when && dayAndTime(new Date(when), person.timeZone, clock.now())));
  }

  return async function answer(row: MessageInbox, person: Member): Promise<TurnOutcome | null> {
    const { text, overrides, author } = row.body;
    if (!overrides && (await isForTheQuestion(room, person, row))) return answerTemplate(room, person, row);
    if (isInvite(text)) {
      if (!person.admin) return reply(row, texts.onlyAdminsInvite);
      return reply(row, texts.invitation(await room.invitations.invite(person)));
    }
    // A token never appears in a chat: only its one-time page does (D24).
    if (isTokenWish(text) && room.tokenPage) return reply(row, texts.tokenPage(await room.tokenPage(person)), author);
    const people = await aboutPeople(row, person);
    if (people) return people;
    const library = await aboutLibrary(row, person);
    if (library) return library;
    const steered = await aboutOneRun(row, person);
    if (steered) return steered;
    const days = await aboutDays(row, person);
    if (days) return days;
    const seen = await aboutRuns(row, person);
    if (seen) return seen;
    const skipped = overrides ? null : skipWish(text);
    return skipped === null ? null : skip(row, person, skipped);
  };
}
