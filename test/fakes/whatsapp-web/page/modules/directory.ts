// Ids, contacts, chats and groups.
import { keyText } from '../../wire.ts';
import { account, type Chat, type Contact, learnContact, lidOf, phoneOf, remember } from '../account.ts';
import { MsgKey, Wid } from '../ids.ts';
import { Collection, Model } from '../models.ts';

export function directoryModules(): Record<string, unknown> {
  return { ...idModules(), ...contactModules(), ...chatModules() };
}

function idModules(): Record<string, unknown> {
  return {
    WAWebWidFactory: {
      createWid: (id: unknown) => Wid.from(id),
      createWidFromWidLike: (id: unknown) => Wid.from(id),
      asUserWidOrThrow(id: unknown) {
        const wid = Wid.from(id);
        if (!wid.isUser()) throw new Error(`asUserWidOrThrow: ${wid} is not a user`);
        return wid;
      },
    },
    WAWebWidToJid: { widToUserJid: (wid: Wid) => wid.toJid(), widToGroupJid: (wid: Wid) => wid.toJid() },
    WAWebMsgKey: MsgKey,
    WAWebApiContact: {
      getCurrentLid: lidOf,
      getPhoneNumber: phoneOf,
      getAlternateUserWid: (wid: Wid) => (wid.isLid() ? phoneOf(wid) : lidOf(wid)),
    },
    WAWebLidMigrationUtils: { toPn: phoneOf },
    WAWebQueryExistsJob: {
      async queryWidExists(wid: Wid) {
        const contact = await account.link.ask<'exists'>({ type: 'exists', wid: String(wid) });
        if (!contact) return null;
        learnContact(contact);
        return { wid: Wid.from(contact.pn ?? contact.lid) };
      },
    },
  };
}

function contactModules(): Record<string, unknown> {
  const isMe = ({ id }: Contact) => id.equals(account.me?.pn) || id.equals(account.me?.lid);
  const read = (name: string) => (contact: Contact) => (contact as unknown as Record<string, unknown>)[name];
  return {
    WAWebContactGetters: {
      getIsMe: isMe,
      getIsUser: ({ id }: Contact) => id.isUser(),
      getIsGroup: ({ id }: Contact) => id.isGroup(),
      getIsWAContact: () => true,
      getUserid: ({ id }: Contact) => (phoneOf(id) ?? id).user,
      getName: read('name'),
      getShortName: read('shortName'),
      getPushname: read('pushname'),
      getVerifiedName: read('verifiedName'),
      getVerifiedLevel: read('verifiedLevel'),
      getStatusMute: read('statusMute'),
      getIsEnterprise: () => false,
    },
    WAWebFrontendContactGetters: { getIsMyContact: ({ name }: Contact) => name !== undefined },
    WAWebFrontendVcardUtils: {
      vcardFromContactModel: (contact: Contact) => ({
        displayName: contact.formattedName,
        vcard: `BEGIN:VCARD\nVERSION:3.0\nFN:${contact.formattedName}\nTEL;waid=${contact.id.user}:+${contact.id.user}\nEND:VCARD`,
      }),
    },
  };
}

function chatModules(): Record<string, unknown> {
  return {
    WAWebCollections: {
      Msg: account.messages,
      Chat: account.chats,
      Contact: account.contacts,
      GroupMetadata: account.groups,
      Blocklist: new Collection(Model),
      BusinessProfile: new Collection(Model, (id) => ({ id })),
      Label: new Collection(Model),
      ProfilePicThumb: new Collection(Model),
      Reactions: new Collection(Model),
      Status: new Collection(Model),
      WAWebNewsletterCollection: new Collection(Model),
    },
    WAWebChatGetters: {
      getIsNewsletter: ({ id }: Chat) => id.isNewsletter(),
      getIsBroadcast: ({ id }: Chat) => id.isBroadcast(),
    },
    WAWebFindChatAction: {
      async findOrCreateLatestChat(wid: Wid) {
        return { chat: await account.chats.find(wid), created: false };
      },
    },
    WAWebGroupQueryJob: { async queryAndUpdateGroupMetadataById() {} },
    WAWebChatLoadMessages: {
      async loadEarlierMsgs({ chat }: { chat: Chat }) {
        const known = chat.msgs.getModelsArray().map(({ id }) => keyText(MsgKey.parts(id)));
        const earlier = await account.link.ask<'earlier'>({ type: 'earlier', chat: String(chat.id), known });
        return earlier.map(remember);
      },
    },
    WAWebUpdateUnreadChatAction: {
      async sendSeen({ chat }: { chat: Chat }) {
        chat.set({ unreadCount: 0 });
        account.link.send({ type: 'seen', chat: String(chat.id) });
      },
    },
    WAWebChatStateBridge: {
      sendChatStateComposing: chatState('composing'),
      sendChatStateRecording: chatState('recording'),
      sendChatStatePaused: chatState('paused'),
    },
  };
}

function chatState(state: 'composing' | 'recording' | 'paused'): (wid: Wid) => Promise<void> {
  return async (wid) => account.link.send({ type: 'chatstate', chat: String(wid), state });
}
