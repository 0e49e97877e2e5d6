import { randomBytes } from 'node:crypto';
import type { Media } from './content.ts';
import { type KeyParts, keyText, type WireChat, type WireMessage, type WireReaction, type WireVote } from './wire.ts';

/** How many of a chat's messages a page has in memory when it opens, and gets with each look further back. */
const LATEST = 1;
const EARLIER = 20;

export interface StoredFile {
  bytes: Buffer;
  mimetype: string;
  gone: boolean;
}

/** What WhatsApp's servers and the phone keep: every message, what is unread, votes and files. */
export class History {
  readonly messages: WireMessage[] = [];
  readonly files = new Map<string, StoredFile>();
  readonly unread = new Map<string, number>();
  votes: WireVote[] = [];
  reactions: WireReaction[] = [];

  find(key: KeyParts | string): WireMessage | undefined {
    const text = typeof key === 'string' ? key : keyText(key);
    return this.messages.find((one) => keyText(one.key) === text);
  }

  /** By the stanza's own id, wherever it was said. */
  byId(id: string): WireMessage | undefined {
    return this.messages.find((one) => one.key.id === id);
  }

  /** Counts as unread unless it is the bot's own or was read before. */
  add(message: WireMessage, read = false): void {
    if (this.find(message.key)) return;
    this.messages.push(message);
    if (read) return;
    const chat = message.key.remote;
    if (!message.key.fromMe && message.more.isNotification !== true) this.unread.set(chat, this.unreadOf(chat) + 1);
  }

  forget(key: KeyParts): void {
    const at = this.messages.findIndex((one) => keyText(one.key) === keyText(key));
    if (at >= 0) this.messages.splice(at, 1);
  }

  unreadOf(chat: string): number {
    return this.unread.get(chat) ?? 0;
  }

  of(chat: string): WireMessage[] {
    return this.messages.filter((one) => one.key.remote === chat);
  }

  /** Further back than what the page knows, oldest first. */
  earlier(chat: string, known: string[]): WireMessage[] {
    const have = new Set(known);
    return this.of(chat)
      .filter((one) => !have.has(keyText(one.key)))
      .slice(-EARLIER);
  }

  /** How the chats look to a page that opens; messages in `except` have not reached it yet. */
  chats(except = new Set<string>(), count = LATEST): WireChat[] {
    const ids = [...new Set(this.messages.map((one) => one.key.remote))];
    return ids.map((id) => {
      const latest = this.of(id).filter((one) => !except.has(keyText(one.key)));
      return { id, unread: this.unreadOf(id), t: latest.at(-1)?.t ?? 0, latest: latest.slice(-count) };
    });
  }

  keepFile({ bytes, mimetype, gone = false }: Pick<Media, 'bytes' | 'mimetype' | 'gone'>): string {
    const path = `/v/t62/${randomBytes(12).toString('hex')}`;
    this.files.set(path, { bytes: Buffer.from(bytes), mimetype, gone });
    return path;
  }

  /** A person's vote on a poll takes the place of their one before. */
  keepVote(vote: WireVote): void {
    const same = (one: WireVote) => keyText(one.poll) === keyText(vote.poll) && one.from === vote.from;
    this.votes = [...this.votes.filter((one) => !same(one)), vote];
  }

  keepReaction(reaction: WireReaction): void {
    const same = (one: WireReaction) => keyText(one.parent) === keyText(reaction.parent) && one.from === reaction.from;
    this.reactions = [...this.reactions.filter((one) => !same(one)), reaction];
  }
}
