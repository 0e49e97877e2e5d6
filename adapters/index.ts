import type { Adapter } from '../src/chat/types.ts';
import type { Config } from '../src/config.ts';
import { createWebAdapter, type WebAdapter, type WebAdapterDeps } from './web/adapter.ts';

/** The chat platforms of this gateway, one line each. The web chat is always there, first. */
export function createAdapters(_config: Config, deps: WebAdapterDeps): [WebAdapter, ...Adapter[]] {
  return [createWebAdapter(deps)];
}
