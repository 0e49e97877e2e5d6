import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, watch } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Of the clone: this runs compiled, two folders below it. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const START = join(ROOT, 'src', 'start.mjs');
const WATCHED = ['src', 'adapters', 'worker'];
/** Editors write a file in several steps, and several files at once. */
const SETTLED_MS = 300;

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) dev();

/**
 * `npm run dev`: everything as `npm start`, and gateway and worker start again whenever a source file was written and the build
 * goes through. The services keep running.
 */
function dev(): void {
  const nod = spawn(process.execPath, [START, 'start'], { stdio: 'inherit' });
  const rebuild = oneByOne(async () => {
    if ((await ended(spawn(process.execPath, [START, 'build'], { stdio: 'inherit' }))) !== 0) return;
    for (const pid of roles()) end(pid);
  });
  const folders = WATCHED.map((name) => join(ROOT, name)).filter((folder) => existsSync(folder));
  const watchers = folders.map((folder) => watch(folder, { recursive: true }, settled(rebuild, SETTLED_MS)));
  // A Ctrl-C in the terminal reaches what was started too, which takes its time to finish.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => nod.kill('SIGTERM'));
  nod.once('exit', (code) => {
    for (const one of watchers) one.close();
    process.exit(code ?? 1);
  });
}

/** Calls `work` once it has been quiet for `ms` milliseconds. */
export function settled(work: () => unknown, ms: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };
}

/** Runs `work`, never twice at once; calls meanwhile make it run once more. Resolves when nothing is left to do. */
export function oneByOne(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const go = async () => {
    do {
      again = false;
      await work();
    } while (again);
  };
  return () => {
    if (running) again = true;
    running ??= go().finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** Gateway and worker, whom the launcher starts again when they end. */
function roles(): number[] {
  try {
    const state = readFileSync(join(resolve(process.env.DATA_DIR || '.data'), 'nod.json'), 'utf8');
    return (JSON.parse(state) as { children: number[] }).children;
  } catch {
    return [];
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}

const ended = (child: ChildProcess): Promise<number | null> => new Promise((done) => child.once('exit', done));
