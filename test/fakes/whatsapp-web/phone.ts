// The phone and WhatsApp's servers, as the linked page meets them.
import type { History } from './history.ts';
import { type Device, type Network, newRef, newToken, type Tab } from './network.ts';
import type { FakeWhatsAppOptions, SendFailure } from './options.ts';
import { type Outbox, type Sent, sentOf, textOf } from './outbox.ts';
import { type FromPage, type KeyParts, keyText, type ToPage, type WireContact, type WireGroup } from './wire.ts';

/** What the bot's account is. */
export interface Me {
  pn: string;
  lid: string;
  pushname: string;
}

export interface PhoneParts {
  me: Me;
  history: History;
  outbox: Outbox;
  options: FakeWhatsAppOptions;
}

type Message<T extends FromPage['type']> = Extract<FromPage, { type: T }>;

/** Answers the page and passes on to it what happens. */
export class Phone {
  readonly me: Me;
  readonly contacts: WireContact[] = [];
  readonly groups: WireGroup[] = [];
  /** What becomes of the next messages the bot sends. */
  readonly failures: SendFailure[] = [];
  code = 'ABCD1234';
  readonly #history: History;
  readonly #outbox: Outbox;
  readonly #options: FakeWhatsAppOptions;
  #network: Network | undefined;

  constructor({ me, history, outbox, options }: PhoneParts) {
    this.me = me;
    this.#history = history;
    this.#outbox = outbox;
    this.#options = options;
  }

