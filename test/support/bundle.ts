import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hash } from '../../src/ids.ts';
import { workflowBundle } from '../../worker/bundle.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, 'node_modules/.cache/nod');
/** Whatever a workflow may import, and the packages it is made with. */
const SOURCES = ['worker', 'src'];
const LOCK = 'package-lock.json';
const OLD_MS = 86_400_000;

/** The bundle of the sources as they are now: bundling takes seconds, so it is made once for all test files. */
export async function testBundle(): Promise<{ codePath: string }> {
  const codePath = join(FOLDER, `workflow-bundle-${stamp()}.js`);
  if (!existsSync(codePath)) {
    const made = await workflowBundle();
    if (!('code' in made)) throw new Error('expected code');
    mkdirSync(FOLDER, { recursive: true });
    removeOld();
    const aside = `${codePath}.${process.pid}`;
    writeFileSync(aside, made.code);
    renameSync(aside, codePath);
  }
  return { codePath };
}

function stamp(): string {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );
  const texts = [...files.sort(), LOCK].map((name) => `${name}\n${readFileSync(join(ROOT, name), 'utf8')}`);
  return hash(texts.join('\n')).slice(0, 16);
}

function removeOld(): void {
  for (const name of readdirSync(FOLDER)) {
    const path = join(FOLDER, name);
    if (Date.now() - statSync(path).mtimeMs > OLD_MS) rmSync(path, { force: true });
  }
}
