import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findTool, MissingTool } from '../../src/services/find.ts';
import { silentProgress } from '../../src/services/progress.ts';
import type { Tool } from '../../src/services/tools.ts';

/** A maker on loopback that hands out one archive, and a program that is a script printing its version. */
let folder: string;
let maker: Server;
let asked: number;
let status: number;
const path = process.env.PATH ?? '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nod-find-'));
  mkdirSync(join(folder, 'path'));
  process.env.PATH = `${join(folder, 'path')}${delimiter}/usr/bin${delimiter}/bin`;
  mkdirSync(join(folder, 'made'));
  program(join(folder, 'made', 'tool'), '2.5');
  execFileSync('tar', ['-czf', join(folder, 'made.tgz'), '-C', folder, 'made/tool']);
  asked = 0;
  status = 200;
  maker = createServer((_request, answer) => {
    asked++;
    answer.writeHead(status).end(status === 200 ? readFileSync(join(folder, 'made.tgz')) : '');
  });
  await new Promise<void>((listening) => maker.listen(0, '127.0.0.1', listening));
});

afterEach(async () => {
  process.env.PATH = path;
  await new Promise((closed) => maker.close(closed));
  rmSync(folder, { recursive: true, force: true });
});

function program(file: string, version: string): void {
  writeFileSync(file, `#!/bin/sh\necho "tool v${version}"\n`);
  chmodSync(file, 0o755);
}

function tool(): Tool {
  const { port } = maker.address() as AddressInfo;
  return {
    name: 'mongod',
    title: 'The tool',
    variable: 'TOOL_URL',
    onPath: ['nod-test-tool'],
    version: { pattern: /tool v(\d+)\.(\d+)/, least: [2, 4] },
    vendor: () => ({ url: `http://127.0.0.1:${port}/made.tgz`, entry: 'made/tool' }),
    // For another machine than any: the test reaches for no registry.
    fallback: { by: 'pip', requirement: 'none', entry: 'none', platform: 'none', arch: 'none' },
  };
}

const cache = () => join(folder, 'cache');
const find = () => findTool(tool(), silentProgress, cache());

describe('a service is taken from', () => {
  test('PATH, when it is new enough there', async () => {
    program(join(folder, 'path', 'nod-test-tool'), '2.4');
    expect(await find()).toBe(join(folder, 'path', 'nod-test-tool'));
    expect(asked).toBe(0);
  });

  test('the cache, when the one on PATH is too old', async () => {
    program(join(folder, 'path', 'nod-test-tool'), '1.9');
    mkdirSync(cache());
    program(join(cache(), 'mongod'), '3.0');
    expect(await find()).toBe(join(cache(), 'mongod'));
    expect(asked).toBe(0);
  });

  test('its maker, once: the next look finds it in the cache and nothing else is left there', async () => {
    expect(await find()).toBe(join(cache(), 'mongod'));
    expect(await find()).toBe(join(cache(), 'mongod'));
    expect(asked).toBe(1);
    expect(readdirSync(cache())).toEqual(['mongod']);
  });

  test('its maker again, when what is in the cache does not run', async () => {
    mkdirSync(cache());
    writeFileSync(join(cache(), 'mongod'), 'half of a program');
    chmodSync(join(cache(), 'mongod'), 0o755);
    const found = await find();
    expect(execFileSync(found, ['--version'], { encoding: 'utf8' })).toBe('tool v2.5\n');
  });
});

test('clones that start at once fetch it once', async () => {
  const found = await Promise.all([find(), find(), find()]);
  expect(new Set(found)).toEqual(new Set([join(cache(), 'mongod')]));
  expect(asked).toBe(1);
});

test('the lock of a process that died is no obstacle', async () => {
  const gone = execFileSync('/bin/sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim();
  mkdirSync(join(cache(), 'mongod.lock'), { recursive: true });
  writeFileSync(join(cache(), 'mongod.lock', 'pid'), gone);
  expect(await find()).toBe(join(cache(), 'mongod'));
});

test('when nothing works, one line says what was tried and what to do', async () => {
  status = 503;
  const error = await find().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MissingTool);
  const { message } = error as MissingTool;
  expect(message).not.toContain('\n');
  for (const part of [
    'The tool could be neither found nor fetched',
    'TOOL_URL (not set)',
    'nod-test-tool on PATH (not there)',
    `${join(cache(), 'mongod')} (not there)`,
    'download from 127.0.0.1',
    'HTTP 503',
    'set TOOL_URL',
  ]) {
    expect(message).toContain(part);
  }
  expect(readdirSync(cache())).toEqual([]);
});
