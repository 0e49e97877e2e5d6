import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

const FORWARDING = new Set(['forwarded', 'via', 'x-real-ip', 'x-client-ip', 'x-cluster-client-ip', 'true-client-ip']);
const FORWARDING_STARTS = ['x-forwarded', 'cf-', 'x-original-', 'x-envoy-', 'fastly-', 'fly-', 'tailscale-', 'ngrok-'];

/**
 * Whether a request comes from this very machine: the peer and the Host are loopback, and nothing says it was passed
 * on. A tunnel's client also connects from loopback, so a header of a proxy, or a name of another host, closes the door.
 */
export function isLocal(request: IncomingMessage): boolean {
  return (
    isLoopback(request.socket.remoteAddress ?? '') && isLoopbackHost(request.headers.host) && !isForwarded(request)
  );
}

export function isForwarded(request: IncomingMessage): boolean {
  return Object.keys(request.headers).some(
    (name) => FORWARDING.has(name) || FORWARDING_STARTS.some((start) => name.startsWith(start)),
  );
}

/** True of `127.0.0.0/8` and `::1`, also where IPv4 is written as IPv6. */
function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}

/** True of `localhost`, `127.x.x.x` and `[::1]`, each with or without a port; of nothing that only resembles them. */
export function isLoopbackHost(host: string | undefined): boolean {
  const parts = /^(localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\])(?::\d{1,5})?$/i.exec(host ?? '');
  const name = parts?.[1]?.toLowerCase();
  if (name === undefined) return false;
  return name === 'localhost' || isLoopback(name.replace(/^\[|\]$/g, ''));
}

/**
 * Whether a browser says the request was made by a page of this same address. At least one of Origin and
 * Sec-Fetch-Site must say so, and neither may say otherwise; other ports of this machine are other sites here.
 */
export function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin === undefined && site === undefined) return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  return site === undefined || site === 'same-origin';
}
