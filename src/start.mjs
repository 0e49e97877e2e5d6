// Gets a clone ready to run and runs one of its commands: `node src/start.mjs [command] [arguments]`.
// Plain JavaScript without dependencies: it runs before anything is installed or built. What it says goes to standard
// error, so that a command's own output can be piped.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, 'dist');
const NODE = [20, 19];

/** What runs for long is bundled. */
const APP = 'app/main.js';
const COMMANDS = {
  start: APP,
  dev: 'src/dev.js',
  gateway: APP,
  worker: APP,
  token: 'src/cli/token.js',
  builds: 'src/cli/builds.js',
  chat: 'src/cli/chat.js',
  'slack:manifest': 'src/cli/slack-manifest.js',
  'fake:slack': 'test/fakes/slack/main.js',
  'fake:whatsapp': 'test/fakes/whatsapp-web/main.js',
  'fake:whatsapp-cloud': 'test/fakes/whatsapp-cloud/main.js',
  eval: 'test/eval/run.js',
  bench: 'test/bench/run.js',
};

/** What dist/ is made of; anything else may change without a build. */
const SOURCES = ['src', 'adapters', 'worker', 'test/eval', 'test/bench', 'test/fakes'];
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'tsconfig.page.json'];

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) await main(process.argv.slice(2));

/** @param {string[]} argv */
async function main([command = 'start', ...args]) {
  checkNode();
  const file = COMMANDS[command];
  if (!file && command !== 'build')
    fail(`There is no command "${command}". There are: ${Object.keys(COMMANDS).join(', ')}, build.`);
  prepare();
  if (!file) return;
  // The product itself reads them only when it writes a stack.
  if (file !== APP) process.setSourceMapsEnabled(true);
  const script = join(DIST, file);
  const role = command === 'start' ? 'all' : command;
  process.argv = [process.argv[0], script, ...(file === APP ? [role] : []), ...args];
  await import(pathToFileURL(script).href);
}

/** Stops with one sentence on a Node that is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < NODE[0] || (major === NODE[0] && minor < NODE[1])) {
    fail(
      `Nod needs Node ${NODE.join('.')} or newer, and this is ${process.versions.node}: install it from https://nodejs.org`,
    );
  }
}

/** Installs and builds what is out of date. Two of these in one clone take turns. */
export function prepare() {
  const lock = join(DIST, '.setup');
  mkdirSync(DIST, { recursive: true });
  takeLock(lock);
  process.once('exit', () => rmSync(lock, { recursive: true, force: true }));
  try {
    if (!isInstalled()) install();
    const stamp = sourceStamp();
    if (read(join(DIST, '.stamp')) !== stamp) build(stamp);
    bundleWorkflows();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** True when every package of the lock file is installed in its version. */
function isInstalled() {
  const wanted = packages(join(ROOT, 'package-lock.json'));
  const installed = packages(join(ROOT, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' || entry.optional || entry.devOptional || entry.link || installed[path]?.version === entry.version,
  );
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

function install() {
  say('Installing what Nod is made of (a minute or two) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // What is there is brought up to date in place: a failure half way must not leave a clone that ran with nothing.
  const how = existsSync(join(ROOT, 'node_modules')) ? ['install', '--no-save'] : ['ci'];
  run(
    npm,
    [...how, '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'],
    'The packages could not be installed; see above, then run this again.',
  );
}

function build(stamp) {
  say('Building …');
  // A build that fails half way is none.
  rmSync(join(DIST, '.stamp'), { force: true });
  for (const name of ['src', 'adapters', 'worker', 'test']) rmSync(join(DIST, name), { recursive: true, force: true });
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const broken = 'The build failed; see above.';
  run(process.execPath, [tsc, '-p', 'tsconfig.build.json'], broken);
  if (existsSync(join(ROOT, 'tsconfig.page.json')))
    run(process.execPath, [tsc, '-p', 'tsconfig.page.json', '--noCheck'], broken);
  run(process.execPath, [join(DIST, 'src', 'bundle-app.js')], broken);
  writeFileSync(join(DIST, '.stamp'), stamp);
}

/** The bundle Temporal runs workflows from; a process of its own, because it takes much memory for a moment. */
function bundleWorkflows() {
  if (!existsSync(join(DIST, 'worker', 'workflows', 'index.js'))) return;
  const script = join(DIST, 'src', 'bundle.js');
  if (isBundled()) return;
  say('Bundling the workflows …');
  run(process.execPath, [script], 'The workflows could not be bundled; see above.');
}

/** The bundle remembers the files it was made of, with their hashes. */
function isBundled() {
  try {
    const made = Object.entries(JSON.parse(readFileSync(join(DIST, 'workflow-bundle.json'), 'utf8')));
    return (
      existsSync(join(DIST, 'workflow-bundle.js')) && made.every(([file, hash]) => hashOf(join(ROOT, file)) === hash)
    );
  } catch {
    return false;
  }
}

function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Changes whenever a source file is added, removed or written. */
function sourceStamp() {
  const hash = createHash('sha256');
  for (const file of SETTINGS) hash.update(`${file} ${read(join(ROOT, file)) ?? ''}\n`);
  for (const folder of SOURCES) addFolder(hash, join(ROOT, folder));
  return hash.digest('hex');
}

function addFolder(hash, folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) addFolder(hash, path);
    else {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${relative(ROOT, path)} ${size} ${mtimeMs}\n`);
    }
  }
}

function takeLock(path) {
  let told = false;
  for (;;) {
    try {
      mkdirSync(path);
      writeFileSync(join(path, 'pid'), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isHeld(path)) {
      rmSync(path, { recursive: true, force: true });
      continue;
    }
    if (!told) say('Waiting for another start of this clone that is still building …');
    told = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function isHeld(lock) {
  const pid = Number(read(join(lock, 'pid')));
  try {
    if (pid > 0) return process.kill(pid, 0);
    return Date.now() - statSync(lock).mtimeMs < 5_000;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function run(command, args, whenItFails) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (error) fail(`${whenItFails} (${error.message})`);
  if (status !== 0) fail(whenItFails);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
