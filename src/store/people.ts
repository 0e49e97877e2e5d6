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
  locale: string | null;
  admin: boolean;
  /** "stop everything" was said and not taken back. */
  stoppedAt: Date | null;
  createdAt: Date;
}

export interface IdentityRow {
  /** `platform:author`. */
  _id: string;
  workspace: string;
  user: string;
  platform: string;
  author: string;
  createdAt: Date;
}

/** A one-time code that lets a person in (D23) or links a second platform. */
export interface InvitationRow {
  /** SHA-256 of the code. */
  _id: string;
  workspace: string;
  kind: 'invite' | 'link';
  createdBy: string;
  usedBy: string | null;
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
    { user: String, platform: String, author: String, createdAt: Date },
    [{ fields: { workspace: 1, user: 1 } }],
  );

export const invitationModel = (connection: Connection) =>
  defineModel<InvitationRow>(
    connection,
    'invitations',
    { kind: String, createdBy: String, usedBy: { type: String, default: null }, expiresAt: Date },
    [{ fields: { expiresAt: 1 }, expireAfterSeconds: 86_400 }],
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
