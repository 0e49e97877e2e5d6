import { once } from 'node:events';
import { connect as connectTo, createSecureServer, type Http2SecureServer, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { temporalAccess } from '../../src/temporal/access.ts';
import { connect } from '../../worker/connect.ts';
import { type Authority, createAuthority } from '../support/certificates.ts';
import { openHarness } from '../worker/support/harness.ts';

/** The real Temporal behind a door as that of Temporal Cloud: TLS, and a key with each call. */
const KEY = 'the-right-key';
let ca: Authority;
let server: Http2SecureServer;
let address: string;
let asked = 0;

beforeAll(async () => {
  ca = await createAuthority();
  server = createSecureServer(await ca.server());
  const inner = connectTo(`http://${inject('services').temporal}`);
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    asked += 1;
    if (headers.authorization !== `Bearer ${KEY}`) {
      const refusal = { 'content-type': 'application/grpc', 'grpc-status': '16', 'grpc-message': 'no key' };
      stream.respond({ ':status': 200, ...refusal }, { endStream: true });
      return;
    }
    const { authorization: _key, ...rest } = headers;
    const call = inner.request({ ...rest, ':scheme': 'http' });
    let trailers: IncomingHttpHeaders = {};
    call.on('error', () => stream.destroy());
    call.on('response', (answer, flags) => {
      const ends = (flags & 1) === 1;
      stream.respond(answer, { endStream: ends, waitForTrailers: !ends });
    });
    call.on('trailers', (last) => {
      trailers = last;
    });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.on('close', () => call.destroy());
    stream.pipe(call);
    call.pipe(stream);
  });
  server.on('close', () => inner.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

const access = (key: string) =>
  temporalAccess({ TEMPORAL_API_KEY: key, TEMPORAL_TLS_SERVER_CA_CERT_DATA: ca.cert }, address);

it('lets client and worker in that bring the key, and carries out a run', { timeout: 60_000 }, async () => {
  const h = await openHarness({}, { access: access(KEY) });
  try {
    const { execution } = await h.run({ steps: [{ id: 'one' }, { id: 'two' }] });
    expect(execution.status).toBe('completed');
    expect(asked).toBeGreaterThan(5);
  } finally {
    await h.close();
  }
});

it('lets nobody in with another key', { timeout: 60_000 }, async () => {
  await expect(connect(access('another'), 0)).rejects.toThrow(/does not answer/);
});
