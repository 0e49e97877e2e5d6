import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PlannerUnavailable } from '../../src/planner/types.ts';
import { type Answer, call, failure, refusal, text } from '../fakes/anthropic/answers.ts';
import { type FakeAnthropic, startFakeAnthropic } from '../fakes/anthropic/server.ts';
import { inputOf, plannerOn, proposal } from './support.ts';

let fake: FakeAnthropic;
beforeEach(async () => {
  fake = await startFakeAnthropic();
});
afterEach(async () => {
  await fake.stop();
});

const soon = { 'retry-after-ms': '1' };
const good = () => call('propose_workflow', proposal());
const broken = (how: 'cut' | 'silence' | 'overloaded', after = 6): Answer => ({
  broken: { reply: (good() as Extract<Answer, { reply: unknown }>).reply, after, how },
});

describe('the API does not answer as it should', () => {
  it.each([429, 529, 500])('%s once: tried again', async (status) => {
    const { planner } = plannerOn(fake);
    fake.script(failure(status, soon), good());
    expect(await planner(inputOf())).toMatchObject({ kind: 'propose' });
    expect(fake.requests.map((request) => request.retry)).toEqual([0, 1]);
  });

  it.each([429, 529, 500])('%s to the end: unavailable', async (status) => {
    const { planner } = plannerOn(fake);
    fake.script(failure(status, soon), failure(status, soon), failure(status, soon));
    await expect(planner(inputOf())).rejects.toThrow(PlannerUnavailable);
    expect(fake.requests).toHaveLength(3);
  });

  it.each([400, 401, 403, 404])('%s: unavailable at once', async (status) => {
    const { planner } = plannerOn(fake);
    fake.script(failure(status));
    await expect(planner(inputOf())).rejects.toThrow(PlannerUnavailable);
    expect(fake.requests).toHaveLength(1);
  });

  it('a wrong key: unavailable', async () => {
    const { planner } = plannerOn(fake, { apiKey: 'another-key' });
    await expect(planner(inputOf())).rejects.toThrow(PlannerUnavailable);
    expect(fake.refused).toEqual(['invalid bearer token']);
  });

  it('nobody there: unavailable', async () => {
    const { planner } = plannerOn(fake, { baseURL: 'http://127.0.0.1:1' });
    await expect(planner(inputOf())).rejects.toThrow(PlannerUnavailable);
  });

  it('no answer at all: unavailable by the deadline of the turn', async () => {
    const { planner } = plannerOn(fake, { deadlines: { turn: 300 } });
    fake.script({ hang: true });
    await expect(planner(inputOf())).rejects.toThrow(PlannerUnavailable);
  });

  it('no answer to one request: tried again after its own deadline', async () => {
    const { planner } = plannerOn(fake, { deadlines: { request: 3_000 } });
    fake.script({ hang: true }, good());
    expect(await planner(inputOf())).toMatchObject({ kind: 'propose' });
  });

  it.each(['cut', 'overloaded'] as const)('a stream that breaks off (%s): asked once more', async (how) => {
    const { planner } = plannerOn(fake);
    fake.script(broken(how), good());
    expect(await planner(inputOf())).toMatchObject({ kind: 'propose' });
    expect(fake.requests).toHaveLength(2);
  });

  it.each(['cut', 'overloaded'] as const)('a stream that keeps breaking off (%s): unavailable', async (how) => {
    const { planner } = plannerOn(fake);
    fake.script(broken(how), broken(how));
    await expect(planner(inputOf())).rejects.toThrow(PlannerUnavailable);
    expect(fake.requests).toHaveLength(2);
  });

  it('a stream that falls silent: unavailable by the deadline', async () => {
    const { planner } = plannerOn(fake, { deadlines: { turn: 300 } });
    fake.script(broken('silence'));
    await expect(planner(inputOf())).rejects.toThrow(PlannerUnavailable);
  });

  it('a person who stops it: ends with their reason, not as a failure', async () => {
    const { planner } = plannerOn(fake);
    fake.script({ hang: true });
    const stop = new AbortController();
    const turn = planner(inputOf({ signal: stop.signal }));
    await expect.poll(() => fake.requests.length).toBe(1);
    stop.abort(new Error('stopped by the person'));
    await expect(turn).rejects.toThrow('stopped by the person');
  });

  it('usage that cannot be kept does not lose the answer', async () => {
    const { planner } = plannerOn(fake, { usage: () => Promise.reject(new Error('down')) });
    fake.script(good());
    expect(await planner(inputOf())).toMatchObject({ kind: 'propose' });
  });
});

describe('answers that are no answer', () => {
  const cut = (): Answer => ({
    reply: {
      content: [{ type: 'tool_use', name: 'propose_workflow', input: proposal(), cutAt: 60 }],
      stop: 'max_tokens',
    },
  });

  it('a refusal is passed on politely, without another try', async () => {
    const { planner, usage } = plannerOn(fake);
    fake.script(refusal());
    expect(await planner(inputOf())).toMatchObject({ kind: 'say' });
    expect(fake.requests).toHaveLength(1);
    expect(usage).toMatchObject([{ stopReason: 'refusal' }]);
  });

  it('a cut-off call is never read, but asked again with more room', async () => {
    const { planner, usage } = plannerOn(fake);
    fake.script(cut(), good());
    expect(await planner(inputOf())).toMatchObject({ kind: 'propose' });
    const [first, second] = fake.requests.map((request) => Number(request.body.max_tokens));
    expect(second).toBeGreaterThan(first ?? 0);
    expect(usage).toHaveLength(2);
  });

  it('cut off twice: says so', async () => {
    const { planner } = plannerOn(fake);
    fake.script(cut(), cut());
    expect(await planner(inputOf())).toMatchObject({ kind: 'say' });
    expect(fake.requests).toHaveLength(2);
  });

  it('a paused turn is sent back as it is', async () => {
    const { planner } = plannerOn(fake);
    fake.script(text('Still at it.', 'pause_turn'), good());
    expect(await planner(inputOf())).toMatchObject({ kind: 'propose' });
    const messages = fake.requests[1]?.body.messages as { role: string }[];
    expect(messages.map((message) => message.role)).toEqual(['user', 'assistant']);
  });

  it('a conversation that no longer fits: says so', async () => {
    const { planner } = plannerOn(fake);
    fake.script(text('…', 'model_context_window_exceeded'));
    expect(await planner(inputOf())).toMatchObject({ kind: 'say' });
  });

  it('an empty answer still gets words', async () => {
    const { planner } = plannerOn(fake);
    fake.script({ reply: { content: [], stop: 'end_turn' } });
    const reply = await planner(inputOf());
    expect(reply.kind).toBe('say');
    expect(reply.text).not.toBe('');
  });
});
