import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore } from '../support/store.ts';
import { ask, asPage } from './client.ts';
import { type DevServer, startDevServer } from './dev-server.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let server: DevServer;
let page: Awaited<ReturnType<typeof asPage>>;
beforeAll(async () => {
  opened = await openTestStore();
  server = await startDevServer({ store: opened.store });
  page = await asPage(server.url);
});
afterAll(async () => {
  await server.stop();
  await opened.drop();
});

const code = (json: unknown) => (json as { error: { code: string } }).error.code;
const texts = async (thread: string) =>
  ((await page.get(`/app/threads/${thread}/messages`)).json as { messages: { content: unknown }[] }).messages.map(
    (message) => message.content,
  );

describe('sending a message', () => {
  it('stores it and hands it to the engine once, however often it is sent', async () => {
    const thread = await page.thread('client-send');
    const body = { text: '  hello\r\nthere  ', clientId: 'message-0001', timeZone: 'Africa/Nairobi', locale: 'en-KE' };
    const answers = await Promise.all([1, 2, 3].map(() => page.send('POST', `/app/threads/${thread}/messages`, body)));
    expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202]);
    const own = server.engine.messages.filter((message) => message.thread === `web:${thread}`);
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({ text: 'hello\nthere', author: { id: 'usr_wanjiru' }, timeZone: 'Africa/Nairobi' });
    expect(await texts(thread)).toEqual(['hello\nthere']);
  });

  it('can be repeated after a failure in between, without a second message', async () => {
    const thread = await page.thread('client-retry');
    const body = { text: 'keep me', clientId: 'message-0002' };
    server.engine.refuse = new Error('the database is away');
    expect((await page.send('POST', `/app/threads/${thread}/messages`, body)).status).toBe(500);
    expect((await page.send('POST', `/app/threads/${thread}/messages`, body)).status).toBe(202);
    expect(server.engine.messages.filter((message) => message.text === 'keep me')).toHaveLength(1);
    expect(await texts(thread)).toEqual(['keep me']);
  });

  it.each([
    ['nothing', { text: '   ' }, 400],
    ['100 KB', { text: 'x'.repeat(100_000) }, 413],
    ['a number', { text: 7 }, 400],
    ['no text', {}, 400],
    ['control characters alone', { text: '\u0000\u0001\u0002' }, 400],
    ['binary', { text: `PK${'\u0000\u0003\u0014'.repeat(200)}` }, 400],
    ['an unknown field', { text: 'x', admin: true }, 400],
  ])('refuses %s', async (_name, part, status) => {
    const thread = await page.thread('client-bad');
    const answer = await page.send('POST', `/app/threads/${thread}/messages`, { clientId: 'message-0003', ...part });
    expect(answer.status).toBe(status);
    expect(code(answer.json)).toBe(status === 413 ? 'too_large' : 'bad_request');
    expect(await texts(thread)).toEqual([]);
  });

  it.each(['😀', 'שלום עולם', '```x```', '<img src=x onerror=alert(1)>', 'a\u0000b'])('takes %j', async (text) => {
    const thread = await page.thread(`client-ok-${Buffer.from(text).toString('hex').slice(0, 20)}`);
    const answer = await page.send('POST', `/app/threads/${thread}/messages`, { text, clientId: 'message-0004' });
    expect(answer.status).toBe(202);
    expect(await texts(thread)).toEqual([text.replace('\u0000', '')]);
  });

  it('leaves out a zone that does not exist', async () => {
    const thread = await page.thread('client-zone');
    const body = { text: 'x', clientId: 'message-0005', timeZone: 'Mars/Olympus' };
    await page.send('POST', `/app/threads/${thread}/messages`, body);
    expect(server.engine.messages.at(-1)).not.toHaveProperty('timeZone');
  });
});

describe('bodies', () => {
  it.each([
    ['no JSON', 'hello', 400],
    ['half of it', '{"clientId":', 400],
    ['a prototype', '{"clientId":"client-x-1","__proto__":{"admin":true}}', 400],
    ['a million brackets', '['.repeat(500_000), 400],
    ['more than a megabyte', JSON.stringify({ clientId: 'x'.repeat(1_100_000) }), 413],
    ['an array', '[]', 400],
    ['null', 'null', 400],
    ['nothing', '', 400],
  ])('%s is refused', async (_name, body, status) => {
    const answer = await page.send('POST', '/app/threads', body);
    expect(answer.status).toBe(status);
  });

  it('of another type is refused', async () => {
    const answer = await page.send('POST', '/app/threads', '{"clientId":"client-form"}', {
      'content-type': 'text/plain',
    });
    expect(answer.status).toBe(400);
  });
});

