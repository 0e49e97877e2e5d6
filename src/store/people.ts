import type { Connection } from 'mongoose';
import { defineModel } from './model.ts';

export interface WorkspaceRow {
  /** Equal to `workspace`. */
  _id: string;
  workspace: string;
  name: string;
  platform: string;
  createdAt: Date;
}

export interface UserRow {
  _id: string;
  workspace: string;
  name: string;
  email: string | null;
  phone: string | null;
  /** IANA zone; null until known. */
  timeZone: string | null;
  /** Where the zone came from: inferred (from a country code), reported by a platform or device, or said by the person. */
  zoneFrom?: 'guessed' | 'reported' | 'said' | null;
  /** When the person was told how to correct a guessed zone. */
  zoneToldAt?: Date | null;
  locale: string | null;
  admin: boolean;
  /** "stop everything" was said and not taken back. */
  stoppedAt: Date | null;
  createdAt: Date;
}

/** An account on a platform. Of workspace and user `-` once it was unlinked: nobody's until it is let in anew. */
export interface IdentityRow {
  /** `platform:author`. */
  _id: string;
  workspace: string;
  user: string;
  platform: string;
  author: string;
  /** The `_id` that stands for the account; its aliases (a phone number and a LID) carry the same. */
  account?: string | null;
  /** What the platform calls the person. */
  name?: string | null;
  /** How often it was unlinked: each time whoever it is let in as is someone new. */
  unlinked?: number;
  createdAt: Date;
}

/** A one-time code that lets a person in (D23) or links a second platform; or how often an account tried a wrong one. */
export interface InvitationRow {
  /** SHA-256 of the code; of a count, of the account that tries. */
  _id: string;
  workspace: string;
  kind: 'invite' | 'link' | 'tries';
  createdBy: string;
  usedBy: string | null;
  /** Thread in which the code was asked for: told there when it was used. */
  thread?: string | null;
  tries?: number;
  expiresAt: Date;
}

/** An API token; only its hash is stored. */
export interface TokenRow {
  /** The public part of `nod_<id>_<secret>`. */
  _id: string;
  workspace: string;
  user: string;
  secretHash: string;
  scopes: string[];
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

export const workspaceModel = (connection: Connection) =>
  defineModel<WorkspaceRow>(connection, 'workspaces', { name: String, platform: String, createdAt: Date });

export const userModel = (connection: Connection) =>
  defineModel<UserRow>(
    connection,
    'users',
    {
      name: String,
      email: String,
      phone: String,
      timeZone: String,
      zoneFrom: { type: String, default: null },
      zoneToldAt: { type: Date, default: null },
      locale: String,
      admin: { type: Boolean, default: false },
      stoppedAt: { type: Date, default: null },
      createdAt: Date,
    },
    [{ fields: { workspace: 1, name: 1 } }],
  );

export const identityModel = (connection: Connection) =>
  defineModel<IdentityRow>(
    connection,
    'identities',
    {
      user: String,
      platform: String,
      author: String,
      account: { type: String, default: null },
      name: { type: String, default: null },
      unlinked: { type: Number, default: 0 },
      createdAt: Date,
    },
    [{ fields: { workspace: 1, user: 1 } }],
  );

export const invitationModel = (connection: Connection) =>
  defineModel<InvitationRow>(
    connection,
    'invitations',
    {
      kind: String,
      createdBy: String,
      usedBy: { type: String, default: null },
      thread: { type: String, default: null },
      tries: { type: Number, default: 0 },
      expiresAt: Date,
    },
    [{ fields: { expiresAt: 1 }, expireAfterSeconds: 86_400 }, { fields: { workspace: 1, createdBy: 1 } }],
  );

export const tokenModel = (connection: Connection) =>
  defineModel<TokenRow>(
    connection,
    'tokens',
    {
      user: String,
      secretHash: String,
      scopes: [String],
      name: String,
      createdAt: Date,
      lastUsedAt: { type: Date, default: null },
      revokedAt: { type: Date, default: null },
    },
    [{ fields: { workspace: 1, user: 1 } }],
  );
