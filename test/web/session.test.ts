import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLoopbackHost } from '../../adapters/web/local.ts';
import { answersPublicly, createSession } from '../../adapters/web/session.ts';
import { openTestStore } from '../support/store.ts';
import { ask, asPage, pageHeaders } from './client.ts';
import { type DevServer, OWNER, startDevServer } from './dev-server.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let server: DevServer;
beforeAll(async () => {
  opened = await openTestStore();
  server = await startDevServer({ store: opened.store });
});
afterAll(async () => {
  await server.stop();
  await opened.drop();
});

describe('the page itself', () => {
  it('comes with a strict cookie and headers that let nothing else in', async () => {
    const page = await ask(server.url, '/');
    expect(page.status).toBe(200);
    expect(String(page.headers['set-cookie'])).toMatch(
      /^nod_[0-9a-f]{8}=\S+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
    );
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(page.text).not.toMatch(/(?:src|href)="https?:/);
  });

  it.each([
    ['a tunnel by name', { host: 'abc.tunnel.example' }],
    ['a name that begins like this machine', { host: 'localhost.evil.example' }],
    ['a name that ends like this machine', { host: 'evil-localhost' }],
    ['another machine of the network', { host: '192.168.1.4:3000' }],
    ['all addresses', { host: '0.0.0.0:3000' }],
    ['X-Forwarded-For', { 'x-forwarded-for': '203.0.113.9' }],
    ['X-Forwarded-Host', { 'x-forwarded-host': 'localhost' }],
    ['an empty Forwarded', { forwarded: '' }],
    ['Forwarded', { forwarded: 'for=127.0.0.1' }],
    ['Via', { via: '1.1 proxy' }],
    ['X-Real-IP', { 'x-real-ip': '127.0.0.1' }],
    ['Cloudflare', { 'cf-connecting-ip': '203.0.113.9' }],
    ['Cloudflare’s other header', { 'CF-Ray': 'abc' }],
  ])('stays closed through %s', async (_name, headers) => {
    const page = await ask(server.url, '/', { headers });
    expect(page.status).toBe(403);
    expect(page.headers['set-cookie']).toBeUndefined();
    const own = await pageHeaders(server.url);
    expect((await ask(server.url, '/app/threads', { headers: { ...own, ...headers } })).status).toBe(401);
    expect((await ask(server.url, '/app/assets/test/page.css', { headers })).status).toBe(404);
  });

  it.each(['localhost', 'localhost:3000', '127.0.0.1:80', '127.9.9.9', '[::1]:3000', 'LOCALHOST:3000'])(
    'knows %s as this machine',
    (host) => expect(isLoopbackHost(host)).toBe(true),
  );

  it.each([
    undefined,
    '',
    'localhost:3000:80',
    'localhost.',
    '127.0.0.1.evil',
    '[::2]',
    '[::ffff:10.0.0.1]',
    '127.1',
    '2130706433',
    'user@localhost',
    'localhost/',
  ])('does not take %s for this machine', (host) => expect(isLoopbackHost(host)).toBe(false));
});

describe('calls of the page', () => {
  it('need the cookie and a word that this very page makes them', async () => {
    const { cookie = '' } = await pageHeaders(server.url);
    const status = async (headers: Record<string, string>) => (await ask(server.url, '/app/me', { headers })).status;
    const { host, port } = new URL(server.url);
    expect(await status({ cookie, 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await status({ cookie, origin: `http://${host}` })).toBe(200);
    expect(await status({})).toBe(401);
    expect(await status({ cookie })).toBe(401);
    expect(await status({ 'sec-fetch-site': 'same-origin' })).toBe(401);
    expect(await status({ cookie, 'sec-fetch-site': 'same-site' })).toBe(401);
    expect(await status({ cookie, 'sec-fetch-site': 'none' })).toBe(401);
    expect(await status({ cookie, 'sec-fetch-site': 'cross-site' })).toBe(401);
    expect(await status({ cookie, origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' })).toBe(401);
    expect(await status({ cookie, origin: `http://localhost:${Number(port) + 1}` })).toBe(401);
    expect(await status({ cookie, origin: 'null' })).toBe(401);
  });

  it('refuse a cookie that was changed, invented, or made with another key', async () => {
    const { cookie = '' } = await pageHeaders(server.url);
    const [name, value = ''] = cookie.split('=');
    const [expires = '', mac = ''] = value.split('.');
    const later = `${Number(expires) + 1}.${mac}`;
    for (const forged of [
      later,
      `${expires}.${'A'.repeat(mac.length)}`,
      `${expires}.`,
      expires,
      '',
      `${value}.x`,
      `${expires}.é`,
    ]) {
      const headers = { cookie: encodeURI(`${name}=${forged}`), 'sec-fetch-site': 'same-origin' };
      expect((await ask(server.url, '/app/me', { headers })).status, forged).toBe(401);
    }
  });

  it('take a token from anywhere, and only a token that is known', async () => {
    const me = await ask(server.url, '/app/me', {
      headers: { host: 'nod.example', 'x-forwarded-for': '203.0.113.9', authorization: 'Bearer test-token-other' },
    });
    expect(me.json).toMatchObject({ name: 'Otieno' });
    const { cookie = '' } = await pageHeaders(server.url);
    const bad = { cookie, 'sec-fetch-site': 'same-origin', authorization: 'Bearer wrong' };
    expect((await ask(server.url, '/app/me', { headers: bad })).status).toBe(401);
  });

  it('let a token do only what it is for: a reader sends nothing, a writer decides nothing', async () => {
    const page = await asPage(server.url);
    const thread = await page.thread('scopes-thread');
    const messageId = await server.adapter.post(`web:${thread}`, { title: 'Card', body: [] }, 'k-scopes');
    const status = async (token: string, path: string, body?: object) => {
      const headers = { authorization: `Bearer test-token-${token}`, 'content-type': 'application/json' };
      return (await ask(server.url, path, { method: body ? 'POST' : 'GET', headers, body })).status;
    };
    const message = { text: 'x', clientId: 'message-scope' };
    const tap = { messageId, choice: { name: 'draft.approve', value: 'd' }, clientId: 'tap-scopes-1' };
    expect(await status('reader', '/app/threads')).toBe(200);
    expect(await status('reader', `/app/threads/${thread}/messages`, message)).toBe(403);
    expect(await status('writer', `/app/threads/${thread}/messages`, message)).toBe(202);
    expect(await status('writer', `/app/threads/${thread}/actions`, tap)).toBe(403);
    expect(await status('owner', `/app/threads/${thread}/actions`, tap)).toBe(202);
  });

  it('end when the cookie is a month old', async () => {
    let now = new Date('2026-11-01T10:00:00Z');
    const late = await startDevServer({ store: opened.store, clock: { now: () => now } });
    const headers = await pageHeaders(late.url);
    expect((await ask(late.url, '/app/me', { headers })).status).toBe(200);
    now = new Date('2026-12-02T10:00:00Z');
    expect((await ask(late.url, '/app/me', { headers })).status).toBe(401);
    await late.stop();
  });

  it('hide another person’s conversation behind 403 and an unknown one behind 404', async () => {
    const page = await asPage(server.url);
    const thread = await page.thread('session-thread');
    const headers = { authorization: 'Bearer test-token-other' };
    expect((await ask(server.url, `/app/threads/${thread}/messages`, { headers })).status).toBe(403);
    expect((await ask(server.url, '/app/threads/unknown/messages', { headers })).status).toBe(404);
  });
});

describe('with PUBLIC_URL set', () => {
  it('neither the page nor its cookie opens anything, a token does', async () => {
    const own = await pageHeaders(server.url);
    const open = await startDevServer({ store: opened.store, publicUrl: 'https://nod.example' });
    expect((await ask(open.url, '/')).status).toBe(403);
    expect((await ask(open.url, '/app/me', { headers: own })).status).toBe(401);
    const headers = { authorization: 'Bearer test-token-owner' };
    expect((await ask(open.url, '/app/me', { headers })).json).toMatchObject({ user: OWNER.user });
    await open.stop();
  });

  it.each([
    ['/health', true],
    ['/health/worker', true],
    ['/api/workflows/webhooks/wf_1/', true],
    ['/webhooks/workflows/wf_1/', true],
    ['/', false],
    ['/app/threads', false],
    ['/api/workflows/', false],
    ['/api/workflows/webhooks/wf_1/../../', false],
    ['/healthy', false],
    ['/slack/events', true],
    ['/slack/events/', true],
    ['/slack/other', false],
    ['/slack/events/../../app/me', false],
  ])('%s answers without a token: %s', (path, answers) => {
    const platforms = ['/slack/events', '/whatsapp/cloud'];
    expect(answersPublicly({ path, authorization: undefined }, platforms)).toBe(answers);
    expect(answersPublicly({ path, authorization: 'Bearer something' }, platforms)).toBe(true);
    expect(answersPublicly({ path, authorization: 'Basic something' }, platforms)).toBe(answers);
  });
});

it('gives copies side by side on one machine cookies of different names', async () => {
  const names = [1, 2].map((byte) => {
    const cookies: string[] = [];
    const session = createSession({
      secretKey: Buffer.alloc(32, byte),
      clock: { now: () => new Date() },
      publicUrl: undefined,
      localUser: async () => OWNER,
      verifyToken: async () => null,
    });
    session.grant({ append: (_name: string, value: string) => cookies.push(value) } as never);
    return cookies[0]?.split('=')[0];
  });
  expect(names[0]).not.toBe(names[1]);
});
