import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CountingServer {
  url: string;
  /** As HTTP_ALLOW_PRIVATE takes it. */
  pair: string;
  /** Requests so far, as `POST /path body`. */
  readonly seen: string[];
  /** Answers of a path; 200 with what was sent where nothing is said. */
  answer(path: string, status: number, body?: unknown): void;
  close(): Promise<void>;
}

/** A server of this machine that writes down what it is asked and answers as it is told. */
export async function startCountingServer(): Promise<CountingServer> {
  const seen: string[] = [];
  const answers = new Map<string, { status: number; body: unknown }>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const sent = Buffer.concat(parts).toString();
      const path = request.url ?? '/';
      seen.push(`${request.method} ${path}${sent ? ` ${sent}` : ''}`);
      const { status, body } = answers.get(path) ?? { status: 200, body: { sent } };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    pair: `127.0.0.1:${port}`,
    seen,
    answer: (path, status, body = {}) => void answers.set(path, { status, body }),
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
