// `npm test`: gets the clone ready, runs the tests on services of their own, and says the outcome in its last line.
// Arguments go to vitest, as `npm test -- test/queue`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkNode, prepare } from '../src/start.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

checkNode();
prepare();
const folder = mkdtempSync(join(tmpdir(), 'nod-report-'));
const report = join(folder, 'report.json');
const vitest = spawn(
  process.execPath,
  [
    join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ...process.argv.slice(2),
  ],
  { cwd: ROOT, stdio: 'inherit' },
);
// A Ctrl-C reaches vitest too, which stops the services it started; this waits for it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => vitest.kill('SIGTERM'));
vitest.on('exit', (code) => {
  const outcome = read(report, code);
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`${outcome.line}\n`, () => process.exit(outcome.failed === 0 ? 0 : 1));
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
    return { failed, line: `${numPassedTests} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}` };
  } catch {
    return { failed: 1, line: '0 passed, 1 failed' };
  }
}
