import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Asset {
  body: Buffer;
  type: string;
}

export interface Assets {
  /** Of everything together: part of every address, so that each may be kept for good. */
  version: string;
  /** By the path below `/app/assets/<version>/`; nothing else can be had. */
  files: ReadonlyMap<string, Asset>;
}

const JS = 'text/javascript; charset=utf-8';
const VENDOR = {
  'vendor/preact.mjs': 'preact/dist/preact.mjs',
  'vendor/hooks.mjs': 'preact/hooks/dist/hooks.mjs',
  'vendor/jsx-runtime.mjs': 'preact/jsx-runtime/dist/jsxRuntime.mjs',
} as const;

/** Where bare imports of the page's modules lead, as an import map's `imports` below the assets' address. */
export const IMPORTS = {
  preact: 'vendor/preact.mjs',
  'preact/hooks': 'vendor/hooks.mjs',
  'preact/jsx-runtime': 'vendor/jsx-runtime.mjs',
} as const;

/**
 * Reads everything the page is made of into memory, once: compiled modules, styles, drawings and the three preact
 * modules. `built` is where the compiler put the page (`dist`). Throws with the remedy when the page is not built.
 */
export function loadAssets(built: string = join(projectRoot(), 'dist')): Assets {
  const root = projectRoot();
  const page = join(built, 'adapters/web/page');
  if (!existsSync(join(page, 'main.js'))) {
    throw new Error('The page is not built yet. Run: npx tsc -p tsconfig.page.json');
  }
  const files = new Map<string, Asset>();
  const put = (name: string, body: Buffer, type: string) => files.set(name, { body, type });
  for (const file of list(page, '.js')) put(`page/${file}`, module(join(page, file)), JS);
  put('wire.js', module(join(built, 'adapters/web/wire.js')), JS);
  for (const [name, path] of Object.entries(VENDOR)) put(name, module(join(root, 'node_modules', path)), JS);
  const source = join(root, 'adapters/web/page');
  const styles = list(join(source, 'styles'), '.css').map((file) => readFileSync(join(source, 'styles', file)));
  put('page.css', Buffer.concat(styles), 'text/css; charset=utf-8');
  put('logo.svg', readFileSync(join(source, 'logo.svg')), 'image/svg+xml');
  return { version: versionOf(files), files };
}

function list(folder: string, end: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(end))
    .sort();
}

/** A module without its pointer to a source map: the maps are not served. */
function module(path: string): Buffer {
  return Buffer.from(readFileSync(path, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, ''));
}

function versionOf(files: ReadonlyMap<string, Asset>): string {
  const digest = createHash('sha256');
  for (const [name, asset] of [...files].sort(([a], [b]) => a.localeCompare(b))) digest.update(name).update(asset.body);
  return digest.digest('hex').slice(0, 16);
}

/** The folder of package.json: this file runs from the sources and from `dist`. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const up = dirname(folder);
    if (up === folder) throw new Error('The folder of package.json was not found.');
    folder = up;
  }
  return folder;
}
