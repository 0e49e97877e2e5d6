import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Paths of sockets are short on every system: the longest all take. */
const MOST = 100;

/** Where the terminal of a data folder listens; for a very long path in the folder for temporary files. */
export function socketPath(dataDir: string): string {
  const full = resolve(dataDir);
  const mark = createHash('sha256').update(full).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\nod-${mark}`;
  const path = join(full, 'terminal', 'chat.sock');
  return path.length <= MOST ? path : join(tmpdir(), `nod-${mark}`, 'chat.sock');
}
