import Router from '@koa/router';
import type { Context } from 'koa';
import type { Account, Accounts, Holder } from '../connectors/accounts.ts';
import type { ServiceSpec } from '../connectors/define.ts';
import { AppError } from '../errors.ts';
import type { PagePeek, Pages } from '../pages.ts';
import { connectedPage, connectPage, gonePage, PAGE_POLICY, revealPage, secretPage } from '../pages-html.ts';
import { readRaw } from './body.ts';

const MAX_FORM = 64 * 1024;

/**
 * One-time pages (D24): `GET /once/{code}` shows a button or a form and spends nothing, `POST` shows the secret or stores
 * the account. Whoever has the address may use it: it holds 128 random bits and lives ten minutes.
 */
export function pageRouter(deps: {
  pages: Pages;
  accounts: Pick<Accounts, 'connect'>;
  catalogue: { service(name: string): ServiceSpec | null };
  /** Told after an account was connected, so that a draft waiting for it gets a new seal and card. */
  onConnected?(connected: { account: Account; holder: Holder; draft: string | null }): Promise<void>;
}): Router {
  const { pages, accounts, catalogue } = deps;
  const router = new Router();

  const specOf = (peek: PagePeek) => {
    const spec = peek.service === null ? null : catalogue.service(peek.service);
    return spec?.accountOf ? catalogue.service(spec.accountOf) : spec;
  };

  router.get('/once/:code', async (ctx) => {
    const peek = await pages.peek(ctx.params.code ?? '');
    if (!peek) return show(ctx, 404, gonePage('There is no such page.'));
    if (peek.state !== 'ready') return show(ctx, 410, gonePage(overMessage(peek.state)));
    if (peek.kind !== 'connect') return show(ctx, 200, revealPage(peek.kind, peek.title));
    const spec = specOf(peek);
    return spec ? show(ctx, 200, connectPage(spec)) : show(ctx, 404, gonePage('That service is not there any more.'));
  });

  router.post('/once/:code', async (ctx) => {
    const code = ctx.params.code ?? '';
    const form = await formOf(ctx);
    const peek = await pages.peek(code);
    if (!peek) return show(ctx, 404, gonePage('There is no such page.'));
    try {
      if (peek.kind === 'connect') return await connect(ctx, code, form);
      const shown = await pages.reveal(code);
      return show(ctx, 200, secretPage(shown.kind, shown.title, shown.secret));
    } catch (error) {
      if (error instanceof AppError && error.code === 'gone') return show(ctx, 410, gonePage(error.message));
      const spec = specOf(peek);
      if (!(error instanceof AppError) || !spec || (error.code !== 'invalid' && error.code !== 'conflict')) throw error;
      const findings = error.findings ?? [{ path: 'fields', code: error.code, message: error.message }];
      return show(ctx, 422, connectPage(spec, findings, form));
    }
  });

  async function connect(ctx: Context, code: string, form: Record<string, string>): Promise<void> {
    const connected = await pages.submit(code, accounts, form);
    await deps.onConnected?.(connected);
    show(ctx, 200, connectedPage(connected.account.title, connected.account.account));
  }

  return router;
}

function overMessage(state: 'used' | 'expired'): string {
  return state === 'used' ? 'This page was opened already.' : 'The ten minutes of this page are over.';
}

function show(ctx: Context, status: number, html: string): void {
  ctx.status = status;
  ctx.type = 'html';
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Content-Security-Policy', PAGE_POLICY);
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.set('X-Content-Type-Options', 'nosniff');
  ctx.set('X-Robots-Tag', 'noindex');
  ctx.body = html;
}

/** The fields of a submitted form. */
async function formOf(ctx: Context): Promise<Record<string, string>> {
  const raw = await readRaw(ctx.req, MAX_FORM);
  if (raw.length > 0 && !ctx.is('application/x-www-form-urlencoded')) {
    throw new AppError('bad_request', 'Send the form as it is.');
  }
  return Object.fromEntries(new URLSearchParams(raw.toString('utf8')));
}
