import type { PlatformWords } from './chat/platform-names.ts';
import type { Config } from './config.ts';

/** A platform a person can be reached on besides the page: how it is spoken of, what turns it on, and whether that is set. */
export interface Platform extends PlatformWords {
  /** What it is called among all that can be turned on; its name unless said. */
  title?: string;
  /** What turns it on; null where nothing has to be said of it: it costs nothing and is on by itself. */
  variable: string | null;
  isOn(config: Config): boolean;
}

export const titleOf = ({ name, title }: Platform): string => title ?? name;
