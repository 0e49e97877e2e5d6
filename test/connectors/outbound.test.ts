import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { buildConnector } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { createOutbound, type Outbound } from '../../src/connectors/outbound.ts';

/** Counts every socket anyone asks for; none is ever opened to where it should not be. */
function counting(real = false) {
  const asked: string[] = [];
  const open = buildConnector({ timeout: 2000 });
  const connector: buildConnector.connector = (target, callback) => {
    asked.push(`${target.hostname}:${target.port}`);
    if (real) open(target, callback);
    else callback(new Error('the test opens no sockets'), null);
  };
  return { asked, connector };
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

function outbound(options: Parameters<typeof createOutbound>[0]): Outbound {
  const made = createOutbound(options);
  closing.push(() => made.close());
  return made;
}

async function serve(listener: RequestListener): Promise<{ url: string; pair: string; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const pair = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  closing.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  );
  return { url: `http://${pair}`, pair, server };
}

describe('where nobody is sent', () => {
  const literals = [
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://017700000001/',
    'http://0.0.0.0/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::127.0.0.1]/',
    'http://10.0.0.1/',
    'http://172.16.5.4/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://100.64.0.1/',
    'http://192.0.0.1/',
    'http://192.0.2.1/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[fe80::1]/',
    'http://[fec0::1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001:0:1::1]/',
    'http://[2001:db8::1]/',
    'http://[4000::1]/',
    'http://127.0.0.1./',
  ];

  it.each(literals)('%s is refused and no socket is opened', async (url) => {
    const { asked, connector } = counting();
    const failure = await outbound({ open: connector })
      .send({ url })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: 'refused', sent: false });
    expect(asked).toEqual([]);
  });

  it.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'http://user:secret@example.com/',
    'http://user@example.com/',
    'http://example.com:22/',
    'https://example.com:8443/',
    'not an address',
    'http://',
    `http://example.com/${'x'.repeat(3000)}`,
  ])('%s is refused', async (url) => {
    const { asked, connector } = counting();
    const failure = await outbound({ open: connector, resolve: async () => ['93.184.216.34'] })
      .send({ url })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: 'refused', sent: false });
    expect(asked).toEqual([]);
  });

  it.each([[['127.0.0.1']], [['169.254.169.254']], [['93.184.216.34', '10.0.0.1']], [['::1']], [[]]])(
    'a name that resolves to %j is refused, however many good answers there are',
    async (answers) => {
      const { asked, connector } = counting();
      const failure = await outbound({ open: connector, resolve: async () => answers })
        .send({ url: 'http://inner.example/' })
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ reason: 'refused', sent: false });
      expect(asked).toEqual([]);
    },
  );

  it('connects to the very address it checked, so that a name cannot change in between', async () => {
    const { asked, connector } = counting();
    const answers = [['93.184.216.34'], ['127.0.0.1']];
    const out = outbound({ open: connector, resolve: async () => answers.shift() ?? [] });
    await out.send({ url: 'http://rebinding.example/' }).catch(() => {});
    expect(asked).toEqual(['93.184.216.34:']);
    const second = await out.send({ url: 'http://rebinding.example/' }).catch((error: unknown) => error);
    expect(second).toMatchObject({ reason: 'refused' });
    expect(asked).toHaveLength(1);
  });

  it('hangs up when the peer is not the address that was asked for', async () => {
    let hits = 0;
    const { pair } = await serve((_request, response) => {
      hits += 1;
      response.end();
    });
    const real = buildConnector({ timeout: 2000 });
    const [hostname = '', port = ''] = pair.split(':');
    const elsewhere: buildConnector.connector = (target, callback) => real({ ...target, hostname, port }, callback);
    const failure = await outbound({ open: elsewhere, resolve: async () => ['93.184.216.34'] })
      .send({ url: 'http://proxied.example/' })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: 'refused', sent: false });
    expect(hits).toBe(0);
  });

  it('does not follow a redirect to a private address', async () => {
    const { url, pair } = await serve((_request, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
    });
    const { asked, connector } = counting(true);
    const failure = await outbound({ open: connector, allow: [pair] })
      .send({ url })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason: 'refused', sent: true });
    expect(asked).toEqual([pair]);
  });

  it.each(['http://[::1]:9/', 'ftp://127.0.0.1/', 'http://a:b@127.0.0.1/'])('nor one to %s', async (location) => {
    const { url, pair } = await serve((_request, response) => {
      response.writeHead(301, { location }).end();
    });
    const { asked, connector } = counting(true);
    await expect(outbound({ open: connector, allow: [pair] }).send({ url })).rejects.toMatchObject({
      reason: 'refused',
    });
    expect(asked).toEqual([pair]);
  });

  it('ignores a proxy named in the environment', async () => {
    const { asked, connector } = counting();
    process.env.HTTP_PROXY = 'http://127.0.0.1:9';
    try {
      await outbound({ open: connector, resolve: async () => ['93.184.216.34'] })
        .send({ url: 'http://example.com/' })
        .catch(() => {});
      expect(asked).toEqual(['93.184.216.34:']);
    } finally {
      delete process.env.HTTP_PROXY;
    }
  });
});

