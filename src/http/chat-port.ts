import { isZone } from '../automation/zone.ts';
import type { Choice, Inbox, TurnOutcome } from '../chat/types.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { MessageRow } from '../store/conversations.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { InboxRow } from '../store/mail.ts';
import type { Store } from '../store/store.ts';
import type { ChatPort } from './routes/chat.ts';
import { asFarAsStanding } from './standing.ts';

const PLATFORM = 'web';
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** What the API's conversations need of the embedded web chat, where they live and can be seen. */
export interface WebThreads {
  open(owner: { workspace: string; user: string }, clientId: string): Promise<`web:${string}`>;
  say(
    owner: { workspace: string; user: string },
    thread: string,
    said: { key: string; from: 'user'; content: string; only: null },
  ): Promise<unknown>;
}

/** The API's conversations: threads of the web chat, so that a person sees them there too. */
export function createChatPort(deps: {
  store: Store;
  inbox: Inbox;
  threads: WebThreads;
  /** The text as it is kept; throws for nothing, too much, or no text. */
  clean(text: string): string;
  clock: Clock;
}): ChatPort {
  const { store, inbox, threads, clock } = deps;

  async function ownThread(person: { workspace: string; user: string }, conversation: string): Promise<string> {
    const owner =
      (await store.ownerOf('webThread', conversation)) ?? (await store.ownerOf('conversation', conversation));
    if (!owner) throw new AppError('not_found', 'There is no conversation with this id.');
    if (owner.workspace !== person.workspace || owner.user !== person.user) {
      throw new AppError('forbidden', 'This conversation belongs to someone else.');
    }
    return conversation;
  }

  function writable(thread: string): `web:${string}` {
    if (thread.startsWith('web:')) return thread as `web:${string}`;
    throw new AppError('conflict', 'This conversation lives on another platform; answer it there.');
  }

  return {
    open: (person) => threads.open(person, newId('api')),
    own: ownThread,

    async send(person, thread, message) {
      const target = writable(thread);
      if (message.timeZone !== undefined && !isZone(message.timeZone)) {
        throw new AppError('bad_request', 'timezone: an IANA zone, as Africa/Nairobi.');
      }
      const now = message.overrides?.now;
      if (now !== undefined && (!DATE_TIME.test(now) || Number.isNaN(Date.parse(now)))) {
        throw new AppError('bad_request', 'now: a date and time, as 2026-11-20T10:00:00.');
      }
      const text = deps.clean(message.text);
      const id = newId('api');
      await threads.say(person, target, { key: `in:${id}`, from: 'user', content: text, only: null });
      await inbox.message({
        id,
        thread: target,
        author: { id: person.user, name: person.name },
        text,
        attachments: [],
        sentAt: clock.now().toISOString(),
        ...(message.timeZone === undefined ? {} : { timeZone: message.timeZone }),
        ...(message.overrides ? { overrides: message.overrides } : {}),
      });
      return `${PLATFORM}:${id}`;
    },

    async act(
      person,
      thread,
      tap: { messageId: string; choice: Choice; values?: Record<string, string>; id?: string },
    ) {
      const target = writable(thread);
      const id = tap.id ? `${person.user}.${tap.id}` : newId('tap');
      await inbox.action({
        id,
        thread: target,
        messageId: tap.messageId,
        author: { id: person.user, name: person.name },
        choice: tap.choice,
        ...(tap.values ? { values: tap.values } : {}),
        sentAt: clock.now().toISOString(),
      });
      return `${PLATFORM}:${id}`;
    },

    async outcome(deliveryId) {
      const row = await store.inbox
        .findOne({ _id: deliveryId, workspace: EVERY_WORKSPACE }, { state: 1, outcome: 1 })
        .lean<Pick<InboxRow, '_id' | 'state' | 'outcome'>>();
      if (!row) return undefined;
      return { done: row.state !== 'new', outcome: (row.outcome as TurnOutcome | null) ?? null };
    },

    async standing(thread) {
      return (await store.outbox.exists({ workspace: EVERY_WORKSPACE, thread, state: 'new', op: 'post' })) === null;
    },

    async messages(person, thread, after, limit) {
      const lines = await store.messages
        .find({ workspace: person.workspace, thread, seq: { $gt: after } })
        .sort({ seq: 1 })
        .limit(limit)
        .lean<MessageRow[]>();
      return asFarAsStanding(store, PLATFORM, clock.now(), lines);
    },
  };
}
