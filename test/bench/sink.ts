import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The world the runs act on: takes every effect and knows when the last one of a run came. */
export interface Sink {
  url: string;
  /** host:port, as HTTP_ALLOW_PRIVATE takes it. */
  host: string;
  /** Resolves with the moment (performance.now) the second effect of this run arrived. */
  finished(id: string): Promise<number>;
  /** Resolves with the moment the last effect of the last of `count` further runs arrived. */
  allFinished(count: number): Promise<number>;
  /** Effects that came more than once. */
  repeated(): number;
  close(): Promise<void>;
}

export async function openSink(): Promise<Sink> {
  const seen = new Map<string, Set<string>>();
  const waiting = new Map<string, (at: number) => void>();
  let repeats = 0;
  let burst = { left: 0, done: (_at: number) => {} };
  const server = createServer(async (request, answer) => {
    const { id, step } = JSON.parse(await text(request)) as { id: string; step: string };
    answer.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    const steps = seen.get(id) ?? new Set<string>();
    seen.set(id, steps);
    if (steps.has(step)) repeats++;
    steps.add(step);
    if (step !== 'second') return;
    const at = performance.now();
    waiting.get(id)?.(at);
    waiting.delete(id);
    if (--burst.left === 0) burst.done(at);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    finished: (id) => new Promise((done) => waiting.set(id, done)),
    allFinished: (count) =>
      new Promise((done) => {
        burst = { left: count, done };
      }),
    repeated: () => repeats,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

async function text(request: IncomingMessage): Promise<string> {
  let all = '';
  for await (const part of request.setEncoding('utf8')) all += part;
  return all;
}
