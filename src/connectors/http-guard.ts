import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import type { buildConnector } from 'undici';

/** An address nobody may be sent to, or an address that is none. The message is a sentence a person may read. */
export class AddressRefused extends Error {
  override name = 'AddressRefused';
}

/** All addresses of a host name. */
export type Resolve = (hostname: string) => Promise<string[]>;

export interface HttpGuard {
  /** Parses an address and checks all that can be known without asking DNS. Throws AddressRefused. */
  check(address: string | URL): URL;
  /** Resolves a host and returns its addresses, all of them fit to connect to. Throws AddressRefused when any is not. */
  resolve(hostname: string, port: number): Promise<string[]>;
  /** Opens sockets for undici, only to addresses that were checked: the address checked is the address connected to. */
  connect: buildConnector.connector;
}

const DEFAULT_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };
const MAX_ADDRESS = 2048;
/** Tried one after the other when a host has several. */
const MAX_TRIES = 4;

/**
 * Keeps requests that people describe away from everything that is not the public internet. DNS filtering alone is not
 * enough (no look-up happens for an IP literal) and neither is a literal check (a name may resolve to anything, and to
 * something else a moment later): so literals are checked when parsed, names when resolved, the checked address itself
 * is connected to, and the socket's peer is compared once more.
 *
 * `allow` holds `host:port` pairs that may be reached all the same, also on ports other than 80 and 443.
 */
export function createHttpGuard(options: {
  allow?: readonly string[];
  resolve?: Resolve;
  /** Opens one socket; the tests count its calls. */
  open?: buildConnector.connector;
}): HttpGuard {
  const allow = new Set((options.allow ?? []).map((pair) => pair.toLowerCase()));
  const resolveName = options.resolve ?? resolveAll;
  const open = options.open ?? openedByUndici();
  const allowed = (host: string, port: number) => allow.has(`${host.toLowerCase()}:${port}`);

  const check = (address: string | URL): URL => {
    const url = parse(address);
    const host = bare(url.hostname);
    const port = portOf(url);
    if (allowed(host, port)) return url;
    if (url.port !== '' && port !== 80 && port !== 443) {
      throw new AddressRefused(`Port ${port} cannot be called; 80 and 443 can.`);
    }
    if (ipaddr.isValid(host) && !isPublic(host)) throw new AddressRefused(`${host} is not a public address.`);
    return url;
  };

  const resolve = async (hostname: string, port: number): Promise<string[]> => {
    const host = bare(hostname);
    const literal = ipaddr.isValid(host);
    const addresses = literal ? [host] : await resolveName(host);
    if (addresses.length === 0) throw new AddressRefused(`${host} has no address.`);
    const bad = allowed(host, port)
      ? undefined
      : addresses.find((address) => !isPublic(address) && !allowed(address, port));
    if (bad !== undefined) throw new AddressRefused(`${host} leads to an address that is not public.`);
    return addresses;
  };

  const connect: buildConnector.connector = (target, callback) => {
    const port = Number(target.port) || DEFAULT_PORTS[target.protocol] || 443;
    resolve(target.hostname, port).then(
      (addresses) => tryEach(open, target, addresses.slice(0, MAX_TRIES), callback),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };

  return { check, resolve, connect };
}

/** Loaded with the first call, as the rest of undici is. */
function openedByUndici(): buildConnector.connector {
  let connector: Promise<buildConnector.connector> | null = null;
  return (target, callback) => {
    connector ??= import('undici').then((undici) => undici.buildConnector({ timeout: 10_000, allowH2: false }));
    connector.then(
      (open) => open(target, callback),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

/** Connects to the first address that answers; a peer other than the one asked for is hung up on. */
function tryEach(
  open: buildConnector.connector,
  target: buildConnector.Options,
  addresses: string[],
  callback: buildConnector.Callback,
): void {
  const [address, ...rest] = addresses;
  if (address === undefined) {
    callback(new AddressRefused('no address'), null);
    return;
  }
  open({ ...target, hostname: address, host: target.host ?? target.hostname }, (error, socket) => {
    if (error) {
      if (rest.length > 0) tryEach(open, target, rest, callback);
      else callback(error, null);
      return;
    }
    if (!sameAddress(socket.remoteAddress ?? '', address)) {
      socket.destroy();
      callback(new AddressRefused('The connection went somewhere else than it should.'), null);
      return;
    }
    callback(null, socket);
  });
}

/** True for addresses of the public internet: not private, loopback, link-local, metadata, multicast, translated or reserved. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const ip = ipaddr.process(address);
  if (ip.range() !== 'unicast') return false;
  // Only 2000::/3 is handed out for use; what the library knows no name for is refused with the rest.
  return ip.kind() === 'ipv4' || ((ip as ipaddr.IPv6).parts[0] ?? 0) >> 13 === 1;
}

function parse(address: string | URL): URL {
  const text = String(address);
  if (text.length > MAX_ADDRESS) throw new AddressRefused('That web address is too long.');
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null)
    throw new AddressRefused('That is not a web address. It should look like https://example.com/path.');
  if (!(url.protocol in DEFAULT_PORTS)) throw new AddressRefused('Only http and https addresses can be called.');
  if (url.username !== '' || url.password !== '') {
    throw new AddressRefused('A web address with a name or password in it cannot be called; put it in a header.');
  }
  if (url.hostname === '') throw new AddressRefused('That web address names no host.');
  return url;
}

function portOf(url: URL): number {
  return url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 443) : Number(url.port);
}

/** A host without the brackets of an IPv6 literal and without the root's dot. */
function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

function sameAddress(one: string, other: string): boolean {
  if (!ipaddr.isValid(one) || !ipaddr.isValid(other)) return false;
  return ipaddr.process(one).toNormalizedString() === ipaddr.process(other).toNormalizedString();
}

async function resolveAll(hostname: string): Promise<string[]> {
  const answers = await lookup(hostname, { all: true });
  return answers.map((answer) => answer.address);
}
