import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { now } from './clock.ts';

/** What the world tells whoever started it. */
export type WorldNews = { url: string } | { id: string; step: string; at: number };

/**
 * The world that runs act on, as a process of its own: answers every call at once and tells over IPC when each came. Ends
 * with the process that started it.
 */
const server = createServer(async (request, answer) => {
  const { id, step } = JSON.parse(await text(request)) as { id: string; step: string };
  answer.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  tell({ id, step, at: now() });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => tell({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
process.once('disconnect', () => process.exit(0));

function tell(news: WorldNews): void {
  process.send?.(news);
}

async function text(request: IncomingMessage): Promise<string> {
  let all = '';
  for await (const part of request.setEncoding('utf8')) all += part;
  return all;
}
