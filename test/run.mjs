// `npm test`: gets the clone ready, runs the tests on services of their own, and says the outcome in its last line.
// Arguments go to vitest, as `npm test -- test/queue`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkNode, prepare } from '../src/start.mjs';
import { scratch } from './scratch.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

checkNode();
prepare();
const argv = process.argv.slice(2);
const { bringBrowser, NO_BROWSER } = await import(
  pathToFileURL(join(ROOT, 'dist', 'test', 'fakes', 'whatsapp-web', 'browser.js')).href
);
// A few files that were named need no browser brought for them.
const whole = argv.length === 0 || Boolean(process.env.CI);
const browser = whole ? bringBrowser((line) => process.stderr.write(`${line}\n`)) : null;
const folder = mkdtempSync(join(tmpdir(), 'nod-report-'));
const report = join(folder, 'report.json');
const memory = scratch();
const vitest = spawn(
  process.execPath,
  [
    join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ...argv,
  ],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...(memory && { TMPDIR: memory.folder }) } },
);
// A Ctrl-C reaches vitest too, which stops the services it started; this waits for it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => vitest.kill('SIGTERM'));
vitest.on('exit', (code) => {
  const outcome = read(report, code);
  rmSync(folder, { recursive: true, force: true });
  memory?.remove();
  process.stdout.write(`${[...outcome.skipped, outcome.line].join('\n')}\n`, () =>
    process.exit(outcome.failed === 0 ? 0 : 1),
  );
});

/** A file that could not even be loaded, or an error outside any test, counts as one failure each. */
function read(file, code) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success, testResults } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    const unloaded = testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0).length;
    const skipped = numPendingTests + numTodoTests;
    const failed = numFailedTests + unloaded || (success && code === 0 ? 0 : 1);
    return {
      failed,
      skipped: whole
        ? [...(browser ? [] : [`No tests in a browser: ${NO_BROWSER}`]), ...testResults.flatMap(skippedIn)]
        : [],
      line: `${numPassedTests} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`,
    };
  } catch {
    return { failed: 1, skipped: [], line: '0 passed, 1 failed' };
  }
}

/** What was skipped in a file, why standing in its title: the file's name alone where that is all of many. */
function skippedIn({ name, assertionResults }) {
  const file = relative(ROOT, name);
  const skipped = assertionResults.filter(({ status }) => ['pending', 'skipped', 'todo'].includes(status));
  if (skipped.length > 3 && skipped.length === assertionResults.length)
    return [`Skipped: ${file}, all ${skipped.length}`];
  return skipped.map(({ fullName }) => `Skipped: ${file}: ${fullName}`);
}
