import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../fakes/server.ts';
import { type FakeCloud, startFakeCloud } from '../fakes/whatsapp-cloud/cloud.ts';
import type { Phone } from '../fakes/whatsapp-cloud/phone.ts';

describe('the local Cloud API refuses what the real one refuses', () => {
  let cloud: FakeCloud;
  let amina: Phone;
  let ahead = 0;
  beforeEach(async () => {
    ahead = 0;
    cloud = await startFakeCloud({
      now: () => Date.now() + ahead,
      templates: [
        { name: 'waiting', language: 'en_US', body: 'News: {{1}}' },
        { name: 'paused', language: 'en_US', body: 'x', paused: true },
      ],
    });
    amina = cloud.person({ open: true });
  });
  afterEach(() => cloud.close());

  async function call(path: string, body: unknown, token = cloud.token) {
    const response = await fetch(`${cloud.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { error?: { code: number }; messages?: { id: string }[] };
    return { status: response.status, code: answer.error?.code ?? 0, answer };
  }
  const path = () => `/v26.0/${cloud.phoneNumberId}/messages`;
  const send = (body: Record<string, unknown>) =>
    call(path(), { messaging_product: 'whatsapp', to: amina.user.phone, ...body });
  const say = (body: string, more: Record<string, unknown> = {}) => send({ type: 'text', text: { body }, ...more });
  const buttons = (titles: string[], more: Record<string, unknown> = {}) =>
    send({
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'Body' },
        action: { buttons: titles.map((title, index) => ({ type: 'reply', reply: { id: `b${index}`, title } })) },
        ...more,
      },
    });
  const list = (rows: Record<string, unknown>[], button = 'Choose') =>
    send({
      type: 'interactive',
      interactive: { type: 'list', body: { text: 'Body' }, action: { button, sections: [{ rows }] } },
    });
  const template = (name: string, texts: string[]) =>
    send({
      type: 'template',
      template: {
        name,
        language: { code: 'en_US' },
        components: [{ type: 'body', parameters: texts.map((text) => ({ type: 'text', text })) }],
      },
    });

  it('tokens, paths and numbers', async () => {
    expect(await call(path(), {}, 'wrong-token')).toMatchObject({ status: 401, code: 190 });
    expect(await call('/messages', {})).toMatchObject({ code: 2500 });
    expect(await call('/v26.0/1/messages', {})).toMatchObject({ code: 100 });
    expect(await say('hi', { to: 'amina' })).toMatchObject({ code: 131009 });
    expect(await say('hi', { to: '254799999999' })).toMatchObject({ code: 131026 });
  });

  it('texts, unknown fields, buttons and lists over their limits', async () => {
    expect(await say('x'.repeat(4096))).toMatchObject({ status: 200 });
    for (const refused of [
      say('x'.repeat(4097)),
      say(' '),
      say('x', { extra: true }),
      say('x', { messaging_product: 'sms' }),
      say('x', { biz_opaque_callback_data: 'x'.repeat(513) }),
      buttons([]),
      buttons(['A', 'B', 'C', 'D']),
      buttons(['Same', 'same']),
      buttons(['x'.repeat(21)]),
      buttons(['A'], { body: { text: 'x'.repeat(1025) } }),
      buttons(['A'], { footer: { text: 'x'.repeat(61) } }),
      buttons(['A'], { header: { type: 'text', text: 'x'.repeat(61) } }),
      list(Array.from({ length: 11 }, (_, index) => ({ id: `r${index}`, title: `Row ${index}` }))),
      list([{ id: 'r', title: 'x'.repeat(25) }]),
      list([{ id: 'r', title: 'Row', description: 'x'.repeat(73) }]),
      list([{ id: 'x'.repeat(201), title: 'Row' }]),
      list([{ id: 'r', title: 'Row' }], 'x'.repeat(21)),
    ]) {
      expect(await refused).toMatchObject({ status: 400, code: 100 });
    }
  });

  it('templates, and everything else once the 24 hours are over', async () => {
    expect(await template('waiting', ['a card'])).toMatchObject({ status: 200 });
    expect(amina.last().text).toBe('News: a card');
    expect(await template('unknown', ['x'])).toMatchObject({ code: 132001 });
    expect(await template('waiting', [])).toMatchObject({ code: 132000 });
    expect(await template('waiting', ['two\nlines'])).toMatchObject({ code: 132018 });
    expect(await template('paused', [])).toMatchObject({ code: 132015 });
    ahead = 25 * 3_600_000;
    expect(await say('too late')).toMatchObject({ code: 131047 });
    expect(await template('waiting', ['still goes'])).toMatchObject({ status: 200 });
  });

  it('too many to one person, too many at once', async () => {
    cloud.state.pairBurst = 1;
    await say('one');
    expect(await say('two')).toMatchObject({ status: 429, code: 131056 });
    ahead = 7_000;
    expect(await say('two')).toMatchObject({ status: 200 });
    cloud.state.pairBurst = 45;
    cloud.state.perSecond = 1;
    expect(await say('three')).toMatchObject({ status: 429, code: 130429 });
  });

  it('media: uploaded as what it is, fetched with the token for five minutes', async () => {
    const auth = { authorization: `Bearer ${cloud.token}` };
    const upload = async (bytes: string, type: string) => {
      const form = new FormData();
      form.set('messaging_product', 'whatsapp');
      form.set('type', type);
      form.set('file', new Blob([Buffer.from(bytes, 'hex')], { type }), 'x');
      const response = await fetch(`${cloud.url}/v26.0/${cloud.phoneNumberId}/media`, {
        method: 'POST',
        headers: auth,
        body: form,
      });
      return (await response.json()) as { id?: string; error?: { code: number } };
    };
    expect((await upload('00', 'image/png')).error?.code).toBe(131053);
    expect((await upload('89504e47', 'text/html')).error?.code).toBe(100);
    const { id } = await upload('89504e47', 'image/png');
    expect(await send({ type: 'image', image: { id: '1' } })).toMatchObject({ code: 131009 });
    expect(await send({ type: 'image', image: { id } })).toMatchObject({ status: 200 });
    const about = (await (await fetch(`${cloud.url}/v26.0/${id}`, { headers: auth })).json()) as { url: string };
    expect((await fetch(about.url)).status).toBe(401);
    expect((await fetch(about.url, { headers: auth })).status).toBe(200);
    ahead = 6 * 60_000;
    expect((await fetch(about.url, { headers: auth })).status).toBe(404);
  });

  it('brings signed webhooks again until they are taken; statuses carry the key back', async () => {
    const bodies: string[] = [];
    let refusals = 2;
    const gateway = await listen((request, response, body) => {
      const { searchParams } = new URL(request.url ?? '', 'http://localhost');
      if (request.method === 'GET') return void response.end(searchParams.get('hub.challenge'));
      if (refusals-- > 0) return void response.writeHead(503).end();
      expect(request.headers['x-hub-signature-256']).toBe(cloud.hooks.sign(String(body)));
      bodies.push(String(body));
      response.end();
    });
    await cloud.hooks.register(gateway.url);
    await amina.say('hello');
    expect(bodies).toHaveLength(1);
    await say('hi', { biz_opaque_callback_data: 'our-key' });
    await cloud.hooks.settled();
    await amina.read();
    const statuses = bodies.slice(1).map((body) => /"status":"(\w+)"/.exec(body)?.[1]);
    expect(statuses.toSorted()).toEqual(['delivered', 'read', 'sent']);
    expect(bodies.slice(1).every((body) => body.includes('"biz_opaque_callback_data":"our-key"'))).toBe(true);
    await gateway.close();
  });
});
