import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import wwebjs, { type Message } from 'whatsapp-web.js';
import { browserTestsRun } from './browser.ts';
import { type Driven, linked, once } from './client.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from './fake.ts';

const ANN = '15550002222@c.us';

// Browsers start slowly where much else runs.
vi.setConfig({ testTimeout: 60_000 });

describe.skipIf(!browserTestsRun())('trouble the real library does not tell of', () => {
  let fake: FakeWhatsApp;
  let driven: Driven;

  beforeAll(async () => {
    fake = await startFakeWhatsApp();
    fake.addContact({ pn: ANN, pushname: 'Ann' });
    driven = await linked(fake);
  });
  afterEach(() => fake.heal().catch(() => {}));
  afterAll(async () => {
    await driven?.close();
    await fake?.stop();
  });

  /** What became of a call so far, once the page has answered another one. */
  async function stateOf(call: Promise<unknown>): Promise<unknown> {
    const settled = call.then(
      () => 'resolved',
      () => 'rejected',
    );
    const number = driven.client.getNumberId('15550002222');
    return Promise.race([settled, number.then(() => driven.client.getState()).then(() => 'pending')]);
  }

  it('resolves sends that never left', async () => {
    fake.failSends('stuck');
    const stuck = await driven.client.sendMessage(ANN, 'stuck', { waitUntilMsgSent: true });
    expect(stuck.ack).toBe(0);
    fake.failSends('refused');
    const failed = once<[Message, number]>(driven.client, 'message_ack');
    await driven.client.sendMessage(ANN, 'refused', { waitUntilMsgSent: true });
    expect((await failed)[1]).toBe(-1);
    expect(fake.outbox).toEqual([]);
  });

  it('resolves with nothing for a message that arrived, and tells of it later', async () => {
    fake.failSends('unreported');
    const created = once<[Message]>(driven.client, 'message_create');
    expect(await driven.client.sendMessage(ANN, 'unreported')).toBeUndefined();
    await fake.sent('unreported');
    expect((await created)[0].body).toBe('unreported');
  });

  it('waits for ever for a message that arrived', async () => {
    fake.failSends('hanging');
    const call = driven.client.sendMessage(ANN, 'hanging');
    await fake.sent('hanging');
    expect(await stateOf(call)).toBe('pending');
  });

  it('waits for ever on a call that hangs, and goes on when it is mended', async () => {
    await fake.hang('WAWebSendMsgChatAction.addAndSendMsgToChat');
    const before = fake.outbox.length;
    expect(await stateOf(driven.client.sendMessage(ANN, 'hung'))).toBe('pending');
    expect(fake.outbox).toHaveLength(before);
    await fake.heal();
    expect(await driven.client.sendMessage(ANN, 'mended')).toMatchObject({ body: 'mended' });
  });

  it('rejects what the page refuses', async () => {
    await fake.fail('WAWebFindChatAction.findOrCreateLatestChat', 'No LID for user');
    await fake.missModule('WAWebPollsVotesSchema');
    await expect(driven.client.sendMessage('19998887777@c.us', 'x')).rejects.toThrow('No LID for user');
    const poll = await driven.client.sendMessage(ANN, new wwebjs.Poll('Well?', ['Yes', 'No']));
    await expect(poll.getPollVotes()).rejects.toThrow(/unknown module "WAWebPollsVotesSchema"/);
    await expect(driven.client.sendMessage('nonsense', 'x')).rejects.toThrow(/invalid wid/);
  });

  it('hears nothing while the page stands still', async () => {
    fake.freeze();
    await expect
      .poll(() => Promise.race([driven.client.getState(), new Promise((done) => setTimeout(done, 300, 'frozen'))]))
      .toBe('frozen');
    fake.thaw();
    await expect.poll(() => driven.client.getState()).toBe('CONNECTED');
  });

  it('says nothing when the page crashes, and waits for ever', async () => {
    const crashed = new Promise((resolve) => driven.client.pupPage?.once('error', resolve));
    fake.crashPage();
    await crashed;
    const call = driven.client.sendMessage(ANN, 'anybody?').catch(() => {});
    expect(await Promise.race([call, new Promise((done) => setTimeout(done, 500, 'pending'))])).toBe('pending');
    expect(driven.told.some((one) => one.startsWith('disconnected'))).toBe(false);
  });

  it('says nothing when the browser dies', async () => {
    expect(fake.browserPids()).toHaveLength(1);
    const gone = new Promise((resolve) => driven.client.pupBrowser?.once('disconnected', resolve));
    fake.killBrowser();
    await gone;
    expect(driven.told.some((one) => one.startsWith('disconnected'))).toBe(false);
    await expect.poll(() => fake.browserPids()).toEqual([]);
  });
});
