/** What the local Slack knows: workspaces, people, channels, messages, files and views, as plain data. */

export type Json = Record<string, unknown>;

export interface Team {
  id: string;
  name: string;
  domain: string;
  enterpriseId: string | null;
  /** The app's bot there: its user id and its bot id. */
  botUser: string;
  botId: string;
  installed: boolean;
}

export interface User {
  id: string;
  /** The workspace the account belongs to; another one's for people who come through Slack Connect. */
  team: string;
  name: string;
  realName: string;
  tz: string;
  locale: string;
  email?: string;
  kind: 'member' | 'admin' | 'guest' | 'single_guest' | 'bot' | 'external' | 'deleted';
}

export interface Channel {
  id: string;
  team: string;
  name: string;
  kind: 'public' | 'private' | 'im' | 'mpim';
  members: Set<string>;
  archived: boolean;
  /** Shared with another workspace (Slack Connect). */
  shared: boolean;
  /** The person of an im. */
  user?: string;
}

export interface Token {
  value: string;
  kind: 'bot' | 'app';
  team: string;
  scopes: Set<string>;
  /** The error every call with it gets: `token_revoked`, `account_inactive`, `token_expired`. */
  dead?: string;
  refresh?: string;
}

export interface Metadata {
  event_type: string;
  event_payload: Json;
}

export interface FakeFile {
  id: string;
  team: string;
  user: string;
  name: string;
  title: string;
  altText: string;
  mimetype: string;
  bytes: Buffer;
  /** Length that was announced before the upload. */
  announced: number;
  state: 'announced' | 'uploaded' | 'complete';
  channels: Set<string>;
}

export interface FakeMessage {
  team: string;
  channel: string;
  ts: string;
  /** The root of its thread; a root that has replies has it too, as its own ts. */
  threadTs?: string;
  user: string;
  botId?: string;
  appId?: string;
  subtype?: string;
  text: string;
  blocks: Json[];
  metadata?: Metadata;
  edited?: { user: string; ts: string };
  /** An ephemeral message: only this user sees it. */
  onlyFor?: string;
  files: FakeFile[];
  reactions: { name: string; users: string[] }[];
  /** Links in it would have been unfolded into previews. */
  unfurls: boolean;
  streaming: boolean;
  /** What was streamed into it, also once that is over. */
  stream?: {
    started: number;
    mode: 'markdown' | 'chunks' | null;
    text: string;
    tasks: Json[];
    title: string | null;
    tail: Json[];
    /** The person pressed Stop. */
    stopped?: true;
  };
  deleted: boolean;
  clientMsgId?: string;
  /** What it showed before, oldest first. */
  before: { text: string; blocks: Json[]; metadata?: Metadata }[];
  /** What people put into its inputs: user, block_id, action_id. */
  filled: Map<string, Record<string, Record<string, Json>>>;
}

export interface FakeView {
  id: string;
  team: string;
  /** Who sees it. */
  user: string;
  type: 'home' | 'modal';
  callbackId: string;
  externalId: string;
  privateMetadata: string;
  title: Json | null;
  submit: Json | null;
  close: Json | null;
  blocks: Json[];
  hash: string;
  clearOnClose: boolean;
  notifyOnClose: boolean;
  root: string;
  previous: string | null;
  open: boolean;
  filled: Map<string, Record<string, Record<string, Json>>>;
}

export interface Trigger {
  user: string;
  team: string;
  /** Milliseconds on the fake's clock. */
  made: number;
  used: boolean;
  view?: string;
}

export interface ResponseUrl {
  team: string;
  channel: string;
  user: string;
  ts?: string;
  threadTs?: string;
  made: number;
  uses: number;
}

/** A request to the Web API, as it was understood. */
export interface ApiCall {
  method: string;
  args: Json;
  token: string;
  team: string;
  at: number;
  /** `ok`, Slack's error code, `http 500`, `reset` or `hang`. */
  outcome: string;
}
