import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporalAccess, withTemporalProfile } from '../../src/temporal/access.ts';
import { type Authority, createAuthority } from '../support/certificates.ts';

const ADDRESS = 'nod.tmprl.cloud:7233';
let folder: string;
let ca: Authority;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nod-access-'));
  ca = await createAuthority();
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('how Temporal is reached', () => {
  it('is plain when nothing is said', () => {
    expect(temporalAccess({}, '127.0.0.1:7233')).toEqual({ address: '127.0.0.1:7233' });
  });

  it('is over TLS with an API key', () => {
    expect(temporalAccess({ TEMPORAL_API_KEY: 'key' }, ADDRESS)).toEqual({
      address: ADDRESS,
      apiKey: 'key',
      tls: true,
    });
  });

  it('takes certificates from files and from text', async () => {
    const { cert, key } = await ca.client();
    const files = {
      TEMPORAL_TLS_CLIENT_CERT_PATH: file('client.pem', cert),
      TEMPORAL_TLS_CLIENT_KEY_PATH: file('client.key', key),
    };
    const texts = { TEMPORAL_TLS_CLIENT_CERT_DATA: cert, TEMPORAL_TLS_CLIENT_KEY_DATA: key };
    for (const env of [files, texts]) {
      const { tls } = temporalAccess({ ...env, TEMPORAL_TLS_SERVER_NAME: 'nod' }, ADDRESS);
      expect(tls).toMatchObject({ serverNameOverride: 'nod' });
      expect(Buffer.from((tls as { clientCertPair: { crt: Uint8Array } }).clientCertPair.crt).toString()).toBe(cert);
    }
  });

  it('says in one sentence what cannot be used', async () => {
    const { cert, key } = await ca.client();
    const other = await ca.client();
    const missing = join(folder, 'nothing.pem');
    const bad: [Record<string, string>, RegExp][] = [
      [{ TEMPORAL_TLS_CLIENT_CERT_DATA: cert }, /^TEMPORAL_TLS_CLIENT_CERT_… needs TEMPORAL_TLS_CLIENT_KEY_PATH/],
      [{ TEMPORAL_TLS_CLIENT_KEY_DATA: key }, /^TEMPORAL_TLS_CLIENT_KEY_… needs TEMPORAL_TLS_CLIENT_CERT_PATH/],
      [
        { TEMPORAL_TLS_CLIENT_CERT_PATH: missing, TEMPORAL_TLS_CLIENT_KEY_DATA: key },
        /TEMPORAL_TLS_CLIENT_CERT_PATH names .*nothing\.pem, which is not there\.$/,
      ],
      [
        { TEMPORAL_TLS_CLIENT_CERT_DATA: 'no certificate', TEMPORAL_TLS_CLIENT_KEY_DATA: key },
        /^TEMPORAL_TLS_CLIENT_CERT must be a certificate in PEM, and is not\.$/,
      ],
      [
        { TEMPORAL_TLS_CLIENT_CERT_DATA: cert, TEMPORAL_TLS_CLIENT_KEY_DATA: other.key },
        /^TEMPORAL_TLS_CLIENT_KEY does not belong to TEMPORAL_TLS_CLIENT_CERT\.$/,
      ],
      [{ TEMPORAL_TLS_SERVER_CA_CERT_DATA: 'no' }, /^TEMPORAL_TLS_SERVER_CA_CERT must be a certificate/],
      [{ TEMPORAL_API_KEY: 'key', TEMPORAL_TLS: 'false' }, /^TEMPORAL_API_KEY goes over TLS only/],
    ];
    for (const [env, message] of bad) expect(() => temporalAccess(env, ADDRESS)).toThrow(message);
  });
});

describe("Temporal's configuration file", () => {
  const toml = `
[profile.cloud]
address = "${ADDRESS}"
namespace = "nod.acct"
api_key = "from-file"
`;

  it('is read where a setting names it or a profile of it, and gives address, namespace and key', () => {
    const env = { TEMPORAL_CONFIG_FILE: file('temporal.toml', toml), TEMPORAL_PROFILE: 'cloud' };
    const full = withTemporalProfile(env);
    expect(full).toMatchObject({ TEMPORAL_HOST: ADDRESS, TEMPORAL_NAMESPACE: 'nod.acct' });
    expect(temporalAccess(full, ADDRESS)).toEqual({ address: ADDRESS, apiKey: 'from-file', tls: true });
  });

  it('does not win over the environment', () => {
    const env = { TEMPORAL_CONFIG_FILE: file('temporal.toml', toml), TEMPORAL_PROFILE: 'cloud' };
    const full = withTemporalProfile({ ...env, TEMPORAL_HOST: 'here:1', TEMPORAL_NAMESPACE: 'mine' });
    expect(full).toMatchObject({ TEMPORAL_HOST: 'here:1', TEMPORAL_NAMESPACE: 'mine' });
  });

  it('changes nothing by lying in the home folder', () => {
    const env = { HOME: folder, XDG_CONFIG_HOME: folder };
    expect(withTemporalProfile(env)).toBe(env);
    expect(temporalAccess(env, 'here:1')).toEqual({ address: 'here:1' });
  });

  it('names a profile or a file that is not there', () => {
    const path = file('temporal.toml', toml);
    expect(() => withTemporalProfile({ TEMPORAL_CONFIG_FILE: path, TEMPORAL_PROFILE: 'other' })).toThrow(
      /^Temporal's settings cannot be used: Profile 'other' not found/,
    );
    expect(() => withTemporalProfile({ TEMPORAL_CONFIG_FILE: `${path}.gone` })).toThrow(
      /TEMPORAL_CONFIG_FILE names .*, which is not there\.$/,
    );
  });
});
