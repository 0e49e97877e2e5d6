import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The light one first: it needs half the memory. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
const PLACES = ['/usr/bin', '/usr/local/bin', '/usr/lib/chromium', '/snap/bin', '/opt/google/chrome'];

/** Why tests that need a browser are skipped where there is none. */
export const NO_BROWSER = 'no Chromium on this machine: install one, or name it in PUPPETEER_EXECUTABLE_PATH';

/** The browser of this machine: named in the environment, on PATH or in a known place; null when there is none. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env, places = PLACES): string | null {
  const named = [env.PUPPETEER_EXECUTABLE_PATH, env.CHROMIUM].filter((path) => path !== undefined && path !== '');
  const folders = [...(env.PATH ?? '').split(delimiter), ...places];
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...(named as string[]), ...found].find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The commands that install Debian's Chromium. */
const INSTALL = [
  ['apt-get', 'update', '-qq'],
  ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium'],
] as const;
/**
 * The browser of this machine; where there is none, Debian's is installed if that may be done here. Says what it does; null
 * where there is none all the same.
 */
export function bringBrowser(
  tell: (line: string) => void,
  { env = process.env, places = PLACES, root = process.getuid?.() === 0 } = {},
): string | null {
  const found = findBrowser(env, places);
  const hasPackages = (env.PATH ?? '').split(delimiter).some((folder) => isProgram(join(folder, 'apt-get')));
  if (found !== null || !root || !hasPackages) return found;
  tell('Installing Chromium for the tests in a browser …');
  for (const [command, ...args] of INSTALL) {
    const { status } = spawnSync(command, args, {
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) tell(`Chromium could not be installed: ${[command, ...args].join(' ')} failed.`);
    if (status !== 0) return null;
  }
  return findBrowser(env, places);
}

let told = false;

/**
 * Whether tests in a browser run; says why when they do not. Where everything must run there is no skipping: they fail
 * without a browser.
 */
export function browserTestsRun(env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.CI || findBrowser(env) !== null) return true;
  if (!told) process.stderr.write(`Skipped: ${NO_BROWSER}\n`);
  told = true;
  return false;
}

/** What a browser in a test gets, none with a comma in it: headless, quiet, and nobody else to talk to. */
export const BROWSER_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
