import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a collector hears of it. */
export interface HeardSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  attributes: Record<string, unknown>;
}

interface Wire {
  resourceSpans?: {
    scopeSpans?: {
      spans?: (Omit<HeardSpan, 'attributes'> & { attributes?: { key: string; value: Record<string, unknown> }[] })[];
    }[];
  }[];
}

/** A collector of traces on this machine (OTLP over HTTP, JSON), that keeps what it is sent. */
export async function startFakeCollector() {
  const spans: HeardSpan[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const known = request.method === 'POST' && request.url === '/v1/traces';
      if (known) keep(body);
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
    });
  });

  function keep(body: string): void {
    bodies.push(body);
    for (const resource of (JSON.parse(body) as Wire).resourceSpans ?? []) {
      for (const { name, traceId, spanId, parentSpanId, attributes = [] } of (resource.scopeSpans ?? []).flatMap(
        (scope) => scope.spans ?? [],
      )) {
        spans.push({
          name,
          traceId,
          spanId,
          parentSpanId: parentSpanId || undefined,
          attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
        });
      }
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    /** All that was ever sent, as it was. */
    text: () => bodies.join('\n'),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
