import type { Activity } from './page.ts';
import type { WaMessage } from './types.ts';

const DAY = 24 * 60 * 60;
/** The mark is written a little after what it stands for; what comes twice is told by its id. */
const OVERLAP = 60;
const MOST_CHATS = 200;
const [LEAST, MOST] = [30, 300];

export interface MissedDeps {
  /** Chats with unread messages or activity since a time. */
  active(since: number): Promise<Activity[]>;
  fetch(chat: string, limit: number): Promise<WaMessage[]>;
  /** Up to when everything was taken in; null when that is not known of a log-in that was restored. */
  since: number | null;
  /** Seconds since 1970. */
  now: number;
  /** Whether a chat is the account's with itself: what it wrote there counts too. */
  ownChat(chat: string): boolean;
  onTrouble(error: unknown, chat: string): void;
}

/** What others said while nobody listened, oldest first over all chats. The library tells of none of it. */
export async function readMissed(deps: MissedDeps): Promise<WaMessage[]> {
  const from = deps.since === null ? deps.now - DAY : deps.since - OVERLAP;
  const chats = (await deps.active(deps.since === null ? Number.MAX_SAFE_INTEGER : from)).slice(-MOST_CHATS);
  const missed: WaMessage[] = [];
  for (const { chat, count } of chats) {
    try {
      const messages = await deps.fetch(chat, Math.min(MOST, Math.max(LEAST, count + 10)));
      missed.push(...missedOf(messages, count, from, deps.ownChat(chat)));
    } catch (error) {
      deps.onTrouble(error, chat);
    }
  }
  return missed.sort((a, b) => a.at - b.at);
}

/** Of a chat's messages, those of others since `from`; the unread ones also when their clock was behind. */
function missedOf(messages: WaMessage[], unread: number, from: number, own: boolean): WaMessage[] {
  const others = messages.filter((one) => own || !one.fromMe);
  return others.filter((one, index) => one.at >= from || (index >= others.length - unread && one.at >= from - DAY));
}
