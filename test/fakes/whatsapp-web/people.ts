import { randomBytes } from 'node:crypto';
import { type Content, contentOf, quoteOf } from './content.ts';
import type { Sent } from './outbox.ts';
import type { Phone } from './phone.ts';
import { type KeyParts, keyText, type WireContact, type WireGroup, type WireMessage, type WireVote } from './wire.ts';

export interface SayOptions {
  /** Who in a group; in other chats it is the chat. */
  from?: string;
  /** The message it answers. */
  quote?: Said | Sent | undefined;
  /** Ids of those named in it. */
  mentions?: string[];
  /** The stanza's id; a new one unless told. */
  id?: string;
  /** When it was said, in seconds since 1970; now unless told. */
  t?: number;
  /** Said by the bot's own account on the phone. */
  fromMe?: boolean;
  forwarded?: boolean;
}

/** A message somebody said. */
export interface Said {
  /** The stanza's id. */
  id: string;
  /** The whole key as text. */
  key: string;
  chat: string;
  message: WireMessage;
}

/** The people on the other side, and what they do. */
export class People {
  protected readonly phone: Phone;

  constructor(phone: Phone) {
    this.phone = phone;
  }

  /** A person WhatsApp knows. Again for more about them, as when the phone number of a LID shows later. */
  addContact<C extends WireContact>(contact: C): C {
    const { contacts, network } = this.phone;
    const { pn, lid } = contact;
    const known = contacts.find((one) => (pn && one.pn === pn) || (lid && one.lid === lid));
    if (known) Object.assign(known, contact);
    else contacts.push({ ...contact });
    network.tell({ type: 'contact', contact: { ...known, ...contact } });
    return contact;
  }

  /** A group, its people addressed by LID unless told; the bot's account is added to them. */
  addGroup(group: Pick<WireGroup, 'id' | 'subject' | 'participants'> & Partial<WireGroup>): WireGroup {
    const lidMode = group.lidMode ?? true;
    const me = lidMode ? this.phone.me.lid : this.phone.me.pn;
    const participants = [...new Set([...group.participants, me])];
    const whole = { announce: false, ...group, lidMode, participants };
    this.phone.groups.push(whole);
    this.phone.network.tell({ type: 'group', group: whole });
    return whole;
  }

  /** Somebody says something in a chat: a person's id, a LID or a group. */
  say(chat: string, content: Content, options: SayOptions = {}): Said {
    const message = this.#compose(chat, content, options);
    this.phone.history.add(message);
    this.#deliver(message);
    return saidOf(message);
  }

  /** Something said and read long before; pages find it when they look back. */
  saidBefore(chat: string, content: Content, options: SayOptions = {}): Said {
    const message = this.#compose(chat, content, options);
    this.phone.history.add(message, true);
    return saidOf(message);
  }

  /** A note of the bot's account to itself. */
  noteToSelf(content: Content, options: SayOptions = {}): Said {
    return this.say(this.phone.me.pn, content, { ...options, fromMe: true });
  }

  /** The same message comes once more, as after a resync; in another chat's name when its LID became known. */
  sayAgain(said: Said, as: { chat?: string } = {}): void {
    const chat = as.chat ?? said.chat;
    const { key, from } = said.message;
    const moved = { ...said.message, key: { ...key, remote: chat }, from: from === said.chat ? chat : from };
    this.#deliver(moved, true);
  }

  /** A message that could not be decrypted can be now. */
  reveal(said: Said, content: Content): void {
    const { key, t } = said.message;
    const { body: _body, ...revealed } = this.#compose(said.chat, content, { id: key.id, t, ...fromOf(key) });
    Object.assign(said.message, { body: undefined, ...revealed, ...(_body === undefined ? {} : { body: _body }) });
    this.phone.network.tell({ type: 'reveal', message: said.message });
  }

  /** Votes by the options' names, or by local ids that the poll may not have; none takes the vote back. */
  vote(poll: Sent | Said, options: (string | number)[], by = poll.chat): void {
    const known = (poll.message.more.pollOptions ?? []) as { name: string; localId: number }[];
    const ids = options.map((option) => {
      const id = typeof option === 'number' ? option : known.find((one) => one.name === option)?.localId;
      if (id !== undefined) return id;
      throw new Error(`The poll has no option "${option}", only ${known.map(({ name }) => name).join(', ')}.`);
    });
    const { key } = poll.message;
    const vote: WireVote = { id: stanzaId(), poll: key, chat: poll.chat, from: by, options: ids, t: Date.now() };
    if (this.phone.options.offlineVotes !== 'lost' || this.phone.linkedNow()) this.phone.history.keepVote(vote);
    this.phone.network.tell({ type: 'vote', vote });
  }

