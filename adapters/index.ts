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
}

/** The chat platforms of this gateway, one line each. The web chat is always there, first. */
export async function createAdapters(deps: AdapterDeps): Promise<[WebAdapter, ...Adapter[]]> {
  const adapters: [WebAdapter, ...Adapter[]] = [createWebAdapter(deps)];
  return adapters;
}
