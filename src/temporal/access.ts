import { createPrivateKey, X509Certificate } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { TEMPORAL_ACCESS } from '../config-temporal.ts';

type Environment = Record<string, string | undefined>;

/** Where Temporal is and how one gets in: the same for the client and for a worker's connection. */
export interface TemporalAccess extends Pick<ConnectionOptions, 'metadata'> {
  address: string;
  apiKey?: string;
  tls?: NonNullable<ConnectionOptions['tls']>;
}

/** Settings of Temporal's own tools with which a file is read; without them none is. */
const fromFile = (env: Environment): boolean => Boolean(env.TEMPORAL_PROFILE || env.TEMPORAL_CONFIG_FILE);

/**
 * The environment with the address and the namespace of the profile that TEMPORAL_PROFILE or TEMPORAL_CONFIG_FILE names; what the
 * environment says itself wins. A file in the home folder alone changes nothing.
 */
export function withTemporalProfile(env: Environment): Environment {
  if (!fromFile(env)) return env;
  const { connectionOptions, namespace } = load(env);
  return {
    ...env,
    TEMPORAL_HOST: env.TEMPORAL_HOST || env.TEMPORAL_ADDRESS || connectionOptions.address,
    TEMPORAL_NAMESPACE: env.TEMPORAL_NAMESPACE || namespace,
  };
}

/** How to reach the Temporal at `address` by the TEMPORAL_* variables. Throws one sentence naming what cannot be used. */
export function temporalAccess(env: Environment, address: string): TemporalAccess {
  const { connectionOptions } = load({ ...env, TEMPORAL_ADDRESS: address });
  const { apiKey, metadata } = connectionOptions;
  const tls = connectionOptions.tls ?? undefined;
  if (typeof apiKey === 'string' && tls === false) {
    throw new Error('TEMPORAL_API_KEY goes over TLS only: take TEMPORAL_TLS=false away.');
  }
  checkPair(env, tls);
  return {
    address,
    ...(tls !== undefined && { tls }),
    ...(typeof apiKey === 'string' && { apiKey }),
    ...(metadata && { metadata }),
  };
}

function load(env: Environment): ReturnType<typeof loadClientConnectConfig> {
  const given = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim())),
  );
  try {
    // The library takes a file that is not there for an empty one.
    if (given.TEMPORAL_CONFIG_FILE) accessSync(given.TEMPORAL_CONFIG_FILE, constants.R_OK);
    return loadClientConnectConfig({ overrideEnvVars: given, disableFile: !fromFile(given) });
  } catch (error) {
    throw new Error(`Temporal's settings cannot be used: ${sentence(error, given)}`, { cause: error });
  }
}

/** A file that cannot be read is named with the variable that names it. */
function sentence(error: unknown, given: Record<string, string>): string {
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (code === undefined || path === undefined) return message.replace(/\.?$/, '.');
  const name = TEMPORAL_ACCESS.find((variable) => given[variable] === path) ?? 'a setting';
  return `${name} names ${path}, which ${code === 'ENOENT' ? 'is not there' : 'cannot be read'}.`;
}

/** What the libraries would say of these much later, and in their own words. */
function checkPair(env: Environment, tls: TemporalAccess['tls']): void {
  const given = (part: string) =>
    Boolean(env[`TEMPORAL_TLS_CLIENT_${part}_PATH`] || env[`TEMPORAL_TLS_CLIENT_${part}_DATA`]);
  if (given('CERT') !== given('KEY')) {
    const [has, lacks] = given('CERT') ? ['CERT', 'KEY'] : ['KEY', 'CERT'];
    throw new Error(`TEMPORAL_TLS_CLIENT_${has}_… needs TEMPORAL_TLS_CLIENT_${lacks}_PATH (or _DATA) beside it.`);
  }
  if (typeof tls !== 'object') return;
  const { clientCertPair: pair, serverRootCACertificate: root } = tls;
  if (root) readable('TEMPORAL_TLS_SERVER_CA_CERT', 'a certificate in PEM', () => new X509Certificate(root));
  if (!pair) return;
  const certificate = readable('TEMPORAL_TLS_CLIENT_CERT', 'a certificate in PEM', () => new X509Certificate(pair.crt));
  const key = readable('TEMPORAL_TLS_CLIENT_KEY', 'a private key in PEM', () =>
    createPrivateKey(Buffer.from(pair.key)),
  );
  if (!certificate.checkPrivateKey(key)) {
    throw new Error('TEMPORAL_TLS_CLIENT_KEY does not belong to TEMPORAL_TLS_CLIENT_CERT.');
  }
}

function readable<T>(name: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${name} must be ${what}, and is not.`, { cause: error });
  }
}
