import getPort from 'get-port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlatformError } from '../../src/chat/types.ts';
import { startedWorld } from './world.ts';

const HOUR = 3_600_000;
const SETTLE = 2_000;

describe('what is sent', () => {
  let opened: Awaited<ReturnType<typeof startedWorld>>;
  beforeEach(async () => {
    opened = await startedWorld({}, { settleMs: SETTLE });
    opened.cloud.calls.length = 0;
  });
  afterEach(() => opened.world.close());

  const fromNod = () => opened.amina.shown().filter((message) => message.from === 'business');
  const post = (text: string, key: string) => opened.world.adapter.post(opened.thread, text, key);
  const refused = (text: string, key: string) =>
    post(text, key).then(
      () => expect.fail('it was sent'),
      (error: unknown) => error as PlatformError,
    );

  describe('when the 24 hours are over', () => {
    beforeEach(() => opened.clock.forward(25 * HOUR));

    it('asks by template once, keeps what waits, and says it once they wrote', async () => {
      expect(await opened.adapter.canReach?.(opened.thread)).toBe(false);
      const first = await refused('The card', 'late');
      expect(first).toMatchObject({ reason: 'rate_limited' });
      expect(first.retryAfterMs).toBeGreaterThan(0);
      await refused('The card', 'late');
      await refused('Another', 'late-2');
      expect(fromNod().map((message) => message.text)).toEqual([
        'News from Nod: Something waits for you. Reply with any word and I will show it.',
      ]);
      opened.received.reachable.length = 0;
      await opened.amina.say('yes?');
      await expect.poll(() => opened.received.reachable).toEqual([opened.thread]);
      expect(await opened.adapter.canReach?.(opened.thread)).toBe(true);
      const id = await post('The card', 'late');
      expect(opened.amina.last()).toMatchObject({ id, text: 'The card' });
    });

    it('names the card that waits, on one line', async () => {
      const card = { title: 'Pay  **Otieno**\nKES 20,000', body: [] };
      await opened.adapter.post(opened.thread, card, 'titled').catch(() => {});
      expect(fromNod().at(-1)?.text).toContain('“Pay Otieno KES 20,000” waits for you');
    });

    it('says in health which template cannot be sent, and leaves it alone for a while', async () => {
      opened.cloud.state.templates.length = 0;
      expect(await refused('The card', 'broken')).toMatchObject({ reason: 'unreachable' });
      expect(await refused('The card', 'broken')).toMatchObject({ reason: 'unreachable' });
      expect(opened.cloud.sends()).toHaveLength(1);
      expect(opened.adapter.health().detail).toMatch(/template waiting cannot be sent/);
    });

    it('goes nowhere when WhatsApp says it before we know', async () => {
      await opened.amina.say('back');
      opened.cloud.state.troubles.push({ code: 131047 });
      expect(await refused('The card', 'surprise')).toMatchObject({ reason: 'rate_limited' });
      expect(await opened.adapter.canReach?.(opened.thread)).toBe(false);
      expect(fromNod().at(-1)?.type).toBe('template');
    });
  });

  it('without a template it is unreachable, so that the person is told elsewhere', async () => {
    const bare = await startedWorld({ WHATSAPP_CLOUD_TEMPLATE: 'missing_one' });
    bare.clock.forward(25 * HOUR);
    await expect(bare.adapter.post(bare.thread, 'The card', 'bare')).rejects.toMatchObject({ reason: 'unreachable' });
    await bare.world.close();
  });

  it('what was taken and not delivered because of the hours goes once they write', async () => {
    opened.cloud.state.failNext.push(131047);
    await post('Lost on the way', 'lost');
    await opened.cloud.hooks.settled();
    expect(fromNod()).toEqual([]);
    await opened.amina.say('anything?');
    await expect.poll(() => fromNod().map((message) => message.text)).toEqual(['Lost on the way']);
    await post('Lost on the way', 'lost');
    expect(fromNod()).toHaveLength(1);
  });

  it('what failed on their side is sent again, a few times', async () => {
    opened.cloud.state.failNext.push(131000);
    await post('Try again', 'again');
    await expect.poll(() => fromNod().map((message) => message.text)).toEqual(['Try again']);
  });

  describe('when nobody answered a send', () => {
    it.each(['silent after', 'broken after'] as const)(
      '%s: its status settles it, nothing is sent twice',
      async (trouble) => {
        opened.cloud.state.troubles.push(trouble);
        expect(await refused('Once', 'doubt')).toMatchObject({ reason: 'doubtful' });
        await opened.cloud.hooks.settled();
        const id = await post('Once', 'doubt');
        expect(fromNod()).toMatchObject([{ id, text: 'Once' }]);
      },
    );

    it('a restart in between changes nothing', async () => {
      opened.cloud.state.troubles.push('silent after');
      await refused('Once', 'restart');
      await opened.cloud.hooks.settled();
      await opened.world.restart();
      await post('Once', 'restart');
      expect(fromNod()).toHaveLength(1);
    });

    it('no word for long: it is sent again, saying so', async () => {
      opened.cloud.state.troubles.push('silent before');
      await refused('Hello', 'silence');
      expect(await refused('Hello', 'silence')).toMatchObject({ reason: 'doubtful' });
      opened.clock.forward(SETTLE + 1);
      await post('Hello', 'silence');
      expect(fromNod().map((message) => message.text)).toEqual([
        'Sent again, in case it did not reach you the first time:\n\nHello',
      ]);
    });

    it('what never left is simply sent', async () => {
      const port = await getPort();
      const away = await startedWorld({ WHATSAPP_CLOUD_API_URL: `http://127.0.0.1:${port}` });
      expect(away.adapter.health()).toMatchObject({ ok: false, detail: 'WhatsApp does not answer' });
      await expect(away.adapter.post(away.thread, 'x', 'k')).rejects.toMatchObject({ reason: 'unreachable' });
      await away.world.close();
    });
  });

  describe('at the pace WhatsApp asks for', () => {
    it('one person is left alone and another is written to', async () => {
      const otieno = opened.cloud.person({ name: 'Otieno' });
      await otieno.say('hello');
      const other = opened.received.messages.at(-1)?.thread ?? opened.thread;
      opened.cloud.state.pairBurst = 2;
      await post('1', 'p1');
      await post('2', 'p2');
      const slow = await refused('3', 'p3');
      expect(slow).toMatchObject({ reason: 'rate_limited' });
      expect(slow.retryAfterMs).toBe(6000);
      const calls = opened.cloud.sends().length;
      await refused('3', 'p3');
      expect(opened.cloud.sends()).toHaveLength(calls);
      await opened.adapter.post(other, 'to you', 'o1');
      opened.clock.forward(7000);
      await post('3', 'p3');
      expect(fromNod().map((message) => message.text)).toEqual(['1', '2', '3']);
    });

    it('a wait for the whole number is obeyed as told, and longer each time where it is not', async () => {
      opened.cloud.state.troubles.push({ code: 130429, retryAfter: 30 });
      expect((await refused('x', 'n1')).retryAfterMs).toBe(30_000);
      opened.clock.forward(31_000);
      opened.cloud.state.troubles.push({ code: 130429 });
      const first = (await refused('x', 'n1')).retryAfterMs ?? 0;
      opened.clock.forward(first + 1);
      opened.cloud.state.troubles.push({ code: 130429 });
      expect((await refused('x', 'n1')).retryAfterMs ?? 0).toBeGreaterThan(first);
    });
  });

  it('a token that is refused is not tried again and again, and health says so until a good one works', async () => {
    opened.cloud.state.tokenGood = false;
    expect(await refused('x', 't1')).toMatchObject({ reason: 'unreachable' });
    await refused('x', 't1');
    expect(opened.cloud.sends()).toHaveLength(1);
    expect(opened.adapter.health()).toMatchObject({ ok: false, detail: expect.stringContaining('token is no longer') });
    opened.cloud.state.tokenGood = true;
    opened.clock.forward(6 * 60_000);
    await post('x', 't1');
    expect(opened.adapter.health().ok).toBe(true);
  });

  it.each([
    [{ code: 131026 }, 'gone'],
    [{ code: 100 }, 'refused'],
    [{ code: 131051 }, 'refused'],
    [{ code: 131000 }, 'unreachable'],
    [{ code: 368 }, 'unreachable'],
    [{ status: 503 }, 'doubtful'],
    [{ status: 200 }, 'doubtful'],
    [{ status: 403 }, 'unreachable'],
  ])('%o is %s', async (trouble, reason) => {
    opened.cloud.state.troubles.push(trouble);
    expect(await refused('x', 'codes')).toMatchObject({ name: 'PlatformError', reason });
  });

  it('a quote that is gone is left out, a follow-up quotes what it changes', async () => {
    opened.cloud.state.troubles.push({ code: 131009, details: 'context.message_id is too old' });
    await opened.adapter.post(opened.thread, 'quoting', 'q1', { replyTo: 'wamid.old' });
    expect(opened.amina.last()).toMatchObject({ text: 'quoting', quotes: null });
    const id = opened.amina.last().id;
    await opened.adapter.update(opened.thread, id, 'changed', 'q1-update');
    expect(opened.amina.last()).toMatchObject({ text: 'changed', quotes: id });
  });

  it('a picture that is not taken is left out, the card is there; what was sent of a post is not sent twice', async () => {
    const card = { title: 'Card', body: [], image: { svg: '<svg/>', alt: 'Two steps' }, choices: [] };
    opened.cloud.state.troubles.push({ code: 131053 });
    await opened.adapter.post(opened.thread, card, 'picture');
    expect(fromNod().map((message) => message.type)).toEqual(['text']);
    opened.cloud.state.pairBurst = 2;
    await expect(opened.adapter.post(opened.thread, { ...card, title: 'Second' }, 'halfway')).rejects.toMatchObject({
      reason: 'rate_limited',
    });
    opened.clock.forward(7000);
    await opened.adapter.post(opened.thread, { ...card, title: 'Second' }, 'halfway');
    expect(fromNod().map((message) => message.type)).toEqual(['text', 'image', 'text']);
  });

  it('keys longer than the callback takes still settle', async () => {
    const key = `long-${'k'.repeat(600)}`;
    opened.cloud.state.troubles.push('silent after');
    await refused('Long', key);
    await opened.cloud.hooks.settled();
    await post('Long', key);
    expect(fromNod()).toHaveLength(1);
  });

  it('shows that it writes on their newest message, seldom, and never for long', async () => {
    await opened.adapter.working(opened.thread, 'Thinking');
    await opened.adapter.working(opened.thread, 'Thinking');
    expect(opened.cloud.state.marks).toHaveLength(1);
    expect(opened.cloud.state.marks[0]).toMatchObject({ typing: true });
    await opened.amina.say('more');
    opened.cloud.state.troubles.push('silent before');
    await opened.adapter.working(opened.thread, 'Thinking');
  });
});