describe('what it sends and reads', () => {
  it('sends method, headers and body, and reads status, headers and body', async () => {
    const seen: { method?: string | undefined; headers?: IncomingHttpHeaders; body?: string } = {};
    const { url, pair } = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        Object.assign(seen, { method: request.method, headers: request.headers, body: String(Buffer.concat(chunks)) });
        response.writeHead(201, { 'x-made': 'yes', 'content-encoding': 'gzip' }).end(gzipSync('{"ok":true}'));
      });
    });
    const answer = await outbound({ allow: [pair] }).send({
      url: `${url}/things`,
      method: 'POST',
      headers: { 'X-Kind': 'test', Host: 'evil.example', 'Content-Length': '1' },
      body: 'hello',
    });
    expect(seen).toMatchObject({ method: 'POST', body: 'hello', headers: { 'x-kind': 'test', host: pair } });
    expect(answer).toMatchObject({ status: 201, headers: { 'x-made': 'yes' } });
    expect(String(answer.body)).toBe('{"ok":true}');
  });

  it.each([{ 'x-a': 'b\r\nHost: evil' }, { 'x-a': 'b\nc' }, { 'x\r\n-a': 'b' }, { 'x a': 'b' }, { 'x-a': 'b\u0000' }])(
    'refuses the header %j',
    async (headers) => {
      const { asked, connector } = counting();
      const failure = outbound({ open: connector, resolve: async () => ['93.184.216.34'] }).send({
        url: 'http://example.com',
        headers,
      });
      await expect(failure).rejects.toMatchObject({ reason: 'refused', sent: false });
      expect(asked).toEqual([]);
    },
  );

  it('follows redirects, and leaves secrets behind when the origin changes', async () => {
    let seen: IncomingHttpHeaders = {};
    const last = await serve((request, response) => {
      seen = request.headers;
      response.end('there');
    });
    const first = await serve((request, response) => {
      response.writeHead(302, { location: request.url === '/' ? '/again' : `${last.url}/x` }).end();
    });
    const answer = await outbound({ allow: [first.pair, last.pair] }).send({
      url: first.url,
      headers: { Authorization: 'Bearer test-secret', Cookie: 'a=b', 'X-Api-Key': 'test-secret', Accept: 'text/plain' },
    });
    expect(String(answer.body)).toBe('there');
    expect(answer.url).toBe(`${last.url}/x`);
    expect(seen).toMatchObject({ accept: 'text/plain' });
    expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['authorization']));
    expect(JSON.stringify(seen)).not.toContain('test-secret');
    expect(seen.cookie).toBeUndefined();
  });

  it('gives up after three redirects', async () => {
    let hits = 0;
    const { url, pair } = await serve((_request, response) => {
      hits += 1;
      response.writeHead(302, { location: '/' }).end();
    });
    await expect(outbound({ allow: [pair] }).send({ url })).rejects.toMatchObject({ reason: 'redirects' });
    expect(hits).toBe(4);
  });

  it('never takes the body of a write to another origin', async () => {
    let hits = 0;
    const other = await serve((_request, response) => {
      hits += 1;
      response.end();
    });
    const { url, pair } = await serve((_request, response) => {
      response.writeHead(307, { location: other.url }).end();
    });
    const out = outbound({ allow: [pair, other.pair] });
    await expect(out.send({ url, method: 'POST', body: 'x' })).rejects.toMatchObject({
      reason: 'redirects',
      sent: true,
    });
    expect(hits).toBe(0);
  });

  it('stops reading an answer that is too large, packed or not', async () => {
    const { url, pair } = await serve((request, response) => {
      if (request.url === '/packed') {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(200_000)));
      } else response.end(Buffer.alloc(200_000));
    });
    const out = outbound({ allow: [pair] });
    await expect(out.send({ url, maxBytes: 1000 })).rejects.toMatchObject({ reason: 'too_large' });
    await expect(out.send({ url: `${url}/packed`, maxBytes: 1000 })).rejects.toMatchObject({ reason: 'too_large' });
  });

  it('gives up in time, and says that it may have arrived', async () => {
    const { url, pair } = await serve(() => {});
    const failure = outbound({ allow: [pair] }).send({ url, method: 'POST', body: 'x', timeoutMs: 100 });
    await expect(failure).rejects.toMatchObject({ reason: 'timeout', sent: true });
  });

  it('gives up in time on a connection that never comes, and says that nothing was sent', async () => {
    const failure = outbound({ open: () => {}, resolve: async () => ['93.184.216.34'] }).send({
      url: 'http://example.com/',
      method: 'POST',
      timeoutMs: 50,
    });
    await expect(failure).rejects.toMatchObject({ reason: 'timeout', sent: false });
  });

  it('stops when asked to', async () => {
    const stop = new AbortController();
    const { url, pair } = await serve(() => stop.abort());
    const failure = outbound({ allow: [pair] }).send({ url, signal: stop.signal });
    await expect(failure).rejects.toMatchObject({ reason: 'aborted', sent: true });
  });

  it('tells a refused connection from one that broke off', async () => {
    const { url, pair, server } = await serve((request) => request.socket.destroy());
    const out = outbound({ allow: [pair] });
    const post = { url, method: 'POST', body: 'x' };
    await expect(out.send(post)).rejects.toMatchObject({ reason: 'broken', sent: true });
    await new Promise((resolve) => server.close(resolve));
    await expect(out.send(post)).rejects.toMatchObject({ reason: 'unreachable', sent: false });
  });
});
