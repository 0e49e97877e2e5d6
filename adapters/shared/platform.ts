import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { Adapter } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import type { Config } from '../../src/config.ts';
import type { Log } from '../../src/log.ts';
import type { Platform } from '../../src/platforms.ts';

/** What an adapter is made with; each takes what it needs. */
export interface PlatformDeps {
  config: Config;
  clock: Clock;
  log: Log;
  /** What it keeps across restarts. */
  memory: AdapterMemory;
  /** A card's drawing as a PNG, for platforms that show no SVG. */
  png(svg: string): Promise<Buffer>;
  /** Encrypts what a log-in keeps in the database. */
  vault: { seal(text: string, about: string): string; open(sealed: string, about: string): string };
  /** Shows lines to whoever watches the terminal, as a code to scan; unset: standard output. */
  tell?: (lines: string) => void;
}

/** All that is said of a platform outside its folder. What it is made of is loaded only when it is opened. */
export interface PlatformDeclaration extends Platform {
  open(deps: PlatformDeps): Promise<Adapter>;
}
