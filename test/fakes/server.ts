import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeServer {
  /** `http://127.0.0.1:port` */
  url: string;
  /** `127.0.0.1:port` */
  pair: string;
  server: Server;
  close(): Promise<void>;
}

/** A server on a free loopback port. A listener that throws answers 500 and keeps the error for `close` to throw. */
export async function listen(
  listener: (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void> | void,
  port = 0,
): Promise<FakeServer> {
  const server = createServer((request, response) => {
    readAll(request)
      .then((body) => listener(request, response, body))
      .catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500);
        response.end(String(error));
      });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const pair = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${pair}`,
    pair,
    server,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
