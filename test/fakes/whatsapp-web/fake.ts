// WhatsApp for tests: serves the page that whatsapp-web.js drives, and plays the phone and the people behind it.
import { receive } from './answers.ts';
import { BROWSER_ARGS } from './browser.ts';
import { History } from './history.ts';
import { Network, type Tab } from './network.ts';
import type { FakeWhatsAppOptions } from './options.ts';
import { Outbox, type Seen, type Sent, type WaitOptions } from './outbox.ts';
import { type Me, Phone } from './phone.ts';
import { browsersOn } from './processes.ts';
import { openServers, type Servers } from './servers.ts';
import { TroubledWhatsApp } from './trouble.ts';
import type { Settings } from './wire.ts';

const VERSION = '2.3000.1047000001';
const ME: Me = { pn: '15550001111@c.us', lid: '900000000001@lid', pushname: 'Nod' };

/** A WhatsApp nobody is linked to yet, on free ports of this machine. Stop it when done. */
export async function startFakeWhatsApp(options: FakeWhatsAppOptions = {}): Promise<FakeWhatsApp> {
  const history = new History();
  const outbox = new Outbox();
  const network = new Network();
  const phone = new Phone({ me: { ...ME, ...options.me }, network, history, outbox, options });
  const settings: Settings = {
    keys: options.keys ?? 'today',
    version: options.version ?? VERSION,
    faults: { revision: 0, hang: [], fail: {}, missing: [] },
  };
  const servers = await openServers(settings, history, network, {
    opened: () => outbox.note({ type: 'connected' }),
    message: (tab, message) => receive(phone, tab, message),
    closed(tab) {
      phone.left(tab);
      outbox.note({ type: 'closed' });
    },
  });
  return new FakeWhatsApp(phone, servers, settings);
}

export class FakeWhatsApp extends TroubledWhatsApp {
  /** The account of the bot. */
  get me(): Me {
    return this.phone.me;
  }

  /** Arguments with which an unmodified Chromium finds this server as https://web.whatsapp.com; none has a comma. */
  chromiumArgs(): string[] {
    const rule = `MAP web.whatsapp.com:443 127.0.0.1:${this.servers.port}`;
    return [...BROWSER_ARGS, `--host-resolver-rules=${rule}`, '--ignore-certificate-errors'];
  }

  /** Where a chat can be looked at in any browser, as WhatsApp shows it; the newest one unless told. */
  viewUrl(chat = ''): string {
    return `http://127.0.0.1:${this.servers.viewPort}/view?chat=${encodeURIComponent(chat)}`;
  }

  /** Answers other requests at the address of the view. */
  set control(listener: Servers['control']) {
    this.servers.control = listener;
  }

  /** Main processes of the browsers that are open on this WhatsApp (Linux only). */
  browserPids(): number[] {
    return browsersOn(this.servers.port);
  }

  // ── What arrived ────────────────────────────────────────────────────────────────────────────────────────────────

  /** The bot's messages that arrived, in order. */
  get outbox(): Sent[] {
    return this.phone.outbox.sent;
  }

  /** Everything the phone saw of the bot, in order. */
  get seen(): Seen[] {
    return this.phone.outbox.seen;
  }

  /** What `find` gives, as soon as it gives something; it is asked again whenever anything happened. */
  waitFor<T>(find: () => T | undefined | null | false, options: WaitOptions = {}): Promise<T> {
    return this.phone.outbox.waitFor(find, options);
  }

  /** The first message of the bot, from number `after` on, whose words match; waits for it. */
  sent(
    match: string | RegExp | ((sent: Sent) => boolean),
    options: WaitOptions & { after?: number } = {},
  ): Promise<Sent> {
    const { after = 0, ...wait } = options;
    const matches = (sent: Sent) => {
      if (typeof match === 'function') return match(sent);
      return typeof match === 'string' ? sent.text.includes(match) : match.test(sent.text);
    };
    const what = `a message like ${String(match)} from the bot`;
    return this.waitFor(() => this.outbox.slice(after).find(matches), { what, ...wait });
  }

  /** Whether a page is linked, in step and connected. */
  get linked(): boolean {
    return this.phone.linkedNow();
  }

  unreadOf(chat: string): number {
    return this.phone.history.unreadOf(chat);
  }

  // ── The phone ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** Scans the QR code of the page that shows one, as soon as one does. */
  async scanQr(): Promise<void> {
    this.phone.link(await this.#unlinkedTab());
  }

  /** Shows the next QR code. */
  async nextQr(): Promise<void> {
    this.phone.showQr(await this.#unlinkedTab());
  }

  /** Types a pairing code into the phone; refused when it is not the one the page shows. */
  async enterPairingCode(code: string): Promise<void> {
    if (code !== this.phone.code || !this.seen.some(({ type }) => type === 'pairingCode'))
      throw new Error('This is not the code the page shows.');
    await this.scanQr();
  }

  /** Waits for a page that is linked, in step and connected. */
  async synced(options: WaitOptions = {}): Promise<void> {
    await this.waitFor(() => this.phone.linkedNow(), { what: 'a page that is linked and in step', ...options });
  }

  /** Unlinks all devices, as in the phone's settings. */
  unlinkFromPhone(): void {
    this.phone.unlink();
  }

  /** How far a message of the bot's came: 1 server, 2 device, 3 read, 4 played, -1 failed. */
  ack(sent: Sent, level: number): void {
    this.phone.ack(sent, level);
  }

  async stop(): Promise<void> {
    await this.servers.close();
  }

  #unlinkedTab(): Promise<Tab> {
    return this.waitFor(() => this.phone.unlinked(), { what: 'a page that shows a QR code' });
  }
}
