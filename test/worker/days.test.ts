import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDays } from './support/days.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

/** What takes days, in seconds: real runs on Temporal's own test server, whose clock jumps to what is waited for. */

const days = await openDays();
const none = typeof days === 'string' ? days : null;
const DAY = 86_400_000;

describe.skipIf(none !== null)(`days that pass${none ? ` (skipped: ${none})` : ''}`, () => {
  let h: Harness;
  const clock = () => (typeof days === 'string' ? new Date() : days.clock.now());
  const pass = <T>(work: () => Promise<T>) => (typeof days === 'string' ? work() : days.pass(work));

  beforeAll(async () => {
    if (typeof days === 'string') return;
    h = await openHarness({}, { access: { address: days.address }, clock: days.clock, around: days.around });
    await h.store.users.updateOne({ _id: PERSON.user, workspace: PERSON.workspace }, { timeZone: 'Europe/Berlin' });
  });
  afterAll(async () => {
    await h?.close();
    if (typeof days !== 'string') await days.stop();
  });

  const flow = (action: string, params: object) => ({ id: action, service: 'flow', action, params: params as never });
  const run = async (steps: Parameters<Harness['approve']>[0]['steps']) => h.start(await h.approve({ steps }));
  const lasted = (row: { startedAt: Date; endedAt: Date | null } | undefined) =>
    ((row?.endedAt?.getTime() ?? 0) - (row?.startedAt.getTime() ?? 0)) / DAY;

  it('takes seven days without a word for a no, and reminds on the first and on the sixth', async () => {
    const id = await run([
      flow('approve', { message: 'Pay?', reminders: ['1d', '6d'] }),
      { id: 'next', action: 'put' },
    ]);
    const { steps, execution } = await pass(() => h.ended(id));
    expect(execution.status).toBe('completed');
    expect(steps.approve).toMatchObject({ gate: { reminded: 2, decision: 'rejected', decidedBy: null } });
    expect(steps.next).toMatchObject({ state: 'skipped' });
    expect(lasted(steps.approve)).toBeCloseTo(7, 1);
  });

  it('takes a day without an answer for what is said to stand for it', async () => {
    const id = await run([
      flow('ask', { question: 'How many?', kind: 'number', default: 3 }),
      { id: 'next', action: 'put' },
    ]);
    const { steps } = await pass(() => h.ended(id));
    expect(steps.ask).toMatchObject({ output: { answer: 3, answered: false } });
    expect(lasted(steps.ask)).toBeCloseTo(1, 1);
  });

  it('waits for thirty days, then goes on', async () => {
    const id = await run([flow('wait', { duration: '30d' }), { id: 'next', action: 'put' }]);
    const { steps } = await pass(() => h.ended(id));
    expect(lasted(steps.wait)).toBeCloseTo(30, 1);
    expect(steps.next).toMatchObject({ state: 'success' });
  });

  it('waits until nine in the morning, in winter and after the clocks were changed', async () => {
    const year = clock().getUTCFullYear() + 1;
    const until = (id: string, day: string) => ({ ...flow('wait', { until: `${year}-${day}T09:00` }), id });
    const id = await run([until('winter', '01-15'), until('summer', '04-01')]);
    const { steps } = await pass(() => h.ended(id));
    const ended = ['winter', 'summer'].map((step) => steps[step]?.endedAt?.toISOString().slice(0, 16));
    expect(ended).toEqual([`${year}-01-15T08:00`, `${year}-04-01T07:00`]);
  });
});
