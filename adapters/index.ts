import type { AdapterMemory } from '../src/chat/adapter-memory.ts';
import type { Adapter, Platform } from '../src/chat/types.ts';
import type { Config } from '../src/config.ts';
import { createWebAdapter, type WebAdapter, type WebAdapterDeps } from './web/adapter.ts';

/** What adapters are made with; each takes what it needs. */
export interface AdapterDeps extends WebAdapterDeps {
  config: Config;
  /** What a platform's adapter keeps across restarts. */
  memory(platform: Platform): AdapterMemory;
  /** A card's drawing as a PNG, for platforms that show no SVG. */
  png(svg: string): Promise<Buffer>;
  /** Encrypts what a log-in keeps in the database. */
  vault: { seal(text: string, about: string): string; open(sealed: string, about: string): string };
  /** Shows lines to whoever watches the terminal, as a code to scan; unset: standard output. */
  tell?: (lines: string) => void;
}

/** Platforms besides the web chat, one line each: null where it is not configured. What it is made of is loaded only then. */
const PLATFORMS: ((deps: AdapterDeps) => Promise<Adapter> | null)[] = [
  (deps) =>
    deps.config.SLACK_BOT_TOKEN
      ? import('./slack/adapter.ts').then((it) => it.createSlackAdapter({ ...deps, memory: deps.memory('slack') }))
      : null,
  (deps) =>
    deps.config.WHATSAPP_ENABLED
      ? import('./whatsapp/open.ts').then((it) => it.openWhatsApp({ ...deps, memory: deps.memory('whatsapp') }))
      : null,
  (deps) =>
    deps.config.WHATSAPP_CLOUD_TOKEN
      ? import('./whatsapp-cloud/adapter.ts').then((it) =>
          it.createWhatsAppCloudAdapter({ ...deps, memory: deps.memory('whatsapp-cloud') }),
        )
      : null,
  (deps) =>
    deps.config.TERMINAL_CHAT
      ? import('./terminal/adapter.ts').then((it) =>
          it.createTerminalAdapter({ ...deps, memory: deps.memory('terminal') }),
        )
      : null,
];

/** The chat platforms of this gateway. The web chat is always there, first. */
export async function createAdapters(deps: AdapterDeps): Promise<[WebAdapter, ...Adapter[]]> {
  const others = PLATFORMS.map((open) => open(deps)).filter((opened) => opened !== null);
  return [createWebAdapter(deps), ...(await Promise.all(others))];
}
