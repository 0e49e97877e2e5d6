import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { type Assets, loadAssets } from '../../adapters/web/assets.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The Chromium of this machine: named in the environment, or the first on PATH; null when there is none. */
export function findChromium(): string | null {
  const named = [process.env.PUPPETEER_EXECUTABLE_PATH, process.env.CHROMIUM];
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...named, ...onPath].find((path): path is string => path !== undefined && isProgram(path)) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A headless browser that talks to nobody but the page. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('No Chromium found: install one, or name it in CHROMIUM.');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Compiles the page into a folder of its own, so that no other test's build is in the way. */
export function buildPage(): { assets: Assets; folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'nod-page-'));
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const built = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.page.json', '--outDir', folder], {
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`The page does not compile:\n${built.stdout}${built.stderr}`);
  return { assets: loadAssets(folder), folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
