import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Source maps kept, by file. */
const KEPT = 50;

/**
 * Lets stacks name the lines of the source, as Node's own source maps do, but reads a map only when a stack with its file in it
 * is written: Node reads those of all files while they are loaded, which takes some 13 MB in each process.
 */
export function showSourceLines(): void {
  const maps = new Map<string, SourceMap | null>();
  Error.prepareStackTrace = (error, sites) =>
    [headOf(error), ...sites.map((site) => `    at ${original(site, maps) ?? site}`)].join('\n');
}

/** What stands over the lines. An error whose words cannot be had still shows where it came from. */
function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

function original(site: NodeJS.CallSite, maps: Map<string, SourceMap | null>): string | null {
  const url = site.getFileName();
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  if (!url?.startsWith('file:') || url.includes('/node_modules/') || line === null || column === null) return null;
  if (!maps.has(url) && maps.size < KEPT) maps.set(url, readMap(url));
  const entry = maps.get(url)?.findEntry(line - 1, column - 1);
  if (!entry || !('originalSource' in entry)) return null;
  const source = new URL(entry.originalSource, url);
  const name = site.getFunctionName();
  const at = `${fileURLToPath(source)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  return name ? `${site.isAsync() ? 'async ' : ''}${name} (${at})` : at;
}

function readMap(url: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')));
  } catch {
    return null;
  }
}
