// Messages, edits, reactions and votes that go out.

import { keyText, type SendFate } from '../../wire.ts';
import { account, type Chat, Msg, partsOf } from '../account.ts';
import { MsgKey, type Wid } from '../ids.ts';
import { keepReaction, keepVote } from '../incoming.ts';
import { toWire } from '../translate.ts';
import { draw } from '../view.ts';

const LATE_MS = 50;

export function sendingModules(): Record<string, unknown> {
  const { link, messages, commands } = account;
  const links = (text: unknown) => (String(text ?? '').match(/https?:\/\/\S+/g) ?? []).map((href) => ({ href }));
  const mine = (message: Msg) => partsOf(message).fromMe;
  Object.assign(commands, {
    openChatBottom: async () => true,
    async sendRevokeMsgs(_chat: Chat, { list }: { list: Msg[] }) {
      for (const message of list) {
        await link.ask<'revoke'>({ type: 'revoke', key: partsOf(message) });
        message.set({ type: 'revoked', body: '' });
      }
    },
    async sendDeleteMsgs(_chat: Chat, { list }: { list: Msg[] }) {
      for (const message of list) {
        await link.ask<'delete'>({ type: 'delete', key: partsOf(message) });
        messages.remove(message.id);
      }
    },
  });
  return {
    WALinkify: { findLink: (text: unknown) => links(text)[0], findLinks: links },
    WAWebSendMsgChatAction: { addAndSendMsgToChat },
    WAWebGetEphemeralFieldsMsgActionsUtils: { getEphemeralFields: () => ({}) },
    WAWebLinkPreviewChatAction: { getLinkPreview: async () => undefined },
    WAWebMsgReply: { canReplyMsg: (message: Msg) => message.type !== 'revoked' },
    WAWebQuotedMsgModelUtils: { getQuotedMsgObj: quotedBy },
    WAWebSendMessageEditAction: {
      async sendMessageEdit(message: Msg, content: string) {
        await link.ask<'edit'>({ type: 'edit', key: partsOf(message), body: content });
        message.set({ body: content, latestEditSenderTimestampMs: Date.now() });
      },
    },
    WAWebMsgActionCapability: {
      canSenderRevokeMsg: mine,
      canAdminRevokeMsg: () => false,
      canEditText: (message: Msg) => mine(message) && message.type === 'chat',
      canEditCaption: (message: Msg) => mine(message) && message.directPath !== undefined,
      canStarMsg: () => true,
    },
    WAWebSendReactionMsgAction: {
      async sendReactionToMsg(message: Msg, text: string) {
        await link.ask<'react'>({ type: 'react', key: partsOf(message), text });
        const { remote: chat } = partsOf(message);
        const from = String(account.me?.pn);
        keepReaction({ id: await MsgKey.newId(), parent: partsOf(message), chat, from, text, t: Date.now() });
        draw();
      },
    },
    WAWebPollsSendVoteMsgAction: {
      sendVote: (message: Msg, options: Set<number>) =>
        link.ask<'sendVote'>({ type: 'sendVote', key: partsOf(message), options: [...options] }),
    },
    ...addonModules(),
  };
}

type SendResult = { messageSendResult: string; t?: number };

/** As WhatsApp's: one promise for the message being in the page, one for what became of it. */
function addAndSendMsgToChat(chat: Chat, attributes: object): [Promise<Msg>, Promise<SendResult>] {
  const message = new Msg(attributes);
  if (message.directPath !== undefined) message.mediaData = { mediaStage: 'RESOLVED' };
  const { link } = account;
  const down = !link.open;
  const fate = link.ask<'send'>({ type: 'send', message: toWire(message) });
  const added = down ? Promise.resolve(show(chat, message)) : fate.then((known) => add(chat, message, known));
  return [added, Promise.all([fate, added]).then(([known]) => resultOf(known, message))];
}

function add(chat: Chat, message: Msg, { how }: SendFate): Msg | Promise<Msg> {
  if (how === 'hanging') return new Promise(() => {});
  if (how === 'unreported') {
    setTimeout(() => show(chat, message), LATE_MS);
    return message;
  }
  show(chat, message);
  if (how === 'refused') setTimeout(() => message.set({ ack: -1 }), 0);
  return message;
}

function show(chat: Chat, message: Msg): Msg {
  account.messages.add(message);
  chat.set({ t: message.t });
  draw();
  return message;
}

/** Resolves when WhatsApp's server has it, or when it is clear that it never will. */
function resultOf({ how }: SendFate, message: Msg): SendResult | Promise<SendResult> {
  if (how === 'stuck' || how === 'refused') return { messageSendResult: 'ERROR_NETWORK' };
  const done = { messageSendResult: 'OK', t: message.t };
  if (how !== 'held' || message.ack > 0) return done;
  return new Promise((resolve) => message.once('change:ack', () => resolve(done)));
}

/** The quoted message itself when the page has it, else one made of what the quote carries. */
function quotedBy(message: Msg): Msg {
  const { quotedStanzaID, quotedMsg } = message;
  const remote = partsOf(message).remote;
  const known = account.messages
    .getModelsArray()
    .find((one) => partsOf(one).id === quotedStanzaID && partsOf(one).remote === remote);
  if (known) return known;
  const author = message as unknown as { quotedParticipant?: Wid };
  const from = author.quotedParticipant ?? message.from;
  const fromMe = from.equals(account.me?.pn) || from.equals(account.me?.lid);
  const key = new MsgKey({ fromMe, remote, id: quotedStanzaID ?? '' });
  return new Msg({ id: key, from, to: message.to, t: message.t, ack: 0, ...quotedMsg });
}

function addonModules(): Record<string, unknown> {
  return {
    WAWebAddonReactionTableMode: { reactionTableMode: { async bulkUpsert() {} } },
    WAWebAddonPollVoteTableMode: {
      pollVoteTableMode: {
        async bulkUpsert(rows: VoteRow[]) {
          for (const row of rows) keepVote(voteOf(row));
        },
      },
    },
    WAWebPollsVotesSchema: {
      getTable: () => ({
        async equals(_index: string[], key: string) {
          return account.votes
            .filter((vote) => keyText(vote.poll) === key)
            .map((vote) => ({
              parentMsgKey: key,
              msgKey: vote.id,
              sender: vote.from,
              selectedOptionLocalIds: new Uint8Array(vote.options).buffer,
              senderTimestampMs: vote.t,
            }));
        },
      }),
    },
  };
}

interface VoteRow {
  id: MsgKey;
  pollUpdateParentKey: MsgKey;
  selectedOptionLocalIds: number[];
  t: number;
  from: Wid;
  author?: Wid;
}

function voteOf(row: VoteRow) {
  return {
    id: MsgKey.parts(row.id).id,
    poll: MsgKey.parts(row.pollUpdateParentKey),
    chat: String(row.from),
    from: String(row.author ?? row.from),
    options: row.selectedOptionLocalIds,
    t: row.t,
  };
}
