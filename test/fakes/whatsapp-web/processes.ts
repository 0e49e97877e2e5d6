// The browsers on this machine that use a fake, found by the port in their arguments (Linux only).
import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  pid: number;
  parent: number;
  args: string[];
}

/** The main process of every browser that takes this port for WhatsApp. */
export function browsersOn(port: number): number[] {
  return mainOf(processes(), port);
}

/** The processes that run the pages of those browsers. */
export function renderersOn(port: number): number[] {
  const all = processes();
  const parents = new Map(all.map((one) => [one.pid, one.parent]));
  const mains = new Set(mainOf(all, port));
  const under = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (mains.has(parent) || under(parent));
  };
  return all.filter((one) => one.args.includes('--type=renderer') && under(one.pid)).map((one) => one.pid);
}

function mainOf(all: Process[], port: number): number[] {
  const rule = `MAP web.whatsapp.com:443 127.0.0.1:${port}`;
  return all
    .filter(({ args }) => args.some((arg) => arg.includes(rule)) && !args.some((arg) => arg.startsWith('--type=')))
    .map(({ pid }) => pid);
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // A process may be gone by now, and its title may have spaces where there were separate arguments.
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const args = line.includes('\0--') ? line.split('\0') : line.split(/\s+(?=--)/);
        return [{ pid: Number(name), parent, args: args.map((arg) => arg.replace(/\0+$/, '')) }];
      } catch {
        return [];
      }
    });
}
