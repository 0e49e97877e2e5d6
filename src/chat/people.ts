import type { Person } from '../automation/service.ts';
import { isZone } from '../automation/zone.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { hash } from '../ids.ts';
import type { Log } from '../log.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { IdentityRow, UserRow } from '../store/people.ts';
import type { Store } from '../store/store.ts';
import { accountOf, createAccounts, idsOf, type Owner } from './accounts.ts';
import type { Admission, Author, Platform, Profile } from './types.ts';

/** A person as the room knows them. */
export interface Member extends Person {
  admin: boolean;
  email: string | null;
  phone: string | null;
  locale: string | null;
  /** Where their zone came from; null while it is not known. */
  zoneFrom: 'guessed' | 'reported' | 'said' | null;
}

export type People = ReturnType<typeof createPeople>;

/** The page's own user, on this very machine (D23). */
const LOCAL_AUTHOR = 'local';
const LOCAL = { workspace: 'ws_local', user: 'usr_local' };

/**
 * Who is behind a platform's account. Closed by default (D23): admins of the configuration, the page's local user, whom
 * an adapter's rule lets in, and whoever redeemed an invitation or a linking code; everybody else is null.
 */
export function createPeople(deps: {
  store: Store;
  clock: Clock;
  log?: Log;
  config: Pick<Config, 'ADMINS'>;
  /** An adapter's own rule: an allowed Slack workspace, WHATSAPP_ALLOWED. */
  policy?: (platform: Platform, author: Author) => Promise<Admission>;
  /** What the platform tells of a person; failing is no reason to keep them out. */
  profile?: (platform: Platform, author: Author) => Promise<Profile>;
}) {
  const { store, clock, config } = deps;
  const accounts = createAccounts(deps);
  const admins = new Set(config.ADMINS);

  /** `slack:T1/U1`, or without the team: `slack:U1`. */
  const isAdmin = (platform: Platform, ids: string[]): boolean =>
    ids.some(
      (id) =>
        admins.has(id) ||
        admins.has(
          `${platform}:${id
            .slice(platform.length + 1)
            .split('/')
            .at(-1)}`,
        ),
    );

  async function member(workspace: string, user: string): Promise<Member | null> {
    const row = await store.users.findOne({ _id: user, workspace }).lean<UserRow>();
    return row ? toMember(row) : null;
  }

  async function find(platform: Platform, author: Author): Promise<Member | null> {
    const owner = await accounts.holder(platform, author);
    if (!owner) return null;
    const found = await member(owner.workspace, owner.user);
    if (found && !found.admin && isAdmin(platform, idsOf(platform, author))) {
      await store.users.updateOne({ _id: found.user, workspace: found.workspace }, { $set: { admin: true } });
      return { ...found, admin: true };
    }
    return found;
  }

  /** On the page the author is a user already: made by a token or by the local session. */
  async function webUser(author: Author): Promise<Member | null> {
    const owner = await store.ownerOf('webUser', author.id);
    const found = owner && (await member(owner.workspace, author.id));
    if (found) await accounts.claim(found, 'web', { id: author.id });
    return found;
  }

  async function admission(platform: Platform, author: Author): Promise<Admission> {
    const rule = (await deps.policy?.(platform, author)) ?? null;
    return rule ?? (isAdmin(platform, idsOf(platform, author)) ? 'own' : null);
  }

  const profileOf = async (platform: Platform, author: Author): Promise<Profile | null> =>
    (await deps.profile?.(platform, author).catch(() => null)) ?? null;

  /** Makes the rows of someone let in. Ids follow from the account, so that two at once make one person. */
  async function admit(platform: Platform, author: Author, where: Exclude<Admission, null | 'local'>): Promise<Member> {
    const profile = await profileOf(platform, author);
    const name = clean(profile?.name ?? author.name ?? '') || author.id;
    // Whoever was unlinked comes back as someone new: never as the person the account belonged to.
    const times = await accounts.timesUnlinked(platform, author);
    const mark = hash(`${accountOf(platform, author)}${times > 0 ? `#${times}` : ''}`).slice(0, 20);
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
      phone: profile?.phone ?? null,
      ...zoneOf(profile),
      zoneToldAt: null,
      locale: profile?.locale ?? null,
      admin: isAdmin(platform, idsOf(platform, author)),
      stoppedAt: null,
      createdAt: now,
    };
    await insertOnce(() => store.users.create(row));
    await accounts.claim({ workspace, user: row._id }, platform, { ...author, name });
    return (await find(platform, author)) ?? toMember(row);
  }

  /** The page's local user, made at first sight; an admin. Somebody else's once the page was linked to their accounts. */
  async function local(): Promise<Member> {
    const known = await find('web', { id: LOCAL.user });
    if (known) return known;
    await makeLocal();
    await accounts.claim(LOCAL, 'web', { id: LOCAL.user });
    const made = (await find('web', { id: LOCAL.user })) ?? (await member(LOCAL.workspace, LOCAL.user));
    if (!made) throw new Error("the page's own user could not be made");
    return made;
  }

  async function makeLocal(): Promise<void> {
    const now = clock.now();
    const { workspace, user } = LOCAL;
    await insertOnce(() =>
      store.workspaces.create({ _id: workspace, workspace, name: 'You', platform: 'web', createdAt: now }),
    );
    const blank = { email: null, phone: null, timeZone: null, zoneFrom: null, locale: null, stoppedAt: null };
    await insertOnce(() =>
      store.users.create({ _id: user, workspace, name: 'You', admin: true, createdAt: now, ...blank }),
    );
  }

  async function setZone<P extends Member>(person: P, timeZone: string, zoneFrom: 'reported' | 'said'): Promise<P> {
    await store.users.updateOne({ _id: person.user, workspace: person.workspace }, { $set: { timeZone, zoneFrom } });
    return { ...person, timeZone, zoneFrom };
  }

  return {
    accounts,
    local,
    member,
    find,
    admit,
    setZone,

    /** The person behind an author, making them known when the rules let them in; null for a stranger. */
    async recognise(platform: Platform, author: Author): Promise<Member | null> {
      if (platform === 'web' && (author.id === LOCAL_AUTHOR || author.id === LOCAL.user)) return local();
      const known = (await find(platform, author)) ?? (platform === 'web' ? await webUser(author) : null);
      if (known) return known;
      const where = await admission(platform, author);
      if (where !== 'local') return where ? admit(platform, author, where) : null;
      const me = await local();
      await accounts.claim(me, platform, author);
      return me;
    },

    /** Keeps the zone a person's device reported: it is better than a guess, and less than what they said themselves. */
    async rememberZone(person: Member, timeZone: string | undefined): Promise<Member> {
      const zone = validZone(timeZone);
      if (!zone || person.zoneFrom === 'said') return person;
      if (zone === person.timeZone && person.zoneFrom === 'reported') return person;
      return setZone(person, zone, 'reported');
    },

    /** What a newly linked account tells of a person that was not known, or only guessed. */
    async learn(owner: Owner, platform: Platform, author: Author): Promise<void> {
      const [person, profile] = [await member(owner.workspace, owner.user), await profileOf(platform, author)];
      if (!person || !profile) return;
      const zone = zoneOf(profile);
      const better = person.zoneFrom === null ? zone.zoneFrom !== null : zone.zoneFrom === 'reported';
      const change = {
        ...(person.zoneFrom !== 'reported' && person.zoneFrom !== 'said' && better ? zone : {}),
        ...(person.email === null && profile.email ? { email: profile.email } : {}),
        ...(person.phone === null && profile.phone ? { phone: profile.phone } : {}),
        ...(person.locale === null && profile.locale ? { locale: profile.locale } : {}),
      };
      if (Object.keys(change).length === 0) return;
      await store.users.updateOne({ _id: owner.user, workspace: owner.workspace }, { $set: change });
    },

    /** Looks again whether someone is an admin, after their accounts changed. */
    async reviewAdmin(owner: Owner): Promise<void> {
      const rows = await accounts.of(owner);
      const admin = rows.some((row) => row._id === `web:${LOCAL.user}` || isAdmin(row.platform, [row._id]));
      await store.users.updateOne({ _id: owner.user, workspace: owner.workspace }, { $set: { admin } });
    },

    /** A person's accounts, newest first: where they can be told something directly. */
    identities: (workspace: string, user: string): Promise<IdentityRow[]> => accounts.of({ workspace, user }),
  };
}

function toMember(row: UserRow): Member {
  return {
    workspace: row.workspace,
    user: row._id,
    name: row.name,
    timeZone: row.timeZone ?? 'UTC',
    zoneFrom: row.timeZone ? (row.zoneFrom ?? 'reported') : null,
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

function zoneOf(profile: Profile | null): Pick<UserRow, 'timeZone'> & { zoneFrom: Member['zoneFrom'] } {
  const timeZone = validZone(profile?.timeZone);
  const zoneFrom = timeZone === null ? null : profile?.timeZoneGuessed ? 'guessed' : 'reported';
  return { timeZone, zoneFrom };
}

const validZone = (zone: string | undefined): string | null =>
  zone !== undefined && zone.length <= 60 && isZone(zone) ? zone : null;

async function insertOnce(insert: () => Promise<unknown>): Promise<void> {
  try {
    await insert();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}
