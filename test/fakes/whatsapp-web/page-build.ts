import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = join('test', 'fakes', 'whatsapp-web');

export interface BuiltPage {
  html: string;
  style: string;
  /** By path, as `/page/main.js`. */
  scripts: Map<string, string>;
}

/** Compiles the page's scripts, unless these very sources were compiled before. */
export function buildPage(): BuiltPage {
  const root = projectRoot();
  const source = join(root, HERE);
  const built = join(root, 'node_modules', '.cache', 'fake-whatsapp', fingerprint(source));
  if (!existsSync(built)) compile(source, built);
  const scripts = new Map(
    readdirSync(built, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.js'))
      .map((path) => [`/${path}`, readFileSync(join(built, path), 'utf8')]),
  );
  const read = (name: string) => readFileSync(join(source, 'page', name), 'utf8');
  return { html: read('index.html'), style: read('style.css'), scripts };
}

/** The checkout: this file may run from its sources or from what was built of them. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, HERE, 'page', 'tsconfig.json'))) {
    if (dirname(folder) === folder) throw new Error('The sources of the WhatsApp page are not here.');
    folder = dirname(folder);
  }
  return folder;
}

function fingerprint(source: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(join(source, 'page'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|json)$/.test(path))
    .sort();
  for (const path of ['../wire.ts', ...files]) hash.update(path).update(readFileSync(join(source, 'page', path)));
  return hash.digest('hex').slice(0, 20);
}

/** Into a folder of its own first: several tests may compile at once. */
function compile(source: string, built: string): void {
  mkdirSync(dirname(built), { recursive: true });
  const folder = mkdtempSync(`${built}-`);
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const run = spawnSync(process.execPath, [tsc, '-p', join(source, 'page'), '--outDir', folder], { encoding: 'utf8' });
  if (run.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`The WhatsApp page does not compile:\n${run.stdout}${run.stderr}`);
  }
  try {
    renameSync(folder, built);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (!existsSync(built)) throw error;
  }
}
