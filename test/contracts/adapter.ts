import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { splitContent } from '../../src/chat/split.ts';
import type {
  Action,
  Adapter,
  Author,
  Card,
  Choice,
  Inbox,
  Message,
  PlatformError,
  ThreadId,
} from '../../src/chat/types.ts';

/** What a platform's tests give the contract suite: the adapter, and the far side of the platform in their hands. */
export interface AdapterWorld {
  adapter: Adapter;
  /** Someone who writes to the bot. */
  author: Author;
  newThread(): Promise<ThreadId>;
  /** Thread ids of every shape the platform has. */
  threadIds: string[];
  /** Decodes and encodes a thread id with the adapter's codec. */
  roundTrip(thread: string): string;
  /** What stands in a thread, oldest first, in words. */
  shown(thread: ThreadId): Promise<{ id: string; text: string; only?: string | null }[]>;
  /** The platform delivers a message of `author`; the same `id` is the same delivery again. */
  deliverMessage(thread: ThreadId, text: string, id?: string): Promise<void>;
  /** The platform delivers the bot's own message back to it, as platforms do. */
  deliverOwn?(thread: ThreadId, text: string): Promise<void>;
  deliverAttachment?(thread: ThreadId): Promise<void>;
  /** The author taps a choice on a message that stands there. */
  tap(thread: ThreadId, messageId: string, choice: Choice, id?: string): Promise<void>;
  /** The thread ceases to exist. */
  loseThread?(thread: ThreadId): Promise<void>;
  close?(): Promise<void>;
}

interface Received {
  messages: Message[];
  actions: Action[];
}

/** What not every platform has. */
type Rare = 'deliverOwn' | 'deliverAttachment' | 'loseThread';

/**
 * The suite every adapter runs: what the engine relies on, whatever the platform. `lacks` says what a platform does not have,
 * and why: those tests are listed as skipped with the reason; one that is neither there nor said to be lacking fails.
 */
