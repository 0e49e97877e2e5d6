import type { Log } from '../../../src/log.ts';
import type { ReadMark } from './read-mark.ts';
import { backoffOf } from './timing.ts';
import type { Timing, WaEvents, WaMessage, WaReaction, WaVote } from './types.ts';
import { pause } from './within.ts';

/**
 * Hands on what arrives: each message once, one after another within a chat, chats side by side. What the other side could
 * not store (it throws) is offered again until it could; WhatsApp itself would not send it a second time.
 */
export interface Inbound {
  /** Of others, or in the account's chat with itself. */
  message(message: WaMessage): void;
  vote(vote: WaVote): void;
  reaction(reaction: WaReaction): void;
  edited(message: WaMessage): void;
  revoked(message: WaMessage): void;
  /** Does it now, or on `release`, in order: what was missed goes first. */
  when(take: () => void): void;
  hold(): void;
  release(missed: WaMessage[]): void;
  /** Nothing more is handed on; waits for what is on its way. */
  end(): Promise<void>;
}

const MOST_SEEN = 5000;
const MOST_WAITING = 5000;
/** Not said by anybody. */
const SYSTEM = new Set([
  'e2e_notification',
  'notification',
  'notification_template',
  'broadcast_notification',
  'gp2',
  'call_log',
  'protocol',
  'ciphertext',
  'debug',
]);

export function createInbound(deps: {
  events: WaEvents;
  mark: ReadMark;
  log: Log;
  timing: Pick<Timing, 'backoff' | 'backoffMost'>;
}): Inbound {
  const { events, mark, log, timing } = deps;
  const seen = new Set<string>();
  const lines = new Map<string, Promise<void>>();
  const ending = new AbortController();
  let held: (() => void)[] | null = null;
  let waiting = 0;

  /** `done` is called once it is stored; what never is stays unread by the mark. */
  function queue(chat: string, what: string, hand: () => Promise<void>, done = () => {}): void {
    if (ending.signal.aborted) return;
    if (waiting >= MOST_WAITING) {
      log.error({ what }, 'too much waits to be stored; this is read back later');
      return;
    }
    waiting += 1;
    const line = (lines.get(chat) ?? Promise.resolve()).then(() => deliver(what, hand, done));
    lines.set(chat, line);
    void line.then(() => {
      waiting -= 1;
      if (lines.get(chat) === line) lines.delete(chat);
    });
  }

  async function deliver(what: string, hand: () => Promise<void>, done: () => void): Promise<void> {
    for (let attempt = 0; !ending.signal.aborted; attempt += 1) {
      try {
        await hand();
        done();
        return;
      } catch (error) {
        log.warn({ err: error, what, attempt }, 'what arrived could not be stored yet');
        await pause(backoffOf(attempt, timing), ending.signal);
      }
    }
  }

  function when(take: () => void): void {
    if (!held) take();
    else if (held.length < MOST_WAITING) held.push(take);
    else log.error('too much arrived before the connection was ready; this is read back later');
  }

  function takeMessage(message: WaMessage): void {
    const name = `${message.chat}|${message.id}`;
    const full = waiting >= MOST_WAITING;
    if (!isConversation(message.chat) || SYSTEM.has(message.type) || seen.has(name)) return;
    if (!full) seen.add(name);
    const oldest = seen.size > MOST_SEEN ? seen.values().next().value : undefined;
    if (oldest !== undefined) seen.delete(oldest);
    queue(message.chat, 'message', () => events.message(message), mark.taking(message.at));
  }

  return {
    message: takeMessage,
    vote: (vote) => queue(vote.chat, 'vote', () => events.vote(vote)),
    reaction: (reaction) => queue(reaction.chat, 'reaction', () => events.reaction(reaction)),
    edited: (message) => queue(message.chat, 'edit', () => events.edited(message)),
    revoked: (message) => queue(message.chat, 'deletion', () => events.revoked(message)),
    when,
    hold() {
      held ??= [];
    },
    release(missed) {
      const late = held ?? [];
      held = null;
      for (const message of missed) takeMessage(message);
      for (const take of late) take();
    },
    async end() {
      ending.abort();
      await Promise.all(lines.values());
    },
  };
}

/** People and groups; not statuses, broadcast lists and channels. */
const isConversation = (chat: string): boolean => /@(c\.us|s\.whatsapp\.net|lid|g\.us)$/.test(chat);
