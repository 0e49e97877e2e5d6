import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { Author, Profile, ThreadId } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import { countryOfPhone, phoneNumber } from '../shared/phone.ts';
import { guessedZone } from '../shared/zones.ts';
import { WINDOW_MS } from './limits.ts';
import type { Recipient } from './wire.ts';

export const PLATFORM = 'whatsapp-cloud';

/** Who wrote, as a webhook names them: a phone number, a user id, or both. */
export interface Sender {
  /** E.164. */
  phone: string | null;
  /** Meta's id of the person for this business, as `KE.1349…`. */
  userId: string | null;
  name: string | null;
}

/** What is kept of a person. Their thread stays where it was begun, whatever becomes of number and id. */
export interface Known extends Sender {
  thread: ThreadId;
  /** Numbers and ids they had before. */
  former: string[];
}

interface Window {
  /** ISO 8601. */
  lastInboundAt: string;
  messageId: string;
}

const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;
const MOST_FORMER = 10;

export const userIdOf = (id: string): string | null => (USER_ID.test(id) ? id : null);

/** Who people are across webhooks, and until when each may be written to. */
export interface People {
  /** The person of a webhook, remembered with what it says of them. Null where it names nobody. */
  meet(sender: Sender): Promise<Known | null>;
  /** They have another number or id now. What they had does not lead to them any more. */
  moved(from: Sender, to: Sender): Promise<void>;
  find(id: string): Promise<Known | null>;
  /** The person of a thread, from its id where nothing is remembered; null for no thread of ours. */
  inThread(thread: string): Promise<Known | null>;
  /** They wrote: the 24 hours begin anew. True where they were over. */
  wrote(thread: ThreadId, at: Date, messageId: string): Promise<boolean>;
  /** Milliseconds for which free text is still taken; 0 when the 24 hours are over. */
  open(thread: ThreadId): Promise<number>;
  /** WhatsApp says that they are over. */
  closed(thread: ThreadId): Promise<void>;
  lastMessage(thread: ThreadId): Promise<string | null>;
}

export function createPeople(deps: { memory: AdapterMemory; clock: Clock }): People {
  const { memory, clock } = deps;
  const ids = (person: Sender): string[] => [person.phone, person.userId].filter((id) => id !== null);

  async function find(id: string): Promise<Known | null> {
    const thread = await memory.get<ThreadId>(`of:${id}`);
    return thread && memory.get<Known>(`person:${thread}`);
  }

  async function keep(known: Known): Promise<Known> {
    await memory.set(`person:${known.thread}`, known);
    for (const id of ids(known)) await memory.set(`of:${id}`, known.thread);
    return known;
  }

  /** A number someone gave up is another person's when it writes under another id. */
  async function begin(sender: Sender): Promise<Known | null> {
    const [id] = ids(sender);
    if (!id) return null;
    let thread: ThreadId = `${PLATFORM}:${id}`;
    for (let again = 2; (await memory.get(`person:${thread}`)) !== null && again < 100; again++) {
      thread = `${PLATFORM}:${id}~${again}`;
    }
    return keep({ ...sender, thread, former: [] });
  }

  const window = (thread: string) => memory.get<Window>(`window:${thread}`);

  return {
    find,

    async meet(sender) {
      const byUser = sender.userId ? await find(sender.userId) : null;
      const byPhone = sender.phone ? await find(sender.phone) : null;
      // Meta makes a new id only with a new number: the same number under another id has changed hands.
      const another = byPhone?.userId && sender.userId && byPhone.userId !== sender.userId ? null : byPhone;
      const known = byUser ?? another;
      if (!known) return begin(sender);
      const now: Known = {
        ...known,
        phone: sender.phone ?? known.phone,
        userId: sender.userId ?? known.userId,
        name: sender.name ?? known.name,
      };
      const same = now.phone === known.phone && now.userId === known.userId && now.name === known.name;
      return same ? known : keep(now);
    },

    async moved(from, to) {
      const known = (from.userId && (await find(from.userId))) || (from.phone && (await find(from.phone))) || null;
      if (!known) return;
      const before = ids(known);
      const now = {
        ...known,
        phone: to.phone ?? (from.phone ? null : known.phone),
        userId: to.userId ?? null,
        name: to.name ?? known.name,
      };
      if (ids(now).length === 0 || before.join() === ids(now).join()) return;
      const former = [...known.former, ...before.filter((id) => !ids(now).includes(id))].slice(-MOST_FORMER);
      await keep({ ...now, former });
      for (const id of before) if (!ids(now).includes(id)) await memory.remove(`of:${id}`);
    },

    async inThread(thread) {
      if (!thread.startsWith(`${PLATFORM}:`)) return null;
      const known = await memory.get<Known>(`person:${thread}`);
      if (known) return known;
      const id = thread.slice(PLATFORM.length + 1);
      const sender = { phone: id.startsWith('+') ? phoneNumber(id) : null, userId: userIdOf(id), name: null };
      return ids(sender).length > 0 ? { ...sender, thread: thread as ThreadId, former: [] } : null;
    },

    async wrote(thread, at, messageId) {
      const sentAt = Math.min(at.getTime(), clock.now().getTime());
      const before = await window(thread);
      const last = before ? Date.parse(before.lastInboundAt) : 0;
      if (last > sentAt) return false;
      await memory.set(`window:${thread}`, { lastInboundAt: new Date(sentAt).toISOString(), messageId });
      return clock.now().getTime() - last > WINDOW_MS;
    },

    async open(thread) {
      const last = await window(thread);
      return last ? Math.max(0, Date.parse(last.lastInboundAt) + WINDOW_MS - clock.now().getTime()) : 0;
    },
    closed: (thread) => memory.remove(`window:${thread}`),
    lastMessage: async (thread) => (await window(thread))?.messageId ?? null,
  };
}

/** The person as the engine knows them: by number where it is known, else by Meta's id; all they are called are aliases. */
export function authorOf(known: Known): Author {
  const all = [known.phone, known.userId, ...known.former].filter((id) => id !== null);
  const begun = known.thread.slice(PLATFORM.length + 1);
  // Whoever came under a number someone gave up is not found by that number.
  const id = begun.includes('~') && all.includes(begun.slice(0, begun.indexOf('~'))) ? begun : (all[0] ?? begun);
  const aliases = all.filter((one) => one !== id && !begun.startsWith(`${one}~`));
  return { id, ...(known.name ? { name: known.name } : {}), ...(aliases.length > 0 ? { aliases } : {}) };
}

/** Meta asks to write to numbers where they are known. */
export const recipientOf = (known: Known): Recipient =>
  known.phone ? { to: known.phone.slice(1) } : { recipient: known.userId ?? '' };

export function profileOf(author: Author, known: Known | null): Profile {
  const phone = known?.phone ?? [author.id, ...(author.aliases ?? [])].find((id) => id.startsWith('+'));
  return {
    name: known?.name ?? author.name ?? phone ?? author.id,
    ...guessedZone(phone ? countryOfPhone(phone) : author.id.slice(0, 2)),
    ...(phone ? { phone } : {}),
  };
}
