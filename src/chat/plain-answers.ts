import type { createAskTyped } from './ask-typed.ts';
import { isShownHere } from './asked-back.ts';
import type { Member } from './people.ts';
import { createPlainRequests } from './plain-requests.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import type { Taps } from './taps.ts';
import { createTyped, sentBy } from './typed.ts';
import type { TurnOutcome } from './types.ts';

/** Answers to what waits here and requests of fixed words; null where the message is for the planner. */
export function createPlainAnswers(room: Room, taps: Taps, asks: ReturnType<typeof createAskTyped>) {
  const answerTyped = createTyped(room, taps, asks);
  const plainRequest = createPlainRequests(room);

  return async function answer(row: MessageInbox, person: Member): Promise<TurnOutcome | null> {
    const said = { thread: row.thread, text: row.body.text, sentAt: sentBy(row) };
    const shown = await isShownHere(room, person, said);
    const [first, then] = shown ? [answerTyped, plainRequest] : [plainRequest, answerTyped];
    return (await first(row, person)) ?? then(row, person);
  };
}
