import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAccounts, type Holder } from '../../src/connectors/accounts.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { errorBoundary } from '../../src/http/errors.ts';
import { pageRouter } from '../../src/http/pages.ts';
import { newId } from '../../src/ids.ts';
import { createLog } from '../../src/log.ts';
import { createPages, type Pages } from '../../src/pages.ts';
import { openTestStore } from '../support/store.ts';
import { configOf, NOW, standingClock, testVault } from './support.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let server: Server;
let pages: Pages;
let handle: RequestListener;
let holder: Holder;
let connected: unknown[] = [];
const clock = standingClock();
const vault = testVault();
const catalogue = createCatalogue();

beforeAll(async () => {
  opened = await openTestStore();
  const store = opened.store;
  const accounts = createAccounts({ store, vault, catalogue, config: configOf(), clock });
  const app = new Koa();
  app.use(errorBoundary(createLog('silent', 'test')));
  server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  pages = createPages({ store, vault, clock, publicUrl });
  const router = pageRouter({
    pages,
    accounts,
    catalogue,
    onConnected: async (event) => {
      connected.push(event);
    },
  });
  app.use(router.routes());
  handle = app.callback();
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await opened.drop();
});
beforeEach(() => {
  clock.set(NOW);
  connected = [];
  holder = { workspace: newId('ws'), user: newId('usr') };
});

const post = (url: string, form: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(form) });

describe('a secret', () => {
  const detail = { title: 'Invoice on <payment>', secret: 'test-webhook-secret' };

  it('is not shown by looking, and once by asking', async () => {
    const url = await pages.make(holder, 'secret', detail);
    for (const method of ['GET', 'HEAD', 'GET']) {
      const looked = await fetch(url, { method });
      const text = await looked.text();
      expect(looked.status).toBe(200);
      expect(text).not.toContain('test-webhook-secret');
      if (method === 'GET') expect(text).toContain('Invoice on &lt;payment&gt;');
    }
    const shown = await post(url);
    expect(await shown.text()).toContain('<code>test-webhook-secret</code>');
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect(shown.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);

    const again = await post(url);
    expect(again.status).toBe(410);
    expect(await again.text()).not.toContain('test-webhook-secret');
    expect((await fetch(url)).status).toBe(410);
  });

  it('is shown to one of many who ask at the same time', async () => {
    const url = await pages.make(holder, 'token', detail);
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(url)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 410)).toHaveLength(19);
  });

  it('is gone after ten minutes', async () => {
    const url = await pages.make(holder, 'secret', detail);
    clock.set(new Date(NOW.getTime() + 10 * 60_000 - 1));
    expect((await fetch(url)).status).toBe(200);
    clock.set(new Date(NOW.getTime() + 10 * 60_000));
    expect((await fetch(url)).status).toBe(410);
    expect((await post(url)).status).toBe(410);
  });

  it('and the code of its address are kept nowhere in the clear', async () => {
    const url = await pages.make(holder, 'secret', detail);
    const code = url.slice(url.lastIndexOf('/') + 1);
    expect(Buffer.from(code, 'base64url')).toHaveLength(16);
    const rows = JSON.stringify(await opened.store.pages.find({ workspace: holder.workspace }).lean());
    expect(rows).not.toContain(code);
    expect(rows).not.toContain('test-webhook-secret');
    await post(url);
    const row = await opened.store.pages.findOne({ workspace: holder.workspace }).lean();
    expect(row?.detail).toBeNull();
  });

  it.each(['', 'x', 'AAAAAAAAAAAAAAAAAAAAAA', '../../etc/passwd', '%00'])(
    'is not found under the code %j',
    async (code) => {
      const base = new URL(await pages.make(holder, 'secret', detail)).origin;
      const answers = [await fetch(`${base}/once/${code}`), await post(`${base}/once/${code}`)];
      for (const answer of answers) expect([400, 404]).toContain(answer.status);
    },
  );
});

describe('a connect page', () => {
  it('shows the fields, says what is wrong and stays open, then stores the account once', async () => {
    const url = await pages.make(holder, 'connect', { service: 'payment', draft: 'drf_1' });
    const form = await (await fetch(url)).text();
    expect(form).toContain('<label for="field-secret_key">IntaSend secret key</label>');
    expect(form).toMatch(/id="field-secret_key" name="secret_key" type="password"/);

    const wrong = await post(url, { public_key: 'test-"public', secret_key: '' });
    const text = await wrong.text();
    expect(wrong.status).toBe(422);
    expect(text).toContain('IntaSend secret key is needed.');
    expect(text).toContain('value="test-&quot;public"');

    const again = await post(url, { public_key: 'x\u0000', secret_key: 'test-secret' });
    expect(again.status).toBe(422);
    expect(await again.text()).not.toContain('test-secret');

    const right = await post(url, { public_key: 'test-public', secret_key: 'test-secret' });
    expect(right.status).toBe(200);
    expect(await right.text()).toContain('IntaSend payments is connected');
    expect(connected).toMatchObject([
      { account: { service: 'payment', account: 'test-public' }, holder, draft: 'drf_1' },
    ]);

    expect((await post(url, { public_key: 'evil', secret_key: 'evil' })).status).toBe(410);
    const rows = await opened.store.connections.find({ workspace: holder.workspace }).lean();
    expect(rows).toHaveLength(1);
  });

  it('cannot be opened as a secret, nor a secret as it', async () => {
    const code = (url: string) => url.slice(url.lastIndexOf('/') + 1);
    const page = code(await pages.make(holder, 'connect', { service: 'payment' }));
    await expect(pages.reveal(page)).rejects.toMatchObject({ code: 'not_found' });
    const secret = code(await pages.make(holder, 'secret', { title: 'x', secret: 'y' }));
    const accounts = { connect: () => Promise.reject(new Error('nobody connects')) };
    await expect(pages.submit(secret, accounts, {})).rejects.toMatchObject({ code: 'not_found' });
    await expect(pages.reveal(secret)).resolves.toMatchObject({ secret: 'y' });
  });

  it('refuses what is no form or too large', async () => {
    const url = await pages.make(holder, 'connect', { service: 'payment' });
    const json = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    expect(json.status).toBe(400);
    expect((await post(url, { public_key: 'x'.repeat(70_000) })).status).toBe(413);
    expect((await fetch(url)).status).toBe(200);
  });
});
