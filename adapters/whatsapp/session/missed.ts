import type { Activity } from './page.ts';
import type { WaMessage } from './types.ts';

const MOST_CHATS = 200;
const [LEAST, MOST] = [30, 300];

/** Seconds since 1970. */
export interface MissedRange {
  /** Everything others said since then. */
  from: number;
  /** What is unread counts also when it is older, as a sender's clock may be behind; but not older than this. */
  unreadFrom: number;
}

export interface MissedDeps extends MissedRange {
  /** Chats with unread messages or activity since a time. */
  active(since: number): Promise<Activity[]>;
  fetch(chat: string, limit: number): Promise<WaMessage[]>;
  /** Whether a chat is the account's with itself: what it wrote there counts too. */
  ownChat(chat: string): boolean;
  onTrouble(error: unknown, chat: string): void;
}

/** What others said while nobody listened, oldest first over all chats. The library tells of none of it. */
export async function readMissed(deps: MissedDeps): Promise<WaMessage[]> {
  const chats = (await deps.active(deps.from)).slice(-MOST_CHATS);
  const missed: WaMessage[] = [];
  for (const { chat, count } of chats) {
    try {
      const messages = await deps.fetch(chat, Math.min(MOST, Math.max(LEAST, count + 10)));
      missed.push(
        ...missedOf(
          messages.filter((one) => !one.fromMe || deps.ownChat(chat)),
          count,
          deps,
        ),
      );
    } catch (error) {
      deps.onTrouble(error, chat);
    }
  }
  return missed.sort((a, b) => a.at - b.at);
}

function missedOf(messages: WaMessage[], unread: number, { from, unreadFrom }: MissedRange): WaMessage[] {
  const isUnread = (index: number) => index >= messages.length - unread;
  return messages.filter((one, index) => one.at >= from || (isUnread(index) && one.at >= unreadFrom));
}
