import { renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { NOT_BUNDLED } from '../adapters/index.ts';

/**
 * Makes dist/app, what `npm start` runs: gateway, worker and launcher with their libraries. Node looks up and reads thousands of
 * small files otherwise, at each start. Run as `node dist/src/bundle-app.js`.
 */
const dist = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dist);
/** What runs now goes on reading from there until the new one is whole. */
const app = join(dist, 'app');
const made = join(dist, 'app-new');
/** What they hold of native code, or of files beside them, is found from where they are installed. */
const APART = [/^@temporalio\//, /^@resvg\//, 'pino', 'msgpackr', ...NOT_BUNDLED];
const MODULES = '/node_modules/';

rmSync(made, { recursive: true, force: true });
const bundle = await rolldown({
  cwd: root,
  input: {
    main: join(root, 'src', 'main.ts'),
    'replica-set-main': join(root, 'src', 'services', 'replica-set-main.ts'),
    'planner/thread/main': join(root, 'src', 'planner', 'thread', 'main.ts'),
  },
  platform: 'node',
  external: APART,
  // Names that a chunk lends to others need no file of its own.
  preserveEntrySignatures: 'allow-extension',
  // Libraries try for others that nobody has to have.
  logLevel: 'silent',
});
const { output } = await bundle.write({
  dir: made,
  entryFileNames: '[name].js',
  // What runs when it is made anew finds no file of that name any more, rather than one of another kind.
  chunkFileNames: '[name]-[hash].js',
  // Names stay, for stacks; spaces and comments only take memory.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  comments: false,
  sourcemap: true,
  sourcemapExcludeSources: true,
  // A library in a file of its own is loaded where it is needed, and not with the first that needs a part of it.
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [{ debugName: 'a library', name: libraryOf, test: /node_modules/ }],
  },
});
await bundle.close();
// Stacks name the lines of our own code; the maps of libraries would be many megabytes more.
for (const one of output) {
  if (one.type !== 'chunk' || one.moduleIds.some((id) => libraryOf(id) === null)) continue;
  rmSync(join(made, `${one.fileName}.map`), { force: true });
}
rmSync(app, { recursive: true, force: true });
renameSync(made, app);

/** "slack-bolt" of a file in node_modules/@slack/bolt; null of our own. */
function libraryOf(id: string): string | null {
  const path = id.replaceAll('\\', '/');
  const at = path.lastIndexOf(MODULES);
  if (at < 0) return null;
  const [first = '', second = ''] = path.slice(at + MODULES.length).split('/');
  return first.startsWith('@') ? `${first.slice(1)}-${second}` : first;
}
