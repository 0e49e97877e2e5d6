import type { IncomingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { counting, outbound, serve } from './net.ts';

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
