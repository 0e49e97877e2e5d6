// The package is CommonJS whose names ESM cannot see: only its default import works.
import wwebjs, { type Client } from 'whatsapp-web.js';
import { isInjected, markInjected } from './page.ts';
import { whyOf } from './read.ts';

export type LibraryClient = Client;
export type LogIn = NonNullable<ConstructorParameters<typeof Client>[0]['authStrategy']>;

/** The one version whose insides and faults are known here. Another is not run: it is raised together with a look at both. */
export const LIBRARY_VERSION = '1.34.7';

/** What is installed. */
export const installedVersion = (): string => (wwebjs as unknown as { version: string }).version;

export interface ClientOptions {
  logIn: LogIn;
  executablePath: string;
  args: string[];
  pairNumber: string | undefined;
  /** How long the page may take to show that it is WhatsApp Web, in ms. */
  openLimit: number;
  /** Work of the library that nobody waits for failed. */
  onTrouble(error: unknown): void;
  /** The page loads anew: nothing can be asked of it until it is ready again. */
  onReload(): void;
  /** The library has put itself into a page. */
  onInjected(): void;
  /** WhatsApp gave no pairing code, and said why. */
  onNoCode(error: unknown): void;
}

/** A client of the library that answers to us alone: it ends with us, writes nothing into the working folder, and what fails behind it is told. */
export function createLibraryClient(options: ClientOptions): LibraryClient {
  const client = new wwebjs.Client({
    authStrategy: options.logIn,
    authTimeoutMs: options.openLimit,
    webVersionCache: { type: 'none' },
    ...(options.pairNumber === undefined
      ? {}
      : { pairWithPhoneNumber: { phoneNumber: options.pairNumber.replace(/\D/g, ''), showNotification: true } }),
    puppeteer: {
      executablePath: options.executablePath,
      headless: true,
      args: options.args,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    },
  });
  tame(client, options);
  return client;
}

/** Parts of the client that it calls itself and its types leave out. */
interface Inside {
  inject(): Promise<void>;
  initWebVersionCache(): Promise<void>;
  requestPairingCode(...given: unknown[]): Promise<unknown>;
  destroy(): Promise<void>;
}

const NAVIGATED = /Execution context|context was destroyed|Cannot find context|already exists|detached Frame|navigat/i;

/**
 * The library calls these without waiting, so that their failures end the process, and it injects itself once for every
 * navigation of every frame, side by side, which makes it deliver each event twice.
 */
function tame(
  client: LibraryClient,
  options: Pick<ClientOptions, 'onTrouble' | 'onReload' | 'onInjected' | 'onNoCode'>,
): void {
  const trouble = options.onTrouble;
  const inside = client as unknown as Inside;
  const { inject, requestPairingCode, destroy } = bound(inside);
  let line: Promise<unknown> = Promise.resolve();
  let first = true;
  let ending: Promise<void> | undefined;

  inside.inject = async () => {
    const waitedFor = first;
    first = false;
    const turn = line
      .then(() => injectOnce(client, inject, waitedFor ? () => {} : options.onReload))
      .then(options.onInjected);
    line = turn.catch(() => {});
    // Only the first is waited for, by `initialize`.
    await (waitedFor ? turn : turn.catch(trouble));
  };
  // With no version to keep it would still read every page's text, and fail when the page is gone by then.
  inside.initWebVersionCache = async () => {};
  inside.requestPairingCode = (...given) =>
    requestPairingCode(...given).catch((error) =>
      // A page that loads anew asks anew.
      NAVIGATED.test(whyOf(error)) || isGone(client) ? trouble(error) : options.onNoCode(error),
    );
  // It ends itself on some states, at the same time as it is ended from here.
  inside.destroy = () => {
    ending ??= destroy().catch(trouble);
    return ending;
  };
}

function bound(inside: Inside): Pick<Inside, 'inject' | 'requestPairingCode' | 'destroy'> {
  return {
    inject: inside.inject.bind(inside),
    requestPairingCode: inside.requestPairingCode.bind(inside),
    destroy: inside.destroy.bind(inside),
  };
}

const isGone = (client: LibraryClient): boolean => client.pupPage?.isClosed() !== false;

/** Injects into a page that has not been yet; a page that reloads meanwhile is tried again. */
async function injectOnce(client: LibraryClient, inject: () => Promise<void>, reloads: () => void): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      if (await client.pupPage?.evaluate(isInjected)) return;
      reloads();
      await inject();
      await client.pupPage?.evaluate(markInjected);
      return;
    } catch (error) {
      if (isGone(client) || attempt >= 4 || !NAVIGATED.test(whyOf(error))) throw error;
    }
  }
}

export const { Poll, MessageMedia, LocalAuth, RemoteAuth } = wwebjs;
