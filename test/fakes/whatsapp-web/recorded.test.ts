// What the real library hands over for each kind of message, kept in test/fixtures/whatsapp as JSON. After a change that
// is meant, `vitest run test/fakes/whatsapp-web/recorded.test.ts -u` writes them anew.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import wwebjs, { type Message, type PollVote, type Reaction } from 'whatsapp-web.js';
import { browserTestsRun } from './browser.ts';
import { type Driven, linked, once } from './client.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from './fake.ts';
import { ANN, ANN_LID, BOB_LID, GROUP, KINDS, OLD_GROUP, type Scene } from './recorded-kinds.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'whatsapp');
const T = 1_790_000_000;

// Browsers start slowly where much else runs.
vi.setConfig({ testTimeout: 60_000 });

describe.skipIf(!browserTestsRun())('what the library hands over', () => {
  let fake: FakeWhatsApp;
  let driven: Driven;
  let next = 1;

  beforeAll(async () => {
    fake = await startFakeWhatsApp();
    fake.addContact({ pn: ANN, lid: ANN_LID, pushname: 'Ann' });
    fake.addContact({ lid: BOB_LID, pushname: 'Bob' });
    fake.addGroup({ id: GROUP, subject: 'Friends', participants: [ANN_LID, BOB_LID] });
    fake.addGroup({ id: OLD_GROUP, subject: 'Old friends', participants: [ANN], lidMode: false });
    driven = await linked(fake);
  });
  afterAll(async () => {
    await driven?.close();
    await fake?.stop();
  });

  const id = () => `3A${String(next++).padStart(18, '0')}`;
  const keep = (name: string, payload: unknown) =>
    expect(`${JSON.stringify(steady(payload), null, 2)}\n`).toMatchFileSnapshot(join(FOLDER, `${name}.json`));

  async function record(name: string, { chat, content, event = 'message', ...options }: Scene): Promise<void> {
    const told = once<[Message]>(driven.client, event);
    const quote = options.quotes ? fake.say(chat, 'the first', { id: id(), t: T - 60, ...options.as }) : undefined;
    if (quote) await told;
    const heard = quote ? once<[Message]>(driven.client, event) : told;
    fake.say(chat, content, { id: id(), t: T, quote, ...options.as });
    const [message] = await heard;
    await keep(name, { event, rawData: (message as Message & { data?: unknown }).rawData ?? message });
  }

  for (const [name, scene] of Object.entries(KINDS)) it(name, () => record(name, scene));

  it('edited, revoked and deleted', async () => {
    const said = fake.say(ANN, 'firts', { id: id(), t: T });
    const edited = once<[Message, string, string]>(driven.client, 'message_edit');
    fake.edit(said, 'first');
    const [message, body, before] = await edited;
    await keep('edited', { event: 'message_edit', rawData: message.rawData, body, before });
    const revoked = once<[Message, Message | undefined]>(driven.client, 'message_revoke_everyone');
    fake.revoke(said);
    const [gone, was] = await revoked;
    await keep('revoked', { event: 'message_revoke_everyone', rawData: gone.rawData, before: was?.rawData ?? null });
    const removed = once<[Message]>(driven.client, 'message_revoke_me');
    fake.deleteForMe(fake.say(ANN, 'not for me', { id: id(), t: T }));
    await keep('deleted-for-me', { event: 'message_revoke_me', rawData: (await removed)[0].rawData });
  });

  it('votes, reactions and acks', async () => {
    const poll = new wwebjs.Poll('Shall we?', ['Yes', 'No'], { messageSecret: Array(32).fill(7) } as never);
    for (const [name, chat, by] of [
      ['', ANN, ANN],
      ['-group', GROUP, BOB_LID],
    ] as const) {
      const ack = once<[Message, number]>(driven.client, 'message_ack');
      const created = await driven.client.sendMessage(chat, poll);
      await keep(`sent-poll${name}`, { event: 'returned by sendMessage', rawData: created.rawData });
      await keep(`ack${name}`, { event: 'message_ack', rawData: (await ack)[0].rawData, ack: 1 });
      const sent = await fake.sent((one) => one.chat === chat && one.type === 'poll_creation');
      for (const [kind, options] of [
        ['vote', ['No']],
        ['vote-withdrawn', []],
      ] as const) {
        const vote = once<[PollVote]>(driven.client, 'vote_update');
        fake.vote(sent, [...options], by);
        await keep(`${kind}${name}`, { event: 'vote_update', ...plain((await vote)[0]) });
      }
      const reaction = once<[Reaction]>(driven.client, 'message_reaction');
      fake.react(sent, '👍', by);
      await keep(`reaction${name}`, { event: 'message_reaction', ...plain((await reaction)[0]) });
    }
    const forgotten = await fake.sent((one) => one.type === 'poll_creation');
    fake.forget(forgotten);
    const vote = once<[PollVote]>(driven.client, 'vote_update');
    fake.vote(forgotten, ['Yes']);
    await keep('vote-on-forgotten-poll', { event: 'vote_update', ...plain((await vote)[0]) });
  });

  it('as the library gives it without the shim', async () => {
    const bare = await startFakeWhatsApp();
    bare.addContact({ pn: ANN, pushname: 'Ann' });
    const stock = await linked(bare, { shim: false });
    try {
      const message = once<[Message]>(stock.client, 'message');
      bare.say(ANN, 'hello', { id: id(), t: T });
      await keep('text-without-shim', { event: 'message', rawData: (await message)[0].rawData });
    } finally {
      await stock.close();
      await bare.stop();
    }
  });
});

/** Own properties, nested messages as their raw data. */
function plain(event: object): Record<string, unknown> {
  const entries = Object.entries(event).map(([name, value]) => {
    const { rawData } = (value ?? {}) as { rawData?: unknown };
    return [name, name === 'parentMessage' ? (rawData ?? null) : value] as const;
  });
  return Object.fromEntries(entries);
}

/** Without what is different each time: made-up ids, keys and times. */
function steady(payload: unknown): unknown {
  const text = JSON.stringify(payload, (_name, value: unknown) => (value instanceof Uint8Array ? [...value] : value));
  return JSON.parse(
    text
      .replace(/3EB0[0-9A-F]{18}/g, '3EB0000000000000000001')
      .replace(/3A[0-9A-F]{18}/g, (found) => (/^3A0{10}/.test(found) ? found : '3A999999999999999999'))
      .replace(/\/v\/t62\/[0-9a-f]+/g, '/v/t62/0123456789abcdef')
      .replace(/"(t|mediaKeyTimestamp)":\d{10}\b/g, `"$1":${T}`)
      .replace(/"(timestamp)":\d{10}(\.\d+)?/g, `"$1":${T}`)
      .replace(/"(\w+)":1\d{12}\b/g, `"$1":${T}000`),
  );
}
