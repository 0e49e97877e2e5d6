import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { isDuplicate } from '../store/duplicate.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { IdentityRow } from '../store/people.ts';
import type { Store } from '../store/store.ts';
import type { Author, Platform } from './types.ts';

export interface Owner {
  workspace: string;
  user: string;
}

/** Workspace and user of an account that was unlinked: nobody's. */
const NOBODY = '-';
/** Ids of one account that are looked at. */
const MOST_IDS = 8;
const MOST_ACCOUNTS = 100;

/** All ids of an account as rows name them, its own first: a phone number and a LID are one. */
export function idsOf(platform: Platform, author: Author): string[] {
  const ids = [author.id, ...(author.aliases ?? [])].filter((id) => id !== '' && id.length <= 200);
  return [...new Set(ids)].slice(0, MOST_IDS).map((id) => `${platform}:${id}`);
}

/** The id that stands for an account whichever of its ids came first: the same for all of them. */
export const accountOf = (platform: Platform, author: Author): string =>
  idsOf(platform, author).sort()[0] ?? `${platform}:${author.id}`;

/** Which account on which platform is whose. */
export function createAccounts({ store, clock, log }: { store: Store; clock: Clock; log?: Log | undefined }) {
  const rowsOf = (ids: string[]) =>
    store.identities.find({ _id: { $in: ids }, workspace: EVERY_WORKSPACE }).lean<IdentityRow[]>();

  async function add(_id: string, owner: Owner, more: Pick<IdentityRow, 'platform' | 'account' | 'name'>) {
    const { workspace, user } = owner;
    const author = _id.slice(more.platform.length + 1);
    try {
      await store.identities.create({ _id, workspace, user, author, ...more, unlinked: 0, createdAt: clock.now() });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      // Nobody's since it was unlinked, or somebody's meanwhile: then it stays theirs.
      const { account, name } = more;
      await store.identities.updateOne(
        { _id, workspace: NOBODY },
        { $set: { workspace, user, account, name, createdAt: clock.now() } },
      );
    }
  }

  /** Makes an account somebody's, as far as its ids are nobody's yet. */
  async function claim(owner: Owner, platform: Platform, author: Author): Promise<void> {
    const account = accountOf(platform, author);
    for (const id of idsOf(platform, author)) {
      await add(id, owner, { platform, account, name: author.name?.slice(0, 80) ?? null });
    }
  }

  return {
    claim,

    /**
     * Whose account it is; null for nobody. Ids that are new are kept as the same account's. Where its ids belong to
     * several people nothing is put together: it is whose the id itself is, else whose the oldest known one is.
     */
    async holder(platform: Platform, author: Author): Promise<Owner | null> {
      const ids = idsOf(platform, author);
      const rows = await rowsOf(ids);
      const known = rows
        .filter((row) => row.user !== NOBODY)
        .sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
      const held = known.find((row) => row._id === ids[0]) ?? known[0];
      if (!held) return null;
      const { workspace, user } = held;
      if (known.some((row) => row.user !== user)) {
        log?.warn(
          { account: ids[0], users: known.map((row) => row.user) },
          'ids of one account belong to several people',
        );
        return { workspace, user };
      }
      const fresh = ids.filter((id) => !rows.some((row) => row._id === id));
      const account = held.account ?? held._id;
      for (const id of fresh) await add(id, { workspace, user }, { platform, account, name: held.name ?? null });
      if (fresh.length > 0 && !held.account) {
        await store.identities.updateOne({ _id: held._id, workspace }, { $set: { account } });
      }
      return { workspace, user };
    },

    /** How often an account was unlinked, whichever of its ids that was. */
    async timesUnlinked(platform: Platform, author: Author): Promise<number> {
      return Math.max(0, ...(await rowsOf(idsOf(platform, author))).map((row) => row.unlinked ?? 0));
    },

    /** A person's accounts with all their ids, newest first. */
    async of({ workspace, user }: Owner): Promise<IdentityRow[]> {
      return store.identities
        .find({ workspace, user })
        .sort({ createdAt: -1, _id: 1 })
        .limit(MOST_ACCOUNTS)
        .lean<IdentityRow[]>();
    },

    /** Makes everything of one person another's. */
    async move(from: Owner, to: Owner): Promise<void> {
      await store.identities.updateMany(
        { workspace: from.workspace, user: from.user },
        { $set: { workspace: to.workspace, user: to.user, createdAt: clock.now() } },
      );
    },

    /** Nobody's from now on. */
    async release(owner: Owner, rows: Pick<IdentityRow, '_id'>[]): Promise<void> {
      await store.identities.updateMany(
        { _id: { $in: rows.map((row) => row._id) }, workspace: owner.workspace, user: owner.user },
        { $set: { workspace: NOBODY, user: NOBODY }, $inc: { unlinked: 1 } },
      );
    },
  };
}
