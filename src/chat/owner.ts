import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds a lease, in a way that another process can tell whether that one is still there. */
export const ownerHere = (): string => `${place()}|${process.pid}|${randomUUID()}`;

/** Whether an owner was a process of this very machine and is gone: then nobody has to wait for its time to run out. */
export function isGoneHere(owner: string | null): boolean {
  const [where, pid] = (owner ?? '').split('|');
  if (where !== place() || !/^\d{1,10}$/.test(pid ?? '') || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** The host, and where pids mean the same: containers may share the one without the other. */
function place(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
