import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSecretKey } from '../../src/secret-key.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nod-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = (NOD_SECRET_KEY?: string) => loadSecretKey({ NOD_SECRET_KEY, DATA_DIR: join(folder, 'data') });

test('a key is made once and found again, readable by its owner alone', () => {
  const first = load();
  expect(first).toHaveLength(32);
  expect(load().equals(first)).toBe(true);
  expect(statSync(join(folder, 'data', 'secret.key')).mode & 0o777).toBe(0o600);
});

test('the one in the environment wins and nothing is written', () => {
  const given = Buffer.alloc(32, 7);
  expect(load(given.toString('base64')).equals(given)).toBe(true);
  expect(() => statSync(join(folder, 'data'))).toThrow();
});

test('a key of another length is refused by name and never replaced', () => {
  expect(() => load('c2hvcnQ=')).toThrow(/NOD_SECRET_KEY must be 32 bytes in base64, and has 5/);
  load();
  const file = join(folder, 'data', 'secret.key');
  writeFileSync(file, '');
  expect(() => load()).toThrow(/secret\.key must be 32 bytes/);
  expect(readFileSync(file, 'utf8')).toBe('');
});
