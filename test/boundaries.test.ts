import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { describe, expect, test } from 'vitest';
import { PLATFORMS, platformSettings } from '../adapters/index.ts';
import { configSchema } from '../src/config.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const ROOMS = ['src', 'adapters', 'worker'];
const MOST_LINES = 250;

interface Import {
  from: string;
  /** A path of the project, or a package's name with what follows it. */
  to: string;
  typeOnly: boolean;
}

const files = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(room, file).replaceAll('\\', '/')),
);
const texts = new Map(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
const imports = files.flatMap(importsOf);

function importsOf(file: string): Import[] {
  const text = texts.get(file) ?? '';
  const fixed = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[\w*\s{},$]+?\sfrom\s+)?'([^']+)';?$/gm);
  const dynamic = text.matchAll(/\bimport\('([^']+)'\)/g);
  return [
    ...[...fixed].map((match) => ({ from: file, to: target(file, match[2] ?? ''), typeOnly: Boolean(match[1]) })),
    ...[...dynamic].map((match) => ({ from: file, to: target(file, match[1] ?? ''), typeOnly: false })),
  ];
}

function target(file: string, specifier: string): string {
  return specifier.startsWith('.')
    ? relative(ROOT, join(ROOT, dirname(file), specifier)).replaceAll('\\', '/')
    : specifier;
}

/** Imports of the files in `room` that are neither of these; each as `file → what`. */
function strays(room: RegExp, allowed: RegExp, which: (one: Import) => boolean = () => true): string[] {
  return imports
    .filter((one) => room.test(one.from) && which(one) && !allowed.test(one.to))
    .map((one) => `${one.from} → ${one.to}`);
}

const isOwn = (one: Import) => /^(src|adapters|worker|test)\//.test(one.to);
const isValue = (one: Import) => !one.typeOnly;

