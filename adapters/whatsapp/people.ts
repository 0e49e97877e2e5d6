import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import { type Author, PlatformError, type Profile } from '../../src/chat/types.ts';
import { countryOfPhone, phoneNumber } from '../shared/phone.ts';
import { guessedZone } from '../shared/zones.ts';
import type { WaContact, WaSession } from './session/types.ts';
import { words } from './words.ts';

/** How long a person whose number WhatsApp does not tell is not asked about again. */
const ASK_AGAIN_MS = 10 * 60_000;
const MOST_KNOWN = 5000;

interface Known {
  phone: string | null;
  lid: string | null;
  /** When to ask again; 0 where nothing is missing. */
  until: number;
}

export type People = ReturnType<typeof createPeople>;

/** Who is behind WhatsApp's ids: a phone number and a LID are two names of one account. */
export function createPeople(deps: { session: WaSession; memory: AdapterMemory; now: () => number }) {
  const { session, memory } = deps;
  const cache = new Map<string, Known>();
  const stable = new Map<string, string>();

  /** Whatever is known of an id of WhatsApp's (`254712345678@c.us`, `123@lid`); asks WhatsApp at most once in a while. */
  async function known(id: string): Promise<Known> {
    const phone = phoneNumber(id);
    if (phone) return { phone, lid: await lidOf(phone), until: 0 };
    const cached = cache.get(id);
    if (cached && (cached.until === 0 || cached.until > deps.now())) return cached;
    const kept = await memory.get<string>(`phone:${id}`);
    return remember(id, kept ?? (await ask(id))?.phone ?? null, kept === null);
  }

  async function lidOf(phone: string): Promise<string | null> {
    const me = session.me();
    if (me?.phone === phone) return me.lid;
    return cache.get(phone)?.lid ?? (await memory.get<string>(`lid:${phone}`));
  }

  async function remember(lid: string, phone: string | null, fresh: boolean): Promise<Known> {
    if (cache.size > MOST_KNOWN) cache.clear();
    const entry = { phone, lid, until: phone ? 0 : deps.now() + ASK_AGAIN_MS };
    cache.set(lid, entry);
    if (phone) cache.set(phone, { ...entry, until: 0 });
    if (phone && fresh) {
      await memory.set(`phone:${lid}`, phone);
      await memory.set(`lid:${phone}`, lid);
    }
    return entry;
  }

  /** What WhatsApp tells of someone; nothing while it does not answer. */
  async function ask(id: string): Promise<WaContact | null> {
    const me = session.me();
    if (me && me.lid === id) return { name: null, phone: me.phone, lid: me.lid, isBusiness: false };
    return session
      .client()
      .then((client) => client.contact(id))
      .catch(() => null);
  }

  /** WhatsApp's id for an id of ours: `+254712345678` is `254712345678@c.us`. */
  const platformId = (id: string): string => (id.startsWith('+') ? `${id.slice(1)}@c.us` : id);

  return {
    async author(id: string, name: string | null = null): Promise<Author> {
      const { phone, lid } = await known(id);
      const aliases = [phone, lid ?? (phone ? null : id)].filter((alias) => alias !== null);
      return { id: phone ?? id, aliases, ...(name ? { name } : {}) };
    },

    /** One name for an account however it is named; stays what it was when a delivery was first told apart by it. */
    async stableName(id: string): Promise<string> {
      const { phone, lid } = await known(id);
      const now = phone ?? id;
      if (!lid) return now;
      const before = stable.get(lid) ?? (await memory.get<string>(`stable:${lid}`));
      if (!before) await memory.setOnce(`stable:${lid}`, now);
      const name = before ?? (await memory.get<string>(`stable:${lid}`)) ?? now;
      if (stable.size > MOST_KNOWN) stable.clear();
      stable.set(lid, name);
      return name;
    },

    /** Whether an id is the account that is linked here. */
    isMe(id: string): boolean {
      const me = session.me();
      return me !== null && (id === me.id || id === me.lid || (me.phone !== null && phoneNumber(id) === me.phone));
    },

    /** The name is what WhatsApp shows; the zone is only as good as the country of the number. */
    async profile(author: Author): Promise<Profile> {
      const ids = [author.id, ...(author.aliases ?? [])];
      const contact = await ask(platformId(author.id));
      const phone = ids.map(phoneNumber).find((number) => number !== null) ?? contact?.phone ?? null;
      return {
        name: author.name ?? contact?.name ?? author.id,
        ...guessedZone(phone && countryOfPhone(phone)),
        ...(phone ? { phone } : {}),
      };
    },

    /** The chat with someone alone. Throws `gone` where WhatsApp knows nobody by any of their ids. */
    async directChat(author: Author): Promise<string> {
      const client = await session.client();
      for (const id of new Set([author.id, ...(author.aliases ?? [])])) {
        const chat = await client.directChat(id);
        if (chat) return chat;
      }
      throw new PlatformError('gone', words.notOnWhatsApp);
    },
  };
}