export function adapterContract(
  name: string,
  open: () => AdapterWorld | Promise<AdapterWorld>,
  lacks: Partial<Record<Rare, string>> = {},
): void {
  /** A test that needs something rare, and the way to it. */
  function rare<K extends Rare>(need: K, title: string, test: (act: NonNullable<AdapterWorld[K]>) => Promise<void>) {
    const why = lacks[need];
    if (why !== undefined) return it.skip(`${title} (not here: ${why})`);
    return it(title, async () => {
      const act = current?.[need];
      if (!act) throw new Error(`${name} neither has ${need} nor says why it lacks it`);
      await test(act as NonNullable<AdapterWorld[K]>);
    });
  }
  let current: AdapterWorld | undefined;

  describe(`adapter contract: ${name}`, () => {
    let world: AdapterWorld;
    let received: Received;
    const inbox = (): Inbox => ({
      message: async (message) => void received.messages.push(message),
      action: async (action) => void received.actions.push(action),
      overview: async () => [SAMPLE],
    });

    beforeEach(async () => {
      world = await open();
      current = world;
      received = { messages: [], actions: [] };
      await world.adapter.start(inbox());
    });
    afterEach(async () => {
      await world.adapter.stop();
      await world.close?.();
    });

    it('keeps thread ids through its codec, under its own prefix', async () => {
      for (const thread of [...world.threadIds, await world.newThread()]) {
        expect(world.roundTrip(thread)).toBe(thread);
        expect(thread.startsWith(`${world.adapter.platform}:`)).toBe(true);
      }
    });

    it('is well once started', () => {
      expect(world.adapter.health().ok).toBe(true);
      expect(world.adapter.health().detail).not.toBe('');
    });

    it('posts a key once, whatever is posted under it again', async () => {
      const thread = await world.newThread();
      const first = await world.adapter.post(thread, 'Good morning', 'key-1');
      const again = await world.adapter.post(thread, 'Good evening', 'key-1');
      expect(again).toBe(first);
      const shown = await world.shown(thread);
      expect(shown.filter((message) => /Good/.test(message.text))).toHaveLength(1);
      expect(shown.at(-1)?.text).toContain('Good morning');
    });

    it('keeps the order of what is posted', async () => {
      const thread = await world.newThread();
      for (let index = 0; index < 5; index++) await world.adapter.post(thread, `line ${index}`, `order-${index}`);
      const lines = (await world.shown(thread))
        .map((message) => message.text)
        .filter((text) => text.startsWith('line'));
      expect(lines).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
    });

    it('changes a message in place, or follows up and says which message now carries it', async () => {
      const thread = await world.newThread();
      const id = await world.adapter.post(thread, 'before the change', 'changing');
      const now = await world.adapter.update(thread, id, 'after the change', 'changing-1');
      const shown = await world.shown(thread);
      expect(shown.find((message) => message.id === now)?.text).toContain('after the change');
      if (world.adapter.limits.update) {
        expect(now).toBe(id);
        expect(shown.some((message) => message.text.includes('before the change'))).toBe(false);
      } else if (now !== id) {
        expect(shown.find((message) => message.id === id)?.text).toContain('before the change');
      }
      const repeated = await world.adapter.update(thread, now, 'after the change', 'changing-1');
      expect((await world.shown(thread)).filter((message) => message.text.includes('after the change'))).toHaveLength(
        1,
      );
      expect(repeated).toBe(now);
    });

    it('shows a card whole: title, every block, footer', async () => {
      const thread = await world.newThread();
      await world.adapter.post(thread, SAMPLE, 'card');
      const text = (await world.shown(thread)).map((message) => message.text).join('\n');
      for (const part of ['Invoice on payment', 'Create an invoice', 'Email the payer', 'KES 10,000', '7F3-K2']) {
        expect(text).toContain(part);
      }
    });

    it('takes everything the engine splits for it', async () => {
      const thread = await world.newThread();
      const { limits } = world.adapter;
      const words = Array.from({ length: Math.ceil((limits.text * 2.5) / 10) }, (_, index) =>
        `word${index}`.padEnd(9, '.'),
      );
      const parts = splitContent(words.join(' '), limits);
      expect(parts.length).toBeGreaterThan(1);
      for (const [index, part] of parts.entries()) await world.adapter.post(thread, part, `long-${index}`);
      const text = (await world.shown(thread)).map((message) => message.text).join(' ');
      expect(words.filter((word) => !text.includes(word))).toEqual([]);
    });

    it('delivers what a person says, with who, where and when', async () => {
      const thread = await world.newThread();
      await world.deliverMessage(thread, 'Every Monday at 9 👋 — שלום');
      const [message] = received.messages;
      expect(message?.thread).toBe(thread);
      expect(message?.text).toBe('Every Monday at 9 👋 — שלום');
      expect(message?.author.id).toBe(world.author.id);
      expect(Number.isNaN(Date.parse(message?.sentAt ?? ''))).toBe(false);
      expect(message?.id).toBeTruthy();
    });

    it('gives the same delivery the same id, so that the engine can drop it', async () => {
      const thread = await world.newThread();
      await world.deliverMessage(thread, 'once', 'delivery-1');
      await world.deliverMessage(thread, 'once', 'delivery-1');
      expect(new Set(received.messages.map((message) => message.id)).size).toBe(1);
      await world.deliverMessage(thread, 'another', 'delivery-2');
      expect(new Set(received.messages.map((message) => message.id)).size).toBe(2);
    });

    it('keeps the order of what arrives', async () => {
      const thread = await world.newThread();
      for (let index = 0; index < 5; index++) await world.deliverMessage(thread, `said ${index}`);
      expect(received.messages.map((message) => message.text)).toEqual([
        'said 0',
        'said 1',
        'said 2',
        'said 3',
        'said 4',
      ]);
    });

    rare('deliverOwn', 'does not hear itself', async (deliverOwn) => {
      const thread = await world.newThread();
      await world.adapter.post(thread, 'said by the bot', 'own');
      await deliverOwn(thread, 'said by the bot');
      expect(received.messages).toEqual([]);
    });

    it('does not take what could not be stored for delivered', async () => {
      const thread = await world.newThread();
      await world.adapter.stop();
      let refusals = 0;
      await world.adapter.start({
        message: async (message) => {
          if (refusals++ === 0) throw new Error('the database is away');
          received.messages.push(message);
        },
        action: async () => {},
        overview: async () => [],
      });
      await world.deliverMessage(thread, 'keep this', 'retry-1').catch(() => {});
      await world.deliverMessage(thread, 'keep this', 'retry-1');
      expect(received.messages.map((message) => message.text)).toEqual(['keep this']);
    });

    rare('deliverAttachment', 'names attachments', async (deliverAttachment) => {
      await deliverAttachment(await world.newThread());
      const [attachment] = received.messages[0]?.attachments ?? [];
      expect(attachment?.name).toBeTruthy();
      expect(attachment?.ref).toBeTruthy();
    });

    it('turns a tap into the choice it stands for', async () => {
      const thread = await world.newThread();
      const messageId = await world.adapter.post(thread, SAMPLE, 'tapped');
      await world.tap(thread, messageId, { name: 'draft.approve', value: 'drf_1:7f3k2' }, 'tap-1');
      await world.tap(thread, messageId, { name: 'draft.approve', value: 'drf_1:7f3k2' }, 'tap-1');
      const [action] = received.actions;
      expect(action?.choice).toEqual({ name: 'draft.approve', value: 'drf_1:7f3k2' });
      expect(action?.messageId).toBe(messageId);
      expect(action?.author.id).toBe(world.author.id);
      expect(new Set(received.actions.map((one) => one.id)).size).toBe(1);
    });

    it('says who is in a thread', async () => {
      const thread = await world.newThread();
      const about = await world.adapter.describe(thread);
      expect(about.people.map((person) => person.id)).toContain(world.author.id);
      expect((await world.adapter.profile(world.author)).name).toBeTruthy();
    });

    rare('loseThread', 'says that a thread is gone, in the terms of the contract', async (loseThread) => {
      const thread = await world.newThread();
      await loseThread(thread);
      const refused = await world.adapter.post(thread, 'hello', 'late').catch((error: PlatformError) => error);
      expect(refused).toMatchObject({ name: 'PlatformError', reason: 'gone' });
    });

    it('shows that it works, and never fails for it', async () => {
      await expect(world.adapter.working(await world.newThread(), 'Working on it…')).resolves.toBeUndefined();
      await expect(
        world.adapter.working(`${world.adapter.platform}:nowhere` as ThreadId, null),
      ).resolves.toBeUndefined();
    });
  });
}

const SAMPLE: Card = {
  title: 'Invoice on payment',
  body: [
    { kind: 'text', text: 'Starts when IntaSend confirms a payment' },
    { kind: 'steps', steps: [{ text: 'Create an invoice in QuickBooks' }, { text: 'Email the payer' }] },
    { kind: 'fields', fields: [{ label: 'Only over', value: 'KES 10,000' }] },
  ],
  choices: [
    { name: 'draft.approve', value: 'drf_1:7f3k2', label: 'Approve', style: 'primary' },
    { name: 'draft.cancel', value: 'drf_1', label: 'Cancel' },
  ],
  footer: '7F3-K2',
};
