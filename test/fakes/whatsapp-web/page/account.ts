// What the tab knows: who it is linked to, contacts, chats and messages.
import {
  type KeyParts,
  keyText,
  type WireContact,
  type WireGroup,
  type WireMessage,
  type WireReaction,
  type WireVote,
} from '../wire.ts';
import { MsgKey, Wid } from './ids.ts';
import type { Link } from './link.ts';
import { Collection, Emitter, Model } from './models.ts';
import { fromWire } from './translate.ts';

export class Msg extends Model {
  declare id: MsgKey;
  declare type: string;
  declare body: string | undefined;
  declare caption: string | undefined;
  declare from: Wid;
  declare to: Wid;
  declare author: Wid | undefined;
  declare t: number;
  declare ack: number;
  declare isNewMsg: boolean | undefined;
  declare quotedMsg: Record<string, unknown> | undefined;
  declare quotedStanzaID: string | undefined;
  declare mediaData: { mediaStage: string } | undefined;
  declare directPath: string | undefined;

  canReply(): boolean {
    return true;
  }

  /** What a message that quotes this one carries. */
  msgContextInfo(): Record<string, unknown> {
    return {
      quotedMsg: { type: this.type, body: this.body ?? this.caption ?? '', ...pollOf(this) },
      quotedStanzaID: MsgKey.parts(this.id).id,
      quotedParticipant: this.author ?? this.from,
    };
  }

  async downloadMedia(): Promise<void> {
    if (this.mediaData && this.mediaData.mediaStage === 'NEED_POKE') this.mediaData.mediaStage = 'RESOLVED';
  }
}

function pollOf(message: Msg): object {
  const { pollName, pollOptions } = message as unknown as Record<string, unknown>;
  return pollName === undefined ? {} : { pollName, pollOptions };
}

export class Chat extends Model {
  declare id: Wid;
  declare name: string | undefined;
  declare unreadCount: number;
  declare t: number;
  declare groupMetadata: GroupMetadata | undefined;
  declare lastReceivedKey: MsgKey | undefined;

  get msgs(): { getModelsArray(): Msg[] } {
    const mine = (message: Msg) => remoteOf(message).equals(this.id);
    return {
      getModelsArray: () =>
        account.messages
          .getModelsArray()
          .filter(mine)
          .sort((one, other) => one.t - other.t),
    };
  }

  get formattedTitle(): string {
    return this.name ?? nameOf(this.id);
  }

  /** The messages go out with the chat, so that the library sees that there are some. */
  override serialize(): Record<string, unknown> {
    return { ...super.serialize(), msgs: this.msgs.getModelsArray().map((one) => keyText(MsgKey.parts(one.id))) };
  }

  iAmAdmin(): boolean {
    return false;
  }
}

export class Contact extends Model {
  declare id: Wid;
  declare phoneNumber: Wid | undefined;
  declare name: string | undefined;
  declare pushname: string | undefined;

  get formattedName(): string {
    return nameOf(this.id);
  }
}

export class GroupMetadata extends Model {
  declare id: Wid;
  declare subject: string;
  declare announce: boolean;
  declare isLidAddressingMode: boolean;
  declare participants: { id: Wid; isAdmin: boolean; isSuperAdmin: boolean }[];

  /** Participants go out as copies: the library writes phone numbers into them. */
  override serialize(): Record<string, unknown> {
    return { ...super.serialize(), participants: this.participants.map((one) => ({ ...one })) };
  }
}

interface Me {
  pn: Wid;
  lid: Wid;
  pushname: string;
}

const messages = Object.assign(new Collection(Msg), {
  /** From the tab's own storage; like IndexedDB it does not take a key that is none. */
  async getMessagesById(ids: unknown[]): Promise<{ messages: Msg[] }> {
    const keys = ids.map((id) => {
      if (typeof id === 'string') return id;
      throw new DOMException(
        "Failed to execute 'get' on 'IDBObjectStore': No key or key range specified.",
        'DataError',
      );
    });
    const stored = await account.link.ask<'stored'>({ type: 'stored', keys });
    return { messages: stored.map((one) => messages.get(keyText(one.key)) ?? fromWire(one, false)) };
  },
});

export const account = {
  me: undefined as Me | undefined,
  token: () => localStorage.getItem('device'),
  link: undefined as unknown as Link,
  offlineProgress: 0,
  messages,
  chats: new Collection(Chat, (wid) => ({ id: wid, unreadCount: 0, mute: { expiration: 0 }, t: 0 })),
  contacts: new Collection(Contact, (wid) => ({ id: wid, phoneNumber: phoneOf(wid) })),
  groups: new Collection(GroupMetadata),
  votes: [] as WireVote[],
  reactions: [] as WireReaction[],
  phones: new Map<string, Wid>(),
  lids: new Map<string, Wid>(),
  socket: new Model({ state: 'UNLAUNCHED', hasSynced: false }) as Model & { state: string; hasSynced: boolean },
  connection: new Model({ platform: 'android' }) as Model & { ref?: string; pushname?: string; wid?: Wid },
  commands: new Emitter(),
};

export function phoneOf(id: unknown): Wid | undefined {
  const wid = Wid.from(id);
  return wid.isLid() ? account.phones.get(String(wid)) : wid;
}

export function lidOf(id: unknown): Wid | undefined {
  const wid = Wid.from(id);
  return wid.isLid() ? wid : account.lids.get(String(wid));
}

export function remoteOf(message: Msg): Wid {
  return Wid.from(MsgKey.parts(message.id).remote);
}

export function nameOf(id: Wid): string {
  const contact = account.contacts.get(id);
  return contact?.name ?? contact?.pushname ?? `+${(phoneOf(id) ?? id).user}`;
}

export function learnContact({ pn, lid, name, pushname, business }: WireContact): void {
  if (pn && lid) {
    account.phones.set(lid, Wid.from(pn));
    account.lids.set(pn, Wid.from(lid));
  }
  for (const id of [pn, lid]) {
    if (!id) continue;
    const contact = account.contacts.add({ id: Wid.from(id) });
    contact.set({ phoneNumber: pn && Wid.from(pn), name, pushname, isBusiness: business ?? false });
  }
}

export function learnGroup({ id, subject, participants, admins, lidMode, announce }: WireGroup): void {
  const wid = Wid.from(id);
  const attributes = {
    subject,
    announce,
    isLidAddressingMode: lidMode,
    participants: participants.map((one) => ({
      id: Wid.from(one),
      isAdmin: admins?.includes(one) ?? false,
      isSuperAdmin: false,
    })),
  };
  const metadata = account.groups.add({ id: wid, ...attributes });
  metadata.set(attributes);
  const chat = account.chats.add({
    id: wid,
    name: subject,
    unreadCount: 0,
    mute: { expiration: 0 },
    t: 0,
    groupMetadata: metadata,
  });
  chat.set({ name: subject });
}

export function partsOf(message: Msg): KeyParts {
  return MsgKey.parts(message.id);
}

/** Puts a message where the page keeps them, without telling anybody. */
export function remember(stored: WireMessage): Msg {
  return account.messages.get(keyText(stored.key)) ?? account.messages.add(fromWire(stored, false));
}
