import { AddressRefused, type HttpGuard } from './http-guard.ts';
import { fail, refuse } from './outbound-error.ts';

/** One request of a chain of redirects. */
export interface Hop {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body: string | Buffer | null;
}

/** What a request keeps when it is redirected to another origin: nothing that could be a secret. */
const CARRIED = new Set(['accept', 'accept-language', 'user-agent']);
const OURS = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'upgrade',
  'expect',
  'te',
  'trailer',
]);

/** Where an answer redirects to; null when it does not. */
export function redirectOf(answer: { status: number; headers: Record<string, string> }, hop: Hop): URL | null {
  if (![301, 302, 303, 307, 308].includes(answer.status)) return null;
  const location = answer.headers.location;
  if (location === undefined || !URL.canParse(location, hop.url.href)) return null;
  return new URL(location, hop.url);
}

/** The next request, after the guard has looked at where it goes. A write is never taken to another origin. */
export function redirected(guard: HttpGuard, hop: Hop, status: number, target: URL): Hop {
  const url = refuse(() => guard.check(target));
  const reads = hop.method === 'GET' || hop.method === 'HEAD';
  const same = url.origin === hop.url.origin;
  const headers = same ? hop.headers : pick(hop.headers);
  if (reads) return { url, method: hop.method, headers, body: null };
  if (status === 307 || status === 308) {
    if (same) return { ...hop, url };
    throw fail(`It redirects to ${url.host}, which is not where this was to be sent.`, 'redirects', true);
  }
  const { 'content-type': _type, 'idempotency-key': _key, ...rest } = headers;
  return { url, method: 'GET', headers: rest, body: null };
}

function pick(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => CARRIED.has(name)));
}

/** Lower-case header names that are ours to set left out; control characters refused, so that no header is smuggled in. */
export function cleanHeaders(headers: Record<string, string>): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(key))
      throw new AddressRefused('A header has a name that is not allowed.');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    if (/[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/.test(value) || value.length > 8192) {
      throw new AddressRefused(`The header ${name} has a line break or another character that is not allowed in it.`);
    }
    if (!OURS.has(key)) clean[key] = value;
  }
  return clean;
}
