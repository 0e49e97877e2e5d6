import { findConversation } from './conversations.ts';
import { comingCard, ranCard, remindersCard } from './day-answers.ts';
import { dayWishOf } from './day-wishes.ts';
import { listOfAll } from './list-all.ts';
import type { Member } from './people.ts';
import { asText } from './plain.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import type { Content, TurnOutcome } from './types.ts';

/** "What ran today?", "what's next?", "which reminders do I have?", "what do I have?": no planner. Null for anything else. */
export function createDayRequests(room: Room) {
  async function contentFor(row: MessageInbox, person: Member): Promise<Content | null> {
    const wish = row.body.overrides ? null : dayWishOf(row.body.text);
    switch (wish?.kind) {
      case 'ran':
        return ranCard(room, person, wish.days);
      case 'coming':
        return comingCard(room, person, wish.days, (await findConversation(room.store, row.thread))?.next ?? null);
      case 'reminders':
        return remindersCard(room, person);
      case 'mine':
        return listOfAll(room, person);
      default:
        return null;
    }
  }

  return async function answer(row: MessageInbox, person: Member): Promise<TurnOutcome | null> {
    const content = await contentFor(row, person);
    if (content === null) return null;
    // What runs brought in stays out of planners' sight: the answer is kept under a key that says so.
    await room.outbox.post(row.thread, `run:turn:${row._id}:reply`, content);
    return { kind: 'say', text: asText(content) };
  };
}
