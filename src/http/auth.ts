import type { Context } from 'koa';
import type { Person } from '../automation/service.ts';
import { AppError } from '../errors.ts';
import { SCOPES, type Tokens } from '../tokens.ts';
import type { Caller } from './api.ts';

/**
 * Who calls the API: a bearer token with its scopes, or the page's own session, which may do everything. A token that is
 * unknown, wrong or revoked is refused without saying which.
 */
export function createAuth(deps: {
  tokens: Tokens;
  member(workspace: string, user: string): Promise<Person | null>;
  /** The page's session: cookie and same origin. Throws `unauthenticated`. */
  session(ctx: Context): Promise<Person>;
}): (ctx: Context) => Promise<Caller> {
  return async (ctx) => {
    const header = ctx.get('authorization');
    if (header === '') return { person: await deps.session(ctx), scopes: SCOPES };
    const token = /^Bearer ([!-~]{1,512})$/i.exec(header)?.[1];
    const found = token === undefined ? null : await deps.tokens.verify(token);
    const person = found && (await deps.member(found.workspace, found.user));
    if (!found || !person) throw new AppError('unauthenticated', 'This token is not valid.');
    return { person, scopes: found.scopes };
  };
}
