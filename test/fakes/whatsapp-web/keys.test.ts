import { afterEach, describe, expect, it, vi } from 'vitest';
import wwebjs, { type Message } from 'whatsapp-web.js';
import { browserTestsRun } from './browser.ts';
import { linked, once } from './client.ts';
import { startFakeWhatsApp } from './fake.ts';
import type { Keys } from './wire.ts';

const ANN = '15550002222@c.us';

// Browsers start slowly where much else runs.
vi.setConfig({ testTimeout: 60_000 });

describe.skipIf(!browserTestsRun())('how the page keeps message keys', () => {
  const open: { close(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  async function start(keys: Keys, shim: boolean) {
    const fake = await startFakeWhatsApp({ keys });
    open.push({ close: () => fake.stop() });
    fake.addContact({ pn: ANN, pushname: 'Ann' });
    const driven = await linked(fake, { shim });
    open.push(driven);
    const message = once<[Message]>(driven.client, 'message');
    fake.say(ANN, 'hello');
    const [heard] = await message;
    return { fake, ...driven, heard };
  }

  it('breaks the published library today, without a word', async () => {
    const { fake, client, heard, told } = await start('today', false);
    expect(heard.id).toMatchObject({ $1: `false_${ANN}_${heard.id.id}`, fromMe: false, remote: ANN });
    expect(heard.id._serialized).toBeUndefined();
    expect(await heard.reply('no quote')).toBeUndefined();
    expect((await fake.sent('no quote')).quoted).toBeNull();
    await heard.react('👍');
    expect(fake.seen.some((one) => one.type === 'reaction')).toBe(false);
    await expect(client.getChatById(ANN)).rejects.toThrow(/No key or key range/);
    await expect(client.getChats()).rejects.toThrow(/No key or key range/);
    expect(await client.sendMessage(ANN, new wwebjs.Poll('Well?', ['Yes', 'No']))).toBeUndefined();
    fake.vote(await fake.sent('Well?'), ['Yes']);
    const after = once(client, 'message');
    fake.say(ANN, 'I voted');
    await after;
    expect(told.some((one) => one.startsWith('vote_update'))).toBe(false);
  });

  it.each([
    ['legacy', false],
    ['renamed', true],
    ['today', true],
  ] as const)('works with %s keys, with the shim: %s', async (keys, shim) => {
    const { fake, client, heard } = await start(keys, shim);
    expect(heard.id._serialized).toBe(`false_${ANN}_${heard.id.id}`);
    const answer = await heard.reply('quoted');
    expect(answer.id._serialized).toMatch(/^true_/);
    expect((await fake.sent('quoted')).quoted?.id).toBe(heard.id.id);
    expect((await client.getChatById(ANN)).lastMessage.body).toBe('hello');
  });

  it('works inside the page with keys of class fields, while Node sees only the minified name', async () => {
    const { fake, heard } = await start('fields', true);
    expect(heard.id).toMatchObject({ $1: `false_${ANN}_${heard.id.id}`, fromMe: false });
    expect(heard.id._serialized).toBeUndefined();
    await heard.reply('x').catch(() => {});
    expect((await fake.sent('x')).quoted).toBeNull();
  });

  it('tells nothing of a key that cannot be read', async () => {
    const { heard } = await start('unreadable', true);
    expect(heard.body).toBe('hello');
    expect(heard.id).toEqual({});
  });
});
