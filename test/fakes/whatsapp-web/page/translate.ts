// Messages on their way between the page's models and the phone's network.
import { keyText, type WireMessage } from '../wire.ts';
import { Msg } from './account.ts';
import { MsgKey, Wid } from './ids.ts';

/** What every message has on the real page, whatever its kind. */
const ALWAYS = {
  viewed: false,
  invis: false,
  star: false,
  kicNotified: false,
  recvFresh: true,
  isFromTemplate: false,
  pollInvalidated: false,
  isSentCagPollCreation: false,
  latestEditMsgKey: null,
  latestEditSenderTimestampMs: null,
  isEventCanceled: false,
  eventInvalidated: false,
  isVcardOverMmsDocument: false,
  hasReaction: false,
  viewMode: 'VISIBLE',
  productHeaderImageRejected: false,
  lastPlaybackProgress: 0,
  isDynamicReplyButtonsMsg: false,
  isCarouselCard: false,
  parentMsgId: null,
  isMdHistoryMsg: false,
  stickerSentTs: 0,
  isAvatar: false,
  lastUpdateFromServerTs: 0,
  invokedBotWid: null,
  bizBotType: null,
  botResponseTargetId: null,
  botPluginType: null,
  requiresDirectConnection: null,
  bizContentPlaceholderType: null,
  hostedBizEncStateMismatch: false,
  senderOrRecipientAccountTypeHosted: false,
  placeholderCreatedWhenAccountIsHosted: false,
};

const WIDS = ['quotedParticipant', 'viewer', 'chatId'];
const WID_LISTS = ['mentionedJidList', 'recipients'];
const MEDIA_STAGE = 'mediaStage';

/** A model of the page; `isNew` makes the library tell about it when it is added. */
export function fromWire(stored: WireMessage, isNew: boolean): Msg {
  const { [MEDIA_STAGE]: stage, ...more } = stored.more;
  const message = new Msg({
    ...ALWAYS,
    mentionedJidList: [],
    groupMentions: [],
    labels: [],
    ...widsOf(more),
    id: new MsgKey(stored.key),
    type: stored.type,
    ...(stored.body === undefined ? {} : { body: stored.body }),
    t: stored.t,
    from: Wid.from(stored.from),
    to: Wid.from(stored.to),
    ...(stored.author === undefined ? {} : { author: Wid.from(stored.author) }),
    ack: stored.ack,
    isNewMsg: isNew,
    self: stored.key.fromMe ? 'out' : 'in',
  });
  if (message.directPath !== undefined)
    message.mediaData = { mediaStage: typeof stage === 'string' ? stage : 'NEED_POKE' };
  return message;
}

function widsOf(more: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(more).map(([name, value]) => {
      if (WIDS.includes(name) && typeof value === 'string') return [name, Wid.from(value)];
      if (WID_LISTS.includes(name) && Array.isArray(value)) return [name, value.map((one) => Wid.from(one))];
      if (name === 'messageSecret' && Array.isArray(value)) return [name, new Uint8Array(value)];
      return [name, value];
    }),
  );
}

/** What goes to the phone: plain data, the key in parts. */
export function toWire(message: Msg): WireMessage {
  const { id: _id, type, t, from, to, author, ack, body, isNewMsg: _new, self: _self, ...more } = message.serialize();
  return {
    key: MsgKey.parts(message.id),
    type: String(type),
    t: Number(t),
    from: String(from),
    to: String(to),
    ...(author === undefined ? {} : { author: String(author) }),
    ack: Number(ack),
    ...(typeof body === 'string' ? { body } : {}),
    more: Object.fromEntries(Object.entries(more).map(([name, value]) => [name, plain(value)])),
  };
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof Wid) return String(value);
  if (value instanceof MsgKey) return keyText(MsgKey.parts(value));
  return Array.isArray(value) ? value.map(plain) : value;
}
