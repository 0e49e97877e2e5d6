// What the phone makes of what the page says.
import type { Tab } from './network.ts';
import { type Sent, sentOf, textOf } from './outbox.ts';
import type { Phone } from './phone.ts';
import { type FromPage, type KeyParts, keyText, type SendFate } from './wire.ts';

type Message<T extends FromPage['type']> = Extract<FromPage, { type: T }>;
type Handlers = { [T in FromPage['type']]: (phone: Phone, message: Message<T>, tab: Tab) => unknown };

/** Thrown to make the page's call fail as WhatsApp's servers do. */
class ServerStatusCodeError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Does what the page asks, and answers it. */
export function receive(phone: Phone, tab: Tab, message: FromPage): void {
  const { seq } = message;
  const answer = (value: unknown, error?: { message: string; status: number }) => {
    if (seq !== undefined) phone.network.send(tab, { type: 'reply', replyTo: seq, value, ...(error ? { error } : {}) });
  };
  try {
    const handler = handlers[message.type] as (phone: Phone, message: FromPage, tab: Tab) => unknown;
    answer(handler(phone, message, tab) ?? null);
  } catch (error) {
    if (!(error instanceof ServerStatusCodeError)) throw error;
    answer(null, { message: error.message, status: error.status });
  }
}

const handlers: Handlers = {
  hello: (phone, message, tab) => phone.greet(tab, message),
  synced: (phone, _message, tab) => phone.synced(tab),
  refreshQr: (phone, _message, tab) => phone.showQr(tab),
  pairingCode({ outbox, code }, { phone, showNotification }) {
    outbox.note({ type: 'pairingCode', phone, code, showNotification });
    return code;
  },
  exists: ({ contacts }, { wid }) => contacts.find(({ pn, lid }) => pn === wid || lid === wid),
  upload: ({ history }, { data, mimetype }) => ({
    directPath: history.keepFile({ bytes: Buffer.from(data, 'base64'), mimetype }),
  }),
  download({ history }, { directPath }) {
    const file = history.files.get(directPath);
    if (!file || file.gone) throw new ServerStatusCodeError(404, 'The file is gone');
    return { data: file.bytes.toString('base64') };
  },
  send,
  edit(phone, { key, body }) {
    const sent = sentBy(phone, key);
    if (sent) {
      sent.before.push(sent.text);
      sent.message.body = body;
      sent.text = textOf(sent.message);
    }
    tellViewers(phone, { type: 'edit', key, body, t: Date.now() });
    phone.outbox.note({ type: 'edit', chat: key.remote, id: key.id, text: body });
  },
  revoke(phone, { key }) {
    const sent = sentBy(phone, key);
    if (sent) Object.assign(sent, { revoked: true });
    if (sent) Object.assign(sent.message, { type: 'revoked', body: '' });
    tellViewers(phone, { type: 'revoke', key });
    phone.outbox.note({ type: 'revoke', chat: key.remote, id: key.id });
  },
  delete(phone, { key }) {
    phone.history.forget(key);
    phone.outbox.note({ type: 'delete', chat: key.remote, id: key.id });
  },
  react(phone, { key, text }) {
    const { remote: chat, id } = key;
    const reaction = { id: `R${id}`, parent: key, chat, from: phone.me.pn, text, t: Date.now() };
    phone.history.keepReaction(reaction);
    tellViewers(phone, { type: 'reaction', reaction });
    phone.outbox.note({ type: 'reaction', chat, id, text });
  },
  sendVote: ({ outbox }, { key, options }) => outbox.note({ type: 'vote', chat: key.remote, id: key.id, options }),
  chatstate: ({ outbox }, { chat, state }) => outbox.note({ type: 'typing', chat, state }),
  seen(phone, { chat }) {
    const { history, outbox } = phone;
    history.unread.delete(chat);
    tellViewers(phone, { type: 'unread', chat, unread: 0 });
    outbox.note({ type: 'read', chat });
  },
  earlier: ({ history }, { chat, known }) => history.earlier(chat, known),
  stored: ({ history }, { keys }) => keys.flatMap((key) => history.find(key) ?? []),
  logout(phone, _message, tab) {
    if (tab.token !== null) phone.network.devices.delete(tab.token);
    tab.token = null;
    tab.synced = false;
    phone.outbox.note({ type: 'logout' });
  },
  takeover(phone, _message, tab) {
    phone.takeOver(tab);
    phone.outbox.note({ type: 'takeover' });
  },
  faulted({ outbox }, { revision }, tab) {
    tab.revision = revision;
    outbox.changed();
  },
  missing: ({ outbox }, { name }) => outbox.note({ type: 'missing', name }),
};

function send(phone: Phone, { message }: Message<'send'>, tab: Tab): SendFate {
  if (phone.history.find(message.key)) return { how: 'sent' };
  const how = phone.failures.shift() ?? 'sent';
  if (how === 'stuck' || how === 'refused') return { how };
  const arrive = () => {
    phone.history.add(message);
    phone.history.unread.delete(message.key.remote);
    const sent = sentOf(message, phone.history);
    phone.outbox.note({ type: 'sent', sent });
    tellViewers(phone, { type: 'message', message, isNew: true, again: false, unread: 0 });
    const level = phone.options.acks ?? 1;
    // After the answer, so that the page has the message.
    for (let ack = 1; ack <= level; ack++) queueMicrotask(() => phone.ack(sent, ack));
  };
  if (!tab.synced) {
    phone.held.push(arrive);
    return { how: 'held' };
  }
  arrive();
  return { how };
}

function sentBy({ outbox }: Phone, key: KeyParts): Sent | undefined {
  return outbox.sent.find((one) => one.key === keyText(key));
}

/** What the bot's page did itself already. */
function tellViewers({ network }: Phone, message: Parameters<typeof network.send>[1]): void {
  for (const tab of network.tabs) if (tab.viewer) network.send(tab, message);
}
