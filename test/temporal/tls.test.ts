import { once } from 'node:events';
import { type AddressInfo, connect as connectTo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { temporalAccess } from '../../src/temporal/access.ts';
import { createTemporal } from '../../src/temporal/connection.ts';
import { connect } from '../../worker/connect.ts';
import { type Authority, createAuthority, type Pair } from '../support/certificates.ts';
import { openHarness } from '../worker/support/harness.ts';

/** The real Temporal behind mutual TLS: whoever has no certificate of the authority does not get in. */
let ca: Authority;
let client: Pair;
let server: Server;
let address: string;

beforeAll(async () => {
  ca = await createAuthority();
  client = await ca.client();
  const { cert, key } = await ca.server();
  const [host, port] = inject('services').temporal.split(':');
  server = createServer({ cert, key, ca: ca.cert, requestCert: true, rejectUnauthorized: true, ALPNProtocols: ['h2'] });
  server.on('secureConnection', (socket) => {
    const inner = connectTo({ host, port: Number(port) });
    socket.pipe(inner).pipe(socket);
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((done) => void server.close(() => done())));

const environment = () => ({
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: ca.cert,
  TEMPORAL_TLS_CLIENT_CERT_DATA: client.cert,
  TEMPORAL_TLS_CLIENT_KEY_DATA: client.key,
});

it('runs with client and worker both over mutual TLS', { timeout: 60_000 }, async () => {
  const h = await openHarness({}, { access: temporalAccess(environment(), address) });
  try {
    const { execution } = await h.run({ steps: [{ id: 'one' }, { id: 'two' }] });
    expect(execution.status).toBe('completed');
  } finally {
    await h.close();
  }
});

it('does not get in without a certificate, and says where it was refused', { timeout: 60_000 }, async () => {
  const { TEMPORAL_TLS_SERVER_CA_CERT_DATA } = environment();
  const access = temporalAccess({ TEMPORAL_TLS_SERVER_CA_CERT_DATA }, address);
  await expect(connect(access, 0)).rejects.toThrow(new RegExp(`^Temporal does not answer at ${address}: .+`));
  const temporal = createTemporal({ access, namespace: 'default', log: createLog('silent', 'test') });
  expect(await temporal.healthy()).toBe(false);
  await temporal.close();
});

it('does not trust a server of an unknown authority', { timeout: 60_000 }, async () => {
  const other = await createAuthority();
  const access = temporalAccess({ ...environment(), TEMPORAL_TLS_SERVER_CA_CERT_DATA: other.cert }, address);
  await expect(connect(access, 0)).rejects.toThrow(/does not answer/);
});