describe('imports go one way', () => {
  test('the look-up of imports finds what it should', () => {
    expect(imports).toContainEqual({ from: 'src/queue/bull.ts', to: 'bullmq', typeOnly: false });
    expect(imports).toContainEqual({ from: 'src/queue/bull.ts', to: 'src/log.ts', typeOnly: true });
    expect(imports).toContainEqual({ from: 'src/launch/role.ts', to: 'worker/main.ts', typeOnly: false });
  });

  test('the engine knows no platform', () => {
    const platforms = /^(@slack\/|whatsapp-web\.js|koa|@koa\/|adapters\/)/;
    expect(imports.filter((one) => one.from.startsWith('src/chat/') && platforms.test(one.to))).toEqual([]);
  });

  test('an adapter knows the engine, config, log and small things all share; the embedded one its rows too', () => {
    const shared =
      'src/(chat/|config(-values)?\\.ts|platforms\\.ts|log\\.ts|clock\\.ts|ids\\.ts|errors\\.ts|limits\\.ts)';
    for (const platform of ['slack', 'whatsapp', 'whatsapp-cloud', 'terminal']) {
      expect(
        strays(new RegExp(`^adapters/${platform}/`), new RegExp(`^(${shared}|adapters/(${platform}|shared)/)`), isOwn),
      ).toEqual([]);
    }
    expect(
      strays(/^adapters\/web\//, new RegExp(`^(${shared}|adapters/web/|src/(store|http|queue/wake)\\b)`), isOwn),
    ).toEqual([]);
  });

  test('nobody but what wires things together knows the adapters, the worker or the tests', () => {
    const wiring = /^(src\/(main|config|gateway(-[a-z]+)?|launch\/role|bundle(-app)?)\.ts|src\/cli\/|worker\/main\.ts)/;
    const knowing = imports.filter((one) => !wiring.test(one.from));
    expect(knowing.filter((one) => /^test\//.test(one.to))).toEqual([]);
    expect(knowing.filter((one) => /^adapters\//.test(one.to) && !/^adapters\//.test(one.from))).toEqual([]);
    expect(knowing.filter((one) => /^worker\//.test(one.to) && !/^worker\//.test(one.from))).toEqual([]);
  });

  test('workflow code reaches only pure code, however far one follows it', () => {
    const packages = /^(@temporalio\/(workflow|common)|@marcbachmann\/cel-js|re2js|luxon|libphonenumber-js)(\/|$)/;
    const seen = new Set(files.filter((file) => file.startsWith('worker/workflows/')));
    const impure: string[] = [];
    for (const file of seen) {
      for (const one of imports.filter((each) => each.from === file && isValue(each))) {
        if (texts.has(one.to)) seen.add(one.to);
        else if (!packages.test(one.to)) impure.push(`${file} → ${one.to}`);
      }
    }
    expect(impure).toEqual([]);
    expect(
      [...seen].filter((file) => !/^(worker\/workflows|src\/automation|src\/temporal)\/|^src\/[a-z-]+\.ts$/.test(file)),
    ).toEqual([]);
  });

  test('only the store knows mongoose', () => {
    const knowing = imports.filter((one) => /^(mongoose|mongodb)(\/|$)/.test(one.to) && isValue(one));
    // The one that makes a fresh mongod a replica set has no store yet.
    expect(knowing.filter((one) => !/^src\/(store\/|services\/replica-set\.ts)/.test(one.from))).toEqual([]);
  });

  test('only the queue knows BullMQ, only workers and the bundle the worker SDK', () => {
    expect(strays(/^(?!src\/queue\/)/, /^(?!bullmq)/)).toEqual([]);
    expect(strays(/^(?!worker\/|src\/bundle\.ts)/, /^(?!@temporalio\/worker)/, isValue)).toEqual([]);
  });
});

describe('a platform is named in its folder and in adapters/index.ts', () => {
  /** Where its name is another thing, or cannot be elsewhere. */
  const REASONS: [RegExp, string][] = [
    [/^src\/connectors\//, 'services that workflows send with, whether or not Nod is talked to there'],
    [/^src\/planner\//, 'words people use for those services'],
    [/^src\/automation\/templates\//, 'workflows that use those services'],
    [/^src\/cli\//, 'commands that belong to one platform, as npm run slack:manifest'],
  ];
  /** An everyday word besides. */
  const EVERYDAY = new Set(['terminal']);
  const bare = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

  test('nothing else in src names one: a further adapter changes nothing there', () => {
    const names = PLATFORMS.filter(({ id }) => !EVERYDAY.has(id)).flatMap(({ id, name, called }) => [
      id,
      name,
      ...called,
    ]);
    const words = [...new Set(names.flatMap((name) => name.toLowerCase().replace(/^the /, '').split(/[\s-]/)))];
    // Short forms people write are words of other things too.
    const naming = new RegExp(`(?:^|[^a-z])(${words.filter((word) => word.length > 4).join('|')})`, 'i');
    const found = [...texts].filter(
      ([file, text]) =>
        file.startsWith('src/') && naming.test(bare(text)) && !REASONS.some(([where]) => where.test(file)),
    );
    expect(found.map(([file, text]) => `${file}: ${naming.exec(bare(text))?.[0]}`)).toEqual([]);
    expect(words).toContain('slack');
  });

  test('each declares how it is spoken of, what turns it on, and what it reads; no two are the same', () => {
    for (const { id, name, called } of PLATFORMS) {
      expect(
        files.some((file) => file === `adapters/${id}/platform.ts`),
        id,
      ).toBe(true);
      expect(name && called.length, id).toBeTruthy();
      expect(
        called.every((word) => word === word.toLowerCase()),
        id,
      ).toBe(true);
    }
    expect(new Set(PLATFORMS.map(({ id }) => id)).size).toBe(PLATFORMS.length);
    for (const variable of Object.keys(platformSettings)) expect(configSchema.shape).toHaveProperty(variable);
  });
});

describe('the project keeps its own rules', () => {
  test('no file outgrows what one can read at once', () => {
    const long = [...texts].map(([file, text]) => [file, text.split('\n').length - 1] as const);
    expect(long.filter(([, lines]) => lines > MOST_LINES)).toEqual([]);
  });

  test('.env.example names every variable that is read, and no other', () => {
    const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
    const named = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]);
    expect(named.toSorted()).toEqual(Object.keys(configSchema.shape).toSorted());
  });

  test('the lock file names no registry', () => {
    expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });

  test('one protobufjs serves all of Temporal, so that histories can be read from JSON', () => {
    expect(() => historyFromJSON({ events: [] })).not.toThrow();
  });
});
