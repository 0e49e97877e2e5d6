import { createServer } from 'node:http';
import type { Log } from '../src/log.ts';
import type { Metrics } from '../src/metrics.ts';

/** Serves `/metrics` and `/health/worker` of this worker alone; resolves when it listens. A taken port is one sentence with the remedy. */
export async function serveMetrics(deps: {
  metrics: Metrics;
  port: number;
  host: string;
  log: Log;
  /** How it is, and anything else that is worth saying of it. */
  health(): { ok: boolean; [more: string]: unknown };
}): Promise<{ stop(): Promise<void> }> {
  const { metrics, port, host, log } = deps;
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const known = path === '/metrics' || path === '/health/worker';
    if (!known || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(known ? 405 : 404).end();
      return;
    }
    if (path === '/health/worker') {
      const { ok, ...more } = deps.health();
      response.writeHead(ok ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify({ status: ok ? 'ok' : 'down', ...more }));
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text),
      (error: unknown) => {
        log.warn({ err: error }, 'metrics could not be given out');
        response.writeHead(503).end();
      },
    );
  });
  server.requestTimeout = 10_000;
  server.headersTimeout = 5_000;
  server.maxConnections = 100;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Error(`Port ${port} is taken. Choose another with METRICS_PORT.`, { cause: error }) : error);
    });
    server.listen(port, host, resolve);
  });
  log.info({ address: server.address() }, 'metrics are served');
  return {
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
