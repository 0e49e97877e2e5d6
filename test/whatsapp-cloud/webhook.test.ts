import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isSigned } from '../../adapters/whatsapp-cloud/receiver.ts';
import { openWorld, type World } from './world.ts';

describe('the webhook', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    await world.adapter.start(world.inbox);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.received.messages.length = 0;
  });

  const text = (from: string, body: unknown, more: Record<string, unknown> = {}) => ({
    messaging_product: 'whatsapp',
    metadata: { phone_number_id: world.cloud.phoneNumberId },
    contacts: [{ profile: { name: 'Amina' }, wa_id: from }],
    messages: [{ from, id: `wamid.${Math.random()}`, timestamp: '1749416383', type: 'text', text: { body }, ...more }],
  });
  const post = (body: string | Buffer, signature?: string) =>
    fetch(world.webhook, {
      method: 'POST',
      headers: signature === undefined ? {} : { 'x-hub-signature-256': signature },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
  const signed = (body: string) => post(body, world.cloud.hooks.sign(body));
  const payload = (value: Record<string, unknown>) => world.cloud.hooks.payload([value]);

  it('proves itself with the token alone', async () => {
    const ask = (query: Record<string, string>) => fetch(`${world.webhook}?${new URLSearchParams(query)}`);
    const good = {
      'hub.mode': 'subscribe',
      'hub.verify_token': world.cloud.verifyToken,
      'hub.challenge': '1158201444',
    };
    const proven = await ask(good);
    expect([proven.status, await proven.text()]).toEqual([200, '1158201444']);
    expect(proven.headers.get('content-type')).toContain('text/plain');
    for (const wrong of [{ 'hub.verify_token': 'other' }, { 'hub.verify_token': '' }, { 'hub.mode': 'unsubscribe' }]) {
      const refused = await ask({ ...good, ...wrong });
      expect(refused.status).toBe(403);
      expect(await refused.text()).not.toContain('1158201444');
    }
    expect((await ask({})).status).toBe(403);
    expect((await fetch(world.webhook, { method: 'PUT', body: '{}' })).status).toBe(405);
  });

  it('takes nothing unsigned, wrongly signed, or signed over other bytes', async () => {
    const body = payload(text('254712345678', 'hello'));
    const right = world.cloud.hooks.sign(body);
    const other = createHmac('sha256', 'another-secret').update(body).digest('hex');
    for (const wrong of [
      undefined,
      '',
      'sha256=',
      right.slice(0, -2),
      right.slice(7),
      `sha1=${right.slice(7)}`,
      `sha256=${other}`,
    ]) {
      expect((await post(body, wrong)).status).toBe(401);
    }
    expect((await post(`${body} `, right)).status).toBe(401);
    expect(world.received.messages).toEqual([]);
    expect((await post(body, right)).status).toBe(200);
    expect(world.received.messages).toHaveLength(1);
  });

  it('no body passes with one byte changed, and every body passes with its own signature', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, by) => {
          const body = Buffer.from(bytes);
          const signature = `sha256=${createHmac('sha256', 'test-secret').update(body).digest('hex')}`;
          const changed = Buffer.from(body);
          changed[at % body.length] = ((changed[at % body.length] ?? 0) + by) % 256;
          return (
            isSigned(body, signature, 'test-secret') &&
            !isSigned(changed, signature, 'test-secret') &&
            !isSigned(body, signature, 'test-secret-2') &&
            !isSigned(body, [signature], 'test-secret')
          );
        },
      ),
    );
  });

  it('refuses what is too large, with and without a length, and what is no JSON', async () => {
    const large = Buffer.alloc(3 * 1024 * 1024 + 1, 32);
    expect((await post(large, 'sha256=00')).status).toBe(413);
    const parts = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let index = 0; index < 5; index++) controller.enqueue(new Uint8Array(1024 * 1024));
        controller.close();
      },
    });
    const chunked = await fetch(world.webhook, { method: 'POST', body: parts, duplex: 'half' } as RequestInit).catch(
      () => null,
    );
    expect(chunked === null || chunked.status === 413).toBe(true);
    expect((await signed('{"object":')).status).toBe(400);
    expect((await signed('[]')).status).toBe(400);
  });

  it('drops what is not for this number or not about messages, and says it was taken', async () => {
    const other = { ...text('254712345678', 'hello'), metadata: { phone_number_id: '1' } };
    expect((await signed(payload(other))).status).toBe(200);
    expect((await signed(payload(text('254712345678', 'x')).replace('"messages"}', '"account_update"}'))).status).toBe(
      200,
    );
    expect((await signed(payload(text('254712345678', 'x')).replace('whatsapp_business_account', 'page'))).status).toBe(
      200,
    );
    expect(world.received.messages).toEqual([]);
  });

  it('survives any shape, and still takes the good message beside it', async () => {
    const odd = fc.object({
      maxDepth: 3,
      key: fc.constantFrom('id', 'type', 'from', 'text', 'interactive', 'context', 'x'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(odd, fc.jsonValue()), { maxLength: 4 }), async (messages) => {
        world.received.messages.length = 0;
        const good = text('254712000001', 'the good one');
        const value = { ...good, messages: [...messages, ...good.messages], statuses: messages, contacts: messages };
        expect((await signed(payload(value))).status).toBe(200);
        expect(world.received.messages.map((message) => message.text)).toContain('the good one');
      }),
      { numRuns: 40 },
    );
  });

  it('asks for it again while it cannot be stored; what was stored keeps its id', async () => {
    const both = { ...text('254712345678', 'first'), messages: [] as unknown[] };
    both.messages = [...text('254712345678', 'first').messages, ...text('254712345678', 'second').messages];
    const body = payload(both);
    const kept: string[] = [];
    let away = true;
    await world.adapter.stop();
    await world.adapter.start({
      ...world.inbox,
      async message(message) {
        if (message.text === 'second' && away) throw new Error('the database is away');
        kept.push(`${message.id} ${message.text}`);
      },
    });
    expect((await signed(body)).status).toBe(503);
    away = false;
    expect((await signed(body)).status).toBe(200);
    expect(new Set(kept).size).toBe(2);
    await world.adapter.stop();
    expect((await signed(body)).status).toBe(503);
    await world.adapter.start(world.inbox);
  });

  it('says which variable is missing, and takes nothing without the secret', async () => {
    const bare = await openWorld({ WHATSAPP_CLOUD_APP_SECRET: '', WHATSAPP_CLOUD_PHONE_NUMBER_ID: '' });
    await bare.adapter.start(bare.inbox);
    expect(bare.adapter.health()).toEqual({
      ok: false,
      detail: 'WHATSAPP_CLOUD_PHONE_NUMBER_ID and WHATSAPP_CLOUD_APP_SECRET are not set',
    });
    const body = payload(text('254712345678', 'hello'));
    const headers = { 'x-hub-signature-256': world.cloud.hooks.sign(body) };
    expect((await fetch(bare.webhook, { method: 'POST', headers, body })).status).toBe(503);
    expect(bare.received.messages).toEqual([]);
    await expect(bare.adapter.post('whatsapp-cloud:+254712345678', 'x', 'k')).rejects.toMatchObject({
      reason: 'unreachable',
    });
    await bare.close();
  });
});
