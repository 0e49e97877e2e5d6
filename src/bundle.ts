import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { bundleOptions } from '../worker/bundle.ts';
import { hash } from './ids.ts';

/**
 * Makes dist/workflow-bundle.js, the code Temporal runs workflows from, and beside it the list of the files it was made
 * of with their hashes, so that it is only made again when one of them changed. Run as `node dist/src/bundle.js`.
 */
const dist = dirname(dirname(fileURLToPath(import.meta.url)));
const { code } = await bundleWorkflowCode({
  ...bundleOptions,
  logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.error, error: console.error },
});
writeFileSync(join(dist, 'workflow-bundle.js'), code);
writeFileSync(join(dist, 'workflow-bundle.json'), JSON.stringify(ownFiles(code)));

/** The files of the project that the bundle's source map names, and the lock file for all others. */
function ownFiles(code: string): Record<string, string> {
  const inline = /sourceMappingURL=data:application\/json;[^,]*base64,([\w+/=]+)\s*$/.exec(code)?.[1];
  if (!inline) throw new Error('the bundle has no source map');
  const { sources } = JSON.parse(Buffer.from(inline, 'base64').toString('utf8')) as { sources: string[] };
  const root = dirname(dist);
  const own = sources
    .map((source) => relative(root, source))
    // What the bundler made up itself is no file.
    .filter((file) => !file.startsWith('..') && !file.includes('node_modules') && existsSync(join(root, file)));
  if (own.length === 0) throw new Error('the bundle names none of our files');
  return Object.fromEntries(
    [...own, 'package-lock.json'].map((file) => [file, hash(readFileSync(join(root, file), 'utf8'))]),
  );
}