describe('tapping', () => {
  const tap = (messageId: string, more: object = {}) => ({
    messageId,
    choice: { name: 'draft.approve', value: 'd1' },
    clientId: 'tap-00000001',
    ...more,
  });

  it('reaches the engine once, with what the form held', async () => {
    const thread = await page.thread('client-tap');
    const messageId = await server.adapter.post(`web:${thread}`, { title: 'Card', body: [] }, 'k1');
    const body = tap(messageId, { values: { note: 'for March' } });
    expect((await page.send('POST', `/app/threads/${thread}/actions`, body)).status).toBe(202);
    expect((await page.send('POST', `/app/threads/${thread}/actions`, body)).status).toBe(202);
    const own = server.engine.actions.filter((action) => action.messageId === messageId);
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({ choice: { name: 'draft.approve', value: 'd1' }, values: { note: 'for March' } });
  });

  it('on a message that is not there, or one’s own, or elsewhere, is 404', async () => {
    const thread = await page.thread('client-tap2');
    const other = await page.thread('client-tap3');
    const elsewhere = await server.adapter.post(`web:${other}`, { title: 'Card', body: [] }, 'k1');
    await page.send('POST', `/app/threads/${thread}/messages`, { text: 'mine', clientId: 'message-0006' });
    const mine = (await page.get(`/app/threads/${thread}/messages`)).json as { messages: { id: string }[] };
    for (const id of ['wm_unknown', elsewhere, mine.messages[0]?.id ?? '']) {
      expect((await page.send('POST', `/app/threads/${thread}/actions`, tap(id))).status).toBe(404);
    }
  });

  it.each([
    ['a choice with odd letters', { choice: { name: '../x', value: '' } }],
    ['a long value', { choice: { name: 'a', value: 'x'.repeat(201) } }],
    ['values that are not text', { values: { a: 1 } }],
    ['too many values', { values: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`f${i}`, ''])) }],
  ])('with %s is refused', async (_name, more) => {
    const thread = await page.thread('client-tap4');
    const id = await server.adapter.post(`web:${thread}`, { title: 'Card', body: [] }, 'k1');
    expect((await page.send('POST', `/app/threads/${thread}/actions`, tap(id, more))).status).toBe(400);
  });
});

describe('conversations', () => {
  it('can be renamed and removed, and answer 410 from then on', async () => {
    const thread = await page.thread('client-life');
    expect((await page.send('PATCH', `/app/threads/${thread}`, { title: 'Mondays' })).status).toBe(204);
    const list = (await page.get('/app/threads')).json as { threads: { id: string; title: string }[] };
    expect(list.threads.find((row) => row.id === thread)?.title).toBe('Mondays');
    expect((await page.send('DELETE', `/app/threads/${thread}`, undefined)).status).toBe(204);
    const late = await page.send('POST', `/app/threads/${thread}/messages`, { text: 'x', clientId: 'message-0007' });
    expect([late.status, code(late.json)]).toEqual([410, 'gone']);
  });

  it('are read in pages, from the newest', async () => {
    const thread = await page.thread('client-pages');
    for (let index = 1; index <= 103; index += 1) await server.adapter.post(`web:${thread}`, `n${index}`, `k${index}`);
    type Page = { messages: { seq: number }[]; more: boolean };
    const newest = (await page.get(`/app/threads/${thread}/messages`)).json as Page;
    expect([newest.messages[0]?.seq, newest.messages.at(-1)?.seq, newest.more]).toEqual([4, 103, true]);
    const older = (await page.get(`/app/threads/${thread}/messages?before=4`)).json as Page;
    expect([older.messages.map((message) => message.seq), older.more]).toEqual([[1, 2, 3], false]);
    expect((await page.get(`/app/threads/${thread}/messages?before=-1`)).status).toBe(400);
    expect((await page.get(`/app/threads/${thread}/messages?before=x`)).status).toBe(400);
  });
});

describe('addresses', () => {
  it.each([
    '/app/assets/test/../../package.json',
    '/app/assets/test/..%2f..%2fpackage.json',
    '/app/assets/test/%2e%2e/%2e%2e/package.json',
    '/app/assets/test/page.css/../../../package.json',
    '/app/assets/test//etc/passwd',
    '/app/assets/test/constructor',
    '/app/assets/other/page.css',
    '/app/assets/test/page.css%00',
    '/app/assets/%zz',
    '/app/nothing',
    '/app/threads/%2e%2e/messages',
  ])('%s leads nowhere', async (path) => {
    const answer = await ask(server.url, path, { headers: page.headers });
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toContain('dependencies');
  });

  it('of the page’s files are kept for good, under a name that changes with them', async () => {
    const file = await page.get('/app/assets/test/page.css');
    expect([file.status, file.text]).toEqual([200, 'p{}']);
    expect(file.headers['cache-control']).toContain('immutable');
    expect(file.headers['x-content-type-options']).toBe('nosniff');
  });
});

it('slows down whoever sends too much, and says for how long', async () => {
  const busy = await startDevServer({ store: opened.store, perMinute: 3 });
  const eager = await asPage(busy.url);
  const answers = [];
  for (let index = 0; index < 4; index += 1) {
    answers.push(await eager.send('POST', '/app/threads', { clientId: `client-busy-${index}` }));
  }
  expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 429]);
  expect(Number(answers[3]?.headers['retry-after'])).toBeGreaterThan(0);
  await busy.stop();
});

it('says 503 while there is no engine to take a message', async () => {
  const thread = await page.thread('client-down');
  await server.adapter.stop();
  const answer = await page.send('POST', `/app/threads/${thread}/messages`, { text: 'x', clientId: 'message-0008' });
  expect([answer.status, code(answer.json)]).toEqual([503, 'unavailable']);
});
