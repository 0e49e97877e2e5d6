import { databaseLogIn } from './database-log-in.ts';
import type { KeptLogIn } from './kept-login.ts';
import { LocalAuth, type LogIn } from './library.ts';
import type { Profile } from './profile.ts';
import type { Timing } from './types.ts';

export interface LogInDeps {
  profile: Profile;
  /** Where the database keeps the log-in; null when the disk does. */
  kept: KeptLogIn | null;
  timing: Pick<Timing, 'firstSave' | 'save'>;
  /** The browser runs and has its page. */
  onBrowser(): void;
  onTrouble(error: unknown): void;
}

/**
 * How the library logs in: with the profile on disk, or with one the database gives back. Neither forgets a log-in by itself:
 * the library would delete the profile under its running browser, and the database's copy whenever the account is opened
 * elsewhere. Who ended the client decides that, after the browser is gone.
 */
export function createLogIn(deps: LogInDeps): LogIn {
  const logIn = deps.kept ? databaseLogIn(deps, deps.kept) : new LocalAuth({ dataPath: deps.profile.root });
  logIn.afterBrowserInitialized = async () => deps.onBrowser();
  logIn.logout = async () => {};
  logIn.disconnect = async () => {};
  return logIn;
}
