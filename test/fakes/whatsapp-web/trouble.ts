import type { Tab } from './network.ts';
import type { SendFailure } from './options.ts';
import type { Sent } from './outbox.ts';
import { People, type Said } from './people.ts';
import type { Phone } from './phone.ts';
import { browsersOn, renderersOn } from './processes.ts';
import type { Servers } from './servers.ts';
import type { Faults, Settings } from './wire.ts';

const FOLLOW_MS = 10_000;

/** What goes wrong between the bot and the people. */
export class TroubledWhatsApp extends People {
  protected readonly servers: Servers;
  protected readonly settings: Settings;

  constructor(phone: Phone, servers: Servers, settings: Settings) {
    super(phone);
    this.servers = servers;
    this.settings = settings;
  }

  /** The next `count` messages of the bot go wrong in this way. */
  failSends(how: SendFailure, count = 1): void {
    this.phone.failures.push(...Array.from({ length: count }, () => how));
  }

  /** The page's connection state: CONFLICT, TIMEOUT, OPENING, UNPAIRED, UNPAIRED_IDLE, … or CONNECTED again. */
  setState(state: string): void {
    this.phone.setState(state);
  }

  /** The connection breaks; the page opens a new one by itself, unless `down`. */
  dropConnection(): void {
    this.phone.network.drop();
  }

  /** No connection and no page until `up`. */
  down(): void {
    this.phone.network.reachable = false;
    this.phone.network.drop();
  }

  up(): void {
    this.phone.network.reachable = true;
  }

  /** Calls of this function of the page never come back, as `WAWebAltDeviceLinkingApi.startAltLinkingFlow`. */
  hang(path: string): Promise<void> {
    const { faults } = this.settings;
    return this.#setFaults({ hang: [...faults.hang, path] });
  }

  /** Calls of this function throw. */
  fail(path: string, message: string): Promise<void> {
    const { faults } = this.settings;
    return this.#setFaults({ fail: { ...faults.fail, [path]: message } });
  }

  /** The page no longer has this module. */
  missModule(name: string): Promise<void> {
    const { faults } = this.settings;
    return this.#setFaults({ missing: [...faults.missing, name] });
  }

  /** Takes back `hang`, `fail`, `missModule` and what was left of `failSends`. */
  heal(): Promise<void> {
    this.phone.failures.length = 0;
    return this.#setFaults({ hang: [], fail: {}, missing: [] });
  }

  /** The page stands still: nothing in it answers until `thaw`. */
  freeze(): void {
    this.phone.network.tellTabs({ type: 'freeze' });
  }

  thaw(): void {
    this.servers.thaw();
  }

  /** The page loads anew. */
  reload(): void {
    this.phone.network.tellTabs({ type: 'reload' });
  }

  /** A frame inside the page navigates, which the library takes for the page. */
  navigateFrame(): void {
    this.phone.network.tellTabs({ type: 'frame' });
  }

  /** The page says anew that it is in step: the library is ready once more. */
  resync(): void {
    this.phone.network.tellTabs({ type: 'resync' });
  }

  /** The page's process dies (Linux only). */
  crashPage(): void {
    for (const pid of renderersOn(this.servers.port)) process.kill(pid, 'SIGKILL');
  }

  /** The browser dies (Linux only). */
  killBrowser(): void {
    for (const pid of browsersOn(this.servers.port)) process.kill(pid, 'SIGKILL');
  }

  /** The page no longer has a message in memory, and unless `stored` not in its storage either. */
  forget({ message }: Sent | Said, { stored = false } = {}): void {
    if (!stored) this.phone.history.forget(message.key);
    this.phone.network.tell({ type: 'forget', key: message.key });
  }

  /** Resolves when every page that is open, and not frozen or dead, follows. */
  async #setFaults(change: Partial<Faults>): Promise<void> {
    const faults = { ...this.settings.faults, ...change, revision: this.settings.faults.revision + 1 };
    this.settings.faults = faults;
    const { network } = this.phone;
    network.tellTabs({ type: 'faults', faults });
    const follows = (tab: Tab) => tab.viewer || tab.revision >= faults.revision;
    await this.phone.outbox.waitFor(() => [...network.tabs].every(follows), {
      what: 'the page to follow',
      timeoutMs: FOLLOW_MS,
    });
  }
}
