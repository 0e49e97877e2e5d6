import { randomInt } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { hash } from '../ids.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { InvitationRow } from '../store/people.ts';
import type { Store } from '../store/store.ts';
import type { Owner } from './accounts.ts';

/** 32 letters and digits, none of which is read as another (no I, O, 0, 1). */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const GROUP = 4;
const VALID_MS = 10 * 60_000;
/** Wrong codes an account may write before it has to wait. */
const MOST_WRONG = 5;
const WRONG_MS = 3_600_000;
/** Codes of a person that count at the same time: asked for here and there, each works. */
const MOST_CODES = 3;
const NOBODY = '-';

const CODE = /^\s*(link(?:ing)?(?:\s+code)?|code)?[\s:]*([A-Z2-9]{4})([-–—‐‑ ]?)([A-Z2-9]{4})[\s.!]*$/i;

/** The code a message is, as it was given out, without its hyphen; null for a message that is none. */
export function codeIn(text: string): string | null {
  const match = CODE.exec(text.slice(0, 100));
  if (!match) return null;
  const [, word, first = '', hyphen, second = ''] = match;
  const code = `${first}${second}`;
  if (/[IO01]/i.test(code)) return null;
  // “link payments” is no code, though it has eight letters.
  const plain = hyphen?.trim() !== '' && hyphen !== undefined;
  const marked = /\d/.test(code) || code === code.toUpperCase();
  return (word && plain) || (word && marked) || (plain && marked) ? code.toUpperCase() : null;
}

export type LinkCodes = ReturnType<typeof createLinkCodes>;

/** One-time codes of 40 random bits for ten minutes; only their hash is stored, and the last few of a person count. */
export function createLinkCodes({ store, clock }: { store: Store; clock: Clock }) {
  const idOf = (code: string) => hash(`link ${code}`);
  const triesOf = (account: string) => `tries:${hash(account)}`;

  /** The codes of a person that count; none of theirs counts beyond these, however many were asked for at once. */
  async function newestOf({ workspace, user }: Owner): Promise<string[]> {
    const rows = await store.invitations
      .find({ workspace, kind: 'link', createdBy: user, usedBy: null }, { _id: 1 })
      .sort({ expiresAt: -1, _id: 1 })
      .limit(MOST_CODES)
      .lean<Pick<InvitationRow, '_id'>[]>();
    return rows.map((row) => row._id);
  }

  return {
    /** A new code, as `ABCD-EFGH`; of the person's earlier ones the last few still count. */
    async issue(owner: Owner, thread: string): Promise<string> {
      const group = () => Array.from({ length: GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join('');
      const groups = [group(), group()];
      const { workspace, user } = owner;
      await store.invitations.create({
        _id: idOf(groups.join('')),
        workspace,
        kind: 'link',
        createdBy: user,
        usedBy: null,
        thread,
        expiresAt: new Date(clock.now().getTime() + VALID_MS),
      });
      const newest = await newestOf(owner);
      await store.invitations.deleteMany({
        workspace,
        kind: 'link',
        createdBy: user,
        usedBy: null,
        _id: { $nin: newest },
      });
      return groups.join('-');
    },

    /** Counts a try of an account before it is looked at; false when it has had too many. Kept across restarts. */
    async mayTry(account: string): Promise<boolean> {
      const _id = triesOf(account);
      const now = clock.now();
      await store.invitations.deleteOne({ _id, workspace: NOBODY, expiresAt: { $lte: now } });
      const row = await store.invitations
        .findOneAndUpdate(
          { _id, workspace: NOBODY },
          {
            $inc: { tries: 1 },
            $setOnInsert: {
              kind: 'tries',
              createdBy: NOBODY,
              usedBy: null,
              expiresAt: new Date(now.getTime() + WRONG_MS),
            },
          },
          { upsert: true, returnDocument: 'after' },
        )
        .lean<InvitationRow>();
      return (row?.tries ?? 1) <= MOST_WRONG;
    },

    async forgive(account: string): Promise<void> {
      await store.invitations.deleteOne({ _id: triesOf(account), workspace: NOBODY });
    },

    /** The code while it counts, or once this very account has used it; null for any other. */
    async find(code: string, account: string): Promise<InvitationRow | null> {
      const row = await store.invitations
        .findOne({ _id: idOf(code), workspace: EVERY_WORKSPACE, kind: 'link' })
        .lean<InvitationRow>();
      if (!row || row.usedBy === account) return row;
      if (row.usedBy !== null || row.expiresAt <= clock.now()) return null;
      const newest = await newestOf({ workspace: row.workspace, user: row.createdBy });
      return newest.includes(row._id) ? row : null;
    },

    /** Uses a code up; false when another account was first or its time is over. */
    async use(row: InvitationRow, account: string): Promise<boolean> {
      const used = await store.invitations.updateOne(
        {
          _id: row._id,
          workspace: row.workspace,
          $or: [{ usedBy: account }, { usedBy: null, expiresAt: { $gt: clock.now() } }],
        },
        { $set: { usedBy: account } },
      );
      return used.matchedCount === 1;
    },

    /** Codes of a person count no more; true when one of these accounts has just used one. */
    async withdraw({ workspace, user }: Owner, accounts: string[]): Promise<boolean> {
      const theirs = { workspace, kind: 'link' as const, createdBy: user };
      await store.invitations.deleteMany({ ...theirs, usedBy: null });
      const used = { ...theirs, usedBy: { $in: accounts }, expiresAt: { $gt: clock.now() } };
      return (await store.invitations.exists(used)) !== null;
    },

    /** Codes an account used link it no more. */
    async forget(accounts: string[]): Promise<void> {
      await store.invitations.deleteMany({ workspace: EVERY_WORKSPACE, kind: 'link', usedBy: { $in: accounts } });
    },
  };
}