  /** A reaction to a message; an empty one takes it back. */
  react(to: Sent | Said, text: string, by = to.chat): void {
    const reaction = { id: stanzaId(), parent: to.message.key, chat: to.chat, from: by, text, t: Date.now() };
    this.phone.history.keepReaction(reaction);
    this.phone.network.tell({ type: 'reaction', reaction });
  }

  /** New words, or a new caption. */
  edit(said: Said, body: string): void {
    const { message } = said;
    if (typeof message.more.directPath === 'string') message.more.caption = body;
    else message.body = body;
    this.phone.network.tell({ type: 'edit', key: message.key, body, t: Date.now() });
  }

  /** Deletes for everyone. */
  revoke(said: Said): void {
    Object.assign(said.message, { type: 'revoked', body: '' });
    this.phone.network.tell({ type: 'revoke', key: said.message.key });
  }

  /** Deletes on the bot's own phone only. */
  deleteForMe(said: Said): void {
    this.phone.history.forget(said.message.key);
    this.phone.network.tell({ type: 'delete', key: said.message.key });
  }

  /** A notice in a group, as `add`, `leave`, `remove`, `subject` or `promote`; who is in it changes with it. */
  groupEvent(chat: string, subtype: string, by: { from: string; recipients?: string[]; body?: string }): Said {
    const { from, recipients = [], body } = by;
    const group = this.phone.groups.find(({ id }) => id === chat);
    if (group) {
      const left = new Set(subtype === 'remove' ? recipients : subtype === 'leave' ? [from, ...recipients] : []);
      const joined = ['add', 'invite', 'linked_group_join'].includes(subtype) ? recipients : [];
      group.participants = [...new Set([...group.participants, ...joined])].filter((one) => !left.has(one));
      if (subtype === 'subject' && body !== undefined) group.subject = body;
      this.phone.network.tell({ type: 'group', group });
    }
    const notice = { type: 'gp2', subtype, recipients, isNotification: true, ...(body === undefined ? {} : { body }) };
    return this.say(chat, { raw: notice }, { from });
  }

  /** Rings. */
  call(from: string, { video = false } = {}): void {
    this.phone.network.tell({ type: 'call', id: stanzaId(), from, video });
  }

  /** The owner of the phone reads a chat there. */
  readOnPhone(chat: string): void {
    this.phone.history.unread.delete(chat);
    this.phone.network.tell({ type: 'unread', chat, unread: 0 });
  }

  #deliver(message: WireMessage, again = false): void {
    const unread = this.phone.history.unreadOf(message.key.remote);
    this.phone.network.tell({ type: 'message', message, isNew: true, again, unread });
  }

  #compose(chat: string, content: Content, options: SayOptions): WireMessage {
    const { me, history, contacts } = this.phone;
    const { from = chat, fromMe = false, id = stanzaId(), quote, mentions, t } = options;
    const author = chat.endsWith('@g.us') ? (fromMe ? me.lid : from) : undefined;
    const key: KeyParts = { fromMe, remote: chat, id, ...(author === undefined ? {} : { participant: author }) };
    const { more, ...stored } = contentOf(content, (media) => history.keepFile(media));
    const name = fromMe ? me.pushname : contacts.find(({ pn, lid }) => [pn, lid].includes(author ?? chat))?.pushname;
    return {
      key,
      ...stored,
      t: t ?? Math.floor(Date.now() / 1000),
      // As on the real page: `to` is the phone's id even where the chat is a LID.
      from: fromMe ? me.pn : chat,
      to: fromMe ? chat : me.pn,
      author,
      ack: 1,
      more: {
        ...more,
        ...(name === undefined ? {} : { notifyName: name }),
        ...(mentions === undefined ? {} : { mentionedJidList: mentions }),
        ...(options.forwarded ? { isForwarded: true, forwardingScore: 1 } : {}),
        ...(quote ? quoteOf(quote.message) : {}),
      },
    };
  }
}

function saidOf(message: WireMessage): Said {
  return { id: message.key.id, key: keyText(message.key), chat: message.key.remote, message };
}

function fromOf({ fromMe, participant }: KeyParts): SayOptions {
  return { fromMe, ...(participant === undefined ? {} : { from: participant }) };
}

/** As an iPhone makes them. */
function stanzaId(): string {
  return `3A${randomBytes(9).toString('hex').toUpperCase()}`;
}
