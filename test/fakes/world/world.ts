import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { answerJson, type FakeServer, listen } from '../server.ts';

/**
 * The world beyond: an HTTP server that writes down every request, one JSON line each, before it answers. Runs in the test
 * or as a process of its own (main.ts), so that it outlives whatever is killed.
 *
 * `POST /effect` is an effect. Headers of a request steer its answer: `x-world-status`, `x-world-cut: before|after` (the
 * connection is cut before or after the line is written), `x-world-hold: NAME` (written down, but answered only once that
 * name is released). `GET /lines` gives everything so far.
 */
export interface WorldLine {
  at: string;
  method: string;
  path: string;
  key: string | null;
  headers: Record<string, string>;
  body: string;
}

export interface World extends FakeServer {
  file: string;
  lines(): WorldLine[];
  /** Answers what is held under a name, and from now on everything under it at once. */
  release(name: string): void;
}

export async function startWorld(file: string, port = 0): Promise<World> {
  let count = readWorld(file).length;
  const released = new Set<string>();
  const held: { name: string; answer(): void }[] = [];
  const server = await listen(async (request, response, body) => {
    if (request.method === 'GET' && request.url === '/lines') {
      answerJson(response, 200, readWorld(file));
      return;
    }
    const cut = request.headers['x-world-cut'];
    if (cut === 'before') {
      response.destroy();
      return;
    }
    const key = request.headers['idempotency-key'];
    const line: WorldLine = {
      at: new Date().toISOString(),
      method: request.method ?? '',
      path: request.url ?? '',
      key: typeof key === 'string' ? key : null,
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: body.toString('utf8'),
    };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
    count += 1;
    if (cut === 'after') {
      response.destroy();
      return;
    }
    const hold = request.headers['x-world-hold'];
    if (typeof hold === 'string' && !released.has(hold)) {
      await new Promise<void>((answer) => held.push({ name: hold, answer }));
    }
    answerJson(response, Number(request.headers['x-world-status'] ?? 200), { ok: true, lines: count });
  }, port);
  return {
    ...server,
    file,
    lines: () => readWorld(file),
    release(name) {
      released.add(name);
      for (const one of held) if (one.name === name) one.answer();
    },
  };
}

/** Everything that was written down; a last line cut short by a kill is left out. */
export function readWorld(file: string): WorldLine[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as WorldLine);
}

/** Requests of one path by their Idempotency-Key: how often each effect arrived. */
export function effectsOf(lines: WorldLine[], path = '/effect'): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines.filter((one) => one.path === path)) {
    const key = line.key ?? '';
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
