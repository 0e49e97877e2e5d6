import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isAlive } from './process.ts';
import type { Ports, ServiceName } from './specs.ts';

/** What is remembered between starts in DATA_DIR/services.json: where each service listens and who uses them now. */
export interface State {
  /** Pids of the processes that use the services; the last to leave stops them. */
  users: number[];
  services: Partial<Record<ServiceName, { pid: number; ports: Ports }>>;
}

export function stateFile(dataDir: string): string {
  return join(dataDir, 'services.json');
}

/** A missing or broken file counts as empty: everything in it can be found out again. */
export function readState(dataDir: string): State {
  try {
    const read = JSON.parse(readFileSync(stateFile(dataDir), 'utf8')) as Partial<State>;
    return { users: (read.users ?? []).filter(isAlive), services: read.services ?? {} };
  } catch {
    return { users: [], services: {} };
  }
}

export function writeState(dataDir: string, state: State): void {
  const file = stateFile(dataDir);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
