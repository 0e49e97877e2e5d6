import type { Person } from '../automation/service.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { hash } from '../ids.ts';
import type { IdentityRow, UserRow } from '../store/people.ts';
import { isDuplicate, type Store } from '../store/store.ts';
import type { Author, Platform, Profile } from './types.ts';

/** A person as the room knows them. */
export interface Member extends Person {
  admin: boolean;
  email: string | null;
  phone: string | null;
  locale: string | null;
}

/** What an adapter's own rule says of someone unknown: their team's workspace, one of their own, or nobody we know. */
type Admission = { workspace: string; name: string } | 'own' | null;

export type People = ReturnType<typeof createPeople>;

/** The page's own user, on this very machine (D23). */
const LOCAL_AUTHOR = 'local';
const LOCAL = { workspace: 'ws_local', user: 'usr_local' };

/**
 * Who is behind a platform's identity. Closed by default (D23): admins of the configuration, the page's local user, whom
 * an adapter's rule lets in, and whoever redeemed an invitation; everybody else is null.
 */
export function createPeople(deps: {
  store: Store;
  clock: Clock;
  config: Pick<Config, 'ADMINS'>;
  /** An adapter's own rule: an allowed Slack workspace, WHATSAPP_ALLOWED. */
  policy?: (platform: Platform, author: Author) => Promise<Admission>;
  /** What the platform tells of a person; failing is no reason to keep them out. */
  profile?: (platform: Platform, author: Author) => Promise<Profile>;
}) {
  const { store, clock, config } = deps;
  const admins = new Set(config.ADMINS);

  async function member(workspace: string, user: string): Promise<Member | null> {
    const row = await store.users.findOne({ _id: user, workspace }).lean<UserRow>();
    return row ? toMember(row) : null;
  }

  async function find(platform: Platform, author: string): Promise<Member | null> {
    const id = `${platform}:${author}`;
    const owner = await store.ownerOf('identity', id);
    if (!owner?.user) return null;
    const found = await member(owner.workspace, owner.user);
    if (found && !found.admin && admins.has(id)) {
      await store.users.updateOne({ _id: found.user, workspace: found.workspace }, { $set: { admin: true } });
      return { ...found, admin: true };
    }
    return found;
  }

  /** On the page the author is a user already: made by a token or by the local session. */
  async function webUser(author: string): Promise<Member | null> {
    const owner = await store.ownerOf('webUser', author);
    const found = owner && (await member(owner.workspace, author));
    if (found) await addIdentity(found, 'web', author);
    return found;
  }

  async function addIdentity(owner: Pick<Member, 'workspace' | 'user'>, platform: string, author: string) {
    const row = { workspace: owner.workspace, user: owner.user, platform, author, createdAt: clock.now() };
    await insertOnce(() => store.identities.create({ _id: `${platform}:${author}`, ...row }));
  }

  async function admission(platform: Platform, author: Author): Promise<Admission> {
    if (admins.has(`${platform}:${author.id}`)) return (await deps.policy?.(platform, author)) ?? 'own';
    return (await deps.policy?.(platform, author)) ?? null;
  }

  /** Makes the rows of someone let in. Ids follow from the identity, so that two at once make one person. */
  async function admit(platform: Platform, author: Author, where: Exclude<Admission, null>): Promise<Member> {
    const identity = `${platform}:${author.id}`;
    const profile = await deps.profile?.(platform, author).catch(() => null);
    const name = clean(profile?.name ?? author.name ?? '') || author.id;
    const mark = hash(identity).slice(0, 20);
    const workspace = where === 'own' ? `ws_${mark}` : where.workspace;
    const now = clock.now();
    const workspaceName = where === 'own' ? name : where.name;
    await insertOnce(() =>
      store.workspaces.create({ _id: workspace, workspace, name: workspaceName, platform, createdAt: now }),
    );
    const row: UserRow = {
      _id: `usr_${mark}`,
      workspace,
      name,
      email: profile?.email ?? null,
      phone: null,
      timeZone: validZone(profile?.timeZone),
      locale: profile?.locale ?? null,
      admin: admins.has(identity),
      stoppedAt: null,
      createdAt: now,
    };
    await insertOnce(() => store.users.create(row));
    await addIdentity({ workspace, user: row._id }, platform, author.id);
    return (await find(platform, author.id)) ?? toMember(row);
  }

  /** The page's local user, made at first sight; an admin. */
  async function local(): Promise<Member> {
    const now = clock.now();
    const { workspace, user } = LOCAL;
    const found = await member(workspace, user);
    if (found) return found;
    await insertOnce(() =>
      store.workspaces.create({ _id: workspace, workspace, name: 'You', platform: 'web', createdAt: now }),
    );
    const blank = { email: null, phone: null, timeZone: null, locale: null, stoppedAt: null };
    const row: UserRow = { _id: user, workspace, name: 'You', admin: true, createdAt: now, ...blank };
    await insertOnce(() => store.users.create(row));
    await addIdentity(LOCAL, 'web', user);
    return toMember(row);
  }

  return {
    local,
    member,
    find,
    admit,
    addIdentity,

    /** The person behind an author, making them known when the rules let them in; null for a stranger. */
    async recognise(platform: Platform, author: Author): Promise<Member | null> {
      if (platform === 'web' && (author.id === LOCAL_AUTHOR || author.id === LOCAL.user)) return local();
      const known = (await find(platform, author.id)) ?? (platform === 'web' ? await webUser(author.id) : null);
      if (known) return known;
      const where = await admission(platform, author);
      return where ? admit(platform, author, where) : null;
    },

    /** Keeps the zone a person's device reported. */
    async rememberZone(person: Member, timeZone: string | undefined): Promise<Member> {
      const zone = validZone(timeZone);
      if (!zone || zone === person.timeZone) return person;
      await store.users.updateOne({ _id: person.user, workspace: person.workspace }, { $set: { timeZone: zone } });
      return { ...person, timeZone: zone };
    },

    /** A person's accounts, newest first: where they can be told something directly. */
    async identities(workspace: string, user: string): Promise<IdentityRow[]> {
      return store.identities.find({ workspace, user }).sort({ createdAt: -1 }).limit(20).lean<IdentityRow[]>();
    },
  };
}

function toMember(row: UserRow): Member {
  return {
    workspace: row.workspace,
    user: row._id,
    name: row.name,
    timeZone: row.timeZone ?? 'UTC',
    admin: row.admin,
    email: row.email,
    phone: row.phone,
    locale: row.locale,
  };
}

/** Control characters out, spaces collapsed, at most 80 characters. */
const clean = (name: string): string =>
  name
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 80);

function validZone(zone: string | undefined): string | null {
  if (!zone || zone.length > 60) return null;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return null;
  }
}

async function insertOnce(insert: () => Promise<unknown>): Promise<void> {
  try {
    await insert();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}
