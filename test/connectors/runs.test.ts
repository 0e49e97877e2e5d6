import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import type { ActionContext } from '../../src/connectors/define.ts';
import { hasFixedHost } from '../../src/connectors/http/run.ts';
import { feedOf } from '../../src/connectors/rss/run.ts';
import { createConnectorTools } from '../../src/connectors/tools.ts';
import { type FakeSearch, startFakeSearch } from '../fakes/search/search.ts';
import { answerJson, type FakeServer, listen } from '../fakes/server.ts';
import { effectsOf, startWorld, type World } from '../fakes/world/world.ts';
import { openTestStore } from '../support/store.ts';
import { configOf, contextOf, standingClock } from './support.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let tools: ReturnType<typeof createConnectorTools>;
let world: World;
let search: FakeSearch;
let site: FakeServer;
const folder = mkdtempSync(join(tmpdir(), 'nod-world-'));
const catalogue = createCatalogue();

const ATOM = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title type="text">News &amp; more</title>
<entry><title>One</title><link rel="self" href="https://e.example/self"/><link href="https://e.example/1"/><updated>2026-11-20</updated></entry></feed>`;

beforeAll(async () => {
  opened = await openTestStore();
  world = await startWorld(join(folder, 'world.jsonl'));
  search = await startFakeSearch('test-key');
  site = await listen((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    if (url.pathname === '/v1/search') {
      const known = url.searchParams.get('name') === 'Nairobi';
      answerJson(response, 200, known ? { results: [{ name: 'Nairobi', latitude: -1.28, longitude: 36.82 }] } : {});
    } else if (url.pathname === '/v1/forecast') {
      const daily = {
        time: ['2026-11-20', '2026-11-21'].slice(0, Number(url.searchParams.get('forecast_days'))),
        temperature_2m_max: [25.4, 26],
        precipitation_probability_max: [40, 10],
        wind_speed_10m_max: [12, 9],
      };
      answerJson(response, 200, { daily });
    } else if (url.pathname === '/feed') response.end(ATOM);
    else if (url.pathname === '/text') response.end('plain words');
    else answerJson(response, 404, { message: 'nothing here' });
  });
  const config = configOf({
    HTTP_ALLOW_PRIVATE: `${world.pair},${site.pair}`,
    SEARCH_API_URL: `${search.url}/search`,
    WEATHER_API_URL: site.url,
    GEOCODING_API_URL: site.url,
  });
  tools = createConnectorTools({ config, store: opened.store, clock: standingClock() });
});
afterAll(async () => {
  await Promise.all([tools.close(), world.close(), search.close(), site.close()]);
  rmSync(folder, { recursive: true });
  await opened.drop();
});

async function run(service: string, name: string, params: Record<string, unknown>, more: Partial<ActionContext> = {}) {
  const action = catalogue.action(service, name);
  if (!action?.run) throw new Error(`${service}.${name} does not run`);
  const result = await action.run(action.params.parse(params) as never, contextOf(tools, more));
  return action.result.parse(result) as Record<string, never>;
}

describe('a web request', () => {
  it('sends JSON with our key, and reads JSON', async () => {
    const result = await run(
      'http',
      'request',
      { url: `${world.url}/effect`, method: 'POST', body: { a: '"}}{{ x' }, headers: { 'X-Test': 7 } },
      { idempotencyKey: 'key-1' },
    );
    expect(result).toMatchObject({ status_code: 200, body: { ok: true }, json: { ok: true } });
    const line = world.lines().at(-1);
    expect(line).toMatchObject({ method: 'POST', key: 'key-1', headers: { 'x-test': '7' } });
    expect(JSON.parse(line?.body ?? '')).toEqual({ a: '"}}{{ x' });
    expect(effectsOf(world.lines()).get('key-1')).toBe(1);
  });

  it('gives plain text as it is, and sends no key with a GET', async () => {
    expect(await run('http', 'request', { url: `${site.url}/text` })).toMatchObject({
      body: 'plain words',
      json: null,
    });
    await run('http', 'request', { url: `${world.url}/look` });
    expect(world.lines().at(-1)).toMatchObject({ method: 'GET', key: null });
  });

  it.each([
    [{ 'x-world-status': '404' }, { outcome: 'not_done', retryable: false }],
    [{ 'x-world-status': '429' }, { outcome: 'not_done', retryable: true }],
    [{ 'x-world-status': '503' }, { outcome: 'not_done', retryable: true }],
    [{ 'x-world-status': '500' }, { outcome: 'unknown', retryable: true }],
    [{ 'x-world-cut': 'after' }, { outcome: 'unknown', retryable: true }],
  ])('that fails with %j is known for what it is', async (headers, known) => {
    const params = { url: `${world.url}/effect`, method: 'POST', headers };
    await expect(run('http', 'request', params)).rejects.toMatchObject(known);
  });

  it('that only looks may be repeated whatever happened', async () => {
    const params = { url: `${world.url}/look`, headers: { 'x-world-cut': 'after' } };
    await expect(run('http', 'request', params)).rejects.toMatchObject({ outcome: 'not_done', retryable: true });
  });

  it.each(['http://127.0.0.1:1/', 'http://169.254.169.254/', 'http://user:pass@example.com/'])(
    'to %s is refused',
    async (url) => {
      await expect(run('http', 'request', { url })).rejects.toMatchObject({ outcome: 'not_done', retryable: false });
    },
  );

  it('knows whether values stand in the host', () => {
    expect(hasFixedHost('https://api.example.com/{{ trigger.id }}?q={{ x }}')).toBe(true);
    for (const url of [
      '{{ trigger.url }}',
      'https://{{ x }}/a',
      'https://{{ x }}.example.com',
      'https://',
      'ftp://x',
      'https://a{{x}}b/',
    ]) {
      expect(hasFixedHost(url)).toBe(false);
    }
  });
});

describe('a search', () => {
  const connection = { id: 'con_1', kind: 'real' as const, fields: { api_key: 'test-key' } };
  it('gives results and words', async () => {
    const result = await run('search', 'search_info', { query: 'maize prices', count: 2 }, { connection });
    expect(result.text).toBe('1. maize prices 1 (https://example.com/1)\n2. maize prices 2 (https://example.com/2)');
    expect(result.results).toHaveLength(2);
    expect(search.queries.at(-1)).toEqual({ q: 'maize prices', count: '2' });
  });
  it('says when nothing was found, and when the key is wrong', async () => {
    expect((await run('search', 'search_info', { query: 'nothing' }, { connection })).text).toContain(
      'Nothing was found',
    );
    await expect(run('search', 'search_info', { query: 'x' })).rejects.toMatchObject({ retryable: false });
  });
});

it('leaves a reminder once for each key', async () => {
  const more = { idempotencyKey: 'reminder-1', workspace: 'w-reminder' };
  const first = await run('reminder', 'set_reminder', { message: 'Call Otieno' }, more);
  expect(await run('reminder', 'set_reminder', { message: 'Call Otieno' }, more)).toEqual(first);
  const rows = await opened.store.notices.find({ workspace: 'w-reminder' }).lean();
  expect(rows).toMatchObject([{ user: 'u1', thread: 'web:t1', text: 'Call Otieno', sentAt: null }]);
});

describe('a feed', () => {
  it('is read from its address', async () => {
    const result = await run('rss', 'read', { url: `${site.url}/feed` });
    expect(result).toMatchObject({ title: 'News & more', text: 'One (https://e.example/1)' });
  });
  it('may be RSS with one item or many', () => {
    const rss = (items: string) => `<rss version="2.0"><channel><title>T</title>${items}</channel></rss>`;
    const item = (at: number) =>
      `<item><title>I${at}</title><link>https://e.example/${at}</link><description>&lt;b&gt;x&lt;/b&gt;</description></item>`;
    expect(feedOf(rss(item(1))).items).toMatchObject([{ title: 'I1', link: 'https://e.example/1', summary: 'x' }]);
    expect(feedOf(rss(item(1) + item(2))).items).toHaveLength(2);
    expect(feedOf(rss('')).items).toEqual([]);
  });
  it.each(['', 'hello', '<html></html>', '{"a":1}', '<!DOCTYPE x [<!ENTITY a "b">]><rss><channel/></rss>', '<rss>'])(
    'is not %j',
    (text) => {
      expect(() => feedOf(text)).toThrow('does not hold a feed');
    },
  );
});

it('reads the weather of a place it finds', async () => {
  const result = await run('weather', 'forecast', { place: 'Nairobi', days: 2 });
  expect(result).toMatchObject({ temperature: 25.4, rain: 40, wind: 12 });
  expect(String(result.text).split('\n')).toHaveLength(3);
  await expect(run('weather', 'forecast', { place: 'Atlantis' })).rejects.toMatchObject({ retryable: false });
});
