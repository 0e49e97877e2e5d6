import type { AdapterMemory } from '../src/chat/adapter-memory.ts';
import { namePlatforms } from '../src/chat/platform-names.ts';
import type { Adapter, Platform } from '../src/chat/types.ts';
import type { PlatformDeclaration, PlatformDeps } from './shared/platform.ts';
import { slack, slackSettings } from './slack/platform.ts';
import { terminal, terminalSettings } from './terminal/platform.ts';
import type { WebAdapter, WebAdapterDeps } from './web/adapter.ts';
import { web } from './web/platform.ts';
import { linkedWhatsApp, linkedWhatsAppSettings } from './whatsapp/platform.ts';
import { cloudWhatsApp, cloudWhatsAppSettings } from './whatsapp-cloud/platform.ts';

/** Platforms besides the web chat: a further one is its folder and its line here. */
export const PLATFORMS: readonly PlatformDeclaration[] = [slack, linkedWhatsApp, cloudWhatsApp, terminal];

/** Libraries of theirs that read files beside them and start programs: they stay where they are installed. */
export const NOT_BUNDLED: readonly string[] = ['whatsapp-web.js'];

/** The variables of the environment they read. */
export const platformSettings = {
  ...slackSettings,
  ...linkedWhatsAppSettings,
  ...cloudWhatsAppSettings,
  ...terminalSettings,
};

/** What adapters are made with; each takes what it needs. */
export type AdapterDeps = WebAdapterDeps & Omit<PlatformDeps, 'memory'> & { memory(platform: Platform): AdapterMemory };

/** Makes their names known to what is said. Harmless to repeat. */
export const nameThem = (): void => namePlatforms([web, ...PLATFORMS]);

/** The chat platforms of this gateway. The web chat is always there, first. */
export async function createAdapters(deps: AdapterDeps): Promise<[WebAdapter, ...Adapter[]]> {
  nameThem();
  const { createWebAdapter } = await import('./web/adapter.ts');
  const on = PLATFORMS.filter((platform) => platform.isOn(deps.config));
  const others = on.map((platform) => platform.open({ ...deps, memory: deps.memory(platform.id) }));
  return [createWebAdapter(deps), ...(await Promise.all(others))];
}
