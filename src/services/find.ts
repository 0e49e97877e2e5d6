import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import envPaths from 'env-paths';
import { fetchTool } from './fetch.ts';
import { withLock } from './lock.ts';
import type { Progress } from './progress.ts';
import type { Tool } from './tools.ts';

const run = promisify(execFile);
const VERSION_MS = 30_000;

/** A service that could neither be found nor fetched; the message is the one line a person needs. */
export class MissingTool extends Error {
  constructor(tool: Tool, tried: string[]) {
    super(
      `${tool.title} could be neither found nor fetched (tried: ${tried.join('; ')}). ` +
        `Install it so that \`${tool.onPath[0]}\` is on PATH, or set ${tool.variable} to one that runs.`,
    );
    this.name = 'MissingTool';
  }
}

/** Where fetched programs are kept, shared by all clones of one person. */
export function cacheFolder(): string {
  return join(envPaths('nod', { suffix: '' }).cache, 'bin');
}

/**
 * The path of a program that runs: on PATH, in the cache, or fetched into it. What is in the cache and does not run is
 * fetched again. Two processes never fetch the same one at once. Throws MissingTool.
 */
export async function findTool(tool: Tool, progress: Progress, folder = cacheFolder()): Promise<string> {
  const tried = [`${tool.variable} (not set)`];
  for (const name of tool.onPath) {
    const path = onPath(name);
    const problem = path ? await whyNot(tool, path) : 'not there';
    if (path && problem === null) return path;
    tried.push(`${name} on PATH (${problem})`);
  }
  const cached = join(folder, tool.name);
  if (existsSync(cached) && (await whyNot(tool, cached)) === null) return cached;

  mkdirSync(folder, { recursive: true });
  const fetched = await withLock(
    join(folder, `${tool.name}.lock`),
    async () => {
      // Whoever held the lock before may have fetched it.
      const problem = existsSync(cached) ? await whyNot(tool, cached) : 'not there';
      if (problem === null) return true;
      tried.push(`${cached} (${problem})`);
      rmSync(cached, { force: true });
      return fetchTool(tool, cached, (path) => whyNot(tool, path), tried, progress);
    },
    () => process.stderr.write(`Waiting for another Nod that is fetching ${tool.title} …\n`),
  );
  if (!fetched) throw new MissingTool(tool, tried);
  return cached;
}

function onPath(name: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this one.
    }
  }
  return null;
}

/** Null when the program runs and is new enough, otherwise the reason in a few words. */
async function whyNot(tool: Tool, path: string): Promise<string | null> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: VERSION_MS });
    const found = tool.version.pattern.exec(stdout);
    const [major, minor] = tool.version.least;
    const old = found && (Number(found[1]) < major || (Number(found[1]) === major && Number(found[2]) < minor));
    return old ? `version ${found[1]}.${found[2]}, needs ${major}.${minor}` : null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return `does not run: ${code ?? message.split('\n')[0]}`;
  }
}
