// What the phone's network tells the page, and what the page makes of it.
import { type KeyParts, keyText, type Linked, type ToPage, type WireReaction, type WireVote } from '../wire.ts';
import { account, type Chat, learnContact, learnGroup, type Msg, remember } from './account.ts';
import { applyFaults, lookUp } from './faults.ts';
import { MsgKey, Wid } from './ids.ts';
import { settings } from './settings.ts';
import { fromWire } from './translate.ts';
import { draw } from './view.ts';

type Handlers = { [T in ToPage['type']]?: (message: Extract<ToPage, { type: T }>) => unknown };

const LISTEN_AGAIN_MS = 10;
const LISTEN_MS = 3000;

export function receive(message: ToPage): void {
  const handler = handlers[message.type] as ((message: ToPage) => unknown) | undefined;
  Promise.resolve(handler?.(message))
    .catch((error: unknown) => console.error(`${message.type} failed`, error))
    .finally(draw);
}

const handlers: Handlers = {
  linked: link,
  state: ({ state }) => account.socket.set({ state }),
  qr({ ref }) {
    account.connection.set({ ref });
    account.socket.set({ state: 'UNPAIRED' });
  },
  contact: ({ contact }) => learnContact(contact),
  group: ({ group }) => learnGroup(group),
  message: async ({ message, isNew, again, unread }) => {
    const chat = (await account.chats.find(message.key.remote)) as Chat;
    if (again) forget(message.key);
    const model = account.messages.add(fromWire(message, isNew));
    if (message.key.fromMe) chat.set({ t: message.t });
    else chat.set({ t: message.t, lastReceivedKey: model.id, unreadCount: unread });
  },
  ack: ({ key, ack }) => find(key)?.set({ ack }),
  edit: ({ key, body, t }) => {
    const message = find(key);
    const field = message?.directPath === undefined ? 'body' : 'caption';
    message?.set({ [field]: body, latestEditSenderTimestampMs: t });
  },
  reveal({ message }) {
    const known = find(message.key);
    if (!known) return;
    const { id: _id, isNewMsg: _new, type, ...rest } = fromWire(message, true) as Msg & Record<string, unknown>;
    Object.assign(known, rest);
    known.set({ type });
  },
  revoke: ({ key }) => find(key)?.set({ type: 'revoked', body: '' }),
  delete: ({ key }) => account.messages.remove(keyText(key)),
  forget: ({ key }) => forget(key),
  reaction({ reaction }) {
    keepReaction(reaction);
    return bulkUpsert('WAWebAddonReactionTableMode.reactionTableMode', reactionRow(reaction));
  },
  vote: ({ vote }) => bulkUpsert('WAWebAddonPollVoteTableMode.pollVoteTableMode', voteRow(vote)),
  unread: ({ chat, unread }) => account.chats.get(chat)?.set({ unreadCount: unread }),
  call: ({ id, from, video }) =>
    (lookUp('WAWebCallCollection') as { calls: Map<string, object> }).calls.set(id, {
      id,
      peerJid: Wid.from(from),
      isVideo: video,
      isGroup: false,
      canHandleLocally: false,
      outgoing: false,
      webClientShouldHandle: false,
      participants: {},
    }),
  faults({ faults }) {
    settings.faults = faults;
    applyFaults(faults);
    account.link.send({ type: 'faulted', revision: faults.revision });
  },
  resync() {
    account.socket.set({ hasSynced: false });
    account.socket.set({ hasSynced: true });
  },
  reload: () => location.reload(),
  frame() {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.src = '/frame';
    document.body.append(frame);
  },
  freeze() {
    const request = new XMLHttpRequest();
    request.open('GET', '/freeze', false);
    request.send();
  },
  logout: unlink,
};

/** Ends the link as the phone does: the library hears of it, then the page goes to where it ends up after a log-out. */
export function unlink(): void {
  localStorage.removeItem('device');
  account.commands.trigger('logout');
  setTimeout(() => location.assign('/?post_logout=1&logout_reason=0'), 100);
}

