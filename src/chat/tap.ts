import type { AppError } from '../errors.ts';
import { findConversation } from './conversations.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import type { Author, Choice, Content, TurnOutcome } from './types.ts';

/** A choice made: by a button, or by words that name it. */
export interface Tap {
  /** The inbox row it came with: what is posted because of it is keyed by it. */
  row: string;
  thread: string;
  /** The message it was made on, where it was one. */
  messageId?: string;
  author: Author;
  person: Member;
  choice: Choice;
  /** What a form held, by input name. */
  values?: Record<string, string>;
  sentAt: Date;
  /** More than one: an earlier attempt may have got anywhere. */
  attempt: number;
}

type TapHandler = (tap: Tap) => Promise<TurnOutcome>;
export type TapHandlers = Record<string, TapHandler>;

/**
 * A plain answer to a tap: in the thread, or to the tapper alone where the thread is somebody else's. `part` tells several
 * answers to one tap apart; one that begins with `run:` holds what a run brought in, which planners never see.
 */
export async function tell(room: Room, tap: Tap, content: Content, part = 'reply'): Promise<TurnOutcome> {
  const conversation = await findConversation(room.store, tap.thread);
  const foreign = conversation !== null && conversation.user !== tap.person.user;
  const key = part.startsWith('run:') ? `run:tap:${tap.row}:${part.slice(4)}` : `tap:${tap.row}:${part}`;
  await room.outbox.post(tap.thread, key, content, foreign ? { only: tap.author } : {});
  return { kind: 'say', text: typeof content === 'string' ? content : content.title };
}

/** Error text for a person: the sentence, and what was found, one line each. */
export function errorText(error: AppError): string {
  const findings = (error.findings ?? []).slice(0, 5).flatMap((finding) => {
    const hint = finding.hint ? ` ${finding.hint}` : '';
    return finding.message === error.message && hint === '' ? [] : [`• ${finding.message}${hint}`];
  });
  return [error.message, ...findings].join('\n');
}
