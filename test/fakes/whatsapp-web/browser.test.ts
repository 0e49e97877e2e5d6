import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bringBrowser, browserTestsRun, findBrowser } from './browser.ts';

describe('the browser of the tests', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nod-browser-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function program(name: string, script = ''): string {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }
  const lines: string[] = [];
  const tell = (line: string) => void lines.push(line);

  it('is the one that is named, then one on PATH', () => {
    const onPath = program('chromium-headless-shell');
    const named = program('my-browser');
    expect(findBrowser({ PATH: folder })).toBe(onPath);
    expect(findBrowser({ PATH: folder, PUPPETEER_EXECUTABLE_PATH: named })).toBe(named);
    expect(findBrowser({ PATH: folder, PUPPETEER_EXECUTABLE_PATH: join(folder, 'gone') })).toBe(onPath);
    expect(bringBrowser(tell, { env: { PATH: folder } })).toBe(onPath);
    expect(lines).toEqual([]);
  });

  it('must be there where nothing may be skipped', () => {
    expect(browserTestsRun({ CI: '1', PATH: folder })).toBe(true);
  });

  it('is Debian’s where there is none and it may be installed, and is told of where it cannot be', () => {
    const log = join(folder, 'log');
    const made = join(folder, 'chromium');
    program('apt-get', `echo "$@" >> ${log}; [ "$1" = update ] || { echo > ${made}; /bin/chmod +x ${made}; }`);
    const here = { env: { PATH: folder }, places: [], root: true };
    expect(bringBrowser(tell, { ...here, root: false })).toBeNull();
    expect(lines.splice(0)).toEqual([]);
    expect(bringBrowser(tell, here)).toBe(made);
    expect(readFileSync(log, 'utf8')).toBe('update -qq\ninstall -y -qq --no-install-recommends chromium\n');
    expect(lines.splice(0)).toEqual(['Installing Chromium for the tests in a browser …']);
    rmSync(made);
    program('apt-get', 'exit 100');
    expect(bringBrowser(tell, here)).toBeNull();
    expect(lines[1]).toBe('Chromium could not be installed: apt-get update -qq failed.');
  });
});
