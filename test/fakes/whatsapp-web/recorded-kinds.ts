// The kinds of messages whose payloads are kept.
import type { Content } from './content.ts';
import type { SayOptions } from './people.ts';

export const ANN = '15550002222@c.us';
export const ANN_LID = '900000000002@lid';
/** Whose number nobody knows. */
export const BOB_LID = '900000000003@lid';
export const GROUP = '120363000000000001@g.us';
/** From before people were addressed by LID. */
export const OLD_GROUP = '120363000000000002@g.us';
const BOT = '15550001111@c.us';
const BOT_LID = '900000000001@lid';

export interface Scene {
  chat: string;
  content: Content;
  as?: SayOptions;
  /** It answers a message said before. */
  quotes?: boolean;
  event?: string;
}

const BYTES = Buffer.from('not really a file');
const ann = (content: Content, more: Partial<Scene> = {}): Scene => ({ chat: ANN, content, ...more });
const file = (mimetype: string, more: object = {}): Content => ({ media: { bytes: BYTES, mimetype, ...more } });
const notice = (type: string, more: object = {}): Content => ({ raw: { type, isNotification: true, ...more } });
const inGroup = (content: Content, more: Partial<Scene> = {}): Scene => ({
  chat: GROUP,
  content,
  as: { from: ANN_LID },
  ...more,
});
const groupNotice = (subtype: string, event: string, more: object = {}): Scene =>
  inGroup(notice('gp2', { subtype, recipients: [], ...more }), { event });

export const KINDS: Record<string, Scene> = {
  text: ann('hello'),
  'text-lid': { chat: BOB_LID, content: 'hello' },
  'text-group': inGroup('hello all'),
  'text-group-mention': inGroup('@900000000001 hello', { as: { from: ANN_LID, mentions: [BOT_LID] } }),
  'text-group-numbers': { chat: OLD_GROUP, content: '@15550001111 hello', as: { from: ANN, mentions: [BOT] } },
  'text-forwarded': ann('look at this', { as: { forwarded: true } }),
  'text-from-me': ann('from my phone', { as: { fromMe: true }, event: 'message_create' }),
  'note-to-self': { chat: BOT, content: 'a note', as: { fromMe: true }, event: 'message_create' },
  quoted: ann('about that', { quotes: true }),
  'quoted-group': inGroup('about that', { quotes: true }),
  image: ann(file('image/png', { caption: 'look', filename: 'look.png' })),
  'image-view-once': ann({ raw: { type: 'image', isViewOnce: true, mimetype: 'image/jpeg' } }),
  gif: ann(file('video/mp4', { as: 'gif' })),
  video: ann(file('video/mp4', { caption: 'watch' })),
  'video-note': ann({ raw: { type: 'ptv', mimetype: 'video/mp4' } }),
  audio: ann(file('audio/mpeg')),
  voice: ann(file('audio/ogg; codecs=opus', { as: 'voice' })),
  document: ann(file('application/pdf', { filename: 'plan.pdf', caption: 'the plan' })),
  sticker: ann(file('image/webp', { as: 'sticker' })),
  album: ann({ raw: { type: 'album', expectedImageCount: 2, expectedVideoCount: 0 } }),
  location: ann({
    location: { latitude: -1.286389, longitude: 36.817223, name: 'Java House', address: 'Mama Ngina St' },
  }),
  'location-live': ann({ location: { latitude: -1.286389, longitude: 36.817223, live: true } }),
  vcard: ann({ contact: { name: 'Bob', phone: '254700000001' } }),
  'multi-vcard': ann({
    contacts: [
      { name: 'Bob', phone: '254700000001' },
      { name: 'Cy', phone: '254700000002' },
    ],
  }),
  poll: ann({ poll: { name: 'Where?', options: ['Here', 'There'] } }),
  'poll-multiple': ann({ poll: { name: 'When?', options: ['Mon', 'Tue', 'Wed'], multiple: true } }),
  'event-creation': ann({ raw: { type: 'event_creation', eventName: 'Lunch', eventStartTime: 1_790_010_000 } }),
  'group-invite': ann({
    raw: {
      type: 'groups_v4_invite',
      inviteCode: 'INVITE',
      inviteCodeExp: 1_790_100_000,
      inviteGrp: GROUP,
      inviteGrpName: 'Friends',
    },
  }),
  'buttons-response': ann({ raw: { type: 'buttons_response', body: 'Yes', selectedButtonId: 'yes' } }),
  'list-response': ann({
    raw: { type: 'list_response', body: 'One', listResponse: { singleSelectReply: { selectedRowId: 'one' } } },
  }),
  interactive: ann({ raw: { type: 'interactive', body: '', interactiveHeader: { title: 'A shop' } } }),
  product: ann({
    raw: { type: 'product', productId: '1', businessOwnerJid: ANN, title: 'Beans', description: 'Fresh' },
  }),
  order: ann({ raw: { type: 'order', orderId: '1', token: 'test-token', itemCount: 1 } }),
  payment: ann({ raw: { type: 'payment', paymentAmount1000: 1000, paymentCurrency: 'KES' } }),
  pinned: ann({ raw: { type: 'pinned_message', subtype: 'pinned_message' } }),
  'unknown-kind': ann({ raw: { type: 'unknown', subtype: 'unknown' } }),
  'very-new-kind': ann({ raw: { type: 'hologram', body: '' } }),
  ciphertext: ann({ raw: { type: 'ciphertext', subtype: 'fanout' } }, { event: 'message_ciphertext' }),
  'e2e-notification': ann(notice('e2e_notification', { subtype: 'encrypt' })),
  'notification-template': ann(notice('notification_template', { subtype: 'biz_account_type_changed_to_hosted' })),
  'call-log': ann(notice('call_log', { subtype: 'miss', callDuration: null, isVideoCall: false })),
  protocol: ann({ raw: { type: 'protocol', subtype: 'ephemeral_setting' } }),
  broadcast: { chat: 'status@broadcast', content: 'my day', as: { from: ANN } },
  'group-add': groupNotice('add', 'group_join', { recipients: [BOB_LID] }),
  'group-invite-link': groupNotice('invite', 'group_join', { recipients: [BOB_LID] }),
  'group-remove': groupNotice('remove', 'group_leave', { recipients: [BOT_LID] }),
  'group-leave': groupNotice('leave', 'group_leave', { recipients: [ANN_LID] }),
  'group-promote': groupNotice('promote', 'group_admin_changed', { recipients: [BOT_LID] }),
  'group-subject': groupNotice('subject', 'group_update', { body: 'Good friends' }),
  'group-announce': groupNotice('announce', 'group_update', { body: 'on' }),
  'group-request': groupNotice('membership_approval_request', 'group_membership_request', { recipients: [BOB_LID] }),
};
