// The bot's phone and WhatsApp's servers: which pages are linked, in step and connected.
import type { History } from './history.ts';
import { type Device, type Network, newRef, newToken, type Tab } from './network.ts';
import type { FakeWhatsAppOptions, SendFailure } from './options.ts';
import type { Outbox, Sent } from './outbox.ts';
import { type FromPage, keyText, type Linked, type WireContact, type WireGroup } from './wire.ts';

/** The account of the bot. */
export interface Me {
  pn: string;
  lid: string;
  pushname: string;
}

interface Parts {
  me: Me;
  network: Network;
  history: History;
  outbox: Outbox;
  options: FakeWhatsAppOptions;
}

export class Phone {
  readonly me: Me;
  readonly contacts: WireContact[] = [];
  readonly groups: WireGroup[] = [];
  /** What becomes of the next messages the bot sends. */
  readonly failures: SendFailure[] = [];
  /** Sent while the connection was down. */
  readonly held: (() => void)[] = [];
  /** The pairing code pages are given. */
  code = 'ABCD1234';
  readonly network: Network;
  readonly history: History;
  readonly outbox: Outbox;
  readonly options: FakeWhatsAppOptions;
  #reloadNext = false;
  readonly #reloads = new Map<Tab, NodeJS.Timeout>();

  constructor({ me, network, history, outbox, options }: Parts) {
    this.me = me;
    this.network = network;
    this.history = history;
    this.outbox = outbox;
    this.options = options;
  }

  /** A page says who it is. */
  greet(tab: Tab, { token, fresh, viewer, revision }: Extract<FromPage, { type: 'hello' }>): void {
    tab.viewer = viewer;
    tab.revision = revision;
    tab.token = viewer ? null : token;
    const device = this.network.deviceOf(tab);
    if (viewer) this.network.send(tab, this.#linked('', this.history.chats(new Set(), Number.POSITIVE_INFINITY)));
    else if (device) this.#resume(tab, device, fresh);
    else {
      tab.token = null;
      this.showQr(tab);
      this.#reloadOften(tab);
    }
  }

  /** The newest page that can be linked. */
  unlinked(): Tab | undefined {
    return [...this.network.tabs].findLast((tab) => tab.waits);
  }

  /** Whether a page hears at once what happens. */
  linkedNow(): boolean {
    return [...this.network.tabs].some((tab) => tab.synced);
  }

  showQr(tab: Tab): void {
    const ref = newRef();
    tab.waits = true;
    this.network.send(tab, { type: 'qr', ref });
    this.outbox.note({ type: 'qr', ref });
  }

  /** Links the page that shows a QR code or a pairing code. */
  link(tab: Tab): void {
    this.left(tab);
    const device: Device = { token: newToken(), tab, backlog: [] };
    this.network.devices.set(device.token, device);
    tab.token = device.token;
    this.#sync(tab, device);
    const { reloadAfterPairing: after } = this.options;
    if (after === 'synced') this.#reloadNext = true;
    else if (after !== undefined) setTimeout(() => this.network.send(tab, { type: 'reload' }), after).unref();
  }

  /** A page is closed, or linked. */
  left(tab: Tab): void {
    tab.waits = false;
    clearInterval(this.#reloads.get(tab));
    this.#reloads.delete(tab);
  }

  /** The page is in step with its device. */
  synced(tab: Tab): void {
    tab.synced = true;
    this.#flush(tab);
    if (this.#reloadNext) this.network.send(tab, { type: 'reload' });
    this.#reloadNext = false;
    this.outbox.note({ type: 'synced' });
  }

  /** The connection's state as the page sees it; only CONNECTED lets anything through. */
  setState(state: string): void {
    this.network.tellTabs({ type: 'state', state });
    for (const tab of this.network.tabs) {
      if (tab.token === null) continue;
      tab.synced = state === 'CONNECTED';
      this.#flush(tab);
    }
  }

  /** The page takes the session back from the one that took it. */
  takeOver(tab: Tab): void {
    const device = this.network.deviceOf(tab);
    if (!device) return;
    if (device.tab && device.tab !== tab) this.#conflict(device.tab);
    device.tab = tab;
    this.network.send(tab, { type: 'state', state: 'CONNECTED' });
    tab.synced = true;
    this.#flush(tab);
  }

  /** Ends all links. */
  unlink(): void {
    this.network.devices.clear();
    for (const tab of this.network.tabs) {
      tab.token = null;
      tab.synced = false;
    }
    this.network.tellTabs({ type: 'logout' });
  }

  /** Tells how far a message came: 1 server, 2 device, 3 read, 4 played, -1 failed. */
  ack(sent: Sent, ack: number): void {
    sent.ack = ack;
    sent.message.ack = ack;
    this.network.tell({ type: 'ack', key: sent.message.key, ack });
    this.outbox.changed();
  }

  #resume(tab: Tab, device: Device, fresh: boolean): void {
    if (device.tab && device.tab !== tab) this.#conflict(device.tab);
    device.tab = tab;
    if (fresh && this.options.offline !== 'emitted') device.backlog = [];
    this.#sync(tab, device);
  }

  #conflict(tab: Tab): void {
    tab.synced = false;
    this.network.send(tab, { type: 'state', state: 'CONFLICT' });
  }

  #sync(tab: Tab, device: Device): void {
    const waiting = device.backlog.flatMap((one) => (one.type === 'message' ? [keyText(one.message.key)] : []));
    this.network.send(tab, this.#linked(device.token, this.history.chats(new Set(waiting))));
  }

  #linked(token: string, chats: Linked['chats']): Linked {
    const { votes, reactions } = this.history;
    return {
      type: 'linked',
      token,
      me: this.me,
      contacts: this.contacts,
      groups: this.groups,
      chats,
      votes,
      reactions,
    };
  }

  #flush(tab: Tab): void {
    if (!tab.synced) return;
    for (const message of this.network.deviceOf(tab)?.backlog.splice(0) ?? []) this.network.send(tab, message);
    for (const send of this.held.splice(0)) send();
  }

  #reloadOften(tab: Tab): void {
    const every = this.options.reloadUnlinkedMs;
    if (every === undefined) return;
    this.#reloads.set(tab, setInterval(() => this.network.send(tab, { type: 'reload' }), every).unref());
  }
}
