import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { type Assets, loadAssets } from '../../adapters/web/assets.ts';
import { findBrowser, NO_BROWSER } from '../fakes/whatsapp-web/browser.ts';

/** A headless browser that talks to nobody but the page. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error(NO_BROWSER);
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
