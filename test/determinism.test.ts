import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';

/**
 * Workflow code must do the same each time it is replayed, on any machine. Here every file of ours that the sandbox loads is read
 * for what would not; what its imports may be is held in boundaries.test.ts.
 */
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Modules are loaded once for all runs of a worker. */
const SHARED = 'what one run leaves to the next';

/** Date.now and new Date() are Temporal's own inside a workflow, and the same in each replay. */
const FORBIDDEN: [RegExp, string][] = [
  [/\bMath\s*\.\s*random\b/, 'chance'],
  [/\b(setTimeout|setInterval|setImmediate|queueMicrotask)\b/, 'a timer of Node'],
  [/\b(process|globalThis|global|window|require|__dirname|__filename|Buffer)\b(?!\s*:)/, 'the process'],
  [/(?<![.\w])(fetch|XMLHttpRequest|WebSocket)\s*\(/, 'the network'],
  [/(?<![.\w])(crypto|performance)\s*\./, 'chance or a clock'],
  [/\b(WeakRef|FinalizationRegistry|SharedArrayBuffer|Atomics)\b/, 'what depends on the garbage collector or threads'],
  [/\bDateTime\s*\.\s*local\s*\(/, "the machine's time zone"],
  [
    /\.(getHours|getMinutes|getDate|getDay|getMonth|getFullYear|getTimezoneOffset|toLocale\w*String)\s*\(\s*\)/,
    "the machine's time zone",
  ],
  [/\bimport\s*\(/, 'code that is loaded later'],
  [/\bconsole\s*\./, 'a log line at every replay'],
  [/^(?:export\s+)?(?:let|var)\b/m, SHARED],
  [
    /^(?:export\s+)?const\s+\w+[^=\n]*=\s*(?:new\s+(?:Map|Set|WeakMap|WeakSet)\b[^(\n]*\(\s*\)|\[\s*\]|\{\s*\})\s*;/m,
    SHARED,
  ],
];
/** What is kept for all runs on purpose: what an expression or a zone comes to whoever asks, and what is kept by run. */
const KEPT = ['src/automation/expressions.ts', 'src/automation/zone.ts', 'worker/workflows/side.ts'];

/** Code without comments, and without what stands in quotes. */
function bare(text: string): string {
  return text.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|\$\{[^}]*\}|[^`\\])*`/g,
    (part) => (part.startsWith('`') ? [...part.matchAll(/\$\{([^}]*)\}/g)].map((one) => one[1]).join(';') : '""'),
  );
}

function findings(text: string): string[] {
  const code = bare(text);
  return FORBIDDEN.filter(([pattern]) => pattern.test(code)).map(([, why]) => why);
}

/** Every file of ours that a workflow loads: the workflows and all they import, types aside. */
function loaded(): string[] {
  const start = readdirSync(join(ROOT, 'worker/workflows')).map((name) => join(ROOT, 'worker/workflows', name));
  const seen = new Set(start);
  for (const file of seen) {
    for (const [, what] of readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)\s+(?!type\s)(?:[\w*\s{},$]+?\sfrom\s+)?'(\.[^']+)';?$/gm,
    )) {
      const path = join(dirname(file), what ?? '');
      if (existsSync(path)) seen.add(path);
    }
  }
  return [...seen].map((file) => relative(ROOT, file).replaceAll('\\', '/'));
}

describe('code that workflows load', () => {
  const files = loaded();

  test('is found', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'worker/workflows/interpreter.ts',
        'src/automation/templates.ts',
        'src/automation/expression-functions.ts',
      ]),
    );
  });

  it.each(files)('%s does the same whenever it is replayed', (file) => {
    const found = findings(readFileSync(join(ROOT, file), 'utf8'));
    expect(found.filter((why) => why !== SHARED || !KEPT.includes(file))).toEqual([]);
  });
});

describe('what would not', () => {
  it.each([
    ['const id = Math.random();', 'chance'],
    ['setTimeout(() => next(), 5);', 'a timer of Node'],
    ['if (process.env.X) skip();', 'the process'],
    ['await fetch(url);', 'the network'],
    ['const id = crypto.randomUUID();', 'chance or a clock'],
    ['const at = performance.now();', 'chance or a clock'],
    [`return \`$\{Math.random()}\`;`, 'chance'],
    ['const hour = new Date(Date.now()).getHours();', "the machine's time zone"],
    ['const other = await import(name);', 'code that is loaded later'],
    ['let count = 0;', SHARED],
    ['export const seen: Map<string, number[]> = new Map();', SHARED],
    ['const left = new Set<string>();', SHARED],
    ['const found: string[] = [];', SHARED],
  ])('is found: %s', (code, why) => {
    expect(findings(code)).toEqual([why]);
  });

  it('is not seen where it is only spoken of', () => {
    expect(
      findings(
        "// Math.random\nconst word = 'fetch(url)'; const at = new Date(Date.now());\nfunction f() {\n  let own = 0;\n}",
      ),
    ).toEqual([]);
  });

  it('is refused by the linter too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nod-lint-'));
    const bad = "import { readFileSync } from 'node:fs';\nexport const now = () => fetch(readFileSync('a', 'utf8'));\n";
    for (const room of ['worker/workflows', 'worker/activities']) {
      mkdirSync(join(folder, room), { recursive: true });
      writeFileSync(join(folder, room, 'code.ts'), bad);
    }
    cpSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
    const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
    const lint = (room: string) =>
      spawnSync(process.execPath, [biome, 'lint', '--colors=off', '--vcs-enabled=false', room], {
        cwd: folder,
        encoding: 'utf8',
      }).stderr;
    const said = lint('worker/workflows');
    const elsewhere = lint('worker/activities');
    rmSync(folder, { recursive: true });
    expect(said).toMatch(/noRestrictedGlobals/);
    expect(said).toMatch(/noNodejsModules/);
    expect(elsewhere).not.toMatch(/noRestrictedGlobals|noNodejsModules/);
  });
});
