import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hash } from '../../../src/ids.ts';
import { workflowBundle } from '../../../worker/bundle.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const SOURCES = ['worker', 'worker/workflows', 'src/automation', 'src/temporal'];

/** The bundle of the sources as they are now; made once for all test files. */
export async function testBundle(): Promise<{ codePath: string }> {
  const texts = SOURCES.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => name + readFileSync(join(root, folder, name), 'utf8')),
  );
  const folder = join(root, 'node_modules/.cache/nod');
  const codePath = join(folder, `workflow-bundle-${hash(texts.join('\n')).slice(0, 16)}.js`);
  if (!existsSync(codePath)) {
    const made = await workflowBundle();
    if (!('code' in made)) throw new Error('expected code');
    mkdirSync(folder, { recursive: true });
    const aside = `${codePath}.${process.pid}`;
    writeFileSync(aside, made.code);
    renameSync(aside, codePath);
  }
  return { codePath };
}
