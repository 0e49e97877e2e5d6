import { describe, expect, test } from 'vitest';
import { createPacer, HUMAN_PACE, type Pace } from '../../adapters/whatsapp/pacing.ts';

/** A pacer whose waits pass at once on a clock of its own. */
function pacer(pace: Partial<Pace> = {}) {
  let now = Date.parse('2026-11-20T10:00:00Z');
  const values = new Map<string, unknown>();
  const waits: number[] = [];
  const make = () =>
    createPacer({
      pace: { ...HUMAN_PACE, ...pace },
      clock: { now: () => new Date(now) },
      memory: {
        get: async <T>(name: string) => (values.get(name) as T | undefined) ?? null,
        set: async (name, value) => void values.set(name, value),
      },
      random: () => 0.5,
      wait: async (ms) => {
        waits.push(ms);
        now += ms;
      },
    });
  return { make, waits, pass: (ms: number) => (now += ms) };
}

const nothing = () => {};
const done = async () => 'sent';

describe('pacing', () => {
  test('a longer text takes longer to type, up to a point; typing is shown first', async () => {
    const { make, waits } = pacer();
    const paced = make();
    const order: string[] = [];
    await paced.turn(
      'a',
      10,
      () => order.push('typing'),
      async () => order.push('sent'),
    );
    await paced.turn('a', 100, nothing, done);
    await paced.turn('a', 3000, nothing, done);
    expect(order).toEqual(['typing', 'sent']);
    expect(waits).toEqual([460, 1000, 2500]);
  });

  test('one at a time, in order, whatever becomes of each', async () => {
    const paced = pacer().make();
    const order: number[] = [];
    let inside = 0;
    const turns = [1, 2, 3].map((number) =>
      paced.turn('a', 1, nothing, async () => {
        inside += 1;
        expect(inside).toBe(1);
        await Promise.resolve();
        order.push(number);
        inside -= 1;
        if (number === 2) throw new Error('not this one');
      }),
    );
    const results = await Promise.allSettled(turns);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(order).toEqual([1, 2, 3]);
  });

  test('a chat gets so many a minute, and hears how long to wait', async () => {
    const { make, pass } = pacer({ perChatMinute: 2, leastMs: 0, perCharacterMs: 0 });
    const paced = make();
    await paced.turn('a', 1, nothing, done);
    pass(10_000);
    await paced.turn('a', 1, nothing, done);
    await expect(paced.turn('a', 1, nothing, done)).rejects.toMatchObject({
      reason: 'rate_limited',
      retryAfterMs: 50_000,
    });
    await expect(paced.turn('b', 1, nothing, done)).resolves.toBe('sent');
    pass(50_000);
    await expect(paced.turn('a', 1, nothing, done)).resolves.toBe('sent');
  });

  test('all chats together get so many a minute', async () => {
    const paced = pacer({ perMinute: 2, leastMs: 0, perCharacterMs: 0 }).make();
    await paced.turn('a', 1, nothing, done);
    await paced.turn('b', 1, nothing, done);
    await expect(paced.turn('c', 1, nothing, done)).rejects.toMatchObject({ reason: 'rate_limited' });
  });

  test('a day has its own cap, which a restart does not lift and midnight does', async () => {
    const { make, pass } = pacer({ perDay: 2, leastMs: 0, perCharacterMs: 0 });
    const first = make();
    await first.turn('a', 1, nothing, done);
    await first.turn('a', 1, nothing, done);
    const restarted = make();
    await expect(restarted.turn('a', 1, nothing, done)).rejects.toMatchObject({
      reason: 'rate_limited',
      retryAfterMs: 14 * 3_600_000,
    });
    pass(14 * 3_600_000);
    await expect(restarted.turn('a', 1, nothing, done)).resolves.toBe('sent');
  });

  test('the queue is bounded', async () => {
    const paced = pacer({ queue: 1 }).make();
    let release = nothing;
    const first = paced.turn('a', 1, nothing, () => new Promise<void>((resolve) => (release = resolve)));
    await expect(paced.turn('a', 1, nothing, done)).rejects.toMatchObject({ reason: 'rate_limited' });
    await expect.poll(() => release !== nothing).toBe(true);
    release();
    await first;
  });

  test('closed, it sends nothing more, and what waits is told so', async () => {
    const paced = pacer().make();
    let release = nothing;
    const first = paced.turn('a', 1, nothing, () => new Promise<void>((resolve) => (release = resolve)));
    const second = paced.turn('a', 1, nothing, done);
    const refused = expect(second).rejects.toMatchObject({ reason: 'unreachable' });
    await expect.poll(() => release !== nothing).toBe(true);
    const closed = paced.close();
    release();
    await closed;
    await first;
    await refused;
    paced.open();
    await expect(paced.turn('a', 1, nothing, done)).resolves.toBe('sent');
  });
});
