import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import type { Clock } from '../../src/clock.ts';
import { AppError } from '../../src/errors.ts';
import { isLocal, isSameOrigin } from './local.ts';
import { words } from './words.ts';

const DAYS = 30;

/** What a token may do: look, change things, decide. The page's own session may do all of it. */
export type Scope = 'read' | 'write' | 'approve';

/** Who uses the page. */
export interface WebPerson {
  workspace: string;
  user: string;
  name: string;
  admin: boolean;
  /** IANA zone, for words. */
  timeZone: string;
}

export interface SessionDeps {
  /** The gateway's secret key; the session's own key is derived from it. */
  secretKey: Buffer;
  clock: Clock;
  /** Set when the gateway is reached from outside: no cookie opens anything then. */
  publicUrl: string | undefined;
  /** The person of this machine, an admin, made on first use. */
  localUser: () => Promise<WebPerson>;
  /** The person of a bearer token, null when it is unknown or revoked. */
  verifyToken: (token: string) => Promise<(WebPerson & { scopes: readonly string[] }) | null>;
}

export interface Session {
  /** Whether this request may have the page and its cookie. */
  opens(ctx: Context): boolean;
  /** Gives the page's cookie. */
  grant(ctx: Context): void;
  /** Who asks, by cookie or token. Throws `unauthenticated`, and `forbidden` for a token without this scope. */
  person(ctx: Context, scope?: Scope): Promise<WebPerson>;
}

/** Sessions of the page: a signed, strict cookie for this machine's own browser, a token for everything else. */
export function createSession(deps: SessionDeps): Session {
  const key = Buffer.from(hkdfSync('sha256', deps.secretKey, '', 'nod web session', 32));
  // Cookies do not know ports: copies of Nod side by side on one machine need names of their own.
  const cookie = `nod_${createHmac('sha256', key).update('cookie name').digest('hex').slice(0, 8)}`;
  const sign = (expires: string) => createHmac('sha256', key).update(`session:${expires}`).digest('base64url');

  function holds(value: string | undefined): boolean {
    const [expires, mac, ...rest] = (value ?? '').split('.');
    if (!expires || !mac || rest.length > 0 || !/^\d{1,15}$/.test(expires)) return false;
    const wanted = Buffer.from(sign(expires));
    const given = Buffer.from(mac);
    if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return false;
    return Number(expires) > deps.clock.now().getTime();
  }

  const opens = (ctx: Context) => deps.publicUrl === undefined && isLocal(ctx.req);

  return {
    opens,
    grant(ctx) {
      const expires = String(deps.clock.now().getTime() + DAYS * 86_400_000);
      const parts = [`${cookie}=${expires}.${sign(expires)}`, 'Path=/', 'HttpOnly', 'SameSite=Strict'];
      ctx.append('Set-Cookie', [...parts, `Max-Age=${DAYS * 86_400}`].join('; '));
    },
    async person(ctx, scope = 'read') {
      const token = /^Bearer ([!-~]{1,512})$/i.exec(ctx.get('authorization'))?.[1];
      if (token !== undefined) {
        const person = await deps.verifyToken(token);
        if (person && !person.scopes.includes(scope)) throw new AppError('forbidden', words.scope(scope));
        if (person) return person;
      } else if (opens(ctx) && isSameOrigin(ctx.req) && holds(readCookie(ctx.get('cookie'), cookie))) {
        return deps.localUser();
      }
      throw new AppError('unauthenticated', words.signIn);
    },
  };
}

function readCookie(header: string, name: string): string | undefined {
  const pairs = header.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/**
 * With PUBLIC_URL set, what the gateway still answers to anyone: health, webhooks, signed platform routes, one-time
 * pages; everything else needs a token in the request. For the HTTP part, which asks before it routes.
 */
export function answersPublicly(
  request: { path: string; authorization: string | undefined },
  platformPaths: readonly string[] = [],
): boolean {
  if (/^Bearer \S/i.test(request.authorization ?? '')) return true;
  if (platformPaths.includes(request.path.replace(/(?<=.)\/$/, ''))) return true;
  return PUBLIC_PATHS.some((pattern) => pattern.test(request.path));
}

const PUBLIC_PATHS = [
  /^\/health(?:\/worker)?\/?$/,
  /^\/(?:api\/workflows\/webhooks|webhooks\/workflows)\/[^/]+\/?$/,
  /^\/once\/[^/]+\/?$/,
];