  get network(): Network {
    if (!this.#network) throw new Error('The fake has not started.');
    return this.#network;
  }

  connect(network: Network): void {
    this.#network = network;
  }

  /** To every linked device: at once, or when it is back. */
  tell(message: ToPage): void {
    for (const device of this.network.devices.values()) {
      if (device.tab?.synced) this.network.send(device.tab, message);
      else device.backlog.push(message);
    }
  }

  /** To every open page, linked or not. */
  tellTabs(message: ToPage): void {
    for (const tab of this.network.tabs) this.network.send(tab, message);
  }

  /** Links the page that shows a QR code or a pairing code. */
  link(tab: Tab): Device {
    const device: Device = { token: newToken(), tab, backlog: [] };
    this.network.devices.set(device.token, device);
    tab.token = device.token;
    this.#sync(tab, device);
    if (this.#options.reloadAfterPairing) this.network.send(tab, { type: 'reload' });
    return device;
  }

  showQr(tab: Tab): void {
    const ref = newRef();
    this.network.send(tab, { type: 'qr', ref });
    this.#outbox.note({ type: 'qr', ref });
  }

  /** What the page says. */
  receive(tab: Tab, message: FromPage): void {
    const answer = (value: unknown, error?: { message: string; status?: number }) => {
      if (message.seq !== undefined)
        this.network.send(tab, { type: 'reply', replyTo: message.seq, value, ...(error ? { error } : {}) });
    };
    const { type } = message;
    if (type === 'hello') this.#hello(tab, message);
    else if (type === 'synced') this.#synced(tab);
    else if (type === 'refreshQr') this.showQr(tab);
    else if (type === 'pairingCode') answer(this.#pairingCode(message));
    else if (type === 'exists') answer(this.contacts.find(({ pn, lid }) => [pn, lid].includes(message.wid)) ?? null);
    else if (type === 'upload')
      answer({ directPath: this.#history.keepFile({ ...message, bytes: Buffer.from(message.data, 'base64') }) });
    else if (type === 'download') this.#download(message.directPath, answer);
    else if (type === 'send') answer(this.#send(message));
    else if (type === 'earlier') answer(this.#history.earlier(message.chat, message.known));
    else if (type === 'stored') answer(message.keys.map((key) => this.#history.find(key)).filter((one) => one));
    else {
      this.#note(tab, message);
      answer(null);
    }
  }

  #hello(tab: Tab, { token, fresh }: Message<'hello'>): void {
    const device = token === null ? undefined : this.network.devices.get(token);
    if (!device) {
      tab.token = null;
      this.showQr(tab);
      return;
    }
    const other = device.tab;
    if (other && other !== tab) {
      other.synced = false;
      other.token = null;
      this.network.send(other, { type: 'state', state: 'CONFLICT' });
    }
    device.tab = tab;
    tab.token = token;
    if (fresh && this.#options.offline !== 'emitted') device.backlog = [];
    this.#sync(tab, device);
  }

  #sync(tab: Tab, device: Device): void {
    const waiting = device.backlog.flatMap((one) => (one.type === 'message' ? [keyText(one.message.key)] : []));
    this.network.send(tab, {
      type: 'linked',
      token: device.token,
      me: this.me,
      contacts: this.contacts,
      groups: this.groups,
      chats: this.#history.chats(new Set(waiting)),
      votes: this.#options.offlineVotes === 'lost' ? [] : this.#history.votes,
    });
  }

  #synced(tab: Tab): void {
    tab.synced = true;
    const device = tab.token === null ? undefined : this.network.devices.get(tab.token);
    for (const message of device?.backlog.splice(0) ?? []) this.network.send(tab, message);
    this.#outbox.note({ type: 'synced' });
  }

  #pairingCode({ phone, showNotification }: Message<'pairingCode'>): string {
    this.#outbox.note({ type: 'pairingCode', phone, code: this.code, showNotification });
    return this.code;
  }

  #download(path: string, answer: (value: unknown, error?: { message: string; status: number }) => void): void {
    const file = this.#history.files.get(path);
    if (!file || file.gone) answer(null, { message: 'The file is gone', status: 404 });
    else answer({ data: file.bytes.toString('base64') });
  }

  #send({ message }: Message<'send'>): { how: string } {
    const how = this.failures.shift() ?? 'sent';
    if (how === 'stuck' || how === 'refused') return { how };
    this.#history.add(message);
    this.#history.unread.delete(message.key.remote);
    const sent = sentOf(message, this.#history);
    this.#outbox.note({ type: 'sent', sent });
    const level = this.#options.acks ?? 1;
    for (let ack = 1; ack <= level; ack++) queueMicrotask(() => this.ack(sent, ack));
    return { how };
  }

  /** Tells the page how far a message of the bot's came: 1 server, 2 device, 3 read, 4 played, -1 failed. */
  ack(sent: Sent, ack: number): void {
    sent.ack = ack;
    sent.message.ack = ack;
    this.tell({ type: 'ack', key: sent.message.key, ack });
    this.#outbox.changed();
  }

  #note(tab: Tab, message: FromPage): void {
    if (message.type === 'edit' || message.type === 'revoke' || message.type === 'delete') this.#change(message);
    else if (message.type === 'react')
      this.#outbox.note({ type: 'reaction', chat: message.key.remote, id: message.key.id, text: message.text });
    else if (message.type === 'sendVote')
      this.#outbox.note({ type: 'vote', chat: message.key.remote, id: message.key.id, options: message.options });
    else if (message.type === 'chatstate')
      this.#outbox.note({ type: 'typing', chat: message.chat, state: message.state });
    else if (message.type === 'seen') {
      this.#history.unread.delete(message.chat);
      this.#outbox.note({ type: 'read', chat: message.chat });
    } else if (message.type === 'logout') {
      if (tab.token !== null) this.network.devices.delete(tab.token);
      tab.token = null;
      this.#outbox.note({ type: 'logout' });
    } else if (message.type === 'takeover') {
      this.#outbox.note({ type: 'takeover' });
      this.network.send(tab, { type: 'state', state: 'CONNECTED' });
    } else if (message.type === 'missing') this.#outbox.note({ type: 'missing', name: message.name });
  }

  #change(message: Message<'edit' | 'revoke' | 'delete'>): void {
    const { id, remote: chat } = message.key;
    const sent = this.#sentBy(message.key);
    if (message.type === 'edit') {
      if (sent) {
        sent.before.push(sent.text);
        sent.message.body = message.body;
        sent.text = textOf(sent.message);
      }
      this.#outbox.note({ type: 'edit', chat, id, text: message.body });
      return;
    }
    if (sent && message.type === 'revoke') sent.revoked = true;
    this.#outbox.note({ type: message.type, chat, id });
  }

  #sentBy(key: KeyParts): Sent | undefined {
    return this.#outbox.sent.find((one) => one.key === keyText(key));
  }
}
