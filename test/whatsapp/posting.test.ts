import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Card, PlatformError, type ThreadId } from '../../src/chat/types.ts';
import { type ScriptedWorld, scriptedWorld } from './scripted.ts';

const CHAT = '254712345678@c.us';
const THREAD: ThreadId = `whatsapp:${CHAT}`;
const CARD: Card = {
  title: 'Invoice on payment',
  body: [{ kind: 'text', text: 'Starts when IntaSend confirms a payment' }],
  choices: [
    { name: 'draft.approve', value: 'd:1', label: 'Approve' },
    { name: 'draft.change', value: 'd', label: 'Change' },
    { name: 'draft.cancel', value: 'd', label: 'Cancel' },
  ],
};
const DRAWN: Card = { ...CARD, image: { svg: '<svg/>', alt: 'two steps' } };
const SAID_AGAIN = 'Sent again, in case the first did not arrive:';

describe('posting to WhatsApp', () => {
  let world: ScriptedWorld;
  beforeEach(async () => {
    world = await scriptedWorld();
  });
  afterEach(() => world.close());

  const post = (content: string | Card, key: string, options = {}) => world.adapter.post(THREAD, content, key, options);
  const said = () => world.device.said(CHAT);
  const last = () => world.device.messages.at(-1);

  test('a card is its words with numbers, then a poll that quotes it', async () => {
    const id = await post(CARD, 'card');
    const [text, poll] = world.device.messages;
    expect(text?.id).toBe(id);
    expect(text?.text).toContain('Reply 1 to Approve, 2 to Change or 3 to Cancel.');
    expect(poll?.poll).toEqual({
      question: 'Invoice on payment — go ahead?',
      options: ['Approve', 'Change', 'Cancel'].map((name, localId) => ({ name, localId })),
    });
    expect(world.device.quotes.get(poll?.id ?? '')).toBe(text?.key);
  });

  test('the drawing of a card that asks goes first, with its title', async () => {
    await post(DRAWN, 'drawn');
    expect(world.device.messages.map((one) => one.type)).toEqual(['image', 'chat', 'poll_creation']);
    expect(world.device.messages[0]?.text).toBe('*Invoice on payment*');
  });

  test('a drawing that cannot be made or sent keeps no card back', async () => {
    await world.close();
    world = await scriptedWorld({
      png: async () => {
        throw new Error('no such font');
      },
    });
    await post(DRAWN, 'drawn');
    expect(world.device.messages.map((one) => one.type)).toEqual(['chat', 'poll_creation']);
    await world.close();
    world = await scriptedWorld();
    world.device.fates.push({ error: new PlatformError('doubtful', 'no answer') });
    await post(DRAWN, 'drawn');
    expect(world.device.messages.map((one) => one.type)).toEqual(['chat', 'poll_creation']);
  });

  test('one choice alone makes no poll', async () => {
    await post({ title: 'Connect', body: [], choices: [{ name: 'x', value: '', label: 'Connect' }] }, 'one');
    expect(world.device.messages.map((one) => one.type)).toEqual(['chat']);
    expect(last()?.text).toContain('Reply 1 to Connect.');
  });

  test('options that read the same are told apart', async () => {
    const choice = { name: 'question.option', value: 'q', label: 'Otieno' };
    await post({ title: 'Who?', body: [], choices: [choice, choice] }, 'same');
    expect(last()?.poll?.options.map((option) => option.name)).toEqual(['Otieno', 'Otieno (2)']);
  });

  test('a card whose poll is refused can still be answered by number', async () => {
    const id = await post('first', 'a');
    world.device.fates.push({ ack: 0 });
    expect(id).toBeTruthy();
    world.device.fates.length = 0;
    world.device.client.sendPoll = async () => {
      throw new PlatformError('refused', 'no polls here');
    };
    await expect(post(CARD, 'card')).resolves.toBeTruthy();
    expect(last()?.text).toContain('Reply 1');
  });

  test('a key lands once, also over a restart', async () => {
    const first = await post(CARD, 'once');
    await world.restart();
    expect(await post(CARD, 'once')).toBe(first);
    expect(said()).toHaveLength(2);
  });

  test('what was never acknowledged is looked up before anything is sent again', async () => {
    world.device.fates.push({ ack: 0 });
    await expect(post('hello', 'k')).rejects.toMatchObject({ reason: 'doubtful' });
    expect(said()).toEqual(['hello']);
    const pending = last();
    if (pending) pending.ack = 1;
    expect(await post('hello', 'k')).toBe(pending?.id);
    expect(said()).toEqual(['hello']);
  });

  test('a call that failed after it arrived is found by its words', async () => {
    world.device.fates.push({ error: new PlatformError('doubtful', 'no answer'), arrives: true });
    await expect(post('hello', 'k')).rejects.toMatchObject({ reason: 'doubtful' });
    await world.restart();
    expect(await post('hello', 'k')).toBe(last()?.id);
    expect(said()).toEqual(['hello']);
  });

  test('the same words of another post are not taken for it', async () => {
    await post('Done.', 'before');
    world.device.fates.push({ error: new PlatformError('doubtful', 'no answer') });
    await expect(post('Done.', 'k')).rejects.toMatchObject({ reason: 'doubtful' });
    await expect(post('Done.', 'k')).rejects.toMatchObject({ reason: 'doubtful' });
    world.pass(31_000);
    await post('Done.', 'k');
    expect(said()).toEqual(['Done.', `${SAID_AGAIN}\nDone.`]);
  });

  test('what surely did not arrive is sent again after a while, and says so', async () => {
    world.device.fates.push({ error: new PlatformError('doubtful', 'no answer') });
    await expect(post('hello', 'k')).rejects.toMatchObject({ reason: 'doubtful' });
    const again = await post('hello', 'k').catch((error: PlatformError) => error);
    expect(again).toMatchObject({ reason: 'doubtful' });
    expect((again as PlatformError).retryAfterMs).toBeGreaterThan(0);
    world.pass(31_000);
    expect(await post('hello', 'k')).toBe(last()?.id);
    expect(said()).toEqual([`${SAID_AGAIN}\nhello`]);
  });

  test('a poll in doubt is looked up; the words before it are not sent again', async () => {
    world.device.client.waitForAck = async (id) => world.device.messages.find((one) => one.id === id)?.ack ?? 0;
    const sendPoll = world.device.client.sendPoll;
    world.device.client.sendPoll = async (...given) => {
      await sendPoll(...given);
      throw new PlatformError('doubtful', 'no answer');
    };
    await expect(post(CARD, 'k')).rejects.toMatchObject({ reason: 'doubtful' });
    await post(CARD, 'k');
    expect(world.device.messages.map((one) => one.type)).toEqual(['chat', 'poll_creation']);
    const poll = last();
    if (poll) await world.vote(poll, [0]);
    expect(world.actions[0]?.choice.name).toBe('draft.approve');
  });

  test('nothing is in doubt where nothing was sent', async () => {
    world.device.connected = false;
    await expect(post('hello', 'k')).rejects.toMatchObject({ reason: 'unreachable' });
    world.device.connected = true;
    await world.device.events?.ready(false);
    await world.device.events?.ready(false);
    expect(world.reachable).toEqual([THREAD]);
    await post('hello', 'k');
    expect(said()).toEqual(['hello']);
    expect(world.device.calls.filter((call) => call.startsWith('findSent'))).toEqual([]);
  });

  test('what WhatsApp reports as failed is tried again a few times, unlabelled, then refused', async () => {
    world.device.fates.push({ ack: -1 }, { ack: -1 }, { ack: -1 });
    const reasons: string[] = [];
    for (let count = 0; count < 3; count++) {
      await post('hello', 'k').catch((error: PlatformError) => reasons.push(error.reason));
    }
    expect(reasons).toEqual(['unreachable', 'unreachable', 'refused']);
    expect(said()).toEqual(['hello', 'hello', 'hello']);
  });

  test('a chat that is gone is said to be gone', async () => {
    world.device.fates.push({ error: new PlatformError('gone', 'no chat') });
    await expect(post('hello', 'k')).rejects.toMatchObject({ reason: 'gone' });
    await expect(world.adapter.post('whatsapp:status@broadcast', 'x', 'k')).rejects.toMatchObject({ reason: 'gone' });
  });

  test('quotes the message it belongs to, ours or theirs', async () => {
    const id = await post(CARD, 'card');
    const report = await post('Invoice sent', 'report', { replyTo: id });
    expect(world.device.quotes.get(report)).toBe(`true_${CHAT}_${id}`);
    await world.hear({ id: '3AFF', key: `false_${CHAT}_3AFF`, chat: CHAT, text: 'hi' });
    const answer = await post('Hello', 'answer', { replyTo: world.messages[0]?.id });
    expect(world.device.quotes.get(answer)).toBe(`false_${CHAT}_3AFF`);
    await expect(post('unknown', 'x', { replyTo: 'nothing' })).resolves.toBeTruthy();
  });

  test('what only one may see in a group goes to their own chat', async () => {
    const group: ThreadId = 'whatsapp:120@g.us';
    await world.adapter.post(group, 'Only Wanjiru decides this one.', 'k', { only: { id: '+254712345678' } });
    expect(world.device.said('120@g.us')).toEqual([]);
    expect(said()).toEqual(['Only Wanjiru decides this one.']);
  });
});

