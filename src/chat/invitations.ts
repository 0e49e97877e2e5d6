import { randomInt } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { hash } from '../ids.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { Store } from '../store/store.ts';
import type { Member, People } from './people.ts';
import type { Author, Platform } from './types.ts';

/** No letters that are read as others. */
const LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const CODE = /^\s*NOD[- ]?([A-HJ-NP-Z2-9]{4})[- ]?([A-HJ-NP-Z2-9]{4})[- ]?([A-HJ-NP-Z2-9]{4})\s*$/i;
const VALID_MS = 7 * 86_400_000;

/** One-time codes that let a person in (D23): 59 random bits, good for seven days, only their hash is stored. */
export function createInvitations({ store, clock, people }: { store: Store; clock: Clock; people: People }) {
  return {
    /** A new code, as `NOD-7F3K-29QD-M4XA`. */
    async invite(by: Member): Promise<string> {
      const group = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
      const groups = [group(), group(), group()];
      await store.invitations.create({
        _id: hash(groups.join('')),
        workspace: by.workspace,
        kind: 'invite',
        createdBy: by.user,
        usedBy: null,
        expiresAt: new Date(clock.now().getTime() + VALID_MS),
      });
      return ['NOD', ...groups].join('-');
    },

    /** Lets the author in when the text is a code that still counts; the same author may send it again. Null otherwise. */
    async redeem(platform: Platform, author: Author, text: string): Promise<Member | null> {
      const match = CODE.exec(text.slice(0, 100));
      if (!match) return null;
      const code = match.slice(1).join('').toUpperCase();
      const identity = `${platform}:${author.id}`;
      const used = await store.invitations
        .findOneAndUpdate(
          {
            _id: hash(code),
            workspace: EVERY_WORKSPACE,
            kind: 'invite',
            usedBy: { $in: [null, identity] },
            expiresAt: { $gt: clock.now() },
          },
          { $set: { usedBy: identity } },
        )
        .lean();
      return used ? people.admit(platform, author, 'own') : null;
    },
  };
}

export type Invitations = ReturnType<typeof createInvitations>;