async function link({ token, me, contacts, groups, chats, votes, reactions }: Linked): Promise<void> {
  if (settings.view === undefined) localStorage.setItem('device', token);
  account.me = { pn: Wid.from(me.pn), lid: Wid.from(me.lid), pushname: me.pushname };
  Object.assign(account.connection, { pushname: me.pushname, wid: account.me.pn });
  contacts.forEach(learnContact);
  groups.forEach(learnGroup);
  for (const { id, unread, t, latest } of chats) {
    const received = latest.map(remember).filter((one) => !MsgKey.parts(one.id).fromMe);
    const chat = (await account.chats.find(id)) as Chat;
    chat.set({ unreadCount: unread, t, ...(received.length ? { lastReceivedKey: received.at(-1)?.id } : {}) });
  }
  account.votes = votes;
  account.reactions = reactions;
  const { socket } = account;
  if (socket.state !== 'CONNECTED') {
    if (socket.state === 'UNPAIRED') socket.set({ state: 'PAIRING' });
    socket.set({ state: 'CONNECTED' });
  }
  if (settings.view !== undefined) return;
  // The library looks at the change of this only, never at its value.
  while (socket.listenerCount('change:hasSynced') === 0) await pause();
  for (const percent of [50, 100]) {
    account.offlineProgress = percent;
    account.commands.trigger('offline_progress_update_from_bridge');
  }
  socket.set({ hasSynced: true });
  // What comes from now on is new: it waits until the library listens, if it is going to.
  const until = Date.now() + LISTEN_MS;
  while (account.messages.listenerCount('add') === 0 && Date.now() < until) await pause();
  account.link.send({ type: 'synced' });
}

function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, LISTEN_AGAIN_MS));
}

function find(key: KeyParts): Msg | undefined {
  return account.messages.get(keyText(key));
}

/** Out of memory without a word, as the tab does with what it has not shown for long. */
function forget(key: KeyParts): void {
  const message = find(key);
  if (!message) return;
  message.isNewMsg = false;
  account.messages.remove(keyText(key));
}

function addonKey(id: string, chat: string, from: string): MsgKey {
  return new MsgKey({ fromMe: false, remote: chat, id, ...(chat === from ? {} : { participant: from }) });
}

function sender(chat: string, from: string): { from: Wid; author?: Wid } {
  return { from: Wid.from(chat), ...(chat === from ? {} : { author: Wid.from(from) }) };
}

/** Through the module at this moment: the library has put itself in between. */
function bulkUpsert(path: string, row: object): unknown {
  const table = lookUp(path) as { bulkUpsert(rows: object[]): unknown };
  return table.bulkUpsert([row]);
}

function reactionRow({ id, parent, chat, from, text, t }: WireReaction): object {
  return {
    id: addonKey(id, chat, from),
    reactionParentKey: new MsgKey(parent),
    reactionText: text,
    reactionTimestamp: t,
    ...sender(chat, from),
    read: false,
    ack: 1,
    orphan: 0,
    orphanReason: null,
  };
}

function voteRow(vote: WireVote): object {
  return {
    id: addonKey(vote.id, vote.chat, vote.from),
    pollUpdateParentKey: new MsgKey(vote.poll),
    selectedOptionLocalIds: vote.options,
    t: vote.t,
    senderTimestampMs: vote.t,
    ...sender(vote.chat, vote.from),
  };
}

/** The last one of each person counts; an empty one takes it back. */
export function keepReaction(reaction: WireReaction): void {
  const same = (one: WireReaction) => keyText(one.parent) === keyText(reaction.parent) && one.from === reaction.from;
  account.reactions = [...account.reactions.filter((one) => !same(one)), reaction];
}

/** One row for each voter and poll: a new vote takes the place of the old one. */
export function keepVote(vote: WireVote): void {
  const same = (one: WireVote) => keyText(one.poll) === keyText(vote.poll) && one.from === vote.from;
  account.votes = [...account.votes.filter((one) => !same(one)), vote];
}
