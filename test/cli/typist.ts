import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'src', 'cli');
const PATIENT = { timeout: 60_000, interval: 20 };

/** A command of the built product as a person runs it: what they type, and all it prints. */
export function runCommand(script: string, args: string[] = [], env: Record<string, string> = {}) {
  const own = { ...process.env };
  for (const name of Object.keys(own))
    if (/^(PUBLIC_URL|DATA_DIR|SLACK_|TERMINAL_CHAT|WHATSAPP_)/.test(name)) delete own[name];
  const child = spawn(process.execPath, [join(CLI, `${script}.js`), ...args], {
    cwd: tmpdir(),
    env: { ...own, ...env },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    out += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    err += part;
  });
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  /** Where in what was printed the person last typed. */
  let at = 0;
  return {
    out: () => out,
    err: () => err,
    /** Its exit code; the signal's name where one killed it. */
    ended,
    type(line: string): void {
      at = out.length;
      child.stdin.write(`${line}\n`);
    },
    /** What was printed since the last typed line. */
    since: () => out.slice(at),
    /** Waits until what was printed since the last typed line reads like this. */
    reads: (words: RegExp) => expect.poll(() => out.slice(at), PATIENT).toMatch(words),
    signal: (name: NodeJS.Signals) => child.kill(name),
    endInput: () => child.stdin.end(),
  };
}
