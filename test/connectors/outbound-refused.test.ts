import { buildConnector } from 'undici';
import { describe, expect, it } from 'vitest';
import { counting, outbound, serve } from './net.ts';

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
