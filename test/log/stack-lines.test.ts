import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const DIST = join(import.meta.dirname, '..', '..', 'dist', 'src');

/** What the built code says of an error, in a process of its own. */
function stackOf(code: string): string {
  const script = `
    const { showSourceLines } = await import('${pathToFileURL(join(DIST, 'stack-lines.js'))}');
    const { readConfig } = await import('${pathToFileURL(join(DIST, 'config.js'))}');
    showSourceLines();
    ${code}`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
}

test('A stack of the built code names files and lines of the source', () => {
  const stack = stackOf(`try { readConfig({ PORT: 'high' }) } catch (error) { console.log(error.stack) }`);
  expect(stack).toMatch(/^Error: .*PORT/s);
  expect(stack).toMatch(/at readConfig \(\S+\/src\/config\.ts:\d+:\d+\)/);
  expect(stack).not.toContain('config.js');
});

test('Libraries, Node itself and errors of strange kinds keep theirs', () => {
  expect(stackOf(`console.log(new TypeError('no').stack)`)).toMatch(/^TypeError: no\n {4}at /);
  expect(stackOf(`try { new URL('x') } catch (error) { console.log(error.stack) }`)).toMatch(/at new URL \(node:/);
  const strange = `const one = new Error('x'); Object.defineProperty(one, 'message', { get() { throw one } }); console.log(one.stack)`;
  expect(stackOf(strange)).toMatch(/^Error\n {4}at /);
});

test('What is bundled leads back to our sources; libraries have no maps to read', () => {
  const app = join(DIST, '..', 'app');
  const [file = ''] = readdirSync(app).filter((one) => /^gateway-[^.]+\.js$/.test(one));
  const code = readFileSync(join(app, file), 'utf8');
  const before = code.slice(0, code.indexOf('function startGateway')).split('\n');
  const map = new SourceMap(JSON.parse(readFileSync(join(app, `${file}.map`), 'utf8')));
  const entry = map.findEntry(before.length - 1, (before.at(-1) ?? '').length + 1);
  expect('originalSource' in entry && entry.originalSource).toMatch(/^\.\.\/\.\.\/src\/gateway\.ts$/);
  const maps = readdirSync(app).filter((file) => file.endsWith('.map'));
  expect(maps.length).toBeGreaterThan(10);
  expect(maps.filter((one) => /^mongoose-/.test(one))).toEqual([]);
});
