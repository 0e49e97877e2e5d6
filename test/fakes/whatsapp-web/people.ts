import { randomBytes } from 'node:crypto';
import { type Content, contentOf, quoteOf } from './content.ts';
import type { History } from './history.ts';
import type { Outbox, Sent } from './outbox.ts';
import type { Phone } from './phone.ts';
import { type KeyParts, keyText, type WireContact, type WireGroup, type WireMessage } from './wire.ts';

export interface SayOptions {
  /** Who in a group; in other chats the chat itself. */
  from?: string;
  /** The message it answers to. */
  quote?: Said | Sent | undefined;
  mentions?: string[];
  /** The stanza's id; a new one unless told. */
  id?: string;
  /** When it was said, in seconds; now unless told. */
  t?: number;
  /** Said by the bot's own account on the phone. */
  fromMe?: boolean;
  forwarded?: boolean;
}

/** A message somebody said. */
export interface Said {
  id: string;
  key: string;
  chat: string;
  message: WireMessage;
}

/** The people on the other side, and what they do. */
export class People {
  protected readonly phone: Phone;
  protected readonly history: History;
  protected readonly arrived: Outbox;

  constructor(phone: Phone, history: History, arrived: Outbox) {
    this.phone = phone;
    this.history = history;
    this.arrived = arrived;
  }

  /** A person WhatsApp knows; again to change what is known, as when a phone number shows later. */
  addContact(contact: WireContact): WireContact {
    const { pn, lid } = contact;
    const known = this.phone.contacts.find((one) => (pn && one.pn === pn) || (lid && one.lid === lid));
    if (known) Object.assign(known, contact);
    else this.phone.contacts.push(contact);
    this.phone.tell({ type: 'contact', contact: known ?? contact });
    return known ?? contact;
  }

  /** A group, its people addressed by LID unless told; the bot's account is added to them. */
  addGroup(group: Pick<WireGroup, 'id' | 'subject' | 'participants'> & Partial<WireGroup>): WireGroup {
    const lidMode = group.lidMode ?? true;
    const me = lidMode ? this.phone.me.lid : this.phone.me.pn;
    const whole = {
      announce: false,
      ...group,
      lidMode,
      participants: [...new Set([...group.participants, me])],
    };
    this.phone.groups.push(whole);
    this.phone.tell({ type: 'group', group: whole });
    return whole;
  }

  say(chat: string, content: Content, options: SayOptions = {}): Said {
    const message = this.#compose(chat, content, options);
    this.history.add(message);
    this.#tell(message, false);
    return this.#said(message);
  }

  /** A vote by the options' names; none takes the vote back. */
  vote(poll: Sent | Said, options: string[], by?: string): void {
    const known = (poll.message.more.pollOptions ?? []) as { name: string; localId: number }[];
    const ids = options.map((name) => {
      const option = known.find((one) => one.name === name);
      if (!option)
        throw new Error(`The poll has no option "${name}", only ${known.map((one) => one.name).join(', ')}.`);
      return option.localId;
    });
    const chat = poll.chat;
    const vote = { id: stanzaId(), poll: poll.message.key, chat, from: by ?? chat, options: ids, t: Date.now() };
    this.history.keepVote(vote);
    this.phone.tell({ type: 'vote', vote, silent: false });
  }

  /** A reaction to a message; an empty one takes it back. */
  react(to: Sent | Said, text: string, by?: string): void {
    const from = by ?? to.chat;
    const parent = to.message.key;
    this.phone.tell({ type: 'reaction', id: stanzaId(), parent, chat: to.chat, from, text, t: Date.now() });
  }

  edit(said: Said, body: string): void {
    said.message.body = body;
    this.phone.tell({ type: 'edit', key: said.message.key, body, t: Date.now() });
  }

  /** Deletes for everyone. */
  revoke(said: Said): void {
    said.message.type = 'revoked';
    said.message.body = '';
    this.phone.tell({ type: 'revoke', key: said.message.key });
  }

  ack(sent: Sent, level: number): void {
    this.phone.ack(sent, level);
  }

  #compose(chat: string, content: Content, options: SayOptions): WireMessage {
    const { me } = this.phone;
    const { from = chat, fromMe = false, id = stanzaId(), quote, mentions, t } = options;
    const group = chat.endsWith('@g.us');
    const author = group ? (fromMe ? me.lid : from) : undefined;
    const key: KeyParts = { fromMe, remote: chat, id, ...(author === undefined ? {} : { participant: author }) };
    const { more, ...stored } = contentOf(content, (media) => this.history.keepFile(media));
    const name = this.phone.contacts.find((one) => [one.pn, one.lid].includes(author ?? chat))?.pushname;
    const quoted = quote?.message;
    return {
      key,
      ...stored,
      t: t ?? Math.floor(Date.now() / 1000),
      // Of the real page: `to` is the phone's id even where the chat is a LID.
      from: fromMe ? me.pn : chat,
      to: fromMe ? chat : me.pn,
      author,
      ack: 1,
      more: {
        ...more,
        ...(name === undefined ? {} : { notifyName: name }),
        ...(mentions === undefined ? {} : { mentionedJidList: mentions }),
        ...(options.forwarded ? { isForwarded: true, forwardingScore: 1 } : {}),
        ...(quoted ? quoteOf(quoted, quoted.author ?? quoted.from) : {}),
      },
    };
  }

  #tell(message: WireMessage, again: boolean): void {
    const unread = this.history.unreadOf(message.key.remote);
    this.phone.tell({ type: 'message', message, isNew: true, again, unread });
  }

  #said(message: WireMessage): Said {
    return { id: message.key.id, key: keyText(message.key), chat: message.key.remote, message };
  }
}

/** As an iPhone makes them. */
export function stanzaId(): string {
  return `3A${randomBytes(9).toString('hex').toUpperCase()}`;
}
