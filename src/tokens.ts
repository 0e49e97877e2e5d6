import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from './clock.ts';
import { AppError } from './errors.ts';
import { newId } from './ids.ts';
import type { TokenRow } from './store/people.ts';
import type { Store } from './store/store.ts';

export const SCOPES = ['read', 'write', 'approve'] as const;
export type Scope = (typeof SCOPES)[number];

/** Bearer tokens `nod_<id>_<secret>`: 256 random bits of which only a hash is stored; scoped and revocable. */
export function createTokens({ store, clock }: { store: Store; clock: Clock }) {
  const digest = (secret: string) => createHash('sha256').update(secret).digest();

  return {
    /** Makes a token and returns it; it can never be read again. */
    async create(
      owner: { workspace: string; user: string },
      name: string,
      scopes: readonly Scope[] = SCOPES,
    ): Promise<string> {
      const id = newId('tok').slice(4);
      const secret = randomBytes(32).toString('hex');
      await store.tokens.create({
        _id: id,
        workspace: owner.workspace,
        user: owner.user,
        secretHash: digest(secret).toString('hex'),
        scopes: [...scopes],
        name,
        createdAt: clock.now(),
        lastUsedAt: null,
        revokedAt: null,
      });
      return `nod_${id}_${secret}`;
    },

    /** Whose token it is, or null: unknown, wrong or revoked all look the same. */
    async verify(token: string): Promise<{ workspace: string; user: string; scopes: Scope[] } | null> {
      const match = /^nod_([0-9a-z]{20})_([0-9a-f]{64})$/.exec(token);
      const id = match?.[1];
      const secret = match?.[2];
      if (!id || !secret) return null;
      const owner = await store.ownerOf('token', id);
      if (!owner) return null;
      const row = await store.tokens.findOne({ _id: id, workspace: owner.workspace }).lean<TokenRow>();
      if (!row || row.revokedAt) return null;
      if (!timingSafeEqual(digest(secret), Buffer.from(row.secretHash, 'hex'))) return null;
      const now = clock.now();
      if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > 60_000) {
        await store.tokens.updateOne({ _id: id, workspace: row.workspace }, { $set: { lastUsedAt: now } });
      }
      return { workspace: row.workspace, user: row.user, scopes: row.scopes as Scope[] };
    },

    async list(owner: { workspace: string; user: string }): Promise<Omit<TokenRow, 'secretHash'>[]> {
      return store.tokens
        .find({ workspace: owner.workspace, user: owner.user, revokedAt: null }, { secretHash: 0 })
        .sort({ createdAt: -1 })
        .limit(100)
        .lean<Omit<TokenRow, 'secretHash'>[]>();
    },

    async revoke(owner: { workspace: string; user: string }, id: string): Promise<void> {
      const result = await store.tokens.updateOne(
        { _id: id, workspace: owner.workspace, user: owner.user, revokedAt: null },
        { $set: { revokedAt: clock.now() } },
      );
      if (result.matchedCount === 0) throw new AppError('not_found', 'There is no token with this id.');
    },
  };
}

export type Tokens = ReturnType<typeof createTokens>;