describe('changing what stands on WhatsApp', () => {
  let world: ScriptedWorld;
  beforeEach(async () => {
    world = await scriptedWorld();
  });
  afterEach(() => world.close());
  const said = () => world.device.said(CHAT);

  test('words are edited in place while they are young', async () => {
    const id = await world.adapter.post(THREAD, '⏳ working', 'run');
    expect(await world.adapter.update(THREAD, id, '✅ done', 'run-1')).toBe(id);
    expect(said()).toEqual(['✅ done']);
  });

  test('later, or where WhatsApp does not let them, a follow-up quotes them; repeated once', async () => {
    const id = await world.adapter.post(THREAD, '⏳ working', 'run');
    world.pass(16 * 60_000);
    const now = await world.adapter.update(THREAD, id, '✅ done', 'run-1');
    expect(now).not.toBe(id);
    expect(world.device.quotes.get(now)).toBe(`true_${CHAT}_${id}`);
    expect(await world.adapter.update(THREAD, id, '✅ done', 'run-1')).toBe(now);
    world.device.editable = false;
    await world.adapter.update(THREAD, now, '✅ really done', 'run-2');
    expect(said()).toEqual(['⏳ working', '✅ done', '✅ really done']);
  });

  test('a decided card says its outcome below, without its words again', async () => {
    const id = await world.adapter.post(THREAD, CARD, 'card');
    const { choices: _gone, ...rest } = CARD;
    await world.adapter.update(THREAD, id, { ...rest, footer: '✅ Approved by Wanjiru' }, 'card-1');
    expect(said().at(-1)).toBe('*Invoice on payment*\n✅ Approved by Wanjiru');
  });

  test('a card with other choices comes whole, with a poll of its own', async () => {
    const id = await world.adapter.post(THREAD, CARD, 'card');
    const changed = { ...CARD, choices: CARD.choices?.map((choice) => ({ ...choice, value: 'd:2' })) ?? [] };
    const now = await world.adapter.update(THREAD, id, changed, 'card-1');
    expect(world.device.messages.map((one) => one.type)).toEqual(['chat', 'poll_creation', 'chat', 'poll_creation']);
    const poll = world.device.messages.at(-1);
    if (poll) await world.vote(poll, [0]);
    expect(world.actions[0]).toMatchObject({ messageId: now, choice: { value: 'd:2' } });
    await world.hear({ chat: CHAT, text: 'yes', quotedId: id });
    expect(world.messages.at(-1)?.replyTo).toBe(now);
  });

  test('nothing is said where nothing changed', async () => {
    const id = await world.adapter.post(THREAD, CARD, 'card');
    expect(await world.adapter.update(THREAD, id, CARD, 'card-1')).toBe(id);
    expect(said()).toHaveLength(2);
  });
});
