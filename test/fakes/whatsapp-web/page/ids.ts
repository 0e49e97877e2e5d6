// The two kinds of ids WhatsApp Web hands out. What is an own property and what is not decides what reaches Node.
import { type KeyParts, keyText, parseKey } from '../wire.ts';
import { settings } from './settings.ts';

/** A chat or a user. `_serialized` is an own property, as only those cross by value; `toJSON` is what events carry. */
export class Wid {
  readonly server: string;
  readonly user: string;
  readonly _serialized: string;

  constructor(text: string) {
    const [, user, server] = /^([^@]+)@([a-z.]+)$/i.exec(text) ?? [];
    if (user === undefined || server === undefined) throw new Error(`wid error: invalid wid: ${text}`);
    this.server = server === 's.whatsapp.net' ? 'c.us' : server;
    this.user = user;
    this._serialized = `${this.user}@${this.server}`;
  }

  static from(value: unknown): Wid {
    if (value instanceof Wid) return value;
    if (typeof value === 'string') return new Wid(value);
    const { _serialized } = (value ?? {}) as { _serialized?: unknown };
    return new Wid(String(_serialized));
  }

  isLid(): boolean {
    return this.server === 'lid';
  }
  isUser(): boolean {
    return this.server === 'c.us' || this.server === 'lid';
  }
  isGroup(): boolean {
    return this.server === 'g.us';
  }
  isStatus(): boolean {
    return this._serialized === 'status@broadcast';
  }
  isNewsletter(): boolean {
    return this.server === 'newsletter';
  }
  isBroadcast(): boolean {
    return this.server === 'broadcast';
  }
  equals(other: unknown): boolean {
    return other !== undefined && other !== null && String(other) === this._serialized;
  }
  toJid(): string {
    return this._serialized.replace(/@c\.us$/, '@s.whatsapp.net');
  }
  toString(): string {
    return this._serialized;
  }
  toJSON(): string {
    return this._serialized;
  }
}

interface KeyAttributes {
  fromMe?: boolean;
  selfDir?: 'in' | 'out';
  remote?: unknown;
  from?: unknown;
  to?: unknown;
  id: string;
  participant?: unknown;
}

/** Where the string of a key is kept, by name; null when it is in no property at all. */
const FIELD = { today: '$1', legacy: '_serialized', renamed: '$q7', fields: '$1', unreadable: null }[settings.keys];

/** A message's id. Its string is in a field whose name the minifier chose. */
export class MsgKey {
  /** For the page's own use: what no build could take from itself. */
  readonly #parts: KeyParts;

  constructor({ fromMe, selfDir, remote, from, to, id, participant }: KeyAttributes) {
    const mine = fromMe ?? selfDir === 'out';
    const chat = Wid.from(remote ?? (mine ? to : from));
    const author = participant === undefined || participant === null ? undefined : Wid.from(participant);
    this.#parts = { fromMe: mine, remote: String(chat), id, ...(author ? { participant: String(author) } : {}) };
    if (FIELD === null) return;
    Object.assign(this, { fromMe: mine, remote: chat, id, ...(author ? { participant: author } : {}) });
    const text = keyText(this.#parts);
    if (settings.keys !== 'fields') (this as Record<string, unknown>)[FIELD] = text;
    else Object.defineProperty(this, FIELD, { value: text, enumerable: true, writable: true, configurable: true });
  }

  /** Twenty hexadecimal digits and the prefix of WhatsApp Web. */
  static async newId(): Promise<string> {
    const bytes = crypto.getRandomValues(new Uint8Array(9));
    return `3EB0${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`.toUpperCase();
  }

  static fromString(text: string): MsgKey {
    return new MsgKey(parseKey(text));
  }

  static parts(key: MsgKey): KeyParts {
    return key.#parts;
  }

  toString(): string {
    return FIELD === null ? Object.prototype.toString.call(this) : ((this as Record<string, unknown>)[FIELD] as string);
  }
}

/** The string things are looked up by, whatever the build calls it. */
export function idText(id: unknown): string {
  return id instanceof MsgKey ? keyText(MsgKey.parts(id)) : String(id);
}
