// WhatsApp for tests: serves the page that whatsapp-web.js drives, and plays the phone and the people behind it.
import { BROWSER_ARGS } from './browser.ts';
import { History } from './history.ts';
import { openNetwork, type Tab } from './network.ts';
import type { FakeWhatsAppOptions, SendFailure } from './options.ts';
import { Outbox, type Seen, type Sent, type WaitOptions } from './outbox.ts';
import { People } from './people.ts';
import { type Me, Phone } from './phone.ts';
import type { Settings } from './wire.ts';

const VERSION = '2.3000.1047000001';
const ME: Me = { pn: '15550001111@c.us', lid: '900000000001@lid', pushname: 'Nod' };

/** A WhatsApp nobody is linked to yet, on a free port of this machine. Stop it when done. */
export async function startFakeWhatsApp(options: FakeWhatsAppOptions = {}): Promise<FakeWhatsApp> {
  const history = new History();
  const outbox = new Outbox();
  const phone = new Phone({ me: { ...ME, ...options.me }, history, outbox, options });
  const settings: Settings = {
    keys: options.keys ?? 'today',
    version: options.version ?? VERSION,
    faults: { hang: [], fail: {}, missing: [] },
  };
  const network = await openNetwork(settings, history, {
    opened: () => outbox.note({ type: 'connected' }),
    message: (tab, message) => phone.receive(tab, message),
    closed: () => outbox.note({ type: 'closed' }),
  });
  phone.connect(network);
  return new FakeWhatsApp({ phone, history, outbox, settings });
}

interface Parts {
  phone: Phone;
  history: History;
  outbox: Outbox;
  settings: Settings;
}

export class FakeWhatsApp extends People {
  readonly #settings: Settings;

  constructor({ phone, history, outbox, settings }: Parts) {
    super(phone, history, outbox);
    this.#settings = settings;
  }

  /** Arguments with which an unmodified Chromium finds this server as https://web.whatsapp.com; none has a comma. */
  chromiumArgs(): string[] {
    const { port } = this.phone.network;
    return [
      ...BROWSER_ARGS,
      `--host-resolver-rules=MAP web.whatsapp.com:443 127.0.0.1:${port}`,
      '--ignore-certificate-errors',
    ];
  }

  get me(): Me {
    return this.phone.me;
  }

  /** The bot's messages that arrived, in order. */
  get outbox(): Sent[] {
    return this.arrived.sent;
  }

  /** Everything the phone saw of the bot, in order. */
  get seen(): Seen[] {
    return this.arrived.seen;
  }

  /** Waits until `find` gives something, looking again whenever anything happened. */
  waitFor<T>(find: () => T | undefined | null | false, options: WaitOptions = {}): Promise<T> {
    return this.arrived.waitFor(find, options);
  }

  /** The first message of the bot from `after` on whose words match; waits for it. */
  sent(
    match: string | RegExp | ((sent: Sent) => boolean),
    options: WaitOptions & { after?: number } = {},
  ): Promise<Sent> {
    const { after = 0, ...wait } = options;
    const matches = (sent: Sent) => {
      if (typeof match === 'function') return match(sent);
      return typeof match === 'string' ? sent.text.includes(match) : match.test(sent.text);
    };
    return this.waitFor(() => this.outbox.slice(after).find(matches), {
      what: `a message like ${String(match)} from the bot`,
      ...wait,
    });
  }

  /** Scans the QR code of the page that shows one, as soon as one does. */
  async scanQr(): Promise<void> {
    this.phone.link(await this.#unlinkedTab());
  }

  /** Shows the next QR code. */
  async nextQr(): Promise<void> {
    this.phone.showQr(await this.#unlinkedTab());
  }

  /** Types a pairing code into the phone; refused when it is not the one the page was given. */
  async enterPairingCode(code: string): Promise<void> {
    if (code !== this.phone.code) throw new Error('This code is not the one shown.');
    await this.scanQr();
  }

  /** Ready to be used by the bot: linked, synced. */
  synced(options: WaitOptions = {}): Promise<unknown> {
    return this.waitFor(() => [...this.phone.network.tabs].some((tab) => tab.synced), {
      what: 'a page that is linked and in step',
      ...options,
    });
  }

  /** The next `count` messages of the bot go wrong in this way. */
  failSends(how: SendFailure, count = 1): void {
    this.phone.failures.push(...Array.from({ length: count }, () => how));
  }

  setState(state: string): void {
    this.phone.tellTabs({ type: 'state', state });
  }

  /** Unlinks all devices, as in the phone's settings. */
  unlinkFromPhone(): void {
    this.phone.network.devices.clear();
    for (const tab of this.phone.network.tabs) {
      tab.token = null;
      tab.synced = false;
    }
    this.phone.tellTabs({ type: 'logout' });
  }

  async stop(): Promise<void> {
    await this.phone.network.close();
  }

  /** The settings a page gets that loads from now on. */
  protected get settings(): Settings {
    return this.#settings;
  }

  #unlinkedTab(): Promise<Tab> {
    return this.waitFor(
      () => {
        const last = this.seen.findLast((one) => one.type === 'qr' || one.type === 'connected');
        return last?.type === 'qr' && [...this.phone.network.tabs].findLast((tab) => tab.token === null);
      },
      { what: 'a page that shows a QR code' },
    );
  }
}
