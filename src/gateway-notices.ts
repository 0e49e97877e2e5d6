import type { Adapter } from './chat/types.ts';
import { type Platform, titleOf } from './platforms.ts';

const LOOK_MS = 1_000;
/** A state that may pass by itself (starting, say) is told once it lasts this many looks. */
const LASTING = 3;

/**
 * Tells whoever watches the terminal how the platforms are, in one line when that changes: a name that is turned on says
 * nothing yet about a wrong key or a missing browser. The same trouble is told once until the platform is back.
 */
export function createPlatformNotices(
  platforms: readonly Platform[],
  adapters: readonly Pick<Adapter, 'platform' | 'health'>[],
  tell: (line: string) => void,
) {
  const watched = platforms.flatMap((platform) => {
    const adapter = adapters.find((one) => one.platform === platform.id);
    return adapter && platform.variable !== null
      ? [{ adapter, name: titleOf(platform), seen: '', looks: 0, told: new Set<string>() }]
      : [];
  });

  function look(): void {
    for (const one of watched) {
      const { ok, detail } = one.adapter.health();
      // How long it waits before it tries again is no news.
      const state = `${ok} ${detail.replace(/\d+/g, '#')}`;
      one.looks = state === one.seen ? one.looks + 1 : 1;
      one.seen = state;
      const news = ok ? 'fine' : state;
      if (one.told.has(news) || (!ok && one.looks < LASTING)) continue;
      if (ok) one.told.clear();
      else one.told.delete('fine');
      one.told.add(news);
      tell(`${ok ? '✅' : '⚠️'} ${one.name}: ${detail}`);
    }
  }

  let timer: NodeJS.Timeout | undefined;
  return {
    look,
    start(): void {
      timer = setInterval(look, LOOK_MS);
      timer.unref();
    },
    stop(): void {
      clearInterval(timer);
    },
  };
}
