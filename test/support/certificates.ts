import { generate } from 'selfsigned';

export interface Pair {
  cert: string;
  key: string;
}

/** An authority that signs certificates, made anew for each test. */
export interface Authority {
  cert: string;
  /** For a server on this machine. */
  server(): Promise<Pair>;
  client(): Promise<Pair>;
}

export async function createAuthority(): Promise<Authority> {
  const authority = await generate([{ name: 'commonName', value: 'Test authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const ca = { key: authority.private, cert: authority.cert };

  async function sign(name: string, use: { serverAuth?: boolean; clientAuth?: boolean }): Promise<Pair> {
    const pems = await generate([{ name: 'commonName', value: name }], {
      keyType: 'ec',
      algorithm: 'sha256',
      ca,
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'keyUsage', digitalSignature: true },
        { name: 'extKeyUsage', ...use },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: 'localhost' },
            { type: 7, ip: '127.0.0.1' },
          ],
        },
      ],
    });
    return { cert: pems.cert, key: pems.private };
  }

  return {
    cert: authority.cert,
    server: () => sign('localhost', { serverAuth: true }),
    client: () => sign('nod', { clientAuth: true }),
  };
}
