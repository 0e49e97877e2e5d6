import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildConnector } from 'undici';
import { onTestFinished } from 'vitest';
import { createOutbound, type Outbound } from '../../src/connectors/outbound.ts';

/** Counts every socket anyone asks for; none is ever opened to where it should not be. */
export function counting(real = false) {
  const asked: string[] = [];
  const open = buildConnector({ timeout: 2000 });
  const connector: buildConnector.connector = (target, callback) => {
    asked.push(`${target.hostname}:${target.port}`);
    if (real) open(target, callback);
    else callback(new Error('the test opens no sockets'), null);
  };
  return { asked, connector };
}

/** A client that is closed when the test ends. */
export function outbound(options: Parameters<typeof createOutbound>[0]): Outbound {
  const made = createOutbound(options);
  onTestFinished(() => made.close());
  return made;
}

/** A server of the test's own on loopback, closed when it ends. */
export async function serve(listener: RequestListener): Promise<{ url: string; pair: string; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const pair = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return { url: `http://${pair}`, pair, server };
}
