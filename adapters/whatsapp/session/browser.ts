import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { words } from './words.ts';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'chromium-headless-shell',
  'microsoft-edge-stable',
  'microsoft-edge',
];

const PLACES = [
  '/usr/bin/chromium',
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** No browser is there; the message says what to do about it. */
export class NoBrowser extends Error {
  override readonly name = 'NoBrowser';
}

/** The browser to run: the one named, else one on PATH, in the usual places, or downloaded by puppeteer. Throws NoBrowser. */
export async function findBrowser(named: string | undefined, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  if (named) {
    if (await canRun(named)) return named;
    throw new NoBrowser(words.noSuchBrowser(named));
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const names = process.platform === 'win32' ? NAMES.map((name) => `${name}.exe`) : NAMES;
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const path of [...onPath, ...PLACES]) if (await canRun(path)) return path;
  for (const path of await downloaded(env)) if (await canRun(path)) return path;
  throw new NoBrowser(words.noBrowser);
}

async function canRun(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** What `npx puppeteer browsers install chrome` left, the newest first. */
async function downloaded(env: NodeJS.ProcessEnv): Promise<string[]> {
  const root = join(env.PUPPETEER_CACHE_DIR ?? join(homedir(), '.cache', 'puppeteer'), 'chrome');
  const versions = await readdir(root).catch(() => []);
  return versions
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .flatMap((version) => [
      join(root, version, 'chrome-linux64', 'chrome'),
      join(root, version, 'chrome-win64', 'chrome.exe'),
    ]);
}

/** Arguments for a browser that shows one page and does nothing on its own; the operator's come last and win. */
export function browserArgs(given: readonly string[]): string[] {
  // As root, as in most containers, Chromium refuses to start with its sandbox; it only ever opens WhatsApp's own page.
  const root = process.platform === 'linux' && process.getuid?.() === 0;
  return [
    ...(root ? ['--no-sandbox'] : []),
    '--disable-dev-shm-usage',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--no-default-browser-check',
    '--disk-cache-size=67108864',
    ...given,
  ];
}
