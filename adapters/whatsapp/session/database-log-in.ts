import { randomUUID } from 'node:crypto';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import unzipper from 'unzipper';
import { type KeptLogIn, MOST_BYTES } from './kept-login.ts';
import { type LogIn, RemoteAuth } from './library.ts';
import type { LogInDeps } from './log-in.ts';
import { DATABASE_CLIENT, DATABASE_NAME, type Profile, wipeProfile } from './profile.ts';

/** Which profile this folder is, so that the database's copy is only taken where it is newer. */
const NAME_FILE = 'profile-name';
const LONGEST_UNPACKED = 4 * MOST_BYTES;

/** The parts of RemoteAuth that its types leave out. */
interface Inside {
  storeRemoteSession(): Promise<void>;
  extractRemoteSession(): Promise<void>;
  userDataDir: string;
}

/**
 * The library's RemoteAuth over our own store. Changed: it does not throw away a profile on this disk that is as new as the
 * database's copy (an older one loses the keys of later messages), waits until what it unpacks is there, copies once more
 * when the browser has ended and the files stand still, saves on one timer however often it is ready, and tells what fails.
 */
export function databaseLogIn(deps: Omit<LogInDeps, 'kept'>, kept: KeptLogIn): LogIn {
  const { profile, timing } = deps;
  const archive = join(profile.root, `${DATABASE_NAME}.zip`);
  const logIn = new RemoteAuth({
    clientId: DATABASE_CLIENT,
    dataPath: profile.root,
    backupSyncIntervalMs: Math.max(60_000, timing.save),
    // The library makes and removes the archive in its data path; only we know that is where it is.
    store: {
      sessionExists: async () => (await kept.about()) !== null,
      save: async () => kept.save(await readFile(archive), await nameOf(profile)),
      extract: async ({ path }) => writeFile(path, (await kept.load()) ?? Buffer.alloc(0), { mode: 0o600 }),
      delete: async () => kept.remove(),
    },
  });
  const inside = logIn as unknown as Inside;
  const saves = createSaves(() => inside.storeRemoteSession(), deps);
  inside.extractRemoteSession = () => bringProfile(profile, kept);
  logIn.afterAuthReady = async () => saves.start();
  logIn.destroy = async () => saves.finish();
  return logIn;
}

/** Saves now and then while logged in, and a last time at the end; one at a time. */
function createSaves(store: () => Promise<void>, deps: Pick<LogInDeps, 'timing' | 'onTrouble'>) {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  const save = (): Promise<void> => {
    running = running.then(store).catch(deps.onTrouble);
    return running;
  };
  const plan = (ms: number): void => {
    timer = setTimeout(() => void save().then(() => timer && plan(deps.timing.save)), ms);
    timer.unref();
  };
  return {
    start(): void {
      if (!timer) plan(deps.timing.firstSave);
    },
    async finish(): Promise<void> {
      if (!timer) return;
      clearTimeout(timer);
      timer = null;
      await save();
    },
  };
}

/** Puts the log-in where the browser looks for it: this disk's own where it is the newest, else the database's. */
async function bringProfile(profile: Profile, kept: KeptLogIn): Promise<void> {
  const about = await kept.about();
  const here = await nameOf(profile, null);
  if (here !== '' && (about === null || about.profile === here)) return;
  await wipeProfile(profile);
  await mkdir(profile.folder, { recursive: true, mode: 0o700 });
  const found = about && (await kept.load());
  if (found) await unpack(found, profile.folder);
  await kept.handTo(await nameOf(profile));
}

async function unpack(archive: Buffer, folder: string): Promise<void> {
  const zip = await unzipper.Open.buffer(archive);
  const bytes = zip.files.reduce((sum, file) => sum + file.uncompressedSize, 0);
  if (bytes > LONGEST_UNPACKED) throw new Error(`the kept log-in unpacks to ${bytes} bytes, more than it may`);
  await zip.extract({ path: folder, concurrency: 4 });
}

/** The profile's own name, given on first use; '' where there is none and `otherwise` is null. */
async function nameOf(profile: Profile, otherwise: string | null = randomUUID()): Promise<string> {
  const path = join(profile.folder, NAME_FILE);
  const found = await readFile(path, 'utf8').catch(() => '');
  if (found !== '' || otherwise === null) return found;
  await writeFile(path, otherwise, { mode: 0o600 });
  return otherwise;
}

/** Forgets a log-in everywhere it is kept. */
export async function forgetLogIn(profile: Profile, kept: KeptLogIn | null): Promise<void> {
  await kept?.remove();
  await wipeProfile(profile);
  await rm(join(profile.root, `${DATABASE_NAME}.zip`), { force: true });
}

/** Whether a log-in is there to be restored, so that being asked for a QR code is news. */
export async function hasLogIn(profile: Profile, kept: KeptLogIn | null): Promise<boolean> {
  if (kept && (await kept.about())) return true;
  return access(join(profile.folder, 'Default', 'IndexedDB')).then(
    () => true,
    () => false,
  );
}
